"""Answers in the words of witnesses, in all eight languages, understood by the question that was asked."""

from __future__ import annotations

import pytest
from phone import LEXICONS, START

from tipline import reading
from tipline.phrasebook import BY_KEY, Answer, consent
from tipline.phrasebook.understanding import answer, by_number, pressed
from tipline.reading.model import Reading


def read(text: str, lang: str) -> Reading:
    return reading.read(text, lexicons=LEXICONS, hint=lang, now=START)


def heard(key: str, text: str, lang: str, *, bare: bool = True) -> Answer | None:
    return answer(BY_KEY[key], read(text, lang), bare=bare)


def code(key: str, text: str, lang: str) -> str | None:
    found = heard(key, text, lang)
    return found.code if found else None


WAYS = {
    "en": [("heading north now", "north"), ("took off going south on Pulaski", "south"), ("eastbound", "east"), ("W", "west"),
           ("toward Ashland", "toward Ashland"), ("north-east I think", "northeast")],
    "es": [("jalaron para el norte", "north"), ("rumbo al sur", "south"), ("al oeste", "west"), ("hacia la Ashland", "toward Ashland"),
           ("suroeste", "southwest")],
    "pl": [("na północ", "north"), ("pojechali na poludnie", "south"), ("w kierunku wschodnim", "east"), ("w strone Ashland", "toward Ashland"),
           ("na południowy zachód", "southwest")],
    "zh-Hans": [("向北走的", "north"), ("往南边开", "south"), ("东边", "east"), ("西北", "northwest")],
    "zh-Hant": [("向北走的", "north"), ("往南邊開", "south"), ("東邊", "east"), ("往西開走", "west")],
    "ar": [("راحوا شمال", "north"), ("نحو الجنوب", "south"), ("على الشرق", "east"), ("باتجاه الغرب", "west")],
    "uk": [("поїхали на північ", "north"), ("у південному напрямку", "south"), ("на схід", "east"), ("в бік Ashland", "toward Ashland")],
    "tl": [("pumunta po sa hilaga", "north"), ("patimog", "south"), ("sa silangan", "east"), ("papunta sa Ashland", "toward Ashland")],
}  # fmt: skip
YES = {
    "en": ["yes they are", "yeah still parked here", "Yep"], "es": ["sí, aquí están", "simón", "si todavia"],
    "pl": ["tak, stoją na rogu", "owszem", "no tak"], "zh-Hans": ["是的", "还在", "对，在路口"],
    "zh-Hant": ["是的", "還在", "對，在路口"], "ar": ["نعم، واقفين هون", "ايوه", "لسا هون"],
    "uk": ["так, стоять", "ага", "ще тут"], "tl": ["opo, nakaparada pa", "oo", "nandito pa po"],
}  # fmt: skip
NO = {
    "en": ["no they took off", "nope", "gone"], "es": ["no, se fueron", "ya no", "ya se fueron"],
    "pl": ["nie, odjechali", "nie ma ich", "już nie"], "zh-Hans": ["没有了", "走了", "不在了"],
    "zh-Hant": ["沒有了", "走了", "不在了"], "ar": ["لا، راحوا", "لا", "مشيوا من شوي"],
    "uk": ["ні, поїхали", "ні", "їх уже нема"], "tl": ["hindi na po", "wala na sila", "umalis na po"],
}  # fmt: skip
NUMBERS = {
    "en": [("only three", "3"), ("like 7 or 8", "7-8"), ("about 6", "6")], "es": [("eran cuatro", "4"), ("como 7 u 8", "7-8"), ("dos nomás", "2")],
    "pl": [("czterech", "4"), ("siedmiu lub ośmiu", "7-8"), ("tylko dwóch", "2")], "zh-Hans": [("三个", "3"), ("大概七八个", "7-8")],
    "zh-Hant": [("三個", "3"), ("大概七八個", "7-8")], "ar": [("كانوا ثلاثة", "3"), ("سبعة أو ثمانية", "7-8")],
    "uk": [("їх троє", "3"), ("сім чи вісім", "7-8")], "tl": [("tatlo po", "3"), ("mga pito o walo", "7-8")],
}  # fmt: skip
NOT_KNOWN = {
    "en": "no idea, too far away", "es": "no sé", "pl": "nie widziałam", "zh-Hans": "没看清", "zh-Hant": "不清楚", "ar": "ما بعرف",
    "uk": "не знаю", "tl": "di ko nakita",
}  # fmt: skip
LOOKS = {
    "en": ("a black Ford SUV", "black SUV"), "es": ("camioneta blanca", "white van"), "pl": ("czarna furgonetka", "black van"),
    "zh-Hans": ("白色面包车", "white van"), "zh-Hant": ("黑色休旅車", "black SUV"), "ar": ("سيارة سوداء", "black car"),
    "uk": ("білий фургон", "white van"), "tl": ("itim na van", "black van"),
}  # fmt: skip
every_language = pytest.mark.parametrize("lang", list(WAYS))


@every_language
def test_a_direction_is_read_in_the_words_of_the_witness(lang: str) -> None:
    assert {text: code("which_way", text, lang) for text, _ in WAYS[lang]} == dict(WAYS[lang])
    found = heard("which_way", WAYS[lang][0][0], lang)
    assert found is not None
    assert found.reading.direction == WAYS[lang][0][1]


