"""How a message changes a report, field by field."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tipline.places.model import Located
from tipline.reading.model import Interval, Reading, Span, When
from tipline.report import Report, Told, from_dict, merge, retract, take_back, to_dict

NOWHERE = Located("none")
CROSSING = Located("point", 41.8445, -87.7051, 40, "crossing", "26th & Kedzie", districts=("10",))
PIN = Located("point", 41.8450, -87.7050, 10, "pin", "near 26th & Kedzie", districts=("10",))
AREA = Located("area", 41.84, -87.71, 1200, "area", "Little Village")


def said(message: int = 1, *, located: Located = NOWHERE, told: dict[str, object] | None = None, **named: object) -> Told:
    reading = Reading(**{"lang": "en", "lang_sure": True, "intent": "report", "masked_text": "x", **named})  # type: ignore[arg-type]
    return Told(reading, located, message, **(told or {}))  # type: ignore[arg-type]


def grown(*messages: Told) -> Report:
    report = Report("K7Q2")
    for told in messages:
        report = merge(report, told)
    return report


# field, told first, told later, kept
LATER = [
    ("activity", ("sighting",), ("detention",), ["detention"]),
    ("activity", ("sighting",), ("masked_no_id",), ["sighting", "masked_no_id"]),
    ("activity", ("detention",), ("sighting",), ["detention"]),
    ("activity", ("chemical_agent",), ("minor_involved",), ["chemical_agent", "minor_involved"]),
    ("agencies", ("UNKNOWN_FEDERAL",), ("DHS",), ["DHS"]),
    ("agencies", ("ICE",), ("UNKNOWN_FEDERAL",), ["ICE"]),
    ("agencies", ("FBI",), ("ICE",), ["FBI", "ICE"]),
    ("agencies", ("ICE",), ("NOT_FEDERAL",), ["ICE"]),
    ("agencies", ("NOT_FEDERAL",), ("ICE",), ["ICE"]),
    ("agents", (2, 2), (9, 9), [9, 9]),
    ("agents", (9, 9), (1, 1), [9, 9]),
    ("vehicles", 3, 1, 3),
    ("vehicles", 1, 3, 3),
    ("plates", ("AB123",), ("CD456",), ["AB123", "CD456"]),
    ("ongoing", True, False, False),
    ("injury", "serious", "reported", "serious"),
    ("injury", "none", "reported", "reported"),
    ("injury", "reported", "none", "reported"),
    ("firsthand", False, True, True),
    ("emergency", True, False, True),
    ("direction", "north", "west", "west"),
]


@pytest.mark.parametrize(("name", "first", "later", "kept"), LATER)
def test_a_later_message_adds_and_does_not_undo(name: str, first: object, later: object, kept: object) -> None:
    assert grown(said(1, **{name: first}), said(2, **{name: later})).value(name) == kept


CORRECTED = [
    ("agents", (3, 3), (4, 4), [4, 4]),
    ("agents", (9, 9), (4, 4), [4, 4]),
    ("vehicles", 3, 1, 1),
    ("plates", ("AB123",), ("AB128",), ["AB128"]),
    ("agencies", ("ICE",), ("CBP",), ["CBP"]),
    ("injury", "serious", "none", "none"),
]


@pytest.mark.parametrize(("name", "first", "later", "kept"), CORRECTED)
def test_a_correction_replaces(name: str, first: object, later: object, kept: object) -> None:
    assert grown(said(1, **{name: first}), said(2, told={"correcting": True}, **{name: later})).value(name) == kept


def test_the_first_time_told_stays_unless_a_vague_day_is_dated() -> None:
    clock, now = When("clock", text="5:30 am"), When("now")
    assert grown(said(1, when=clock), said(2, when=now)).value("when") == {"kind": "clock", "text": "5:30 am"}
    vague, dated = When("date", text="back in November"), When("date", text="11/11")
    assert grown(said(1, when=vague), said(2, when=dated)).value("when") == {"kind": "date", "text": "11/11"}


def test_not_federal_takes_the_acts_along_when_it_corrects() -> None:
    report = grown(
        said(1, agencies=("ICE",), activity=("stop_person",), ongoing=True),
        said(2, agencies=("NOT_FEDERAL",), told={"correcting": True}),
    )
    assert report.value("agencies") == ["NOT_FEDERAL"]
    assert report.value("activity") is None
    assert report.value("ongoing") is None


def test_a_place_gives_way_only_to_a_more_exact_one_or_a_correction() -> None:
    words = said(1, place_text="26th and Kedzie", located=CROSSING)
    area = said(2, place_text="Little Village", located=AREA)
    assert grown(words, area).value("place_text") == "26th and Kedzie"
    assert grown(area, words).value("place_text") == "26th and Kedzie"
    assert grown(words, said(3, place_text="our lot")).value("place_text") == "26th and Kedzie"
    corrected = said(3, place_text="27th and Kedzie", told={"correcting": True})
    assert grown(words, corrected).value("place_text") == "27th and Kedzie"
    assert grown(words, corrected).value("place") is None


def test_a_pin_is_the_point_and_the_words_stay() -> None:
    report = grown(said(1, place_text="the blue church", located=AREA), said(2, located=PIN, told={"point": True}))
    assert report.value("coordinates") == [41.8450, -87.7050]
    assert report.value("place_text") == "the blue church"


def test_words_that_correct_a_pin_send_its_coordinates_away() -> None:
    report = grown(
        said(1, located=PIN, told={"point": True}),
        said(2, place_text="27th and Kedzie", located=CROSSING, told={"correcting": True}),
    )
    assert report.value("coordinates") is None


def test_a_worker_taken_at_work_is_a_raid() -> None:
    report = grown(said(1, place_type=("workplace",)), said(2, activity=("detention",)))
    assert report.value("activity") == ["workplace_raid", "detention"]


def test_every_fact_knows_its_message_and_its_words() -> None:
    span = {"agents": Span(0, 8, "4 agents")}
    report = grown(said(1, agencies=("ICE",)), said(7, agents=(4, 4), spans=span, agencies=("CBP",)))
    assert (report.facts["agents"].message, report.facts["agents"].words) == (7, "4 agents")
    assert report.facts["agencies"].by == (("ICE", 1), ("CBP", 7))


def test_what_a_message_told_can_be_taken_out_again() -> None:
    report = grown(said(1, agencies=("ICE",), agents=(4, 4)), said(2, agencies=("CBP",), vehicles=2))
    without = retract(report, 1)
    assert without.value("agencies") == ["CBP"]
    assert without.value("agents") is None
    assert without.value("vehicles") == 2


def test_values_taken_back_by_name_are_gone() -> None:
    report = grown(said(1, agencies=("ICE", "CBP"), place_text="Laramie and Wellington", located=CROSSING, vehicles=2))
    less = take_back(report, {"agencies": ("ICE",), "place_text": ("Laramie",), "vehicles": ()})
    assert less.value("agencies") == ["CBP"]
    assert [less.value(n) for n in ("place", "place_text", "vehicles")] == [None, None, None]
    assert take_back(report, {"place_text": ("Pulaski",)}) == report


def test_a_report_survives_json() -> None:
    report = grown(said(1, agencies=("ICE",), agents=(4, 5), located=PIN, when=When("ago", 5), told={"point": True, "attachments": 2}))
    assert from_dict(json.loads(json.dumps(to_dict(report)))) == report


def test_the_same_message_twice_changes_nothing() -> None:
    once = grown(said(1, agencies=("ICE",), agents=(4, 4), place_text="26th", located=CROSSING))
    again = merge(once, said(2, agencies=("ICE",), agents=(4, 4), place_text="26th", located=CROSSING))
    assert again == once


def test_what_the_time_means_goes_with_the_words_it_was_told_in() -> None:
    five, six = datetime(2026, 3, 9, 22, tzinfo=UTC), datetime(2026, 3, 9, 23, tzinfo=UTC)
    told = said(1, when=When("date", text="yesterday at 5"), when_interval=Interval(five, six))
    later = said(2, when=When("now"), when_interval=Interval(six, six))
    assert grown(told, later).value("when_interval") == [five.isoformat(), six.isoformat()]
    vague = said(3, when=When("date", text="some day"), told={"correcting": True})
    assert grown(told, vague).value("when_interval") is None
    assert retract(grown(told), 1).value("when_interval") is None
