"""Every sentence in every language: complete, short enough, polite, and promising nothing."""

from __future__ import annotations

import re
import unicodedata
from io import StringIO

import pytest
from babel.messages.pofile import read_po
from phone import LINE, PHRASES, ROOT

from sms.segments import Encoding, encoding, segments
from tipline import dialogue
from tipline.consent import NEVER_FLOW_WORDS
from tipline.dialogue import commands, status, topics, wording
from tipline.dialogue.questions import QUESTIONS as TABLE
from tipline.errors import SetupError
from tipline.phrases import PHRASES as REGISTRY
from tipline.phrases import load_phrases, nearest
from tipline.reading.model import TOPICS
from tipline.rehearsal.codes import BREAKS, NO_SUCH_SENTENCE, QUESTIONS, SAYS
from tipline.rehearsal.course import BY_COURSE

LOCALES = sorted((ROOT / "tipline" / "phrases" / "locales").glob("*.po"))
LANGS = [path.stem for path in LOCALES]
KEYS = sorted(REGISTRY)
EXAMPLE = {
    "line": LINE.name, "operator": LINE.operator, "hotline": LINE.hotline, "city_help": LINE.city_help,
    "reference": "K7Q2", "time": "2026-11-22 15:04", "place": "26th & Kedzie", "count": "4", "agencies": "ICE, CBP",
    "number": "2", "schedule": "City 2026-1", "link": "t.me/example", "prints": "ab12cd34ef56, 0123456789ab",
    "language": "en", "when": "clock 2026-11-21T17:30 2026-11-22", "clock": "17:30", "day": "12", "month": "10", "year": "2025",
    "first": "1", "last": "2", "part": "3",
}  # fmt: skip
# Pieces of other sentences and their settings: days, parts of a day, months.
PIECES = frozenset(key for key in KEYS if key.split("_")[0] in ("when", "day", "part", "clock", "months") or key == "choice_clock")
# Instructions that name a carrier keyword on purpose: it does there what the carrier does with it.
INSTRUCTIONS = frozenset({"privacy_notice", "help_commands", "opted_in"})


def said(key: str, lang: str) -> str:
    return PHRASES.say(key, lang, **EXAMPLE)


every_language = pytest.mark.parametrize("lang", LANGS)


def test_eight_languages_are_built_and_offered_the_most_asked_for_first() -> None:
    assert PHRASES.languages[:8] == ("en", "es", "pl", "zh-Hans", "zh-Hant", "ar", "uk", "tl")


def test_a_language_offers_itself_by_its_own_name_in_every_language() -> None:
    names = {lang: PHRASES.say("language_name", lang) for lang in LANGS}
    assert len(set(names.values())) == len(LANGS)
    for spoken in LANGS:
        assert [PHRASES.say("choice_language", spoken, language=lang) for lang in LANGS] == list(names.values())


# What stays as it is in every language: what is filled in, and nothing else.
SAME_EVERYWHERE = frozenset({"choice_place", "choice_language", "choice_clock"})
# How a date and a clock are put together: two languages may do it alike.
ALIKE = frozenset({"clock_hours", "clock_am", "clock_pm", "day_date", "day_year", "when_month", "when_part"})


@every_language
def test_every_sentence_is_translated_and_keeps_its_911(lang: str) -> None:
    for key in KEYS:
        english, text = said(key, "en"), said(key, lang)
        assert lang == "en" or key in SAME_EVERYWHERE | ALIKE or (lang, key) == ("es", "choice_no") or text != english, key
        assert ("911" in text) == ("911" in english), key
        assert "\ufffd" not in text, key
        assert text == text.strip(), key


# Addressing one familiarly, where the language tells it.
FAMILIAR = {
    "es": r"\b(tú|tu|tus|te|ti|contigo|manda|envía|llama|puedes|quieres|tienes|viste|mándal\w*)\b",
    "pl": r"\b(ty|ci|cię|ciebie|tobie|twój|twoja|twoje|twoich|możesz|masz|widziałeś|widziałaś|dzwoń|wyślij|napisz|zadzwoń)\b",
    "uk": r"\b(ти|тобі|тебе|твій|твоя|твоє|твої|можеш|маєш|бачив|дзвони|надішли|напиши)\b",
    "tl": r"\b(ka|mo|ikaw|iyo|iyong|sayo)\b",
    "zh-Hans": "你",
    "zh-Hant": "你",
    "ar": r"\b(أنت|رقمك|بلاغك|هاتفك|هويتك|اتصل|أرسل|اكتب|يمكنك)\b",
}


