"""The worst first, with the reason in words; each lane by its rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tipline import triage
from tipline.report import Report, State

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
PLACE = {"status": "point", "label": "26th & Kedzie", "districts": ["10", "9"]}


def report(state: State = State.OPEN, **facts: object) -> Report:
    built = Report("K7Q2", state)
    for name, value in facts.items():
        built = built.with_fact(name, value, 1)
    return built


LANES = [
    (report(place=PLACE, activity=["detention"]), "standard", "detention"),
    (report(place_text="the church", activity=["sighting"]), "standard", "presence"),
    (report(activity=["detention"]), "no_place", "detention"),
    (report(emergency=True), "urgent", "someone may need 911"),
    (report(help=True), "urgent", "asked for help"),
    (report(place=PLACE, activity=["use_of_force"], ongoing=True), "urgent", "use of force"),
    (report(place=PLACE, activity=["use_of_force"], when={"kind": "date", "text": "11/11"}, ongoing=False), "past", "use of force"),
    (report(place=PLACE, activity=["detention"], when={"kind": "ago", "minutes": 4000}), "past", "detention"),
    (report(State.WITHDRAWN, emergency=True), "withdrawn", "taken back"),
    (report(State.SET_ASIDE, activity=["shots_fired"]), "withdrawn", "set aside"),
    (report(place=PLACE, agencies=["NOT_FEDERAL"]), "standard", "not federal, says the witness"),
]


@pytest.mark.parametrize(("told", "lane", "reason"), LANES)
def test_each_report_stands_in_its_lane_for_a_reason(told: Report, lane: str, reason: str) -> None:
    judged = triage.judge([told], NOW)
    assert (judged.lane, judged.reasons[0]) == (lane, reason)
    assert judged.lane in triage.LANES
    assert (judged.urgency >= triage.URGENT) == (lane == "urgent")


def test_worse_is_higher() -> None:
    order = [
        report(emergency=True), report(activity=["use_of_force"], ongoing=True), report(activity=["detention"], ongoing=True),
        report(activity=["detention"]), report(activity=["stop_vehicle"]), report(activity=["sighting"]),
        report(activity=["detention"], when={"kind": "date", "text": "May"}), report(State.WITHDRAWN),
    ]  # fmt: skip
    urgencies = [triage.judge([r], NOW).urgency for r in order]
    assert urgencies[:5] == sorted(urgencies[:5], reverse=True)
    assert urgencies[-1] == 0
    assert triage.judge([order[6]], NOW).urgency < triage.judge([order[3]], NOW).urgency


def test_a_case_is_as_urgent_as_its_worst_open_report() -> None:
    judged = triage.judge([report(activity=["sighting"], place=PLACE), report(emergency=True), report(State.WITHDRAWN)], NOW)
    assert judged.lane == "urgent"
    assert judged.reasons == ("someone may need 911", "presence")


def test_a_flood_goes_to_the_bulk_lane_but_never_an_emergency() -> None:
    assert triage.judge([report(place=PLACE, activity=["sighting"])], NOW, ("bulk",)).lane == "bulk"
    assert triage.judge([report(emergency=True)], NOW, ("bulk",)).lane == "urgent"


def test_the_district_is_that_of_the_place() -> None:
    assert triage.district(report(place=PLACE)) == "10"
    assert triage.district(report(place_text="somewhere")) is None
    assert triage.district(report(place={"status": "area", "label": "x", "districts": []})) is None
