"""So many minutes ago, and words that only look like a month: what the made surge (bench/surge) found misread."""

from __future__ import annotations

import pytest

from tipline.reading import Lexicon, read

AGO = [
    ("ICE na 26 i Kedzie, 5 minut temu", 5),
    ("około 2 godzin temu ICE na 26 i Kedzie", 120),
    ("ICE на 26 і Kedzie, 5 хвилин тому", 5),
    ("ICE عند 26 و Kedzie، قبل 20 دقيقة", 20),
    ("ICE عند 26 و Kedzie، من 15 دقيقة", 15),
]
NO_MONTH = [
    "ICE na 26 i Kedzie, mają 3 białe vany", "ICE na 26 i Kedzie, jest ich 2, mają 2 czarne auta",
    "nandito ang ICE sa 26th at Kedzie, may 1 puting van",
]  # fmt: skip


@pytest.mark.parametrize(("text", "minutes"), AGO)
def test_so_long_ago_is_no_date(text: str, minutes: int, lexicons: tuple[Lexicon, ...]) -> None:
    when = read(text, lexicons=lexicons).when
    assert when is not None
    assert (when.kind, when.minutes) == ("ago", minutes)


@pytest.mark.parametrize("text", NO_MONTH)
def test_what_they_have_is_not_the_month_of_may(text: str, lexicons: tuple[Lexicon, ...]) -> None:
    when = read(text, lexicons=lexicons).when
    assert when is None or when.kind != "date"


@pytest.mark.parametrize("text", ["ICE zabrało faceta 3 maja na 26 i Kedzie", "ICE zabrało faceta 3 maja 2026"])
def test_a_day_of_may_is_one(text: str, lexicons: tuple[Lexicon, ...]) -> None:
    when = read(text, lexicons=lexicons).when
    assert when is not None
    assert when.kind == "date"