@pytest.mark.parametrize("lang", sorted(FAMILIAR))
def test_the_witness_is_addressed_formally(lang: str) -> None:
    for key in KEYS:
        assert not re.search(FAMILIAR[lang], said(key, lang), re.I), key


def test_arabic_reads_from_right_to_left_whatever_is_filled_in() -> None:
    """The first letter decides how a phone lays out the line."""
    for key in KEYS:
        if key in SAME_EVERYWHERE | PIECES:
            continue
        for line in said(key, "ar").splitlines():
            strong = next(c for c in line if unicodedata.bidirectional(c) in ("L", "R", "AL"))
            assert unicodedata.bidirectional(strong) in ("R", "AL"), key


def test_every_word_that_a_sentence_tells_people_to_send_is_understood() -> None:
    named = {"help_commands": 6, "privacy_notice": 1, "muted": 1, "delete_chat": 1}
    known = {**commands._WORDS, "stop": "stop"}
    for lang in LANGS:
        for key, least in named.items():
            words = re.findall(r"[^\W_]+", said(key, lang).casefold())
            assert len([w for w in words if w in known and known[w] != "stop"]) >= least, (key, lang)
        assert set(re.findall(r"[^\W_]+", said("all_asked", lang).casefold())) & wording._DONE, lang


@pytest.mark.parametrize("path", LOCALES, ids=LANGS)
def test_a_catalog_has_every_sentence_once_with_its_note_and_says_that_it_is_a_draft(path) -> None:  # type: ignore[no-untyped-def]
    entries = [m for m in read_po(StringIO(path.read_text(encoding="utf-8"))) if m.id]
    assert [m.id for m in entries] == list(REGISTRY)
    assert all(REGISTRY[str(m.id)].note in m.auto_comments for m in entries)
    assert PHRASES.drafts[path.stem] == frozenset(REGISTRY)  # until a native speaker has reviewed one: never invented


def test_placeholders_are_the_same_in_every_language_and_a_missing_one_is_an_error() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in LOCALES}
    broken = texts["es"].replace("ref {reference}. No es", "ref. No es")
    with pytest.raises(SetupError, match="intro_received in es"):
        load_phrases({**texts, "es": broken})
    with pytest.raises(KeyError):
        PHRASES.say("received_ref", "en")
    with pytest.raises(KeyError):
        PHRASES.say("no_such_key", "en")


def test_a_catalog_with_a_hole_is_refused() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in LOCALES}
    with pytest.raises(SetupError, match="has no sentence for"):
        load_phrases({**texts, "es": texts["es"].replace('msgid "intro"', 'msgid "introo"')})


@every_language
def test_no_sentence_shouts_promises_or_uses_a_keyword_as_an_answer(lang: str) -> None:
    for key in KEYS:
        text = said(key, lang)
        assert not set("!¡！") & set(text), key
        assert not re.search("anonym|anónim|anonim|анонім|匿名|مجهول", text, re.I), key
        words = set(re.findall(r"\b[A-Z]{3,}\b", text))
        assert key in INSTRUCTIONS or not {w for w in words if w.lower() in NEVER_FLOW_WORDS}, key


def test_english_and_tagalog_stay_in_the_short_alphabet() -> None:
    for lang in ("en", "tl"):
        assert not [key for key in KEYS if encoding(said(key, lang)) is not Encoding.GSM7]