@every_language
def test_yes_and_no_are_read_however_they_are_said(lang: str) -> None:
    assert {text: code("still_there", text, lang) for text in YES[lang]} == dict.fromkeys(YES[lang], "yes")
    assert {text: code("still_there", text, lang) for text in NO[lang]} == dict.fromkeys(NO[lang], "no")


@every_language
def test_a_count_is_read_without_a_noun(lang: str) -> None:
    assert {text: code("agents", text, lang) for text, _ in NUMBERS[lang]} == dict(NUMBERS[lang])


@every_language
def test_not_knowing_is_an_answer_and_no_no(lang: str) -> None:
    for key in ("which_way", "still_there", "injury", "warrant", "agents"):
        assert code(key, NOT_KNOWN[lang], lang) == "unsure", key


@every_language
def test_how_a_vehicle_looked_is_put_into_english(lang: str) -> None:
    text, english = LOOKS[lang]
    found = heard("vehicle_look", text, lang)
    assert found is not None
    assert (found.code, bool(found.reading.descriptions)) == (english, True)


@every_language
def test_a_number_pressed_or_typed_stands_for_the_choice_that_was_numbered(lang: str) -> None:
    way = BY_KEY["which_way"]
    assert [by_number(way, n) for n in (0, 1, 4, 5, 6, None)] == [None, "north", "west", "unsure", None, None]
    found = pressed(way, "north", read("1", lang))
    assert found is not None
    assert found.reading.direction == "north"
    assert found.reading.number is None
    assert pressed(way, "up", read("1", lang)) is None


def test_the_words_of_an_answer_win_over_its_yes_or_no() -> None:
    assert code("still_there", "no, they're still here", "en") == "yes"
    assert code("injury", "yes everyone is fine, nobody is hurt", "en") == "no"


@pytest.mark.parametrize(
    ("key", "text", "lang"),
    [("which_way", "north, then they turned around and went south", "en"), ("which_way", "był tam czarny pies", "pl"),
     ("injury", "I think so", "en"), ("injury", "chyba nie", "pl"), ("still_there", "no", "pl"), ("agents", "a lot of them", "en"),
     ("witness", "yes, but only by phone", "en"), ("witness", "ok", "en"), ("witness", "może", "pl"), ("witness", "好的", "zh-Hans")],
)  # fmt: skip
def test_what_is_not_clear_stays_words(key: str, text: str, lang: str) -> None:
    assert heard(key, text, lang) is None


def test_no_is_only_half_a_yes_in_polish() -> None:
    assert [code("warrant", text, "pl") for text in ("no", "no tak", "nie", "no nie")] == [None, "yes", "no", "no"]


def test_a_mere_yes_belongs_to_the_question_asked_last_and_a_fact_to_whichever_asked_for_it() -> None:
    assert heard("injury", "no", "en", bare=False) is None
    assert heard("agents", "4", "en", bare=False) is None
    assert heard("which_way", "they drove off north", "en", bare=False) is not None
    assert heard("injury", "nobody is hurt", "en", bare=False) is not None


def test_a_yes_tells_the_fact_and_an_emergency_raises_it() -> None:
    gas = heard("gas", "tak", "pl")
    assert gas is not None
    assert gas.reading.activity == ("chemical_agent",)
    unsafe = heard("safe", "ні", "uk")
    assert unsafe is not None
    assert unsafe.reading.emergency
    assert unsafe.facts == {"witness_safe": False}
    help_now = heard("ambulance", "sí", "es")
    assert help_now is not None
    assert help_now.reading.emergency
    assert help_now.reading.injury == "reported"


CONSENTS = {
    "en": ("yes I would", "no thank you", "I don't want to be a witness anymore"), "es": ("sí, acepto", "no quiero", "ya no quiero ser testigo"),
    "pl": ("tak, zgadzam się", "nie chcę", "nie chcę już być świadkiem"), "zh-Hans": ("愿意", "不愿意", "我不想当证人了"),
    "zh-Hant": ("願意", "不願意", "我不想作證了"), "ar": ("نعم موافق", "لا أريد", "ما بدي أكون شاهد"),
    "uk": ("так, згоден", "ні, не хочу", "я більше не хочу бути свідком"), "tl": ("opo, payag ako", "ayoko po", "ayoko na pong maging testigo"),
}  # fmt: skip


@every_language
def test_consent_is_given_refused_and_taken_back_in_words(lang: str) -> None:
    yes, no, back = CONSENTS[lang]
    assert [heard("witness", text, lang).facts for text in (yes, no)] == [{"witness": "yes"}, {"witness": "no"}]  # type: ignore[union-attr]
    assert consent.taken_back(back)
    assert not consent.taken_back(yes)


@pytest.mark.parametrize(
    "text",
    ["I don't know if other witnesses saw it", "no other witnesses were there", "no sé si hay un testigo", "nie wiem czy był świadek",
     "не знаю чи є свідки", "ما شاهدت شي", "لا يوجد شهود", "walang saksi", "不知道有没有证人", "没有证人"],
)  # fmt: skip
def test_words_about_other_witnesses_take_no_consent_back(text: str) -> None:
    assert not consent.taken_back(text)


def test_plates_are_read_where_a_plate_was_asked_for() -> None:
    assert code("plate", "bd 48213", "en") == "BD48213"
    assert code("plate", "something with 48 at the end", "en") is None
