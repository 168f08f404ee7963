"""What people do with reports that speak of one event, or of two: merge, split, keep apart, undo.

Every act is on record and can be taken back; nobody is told anything by it. All raise Refused, NotFound, Invalid and
Conflict as tipline.desk.casework does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tipline.case import Resolution, Status
from tipline.desk import gathering
from tipline.desk.acts import case_for, custody_name, leave_trace
from tipline.desk.gathered import APART, JOINED, MERGED, SPLIT, UNDONE, Gathering
from tipline.desk.ranking import rank
from tipline.desk.records import Actor, CaseEvent, CaseRow, ReportRow
from tipline.desk.rights import Right
from tipline.desk.telling import CaseMeans
from tipline.desk.tx import Tx
from tipline.errors import Conflict, Invalid, NotFound


def merge(means: CaseMeans, actor: Actor, case_id: int, seen: int, other_id: int, now: datetime) -> CaseRow:
    """Bring the reports of another case into this one; the other is closed as a duplicate. Nobody is told."""
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.WORK_CASE, case_id, seen)
        other = case_for(tx, actor, Right.WORK_CASE, other_id)
        if case.id == other.id:
            raise Invalid("A case cannot be merged with itself.")
        if Status.CLOSED in (case.status, other.status):
            raise Invalid("A closed case is merged with nothing. Open reports come together in an open case.")
        rows = tx.reports.of_case(other.id)
        if not rows:
            raise Invalid("The other case holds no report any more; there is nothing to merge.")
        gathering.move(tx, MERGED, actor.name, rows, other, case.id, now)
        tx.custody.append(now, custody_name(actor), f"merged case:{other.id}", f"case:{case.id}", None)
        return tx.cases.get(case.id)


def split(
    means: CaseMeans, actor: Actor, case_id: int, seen: int, report_ids: Sequence[int], now: datetime
) -> CaseRow:
    """Take reports out of a case into a new one of their own; gives the new case."""
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.WORK_CASE, case_id, seen)
        rows = tx.reports.of_case(case_id)
        leaving = [row for row in rows if row.id in set(report_ids)]
        if not leaving or len(leaving) != len(set(report_ids)):
            raise NotFound("This case has no such report.")
        if len(leaving) == len(rows):
            raise Invalid("At least one report stays: a case of no report tells of nothing.")
        new = tx.cases.get(tx.cases.add(now))
        gathering.move(tx, SPLIT, actor.name, leaving, case, new.id, now)
        tx.incidents.add([Gathering(APART, now, actor.name, case.id, new.id)])
        tx.custody.append(now, custody_name(actor), f"split off case:{new.id}", f"case:{case.id}", None)
        return tx.cases.get(new.id)


def undo(means: CaseMeans, actor: Actor, case_id: int, seen: int, batch: int, now: datetime) -> CaseRow:
    """Take back one join, merge or split of this case, as long as its reports are where it put them."""
    with means.store.write() as tx:
        case_for(tx, actor, Right.WORK_CASE, case_id, seen)
        moves = [m for m in tx.incidents.batch(batch) if case_id in (m.from_case, m.to_case)]
        if not moves or moves[0].act not in (JOINED, MERGED, SPLIT):
            raise NotFound("This case was never brought together in that way.")
        if moves[0].undone:
            raise Conflict("Somebody has undone this already.")
        rows = [tx.reports.get(m.report_id) for m in moves if m.report_id is not None]
        if any(row.case_id != moves[0].to_case for row in rows):
            raise Conflict("A report was moved on since; undo that first.")
        _put_back(tx, actor, moves[0], rows, now)
        tx.incidents.set_undone(batch)
        return tx.cases.get(case_id)


def keep_apart(means: CaseMeans, actor: Actor, case_id: int, other_id: int, now: datetime) -> None:
    """A person says that these are two events: neither is offered to the other again."""
    with means.store.write() as tx:
        case_for(tx, actor, Right.WORK_CASE, case_id)
        tx.cases.get(other_id)
        if other_id in tx.incidents.kept_apart(case_id):
            return
        tx.incidents.add([Gathering(APART, now, actor.name, case_id, other_id)])
        event = CaseEvent(case_id, now, actor.name, "kept_apart", after=f"case {other_id}")
        leave_trace(tx, actor, event, f"kept apart from case:{other_id}")


def _put_back(tx: Tx, actor: Actor, move: Gathering, rows: Sequence[ReportRow], now: datetime) -> None:
    came_from = tx.cases.get(move.from_case)
    if move.from_status is not None:
        came_from = tx.cases.save(
            replace(came_from, status=move.from_status, resolution=None, updated_at=now), None
        )
    for row in rows:
        tx.incidents.refile(row.id, move.from_case)
    tx.incidents.add([Gathering(UNDONE, now, actor.name, move.to_case, move.from_case, row.id) for row in rows])
    for here, there in ((move.from_case, move.to_case), (move.to_case, move.from_case)):
        event = CaseEvent(here, now, actor.name, "undone", before=move.act, after=f"case {there}")
        leave_trace(tx, actor, event, f"undone: {move.act} with case:{there}")
    left = tx.reports.of_case(move.to_case)
    if not left:  # what a split had made is empty again
        gone = tx.cases.get(move.to_case)
        tx.cases.save(
            replace(gone, status=Status.CLOSED.value, resolution=Resolution.DUPLICATE.value, updated_at=now), None
        )
    for case_id in (move.from_case, move.to_case):
        if tx.reports.of_case(case_id):
            rank(tx, case_id, now)
        tx.changes.bump("case", case_id)
