"""Every sentence of the phrasebook in every language: complete, short enough, polite, and promising nothing."""

from __future__ import annotations

import re
import unicodedata
from io import StringIO

import pytest
from babel.messages.pofile import read_po
from phone import LINE, PHRASES, ROOT

from sms.segments import Encoding, encoding, segments
from tests.tipline.test_phrases import FAMILIAR
from tipline.phrasebook import BY_KEY, ENTRIES, SENTENCES, Wants, consent
from tipline.phrases import load_phrases

LOCALES = sorted((ROOT / "tipline" / "phrasebook" / "locales").glob("*.po"))
LANGS = [path.stem for path in LOCALES]
BOOK = PHRASES.joined(load_phrases({path.stem: path.read_text("utf-8") for path in LOCALES}, SENTENCES))
every_language = pytest.mark.parametrize("lang", LANGS)
NAMES_SPOKEN = {"desk_pin", "desk_original"}  # what a button of Telegram is called
# Two segments is a question's most; what a yes to being a witness means takes up to four, as message (b) does.
MOST = {"desk_witness_means": 4}


def said(key: str, lang: str) -> str:
    return BOOK.say(key, lang, hotline=LINE.hotline)


def test_the_phrasebook_speaks_the_languages_of_the_line() -> None:
    assert BOOK.languages == PHRASES.languages
    assert len([entry for entry in ENTRIES if entry.asks]) >= 30


@pytest.mark.parametrize("path", LOCALES, ids=LANGS)
def test_a_catalog_has_every_sentence_once_with_its_note_and_says_that_it_is_a_draft(path) -> None:  # type: ignore[no-untyped-def]
    entries = [m for m in read_po(StringIO(path.read_text(encoding="utf-8"))) if m.id]
    assert [m.id for m in entries] == list(SENTENCES)
    assert all(SENTENCES[str(m.id)].note in m.auto_comments for m in entries)
    assert set(SENTENCES) <= BOOK.drafts[path.stem]  # until a native speaker has reviewed one: never invented


@every_language
def test_every_sentence_is_translated_and_keeps_its_911(lang: str) -> None:
    for key in SENTENCES:
        english, text = said(key, "en"), said(key, lang)
        assert lang == "en" or text != english, key
        assert ("911" in text) == ("911" in english), key
        assert text == text.strip(), key
        assert "\ufffd" not in text, key


@pytest.mark.parametrize("lang", sorted(FAMILIAR))
def test_the_witness_is_addressed_formally(lang: str) -> None:
    for key in SENTENCES:
        assert not re.search(FAMILIAR[lang], said(key, lang), re.I), key


@every_language
def test_nothing_is_shouted_promised_or_asked_that_the_line_does_not_collect(lang: str) -> None:
    for key in SENTENCES:
        text = said(key, lang)
        assert not set("!¡！") & set(text), key
        assert not re.search("anonym|anónim|anonim|анонім|匿名|مجهول", text, re.I), key
        assert not re.search(r"\b[A-Z]{4,}\b", text), key  # no word that a carrier takes
    for entry in ENTRIES:
        english = said(entry.phrase, "en")
        assert not re.search(r"\b(your name|phone number|born|papers|immigration|citizen)\b", english) or entry.before, entry.key


def test_only_a_confirmed_sentence_says_that_an_officer_was_asked() -> None:
    for entry in ENTRIES:
        if re.search(r"officer|working on|on the way|will come|sent", said(entry.phrase, "en")):
            assert entry.confirm, entry.key


@every_language
def test_questions_with_their_choices_fit_two_segments(lang: str) -> None:
    for entry in ENTRIES:
        labels = [said(phrase, lang) for _, phrase in entry.choices]
        text = BOOK.compose([said(entry.said_on("sms"), lang)], labels, "sms")
        assert segments(text) <= 2, (entry.key, text)
        if entry.before:
            assert segments(said(entry.before, lang)) <= MOST[entry.before], lang
    for key in ("desk_witness_yes", "desk_witness_no", "desk_witness_withdrawn"):
        assert segments(said(key, lang)) <= 3, key


def test_english_and_tagalog_stay_in_the_short_alphabet() -> None:
    for lang in ("en", "tl"):
        assert not [key for key in SENTENCES if encoding(said(key, lang)) is not Encoding.GSM7]


def test_arabic_reads_from_right_to_left() -> None:
    for key in SENTENCES:
        strong = next(c for c in said(key, "ar") if unicodedata.bidirectional(c) in ("L", "R", "AL"))
        assert unicodedata.bidirectional(strong) in ("R", "AL"), key


@every_language
def test_the_words_for_taking_consent_back_are_understood_as_that(lang: str) -> None:
    told = re.split(r"[:：]", said("desk_witness_yes", lang))[-1]
    assert consent.taken_back(told)
    assert not consent.taken_back(said("desk_witness", lang), question=True)


def test_every_entry_says_sentences_that_exist_and_fills_a_fact_once() -> None:
    assert len(BY_KEY) == len(ENTRIES)
    for entry in ENTRIES:
        for key in filter(None, (entry.phrase, entry.sms, entry.before, *(phrase for _, phrase in entry.choices))):
            assert said(key, "en")
        assert bool(entry.field) == (entry.wants is not Wants.NOTHING), entry.key
