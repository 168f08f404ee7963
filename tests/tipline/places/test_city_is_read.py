"""A second city is read and found end to end: its streets are known to the reading from its own folder alone."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.tipline.places.second_city import FACTS
from tipline.places import load_city, locate, names_lexicon
from tipline.reading import LEXICON_FILES, Lexicon, load_lexicon, read


@pytest.fixture(scope="module")
def gridley() -> tuple[Lexicon, ...]:
    folder = files("tipline.reading") / "lexicons"
    texts = [names_lexicon(FACTS), *((folder / name).read_text(encoding="utf-8") for name in LEXICON_FILES[:3])]
    return tuple(map(load_lexicon, texts))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("ICE took two guys at alder and 1st in a white van", "alder and 1st"),
        ("agents knocking doors at 215 n birch ave", "215 n birch ave"),
        ("la migra anda en la birch y primera, agarraron a un señor", "birch"),
        ("feds all over the mills right now", "mills"),
    ],
)
def test_the_words_for_a_place_are_found_by_the_citys_own_names(
    message: str, words: str, gridley: tuple[Lexicon, ...]
) -> None:
    reading = read(message, lexicons=gridley)
    assert reading.intent == "report"
    assert words in (reading.place_text or "").lower()


def test_a_street_of_another_city_means_nothing_here(gridley: tuple[Lexicon, ...]) -> None:
    assert read("two white vans on kedzie", lexicons=gridley).place_text is None


def test_the_words_become_a_point_of_that_city(gridley: tuple[Lexicon, ...]) -> None:
    place = read("ICE took two guys at alder and 1st", lexicons=gridley).place_text
    found = locate(place or "", load_city(FACTS))
    assert (found.status, found.districts) == ("point", ("1",))
