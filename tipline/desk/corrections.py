"""A person at the desk corrects what a report says. The witness's version stays beside it, the timeline keeps both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from tipline.case import Status
from tipline.desk.acts import case_for, leave_trace, written
from tipline.desk.fitting import FittingMeans, fitting, interval
from tipline.desk.ports import Store
from tipline.desk.ranking import rank
from tipline.desk.records import Actor, CaseEvent, CaseRow, ReportRow
from tipline.desk.rights import Right
from tipline.desk.tx import Tx
from tipline.errors import Conflict, Invalid, NotFound
from tipline.report import Correction, Fact, Report

MAX_REASON = 300


class CorrectionMeans(FittingMeans, Protocol):
    """What correcting needs; tipline.desk.means.Means has it all."""

    @property
    def store(self) -> Store: ...


def correct_fact(
    means: CorrectionMeans, actor: Actor, case_id: int, report_id: int, name: str, value: object, now: datetime,
    *, reason: str, seen: int | None = None, over: str | None = None,
) -> CaseRow:
    """Set one field of a report, in the field's own shape; None clears it.

    A `place` is given in words, a `when` as [from, until] in local time ("2026-11-22T15:04"; until may be None).
    `over`: the stamp of the value it is to replace; where given, another one standing is a Conflict. Raises Invalid
    when the field cannot be corrected, the value does not fit it, or no reason is given.
    """
    with means.store.write() as tx:
        row = _row(tx, actor, case_id, report_id, name, seen, over)
        kept = fitting(means, name, value, row.created_at)
        extra = {} if name != "when" else {"when_interval": interval(means, value)}
        return _put(tx, actor, row, {name: kept, **extra}, reason, now)


def take_back(
    means: CorrectionMeans, actor: Actor, case_id: int, report_id: int, name: str, now: datetime,
    *, reason: str, over: str | None = None,
) -> CaseRow:
    """Put the witness's version back in its place: a further correction, on record like any other."""
    with means.store.write() as tx:
        row = _row(tx, actor, case_id, report_id, name, None, over)
        facts = row.report.facts
        if name not in facts or facts[name].corrected is None:
            raise Invalid("This field stands as the witness told it; there is no correction to take back.")
        names = [n for n in (name, "when_interval" if name == "when" else "") if n in facts]
        told = {n: held.told if (held := facts[n].corrected) else facts[n].value for n in names}
        return _put(tx, actor, row, told, reason, now)


def stamp(report: Report, name: str) -> str:
    """What tells one value of a field from the next: whoever corrects it names the one they saw."""
    plain = json.dumps(report.value(name), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _row(
    tx: Tx, actor: Actor, case_id: int, report_id: int, name: str, seen: int | None, over: str | None
) -> ReportRow:
    case = case_for(tx, actor, Right.WORK_CASE, case_id, seen)
    row = tx.reports.get(report_id)
    if row.case_id != case_id:
        raise NotFound("This case has no such report.")
    if case.status == Status.CLOSED:
        raise Invalid("The case is closed; what it says stands. What came to light later goes into a note.")
    if over is not None and over != stamp(row.report, name):
        raise Conflict(f"The field you correct changed while you wrote: {name.replace('_', ' ')}.")
    return row


def _put(
    tx: Tx, actor: Actor, row: ReportRow, values: Mapping[str, object], reason: str, now: datetime
) -> CaseRow:
    """Write the first of `values`, with what follows from it, as one correction."""
    name = next(iter(values))
    why, report = written(reason, MAX_REASON, "reason"), row.report
    for each, value in values.items():
        report = corrected(report, each, value, actor.name, why, now)
    tx.reports.save(row.id, now, report)
    event = CaseEvent(
        row.case_id, now, actor.name, "corrected", before=_shown(name, row.report.value(name)),
        after=_shown(name, values[name]), note=f"{report.reference}: {name}: {why}",
    )
    leave_trace(tx, actor, event, f"corrected {name}", f"report:{row.id}")
    rank(tx, row.case_id, now)
    return tx.cases.get(row.case_id)


def corrected(report: Report, name: str, value: object, by: str, reason: str, now: datetime) -> Report:
    """The report with another value: message, words and first version stay those of the witness.

    Where the value is the witness's again, nothing is left of the correction; nor of a field that nobody told.
    """
    held = report.facts.get(name, Fact(None, 0))
    told = held.corrected.told if held.corrected else held.value
    if value == told:
        return report.without(name) if held.message == 0 else report.having(name, _as_told(held, told))
    return report.having(
        name, replace(held, value=value, corrected=Correction(told, by, now.isoformat(), reason))
    )


def _as_told(held: Fact, told: object) -> Fact:
    """The fact as before; an item whose message is known no more came with the fact's own."""
    known = dict(held.by)
    items = [item for item in told if isinstance(item, str)] if isinstance(told, list) else []
    by = tuple((item, known.get(item, held.message)) for item in items)
    return replace(held, value=told, by=by, corrected=None)


def _shown(name: str, value: object) -> str | None:
    """For the timeline: a place by its label, anything else as JSON."""
    if value is None:
        return None
    if name == "place" and isinstance(value, Mapping):
        return str(value.get("label") or value.get("status"))
    return json.dumps(value, ensure_ascii=False)
