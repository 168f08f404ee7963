"""Our own messages read as a careful reader would."""

from __future__ import annotations

import pytest

from tests.tipline.reading import cases_en, cases_es, cases_live, cases_more
from tipline.reading import Lexicon, fields, read

ROOMS = (cases_en, cases_es, cases_more, cases_live)
CASES = [case for room in ROOMS for case in (*room.REPORTS, *room.FOLLOWUPS, *room.OTHERS)]
PRIVATE = [case for room in ROOMS for case in room.PRIVATE]
ORDERED = ("agents",)


def plain(name: str, value: object) -> object:
    """Lists of codes compare as sets; a range does not."""
    return sorted(value) if isinstance(value, list) and name not in ORDERED else value


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:60] for text, _ in CASES])
def test_a_message_reads_as_its_words_say(text: str, expected: dict[str, object], lexicons: tuple[Lexicon, ...]) -> None:
    found = fields(read(text, lexicons=lexicons))
    assert {k: plain(k, found[k]) for k in expected} == {k: plain(k, v) for k, v in expected.items()}


@pytest.mark.parametrize(("text", "masked", "kinds"), PRIVATE, ids=[masked[:60] for _, masked, _ in PRIVATE])
def test_private_data_is_replaced_by_its_kind(text: str, masked: str, kinds: list[str], lexicons: tuple[Lexicon, ...]) -> None:
    reading = read(text, lexicons=lexicons)
    assert (reading.masked_text, list(reading.sensitive)) == (masked, kinds)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("رقمي ٧٧٣-٥٥٥-٠١٢٧", "رقمي [phone]"),
        ("社安号 ９８７－６５－４３２１", "社安号 [ssn]"),
        ("电话７７３．５５５．０１５６", "电话[phone]"),
        ("nr social mojego brata 987.65.4322 a numer A 999000288", "nr social mojego brata [ssn] a numer [a-number]"),
        ("номер Ａ９９９０００２８８", "номер [a-number]"),
        ("мій номер 773 555 0133", "мій номер [phone]"),
        ("رقم الضمان 987 65 4325", "رقم الضمان [ssn]"),
        ("ang number ko ay 773-555-0144", "ang number ko ay [phone]"),
        ("我叫王小明", "我叫[name]"),
        ("اسمي سامر", "اسمي [name]"),
        ("moja siostra jest nielegalnie", "moja siostra jest [hidden]"),
        ("我同事没有身份", "我同事[hidden]"),
    ],
)
def test_private_data_is_found_in_every_script(text: str, masked: str, lexicons: tuple[Lexicon, ...]) -> None:
    assert read(text, lexicons=lexicons).masked_text == masked


def test_spans_point_at_their_words_in_the_masked_text(lexicons: tuple[Lexicon, ...]) -> None:
    for text, _ in CASES:
        reading = read(text, lexicons=lexicons)
        for name, span in reading.spans.items():
            assert reading.masked_text[span.start : span.end] == span.words, (name, text)


def test_every_value_that_came_from_words_has_a_span(lexicons: tuple[Lexicon, ...]) -> None:
    for text, _ in CASES:
        reading = read(text, lexicons=lexicons)
        for name in ("activity", "agencies", "agents", "vehicles", "plates", "place_text", "when", "injury", "firsthand"):
            value = getattr(reading, name)
            assert value in (None, ()) or name in reading.spans, (name, text)