@pytest.mark.parametrize("lang", LANGS)
def test_questions_fit_two_segments_and_the_first_exchange_three_and_four(lang: str) -> None:
    offer = [PHRASES.say("choice_language", lang, language=each) for each in PHRASES.languages]
    assert segments(PHRASES.compose([said("ask_language", lang)], offer, "sms")) <= 2
    yes_no = [said(k, lang) for k in ("choice_yes", "choice_no", "choice_unsure")]
    half = [*(PHRASES.say("choice_clock", lang, clock=clock) for clock in ("11:50", "23:50")), yes_no[2]]
    answers = {"ask_ongoing": yes_no, "ask_injury": yes_no, "ask_injury_past": yes_no, "ask_half": half}
    for key in QUESTIONS - {"help_what"}:
        assert segments(PHRASES.compose([said(key, lang)], answers.get(key, []), "sms")) <= 2, key
    for intro in ("intro", "intro_received"):
        for key in ("ask_place", "ask_activity", "ask_when", "ask_agents"):
            assert segments(PHRASES.compose([said(intro, lang), said(key, lang)], [], "sms")) <= 3
    assert segments(PHRASES.compose([said("intro_received", lang), said("ask_half", lang)], half, "sms")) <= 3
    for when in ("clock 2026-11-21T23:50 2026-11-22", "clock 2026-10-12T23:50 2026-11-22", "part 2026-10-12 dawn 2026-11-22"):
        noted = PHRASES.say("time_noted", lang, when=when)
        for key in ("ask_place", "ask_activity", "ask_corner", "ask_agents", "ask_ongoing", "ask_injury", "ask_injury_past"):
            whole = PHRASES.compose([said("intro_received", lang), noted, said(key, lang)], answers.get(key, []), "sms")
            assert segments(whole) <= 3, (key, when)
    assert segments(said("privacy_notice", lang)) <= 4


def test_messages_a_and_b_hold_what_they_must() -> None:
    a = PHRASES.compose([said("intro_received", "en"), said("ask_place", "en")], [], "sms")
    assert a == (
        "Chicago Tip Line, read by Chicago Police: received, ref K7Q2. Not 911: if anyone is hurt or in danger, "
        "call 911. Where is it? A corner or address is enough."
    )
    assert said("privacy_notice", "en") == (
        "Staff see a nickname, not your number. Your phone company or Telegram still knows you wrote, and a court can "
        "order records. Send PRIVATE to ask that your identity be kept confidential by law. STOP ends messages."
    )
    assert said("stay_back", "en") == (
        "Stay back. Do not block, touch or follow anyone. You may film from a safe distance."
    )
    assert said("answer_law", "en").startswith("This line cannot advise you. Tell only what you saw. Legal help: ")
    assert said("notice_documenting", "en") == "Notice 2 - K7Q2: documenting."


def test_no_notice_says_why_a_case_was_closed() -> None:
    for key in KEYS:
        if key.startswith("notice_"):
            for lang in LANGS:
                assert not re.search(r"false|fals|fałsz|hoax|duplicat|duplicad|неправд|虚假|虛假|重复|重複|كاذب|مكرر", said(key, lang), re.I)


def test_choices_are_numbers_on_sms_and_left_to_buttons_on_telegram() -> None:
    assert PHRASES.compose(["Which?"], ["yes", "no"], "sms") == "Which? 1 = yes, 2 = no"
    assert PHRASES.compose(["One.", "Which?"], ["yes", "no"], "telegram") == "One.\nWhich?"


@pytest.mark.parametrize(
    ("asked", "built", "got"),
    [("es-MX", "en es", "es"), ("pt-BR", "en es", "es"), ("pl", "en es", "en"), (None, "en es", "en"),
     ("zh-TW", "en es zh-Hans zh-Hant", "zh-Hant"), ("zh-CN", "en zh-Hans zh-Hant", "zh-Hans"), ("zh-Hant", "en zh-Hans", "zh-Hans"),
     ("fil", "en tl", "tl"), ("EN_us", "en es", "en"), ("", "en es", "en")],
)  # fmt: skip
def test_the_nearest_built_language_is_chosen(asked: str | None, built: str, got: str) -> None:
    assert nearest(asked, built.split()) == got


def test_every_table_of_the_conversation_has_its_phrases() -> None:
    keys = set(topics.ANSWERS.values()) | set(status._PHRASES.values()) | {phrase for q in TABLE for _, phrase in q.choices}
    keys |= set().union(*SAYS.values(), *BREAKS.values(), QUESTIONS)
    assert keys <= set(REGISTRY)
    assert set(topics.ANSWERS) == set(TOPICS)
    assert set(commands._SLASH.values()) | set(commands._WORDS.values()) <= set(commands._COMMANDS)
    assert dialogue.step is not None


def test_no_sentence_exists_for_what_must_never_be_said() -> None:
    assert not {code for code in NO_SUCH_SENTENCE if code in REGISTRY}
    assert not NO_SUCH_SENTENCE & (set(BREAKS) | set(BY_COURSE))
    for key in QUESTIONS:
        assert not re.search(r"name|number|phone|status|born|\bage\b|papers", said(key, "en"), re.I), key
