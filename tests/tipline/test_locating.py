"""Which words say where it is: those read as the place, or the whole message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from tests.tipline.phone import CITY, Phone
from tests.tipline.phone import LEXICONS as WORDS
from tipline import places, reading
from tipline.dialogue import locate
from tipline.places import Located
from tipline.reading.model import Reading


def read(text: str) -> Reading:
    return reading.read(text, lexicons=WORDS, hint=None, now=datetime(2026, 11, 24, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("59th and Kedzie, correction, 59th and Pulaski", "59th & Pulaski"),
        ("79th red line", "79th (Red)"),
        ("outside Farragut high school", "Farragut HS"),
        ("ICE took a man at Rush hospital 5 min ago", "Rush University Medical Center"),
        ("agents at 26th and Kedzie, they left towards Pulaski", "26th & Kedzie"),
    ],
)
def test_the_whole_message_wins_where_it_gives_a_point(text: str, label: str) -> None:
    _, found = locate(read(text), partial(places.locate, city=CITY))
    assert (found.status, found.label) == ("point", label)


def test_coordinates_elsewhere_are_outside_even_where_no_place_was_read() -> None:
    bare = replace(read("34.05,-118.24"), intent="followup", place_text=None)
    _, found = locate(bare, partial(places.locate, city=CITY))
    assert found.status == "outside"


def test_idle_words_that_name_a_place_are_an_answer() -> None:
    idle = replace(read("Navy Pier"), intent="offtopic", place_text=None)
    told, found = locate(idle, partial(places.locate, city=CITY))
    assert (told.intent, told.place_text, found.label) == ("followup", "Navy Pier", "Navy Pier")


@pytest.mark.parametrize("text", ["buy two get one free today", "win a car now", "a long text of idle words that ends at Navy Pier"])
def test_idle_words_that_name_none_stay_idle(text: str) -> None:
    idle = replace(read(text), intent="offtopic", place_text=None)
    told, found = locate(idle, partial(places.locate, city=CITY))
    assert (told, found) == (idle, Located("none"))


def test_words_put_together_from_two_messages_are_not_lost_to_the_half_of_them() -> None:
    answer = replace(read("Division"), intent="followup", place_text="Clark and Division")
    _, found = locate(answer, partial(places.locate, city=CITY))
    assert found.label in ("Clark & Division", "Division & Clark")


def test_a_witness_who_names_a_landmark_when_asked_is_not_asked_again() -> None:
    phone = Phone()
    phone.says("ICE took two men")
    phone.says("Navy Pier")
    place = phone.report.value("place")
    assert isinstance(place, dict)
    assert place["label"] == "Navy Pier"
