"""Promises that hold for any text at all."""

from __future__ import annotations

import json
import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.reading import ACTIVITIES, AGENCIES, INTENTS, PLACE_TYPES, Lexicon, Reading, fields, load_lexicon, read

GAPS = st.sampled_from(["", " ", "-", ".", " - ", "  ", "\u00a0", "\u2013", " . ", "\u200b", ") ", "_"])
WORDS = ["ICE at 26th and Kedzie", "la migra agarró a mi tío", "4 agents", "call me", "his social is", "alien number", "my mail",
         "mi numero", "plate AB 12 345", "5 min ago", "hace 10 minutos", "soy", "Denise", "3 vans", "2600 s kedzie", "41.85, -87.65", ""]
AROUND = st.sampled_from(WORDS)
SETTINGS = settings(max_examples=150, deadline=None, print_blob=True)


def digits_of(value: object) -> str:
    return re.sub(r"\D", "", str(value))


def everything(reading: Reading) -> str:
    """All that a Reading holds, as text."""
    spans = " | ".join(span.words for span in reading.spans.values())
    held = (reading.masked_text, reading.place_text, reading.plates, reading.descriptions, reading.direction, reading.when,
            dict(reading.denied), spans)
    return " | ".join(map(str, held))


@SETTINGS
@given(st.text(max_size=400))
def test_reading_never_raises_and_stays_in_its_vocabulary(text: str) -> None:
    reading = read(text, lexicons=LEXICONS)
    json.dumps(fields(reading), ensure_ascii=False).encode("utf-8")
    assert reading.intent in INTENTS
    assert set(reading.activity) <= set(ACTIVITIES)
    assert set(reading.agencies) <= set(AGENCIES)
    assert set(reading.place_type) <= set(PLACE_TYPES)
    for span in reading.spans.values():
        assert reading.masked_text[span.start : span.end] == span.words


@SETTINGS
@given(st.lists(AROUND | st.text(max_size=12), max_size=12))
def test_reading_never_raises_on_scraps_of_reports(parts: list[str]) -> None:
    read(" ".join(parts), lexicons=LEXICONS)


@SETTINGS
@given(AROUND, st.integers(4320, 4329), GAPS, GAPS, AROUND)
def test_a_social_security_number_never_survives(before: str, tail: int, gap: str, other: str, after: str) -> None:
    text = f"{before} 987{gap}65{other}{tail} {after}"
    held = everything(read(text, lexicons=LEXICONS))
    assert f"98765{tail}" not in digits_of(held)
    assert str(tail) not in held


@SETTINGS
@given(AROUND, st.integers(100, 999), GAPS, GAPS, GAPS, AROUND)
def test_an_a_number_never_survives(before: str, tail: int, gap: str, other: str, third: str, after: str) -> None:
    text = f"{before} A{gap}999{other}000{third}{tail} {after}"
    assert f"999000{tail}" not in digits_of(everything(read(text, lexicons=LEXICONS)))


@SETTINGS
@given(AROUND, st.integers(100, 199), GAPS, GAPS, st.sampled_from(["", "+1", "1", "+1 ", "1-", "("]), AROUND)
def test_a_phone_number_never_survives(before: str, tail: int, gap: str, other: str, start: str, after: str) -> None:
    text = f"{before} {start}773{gap}555{other}0{tail} {after}"
    held = everything(read(text, lexicons=LEXICONS))
    assert f"7735550{tail}" not in digits_of(held)
    assert f"0{tail}" not in held


@SETTINGS
@given(AROUND, st.from_regex(r"[a-z]{2,8}[._]?[a-z0-9]{1,6}", fullmatch=True), st.sampled_from(["@", " @ ", " @", "@ "]), AROUND)
def test_an_address_of_mail_never_survives(before: str, name: str, at: str, after: str) -> None:
    held = everything(read(f"{before} {name}{at}example.com {after}", lexicons=LEXICONS))
    assert "example.com" not in held
    assert f"{name}@" not in held


def test_a_very_long_message_is_read_quickly() -> None:
    for unit in ("they took my ", "a ", "no no no ", "26th and ", "4 agents and ", "not ", "1 2 3 ", "aaaaaaaaaa", "((((", "A 9 ", "x@y ", "de la "):
        start = time.perf_counter()
        read((unit * 10_000)[:10_000], lexicons=LEXICONS)
        assert time.perf_counter() - start < 10, unit


def _load() -> tuple[Lexicon, ...]:
    from importlib.resources import files

    from tipline.reading import LEXICON_FILES

    folder = files("tipline.reading") / "lexicons"
    return tuple(load_lexicon((folder / name).read_text(encoding="utf-8")) for name in LEXICON_FILES)


LEXICONS = _load()
