"""The desk asks from the phrasebook; witnesses answer in their own words, and the report knows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk.line import Line, Phone, open_line
from tipline.desk import asking, casework
from tipline.desk.asked import AskedRow
from tipline.desk.records import Actor
from tipline.errors import Invalid, NotFound, Refused
from tipline.message import Channel
from tipline.report import Report

SEEN = {
    "en": "ICE agents at 26th and Kedzie right now", "es": "Hay agentes de ICE en la 26 y Kedzie ahora mismo",
    "pl": "Agenci ICE są teraz na rogu 26th i Kedzie", "zh-Hans": "现在 26th 和 Kedzie 路口有移民局探员",
    "zh-Hant": "現在 26th 和 Kedzie 路口有移民局探員", "ar": "عناصر ICE الآن عند 26th و Kedzie",
    "uk": "Агенти ICE зараз на розі 26th і Kedzie", "tl": "May mga ahente ng ICE ngayon sa 26th at Kedzie",
}  # fmt: skip
# question -> answer in each language, and the fact that it fills
ANSWERS = {
    "en": ("north, fast", "nope, they took off", "maybe five"), "es": ("jalaron al norte", "no, ya se fueron", "como cinco"),
    "pl": ("na północ", "nie, odjechali", "pięciu"), "zh-Hans": ("往北开走了", "没有，走了", "五个"),
    "zh-Hant": ("往北開走了", "沒有，走了", "五個"), "ar": ("راحوا على الشمال", "لا، راحوا", "خمسة"),
    "uk": ("поїхали на північ", "ні, поїхали", "п'ятеро"), "tl": ("pahilaga po", "wala na po", "lima po"),
}  # fmt: skip


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    with open_line(tmp_path) as made:
        yield made


@pytest.fixture
def ana(line: Line) -> Actor:
    with line.write() as tx:
        return Actor(tx.staff.add("ana", "dispatcher", "no password", None, line.now), "ana", "dispatcher")


async def asks(line: Line, phone: Phone, who: Actor, key: str, *, confirmed: bool = False) -> None:
    row = phone.reports[-1]
    asking.ask(line.means, who, row.case_id, row.id, key, line.now, confirmed=confirmed)
    await line.passes(seconds=5)


def asked(line: Line, phone: Phone) -> list[AskedRow]:
    """Newest first."""
    with line.read() as tx:
        return tx.asked.of_address(phone.contact.address_id, line.now.replace(year=2000))


def answer(line: Line, phone: Phone) -> tuple[str, str]:
    newest = asked(line, phone)[0]
    return newest.state, newest.code


def report(phone: Phone) -> Report:
    return phone.reports[-1].report


@pytest.mark.parametrize("lang", list(SEEN))
async def test_three_questions_are_read_and_answered_in_the_language_of_the_witness(
    line: Line, ana: Actor, lang: str
) -> None:
    phone = line.phone(Channel.TELEGRAM if lang in ("uk", "tl") else Channel.SMS)
    await phone.says(SEEN[lang])
    for key, words, code in zip(("which_way", "still_there", "agents"), ANSWERS[lang], ("north", "no", "5"), strict=True):
        await asks(line, phone, ana, key)
        said = line.means.phrases.say(f"desk_{key}", lang, hotline="")
        assert phone.heard[-1].startswith(said), "read in their own language"
        await phone.says(words)
        assert answer(line, phone) == ("clear", code), (key, words)
        await line.passes(minutes=1)
    held = report(phone)
    assert (held.value("direction"), held.value("ongoing"), held.value("agents")) == ("north", False, [5, 5])
    source = next(m for m in phone.messages if m.id == held.facts["direction"].message)
    assert source.masked_text == ANSWERS[lang][0] == held.facts["direction"].words


async def test_choices_are_numbers_on_sms_and_buttons_on_telegram(line: Line, ana: Actor) -> None:
    text, chat = line.phone(), line.phone(Channel.TELEGRAM)
    for phone in (text, chat):
        await phone.says(SEEN["pl"])
        await asks(line, phone, ana, "which_way")
    assert text.heard[-1].endswith("1 = północ, 2 = południe, 3 = wschód, 4 = zachód, 5 = nie wiem")
    assert chat.heard[-1] == "W którą stronę odjechali?"
    await text.says("3")
    assert report(text).value("direction") == "east"
    assert answer(line, text) == ("clear", "east")
    await chat.brings(line.vendors.telegram.press(chat.address.value, "desk.which_way:west"))
    assert answer(line, chat) == ("clear", "west")
    await asks(line, chat, ana, "injury")
    await chat.brings(line.vendors.telegram.press(chat.address.value, "desk.which_way:south"))
    assert report(chat).value("direction") == "south", "pressed late, it still answers its own question"
    assert answer(line, chat) == ("waiting", "")


async def test_an_unclear_answer_stays_words_and_a_clear_one_after_it_counts(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says(SEEN["en"])
    await asks(line, phone, ana, "which_way")
    await phone.says("ok")
    assert answer(line, phone) == ("waiting", ""), "an ok is no answer"
    await phone.says("past the school by the car wash")
    assert answer(line, phone)[0] == "words"
    assert "direction" not in report(phone).facts
    await phone.says("I mean south")
    assert answer(line, phone) == ("clear", "south")


async def test_not_knowing_is_kept_as_that_and_fills_nothing(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says(SEEN["es"])
    await asks(line, phone, ana, "warrant")
    await phone.says("no sé, no alcancé a ver")
    assert answer(line, phone) == ("unsure", "unsure")
    assert not {"warrant_shown", "firsthand"} & set(report(phone).facts), "not to see a paper is not to hear of it"


async def test_while_the_desk_asks_the_line_asks_nothing(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says("ICE at 26th and Kedzie")
    await asks(line, phone, ana, "agents")
    before = len(phone.heard)
    await phone.says("about six of them, with rifles")
    assert not [text for text in phone.heard[before:] if "?" in text]
    assert report(phone).value("agents") == [6, 6]


async def test_an_answer_that_is_an_emergency_raises_the_alarm(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says(SEEN["pl"])
    await asks(line, phone, ana, "injury")
    await phone.says("tak, kobieta krwawi z głowy i nie oddycha")
    assert answer(line, phone) == ("clear", "yes")
    assert report(phone).value("emergency") is True
    assert any("911" in text for text in phone.heard[-2:])
    await asks(line, phone, ana, "safe")
    await phone.says("nie")
    assert report(phone).value("witness_safe") is False


async def test_no_longer_there_in_spanish_does_not_end_the_messages(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says(SEEN["es"])
    await asks(line, phone, ana, "still_there")
    await phone.says("ya no")
    assert answer(line, phone) == ("clear", "no")
    assert phone.contact.opted_out is None
    await phone.says("ya no me manden mensajes")
    assert phone.contact.opted_out == "wording"


async def test_an_edited_answer_is_answered_anew(line: Line, ana: Actor) -> None:
    phone = line.phone(Channel.TELEGRAM)
    await phone.says(SEEN["en"])
    await asks(line, phone, ana, "which_way")
    await phone.says("north")
    await phone.brings(line.vendors.telegram.edit(phone.address.value, "south"))
    assert answer(line, phone) == ("clear", "south")
    assert report(phone).value("direction") == "south"


async def test_consent_is_informed_kept_with_its_words_and_taken_back_in_words(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says(SEEN["pl"])
    await asks(line, phone, ana, "witness")
    means, question = phone.heard[-2:]
    assert means.startswith("O byciu świadkiem")
    assert question.startswith("Czy jest zgoda na bycie świadkiem")
    await phone.says("tak, zgadzam się")
    fact = report(phone).facts["witness"]
    assert (fact.value, fact.words) == ("yes", "tak, zgadzam się")
    assert "nie chcę być świadkiem" in phone.heard[-1]
    await line.passes(hours=30)
    await phone.says("jednak nie chcę być świadkiem")
    fact = report(phone).facts["witness"]
    assert (fact.value, fact.words) == ("withdrawn", "jednak nie chcę być świadkiem")
    assert phone.heard[-1].startswith("Cofnięto") or "cofnięto" in phone.heard[-1]
    assert report(phone).state.value == "open", "the report itself stays"
    told = [action for action in line.custody() if action.startswith("consent")]
    assert told == ["consent to be a witness given", "consent to be a witness taken back"]
    with line.read() as tx:
        assert [e.after for e in tx.cases.events(phone.reports[-1].case_id) if e.action == "consent"] == ["yes", "withdrawn"]


async def test_photos_answer_the_question_for_photos(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says(SEEN["en"])
    await asks(line, phone, ana, "photos")
    await phone.says("ok one moment")
    await phone.sends_photo()
    assert answer(line, phone) == ("clear", "photo:1")
    await asks(line, phone, ana, "original")
    assert phone.heard[-1].startswith("Text messages shrink photos.")


async def test_what_is_asked_twice_unconfirmed_unknown_or_elsewhere_is_refused(line: Line, ana: Actor) -> None:
    phone, other = line.phone(), line.phone()
    await phone.says(SEEN["en"])
    await other.says("ICE at 63rd and Halsted")
    row, there = phone.reports[-1], other.reports[-1]
    await asks(line, phone, ana, "which_way")
    with pytest.raises(Invalid, match="waits for an answer"):
        asking.ask(line.means, ana, row.case_id, row.id, "which_way", line.now)
    with pytest.raises(Invalid, match="only when it is true"):
        await asks(line, phone, ana, "officer")
    with pytest.raises(Invalid, match="phrasebook"):
        await asks(line, phone, ana, "nothing_such")
    with pytest.raises(NotFound):
        asking.ask(line.means, ana, row.case_id, there.id, "agents", line.now)
    with pytest.raises(Refused):
        asking.ask(line.means, Actor(9, "ada", "admin"), row.case_id, row.id, "agents", line.now)
    await asks(line, phone, ana, "officer", confirmed=True)
    assert phone.heard[-1].startswith("A police officer has been asked to go there.")


async def test_what_staff_write_themselves_says_that_it_is_not_translated(line: Line, ana: Actor) -> None:
    phone = line.phone()
    await phone.says(SEEN["pl"])
    row = phone.reports[-1]
    casework.reply(line.means, ana, row.case_id, row.id, "Thank you, stay where you are.", line.now, lang="en")
    await line.passes(seconds=5)
    assert phone.heard[-1] == "Od pracownika, bez tłumaczenia: Thank you, stay where you are."
    casework.reply(line.means, ana, row.case_id, row.id, "Dziękuję", line.now, lang="pl")
    await line.passes(seconds=5)
    assert phone.heard[-1] == "Dziękuję"
