"""The worst first, with the reason in words; each lane by its rule."""

from __future__ import annotations

from dataclasses import replace
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


def test_independent_people_raise_a_case_and_past_events_stay_where_they_are() -> None:
    told = [report(place=PLACE, activity=["detention"])]
    alone, three, many = (triage.judge(told, NOW, people=n) for n in (1, 3, 50))
    assert alone.urgency < three.urgency < many.urgency
    assert three.reasons[-1] == "3 independent people"
    past = [report(place=PLACE, activity=["detention"], when={"kind": "date", "text": "May"})]
    assert triage.judge(past, NOW, people=9).urgency == triage.judge(past, NOW).urgency


def test_what_was_over_an_hour_ago_is_not_urgent_unless_somebody_is_hurt() -> None:
    ago = {"kind": "ago", "minutes": 90}
    assert triage.judge([report(place=PLACE, activity=["use_of_force"], when=ago)], NOW).lane == "standard"
    assert triage.judge([report(place=PLACE, activity=["use_of_force"], when=ago, ongoing=True)], NOW).lane == "urgent"
    assert triage.judge([report(place=PLACE, injury="serious", when=ago)], NOW).lane == "urgent"


@pytest.mark.parametrize("kind", ["school", "daycare", "hospital", "church", "courthouse", "shelter"])
def test_the_kind_of_place_matters_in_law(kind: str) -> None:
    plain = triage.judge([report(place=PLACE, activity=["sighting"])], NOW)
    there = triage.judge([report(place=PLACE, activity=["sighting"], place_type=[kind])], NOW)
    assert there.urgency > plain.urgency
    assert any(kind.replace("daycare", "day care")[:5] in reason for reason in there.reasons)


STATED = [
    ({"emergency": True}, "someone may need 911"),
    ({"injury": "reported"}, "injury reported"),
    ({"injury": "serious"}, "serious injury"),
    ({"activity": ["detention", "shots_fired"]}, "shots fired"),
    ({"activity": ["detention", "firearm_shown"]}, "firearm shown"),
    ({"activity": ["detention", "minor_involved"]}, "child involved"),
    ({"activity": ["detention", "chemical_agent"]}, "gas or projectiles"),
    ({"ongoing": True}, "detention under way"),
    ({"when": {"kind": "now"}}, "still going on"),
    ({"place_type": ["school"]}, "at a school or day care"),
]


@pytest.mark.parametrize(("fact", "reason"), STATED, ids=[reason for _, reason in STATED])
def test_each_stated_fact_raises_a_case_and_says_so(fact: dict[str, object], reason: str) -> None:
    plain = {"place": PLACE, "activity": ["detention"]}
    before, after = triage.judge([report(**plain)], NOW), triage.judge([report(**(plain | fact))], NOW)
    assert after.urgency > before.urgency
    assert reason in after.reasons
    assert reason not in before.reasons


def test_fresher_is_higher() -> None:
    plain = {"place": PLACE, "activity": ["use_of_force"]}
    times: list[dict[str, object]] = [{"kind": "now"}, {"kind": "ago", "minutes": 90}, {"kind": "ago", "minutes": 2000}]
    now, stale, past = (triage.judge([report(**plain, when=when)], NOW) for when in times)
    assert now.urgency > stale.urgency > past.urgency
    assert (now.lane, stale.lane, past.lane) == ("urgent", "standard", "past")


def test_a_detention_under_way_is_urgent_when_a_second_person_tells_it() -> None:
    told = [report(place=PLACE, activity=["detention"], ongoing=True)]
    assert triage.judge(told, NOW, people=1).lane == "standard"
    assert triage.judge(told, NOW, people=2).lane == "urgent"
    assert triage.judge(told, NOW).reasons == ("detention under way", "still going on")


def test_who_reports_in_which_language_and_how_often_changes_nothing() -> None:
    told = report(place=PLACE, activity=["use_of_force"], ongoing=True)
    same = [replace(told, reference=reference, lang=lang) for reference, lang in (("K7Q2", "en"), ("Z9ZZ", "ar"))]
    assert {triage.judge([each], NOW) for each in same} == {triage.judge(same, NOW)}


def test_a_red_flag_lowers_nothing_and_hides_nothing() -> None:
    sure = triage.judge([report(activity=["use_of_force"], ongoing=True, firsthand=True)], NOW)
    heard = triage.judge([report(activity=["use_of_force"], ongoing=True, firsthand=False)], NOW)
    assert (heard.urgency, heard.lane) == (sure.urgency, sure.lane)


SURE = {"place": {"status": "point", "label": "26th & Kedzie"}, "activity": ["detention"], "firsthand": True}


@pytest.mark.parametrize(
    ("told", "passed_on", "flags"),
    [
        ([report(**SURE)], 0, ()),
        ([report(activity=["sighting"])], 0, ("vague place",)),
        ([report(place={"status": "area", "label": "Pilsen"})], 0, ("vague place",)),
        ([report(coordinates=[41.8, -87.7])], 0, ()),
        ([report(**SURE, when={"kind": "ago", "minutes": 75})], 0, ("old",)),
        ([report(**SURE, when={"kind": "ago", "minutes": 75}, ongoing=True)], 0, ()),
        ([report(**{**SURE, "firsthand": False})], 0, ("second-hand",)),
        ([report(**{**SURE, "firsthand": False}), report(**SURE)], 0, ()),
        ([report(**SURE, agents=[2, 2]), report(**SURE, agents=[20, 20])], 0, ("contradictory",)),
        ([report(**SURE, agencies=["ICE"]), report(**SURE, agencies=["NOT_FEDERAL"])], 0, ("contradictory",)),
        ([report(**SURE, injury="none"), report(**SURE, injury="serious")], 0, ("contradictory",)),
        ([report(**SURE)], 2, ("copied text or picture",)),
        ([report(State.WITHDRAWN, activity=["sighting"])], 3, ()),
    ],
)
def test_red_flags_say_what_to_look_at_twice(told: list[Report], passed_on: int, flags: tuple[str, ...]) -> None:
    assert triage.red_flags(told, passed_on) == flags


def test_the_district_is_that_of_the_place() -> None:
    assert triage.district(report(place=PLACE)) == "10"
    assert triage.district(report(place_text="somewhere")) is None
    assert triage.district(report(place={"status": "area", "label": "x", "districts": []})) is None
