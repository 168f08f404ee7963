"""A staff correction changes a value and nothing else: words stay, both values are on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

import pytest

from storage.store import SqlStore
from tests.desk.house import CHICAGO, NOON, House, store_from
from tipline.desk import corrections
from tipline.desk.records import CaseRow
from tipline.errors import Conflict, Invalid, NotFound, Refused
from tipline.places.model import Candidate, Located
from tipline.reading.model import Reading
from tipline.report import Correction, Fact, Report, Told, merge

CORNER = Located(
    "point", 41.8445, -87.7053, 30, "crossing", "26th & Kedzie", districts=("010",), beats=("1013",), wards=("22",)
)


def locate(words: str) -> Located:
    """A city of one corner and one riddle."""
    if words == "26th and Kedzie":
        return CORNER
    if words == "Kedzie":
        return Located("ambiguous", candidates=(Candidate("26th & Kedzie", 41.8, -87.7), Candidate("47th & Kedzie", 41.8, -87.7)))
    return Located("none")


@dataclass(frozen=True)
class Means:
    store: SqlStore
    locate: Callable[[str], Located] = field(default=locate)
    zone: tzinfo = CHICAGO


@pytest.fixture
def house(migrated: Path, tmp_path: Path) -> Iterator[House]:
    with store_from(migrated, tmp_path / "desk.db") as store:
        yield House(store)


class Filed:
    """One case whose reporter told of two agents by name."""

    def __init__(self, house: House) -> None:
        self.house, self.means = house, Means(house.store)
        self.case: CaseRow = house.case()
        self.report_id, _ = house.report(self.case)
        with house.store.write() as tx:
            report = Report("K7Q2")
            report = report.with_fact("agents", [2, 2], 7, "two guys")
            report = report.having("agencies", Fact(["ICE", "HSI"], 8, "ice and hsi", (("ICE", 7), ("HSI", 8))))
            tx.reports.save(self.report_id, NOON, report)

    def corrects(self, name: str, value: object, seen: int | None = None, **more: str) -> CaseRow:
        return corrections.correct_fact(
            self.means, self.house.ana, self.case.id, self.report_id, name, value, NOON, seen=seen,
            **{"reason": "the caller said so", **more},
        )

    def takes_back(self, name: str, **more: str) -> CaseRow:
        return corrections.take_back(
            self.means, self.house.ben, self.case.id, self.report_id, name, NOON, **{"reason": "misheard", **more}
        )

    def report(self) -> Report:
        with self.house.store.read() as tx:
            return tx.reports.get(self.report_id).report

    def fact(self, name: str) -> Fact:
        with self.house.store.read() as tx:
            return tx.reports.get(self.report_id).report.facts[name]


@pytest.fixture
def filed(house: House) -> Filed:
    return Filed(house)


def test_the_value_changes_and_the_witness_words_stay(filed: Filed) -> None:
    filed.corrects("agents", [4, 6])
    fact = filed.fact("agents")
    assert (fact.value, fact.message, fact.words) == ([4, 6], 7, "two guys")


def test_the_timeline_keeps_both_values_with_who_and_when(filed: Filed) -> None:
    filed.corrects("agents", [4, 6])
    (event,) = [e for e in filed.house.timeline(filed.case) if e.action == "corrected"]
    assert (event.actor, event.at, event.before, event.after, event.note) == (
        "ana", NOON, "[2, 2]", "[4, 6]", "K7Q2: agents: the caller said so",
    )
    assert (f"staff:{filed.house.ana.staff_id}", "corrected agents", f"report:{filed.report_id}") in filed.house.custody()


def test_a_list_remembers_who_told_what(filed: Filed) -> None:
    filed.corrects("agencies", ["ICE", "CBP"])
    fact = filed.fact("agencies")
    assert (fact.value, fact.by) == (["ICE", "CBP"], (("ICE", 7), ("HSI", 8)))


def test_a_field_can_be_cleared_and_one_nobody_told_can_be_set(filed: Filed) -> None:
    filed.corrects("agents", None)
    assert filed.fact("agents").value is None
    filed.corrects("injury", "serious")
    assert (filed.fact("injury").value, filed.fact("injury").message) == ("serious", 0)


def test_a_corrected_place_moves_the_case_to_its_district(filed: Filed) -> None:
    held = filed.corrects("place", "26th and Kedzie")
    place = filed.fact("place").value
    assert isinstance(place, dict)
    assert (place["label"], place["districts"]) == ("26th & Kedzie", ["010"])
    assert held.district == "010"


def test_a_serious_injury_makes_the_case_more_urgent(filed: Filed) -> None:
    before = filed.corrects("injury", "none").urgency
    assert filed.corrects("injury", "serious").urgency > before


@pytest.mark.parametrize(("words", "sentence"), [
    ("Kedzie", "several places: 26th & Kedzie; 47th & Kedzie"), ("Atlantis", "No place was found"), ("", "empty"),
])
def test_a_place_that_is_not_certain_is_refused_with_what_to_write(filed: Filed, words: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        filed.corrects("place", words)


@pytest.mark.parametrize(("name", "value"), [
    ("agents", [6, 4]), ("agents", [1]), ("agents", "4"), ("agents", [True, 4]), ("vehicles", -1), ("vehicles", 1000),
    ("vehicles", True), ("activity", ["dancing"]), ("activity", "detention"), ("agencies", [1]), ("injury", "bad"),
    ("emergency", "yes"), ("plates", [""]), ("plates", ["x" * 13]), ("direction", " "),
    ("sensitive", ["name"]), ("place_text", "elsewhere"), ("attachments", 3), ("nothing", 1),
])
def test_what_does_not_fit_a_field_is_refused_and_changes_nothing(filed: Filed, name: str, value: object) -> None:
    before = filed.house.look(filed.case)
    with pytest.raises(Invalid):
        filed.corrects(name, value)
    assert filed.house.look(filed.case) == before


def test_of_two_corrections_of_the_same_version_the_second_hears_conflict(filed: Filed) -> None:
    seen = filed.house.look(filed.case).version
    filed.corrects("vehicles", 2, seen)
    with pytest.raises(Conflict):
        filed.corrects("vehicles", 3, seen)


def test_an_admin_corrects_nothing_and_nobody_another_cases_report(filed: Filed) -> None:
    with pytest.raises(Refused):
        corrections.correct_fact(filed.means, filed.house.ada, filed.case.id, filed.report_id, "vehicles", 1, NOON, reason="so")
    other = filed.house.case()
    with pytest.raises(NotFound):
        corrections.correct_fact(filed.means, filed.house.ana, other.id, filed.report_id, "vehicles", 1, NOON, reason="so")


def test_the_witness_version_stands_beside_the_correction_through_a_second_one(filed: Filed) -> None:
    filed.corrects("agents", [4, 6])
    filed.corrects("agents", [5, 5], reason="counted on the video")
    fact = filed.fact("agents")
    assert (fact.value, fact.message, fact.words) == ([5, 5], 7, "two guys")
    assert fact.corrected == Correction([2, 2], "ana", NOON.isoformat(), "counted on the video")


def test_a_correction_is_taken_back_by_a_further_one_that_is_on_record_too(filed: Filed) -> None:
    before = filed.report()
    for name, value in (("agents", [4, 6]), ("agencies", ["CBP"]), ("injury", "serious")):
        filed.corrects(name, value)
        filed.takes_back(name)
    assert filed.report() == before
    told = [(e.actor, e.before, e.after) for e in filed.house.timeline(filed.case) if e.action == "corrected"]
    assert told[:2] == [("ana", "[2, 2]", "[4, 6]"), ("ben", "[4, 6]", "[2, 2]")]
    with pytest.raises(Invalid, match="no correction to take back"):
        filed.takes_back("agents")


def test_a_time_is_corrected_as_a_span_in_local_time_and_its_words_stay(filed: Filed) -> None:
    filed.corrects("when", ["2026-11-22T11:30", "2026-11-22T11:45"])
    assert filed.fact("when").value == {"kind": "clock", "text": "2026-11-22 11:30 to 2026-11-22 11:45"}
    assert filed.fact("when_interval").value == ["2026-11-22T17:30:00+00:00", "2026-11-22T17:45:00+00:00"]
    filed.corrects("when", ["2026-11-20T11:30", None])
    assert filed.fact("when").value == {"kind": "date", "text": "2026-11-20 11:30"}
    filed.takes_back("when")
    assert {"when", "when_interval"}.isdisjoint(filed.report().facts)
    for wrong in (["2026-11-22T11:30", "2026-11-22T11:00"], ["noon", None], "noon", []):
        with pytest.raises(Invalid, match=r"Write day and time|cannot end before"):
            filed.corrects("when", wrong)


def test_a_correction_without_a_reason_or_over_another_value_than_was_seen_changes_nothing(filed: Filed) -> None:
    seen = corrections.stamp(filed.report(), "agents")
    with pytest.raises(Invalid, match="The reason is empty"):
        filed.corrects("agents", [4, 4], reason="  ")
    filed.corrects("vehicles", 2)  # another field: nobody's business here
    filed.corrects("agents", [4, 4], over=seen)
    with pytest.raises(Conflict, match="changed while you wrote: agents"):
        filed.corrects("agents", [5, 5], over=seen)
    assert filed.fact("agents").value == [4, 4]


def test_what_the_witness_tells_later_joins_their_own_version_and_the_desk_s(filed: Filed) -> None:
    filed.corrects("agencies", ["CBP"])
    told = Told(Reading("en", True, "report", "", agencies=("FBI",)), Located("none"), 9)
    fact = merge(filed.report(), told).facts["agencies"]
    assert (fact.value, fact.by) == (["CBP", "FBI"], (("FBI", 9),))
    assert fact.corrected is not None
    assert fact.corrected.told == ["ICE", "HSI", "FBI"]
    corrected = Told(Reading("en", True, "report", "", agencies=("FBI",)), Located("none"), 9, correcting=True)
    fact = merge(filed.report(), corrected).facts["agencies"]
    assert (fact.value, fact.corrected) == (["FBI"], None)
