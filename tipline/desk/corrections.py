"""A person at the desk corrects what a report says. The witness's words stay; the timeline keeps both values."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from tipline.desk.acts import case_for, leave_trace, written
from tipline.desk.ports import Store
from tipline.desk.ranking import rank
from tipline.desk.records import Actor, CaseEvent, CaseRow
from tipline.desk.rights import Right
from tipline.errors import Invalid, NotFound
from tipline.places.model import Located
from tipline.reading.model import ACTIVITIES, AGENCIES, PLACE_TYPES
from tipline.report import Fact, Report
from tipline.report.placing import as_value

INJURIES = ("none", "reported", "serious")
MOST = 999  # agents or vehicles
MAX_WORDS = 200


class CorrectionMeans(Protocol):
    """What correcting needs; tipline.desk.means.Means has it all."""

    @property
    def store(self) -> Store: ...

    @property
    def locate(self) -> Callable[[str], Located]: ...


def correct_fact(
    means: CorrectionMeans, actor: Actor, case_id: int, report_id: int, name: str, value: object, now: datetime,
    *, seen: int | None = None,
) -> CaseRow:
    """Set one field of a report, in the field's own shape; None clears it. A `place` is given in words.

    Raises Invalid when the field cannot be corrected or the value does not fit it.
    """
    with means.store.write() as tx:
        case_for(tx, actor, Right.WORK_CASE, case_id, seen)
        row = tx.reports.get(report_id)
        if row.case_id != case_id:
            raise NotFound("This case has no such report.")
        kept = _fitting(means, name, value)
        before = row.report.value(name)
        tx.reports.save(report_id, now, corrected(row.report, name, kept))
        event = CaseEvent(
            case_id, now, actor.name, "corrected", before=_shown(name, before), after=_shown(name, kept),
            note=f"{row.report.reference}: {name}",
        )
        leave_trace(tx, actor, event, f"corrected {name}", f"report:{report_id}")
        rank(tx, case_id, now)
        return tx.cases.get(case_id)


def corrected(report: Report, name: str, value: object) -> Report:
    """The report with another value: message and words stay those of the witness (0 and none where nobody told it)."""
    held = report.facts.get(name, Fact(None, 0))
    still = tuple(told for told in held.by if isinstance(value, list) and told[0] in value)
    return report.having(name, replace(held, value=value, by=still))


def _fitting(means: CorrectionMeans, name: str, value: object) -> object:
    if name == "place":
        return _place(means, value)
    shape = _SHAPES.get(name)
    if shape is None:
        raise Invalid(f"There is no field {name!r} to correct; there are: place, {', '.join(_SHAPES)}.")
    return None if value is None else shape(value)


def _place(means: CorrectionMeans, value: object) -> dict[str, object]:
    found = means.locate(written(value if isinstance(value, str) else "", MAX_WORDS, "place"))
    if found.status == "ambiguous":
        named = "; ".join(c.label for c in found.candidates)
        raise Invalid(f"These words fit several places: {named}. Write one of them.")
    if found.status == "none":
        raise Invalid("No place was found by these words. Write a corner or an address.")
    return as_value(found)


def _codes(known: Collection[str]) -> Callable[[object], object]:
    def check(value: object) -> object:
        if not isinstance(value, list) or not all(v in known for v in value):
            raise Invalid(f"Choose from: {', '.join(known)}.")
        return list(dict.fromkeys(value))

    return check


def _plates(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(v, str) and 0 < len(v.strip()) <= 12 for v in value):
        raise Invalid("A plate has 1 to 12 characters.")
    return [v.strip().upper() for v in value]


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise Invalid(f"A count is a number from 0 to {MOST}.")
    return value


def _range(value: object) -> object:
    if not isinstance(value, list) or len(value) != 2 or _count(value[0]) > _count(value[1]):
        raise Invalid("Agents are told as a smallest and a largest number.")
    return value


def _injury(value: object) -> object:
    if value not in INJURIES:
        raise Invalid(f"Injury is one of: {', '.join(INJURIES)}.")
    return value


def _yes_no(value: object) -> object:
    if not isinstance(value, bool):
        raise Invalid("This is yes or no.")
    return value


def _words(value: object) -> object:
    return written(value if isinstance(value, str) else "", MAX_WORDS, "direction")


_SHAPES: Mapping[str, Callable[[object], object]] = {
    "activity": _codes(ACTIVITIES), "agencies": _codes(AGENCIES), "agents": _range, "vehicles": _count,
    "plates": _plates, "place_type": _codes(PLACE_TYPES), "injury": _injury, "emergency": _yes_no, "ongoing": _yes_no,
    "firsthand": _yes_no, "direction": _words,
}  # fmt: skip


def _shown(name: str, value: object) -> str | None:
    """For the timeline: a place by its label, anything else as JSON."""
    if value is None:
        return None
    if name == "place" and isinstance(value, Mapping):
        return str(value.get("label") or value.get("status"))
    return json.dumps(value, ensure_ascii=False)
