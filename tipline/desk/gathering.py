"""Reports of one event come together in one case by themselves where that is sure; where it is likely, it is offered.

Whatever moves is on record with its reasons and can be undone (tipline.desk.merging); nobody is told anything by it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tipline.case import Resolution, Status
from tipline.desk.carry.turn import LINE
from tipline.desk.gathered import JOINED, Gathering
from tipline.desk.ranking import rank, rank_soon
from tipline.desk.records import CaseEvent, CaseRow, ReportRow
from tipline.desk.tx import Tx
from tipline.incident import MARGIN, Account, Likeness, best

RECENT = timedelta(hours=12)  # how long after the last report of an event another still comes in
MOST = 40  # cases weighed for one report
NEWEST = 24  # accounts of each that are compared: of a crowd's hundreds the latest tell as much
SMALL = 3  # reports of a case that comes along with another
TELLING = ("place", "coordinates", "when", "activity", "agencies", "plates", "agents", "state")  # of which event
_BANDS, _BAND_BITS = 4, 16  # a picture hash in quarters: near-duplicates share at least one


@dataclass(frozen=True, slots=True)
class Offer:
    """A case that a case looks like, and what is told in it."""

    case_id: int
    likeness: Likeness
    held: tuple[Account, ...] = field(default=(), repr=False)


def consider(tx: Tx, report_id: int, now: datetime) -> int | None:
    """Join this report to the case it surely belongs to; gives that case.

    Only a report that stands alone in a case nobody has touched moves by itself: what a person works on stays theirs.
    A report may show that small cases beside it tell of its event too; those come along.
    """
    row = tx.reports.get(report_id)
    mine = tx.incidents.accounts([row.case_id])
    if len(mine) != 1 or mine[0].report != report_id:
        return None
    tx.incidents.mark(report_id, _marks(mine[0]))
    case = tx.cases.get(row.case_id)
    if not _untouched(tx, case):
        return None
    found = _offers(tx, mine, case.id, now)
    if not _clear(found):
        return None
    first = found[0]
    move(tx, JOINED, LINE, [row], case, first.case_id, now, first.likeness)
    _bring(tx, found[1:], first.case_id, [*first.held, *mine], now)
    return first.case_id


def _bring(tx: Tx, others: Sequence[Offer], to: int, held: Sequence[Account], now: datetime) -> None:
    """Small cases whose every report is sure to be of this event come into its case too."""
    for other in others:
        if not 0 < len(other.held) <= min(SMALL, len(held)):
            continue
        likes = [like for each in other.held if (like := best(each, held)) is not None]
        case = tx.cases.get(other.case_id)
        if all(like.sure and not like.rough for like in likes) and _untouched(tx, case):
            weakest = min(likes, key=lambda like: like.score)
            move(tx, JOINED, LINE, tx.reports.of_case(case.id), case, to, now, weakest)


def _untouched(tx: Tx, case: CaseRow) -> bool:
    """Whether nobody has looked after it, and nobody has taken back what the line itself had joined."""
    new = case.status == Status.NEW and case.acknowledged_at is None and case.assigned_to is None
    return new and all(move.act == JOINED and not move.undone for move in tx.incidents.history(case.id))


def _clear(found: Sequence[Offer]) -> bool:
    """Whether the first offer is sure; one of which only the part of the city is known also has to lead by far."""
    if not found or not found[0].likeness.sure:
        return False
    first = found[0].likeness
    return not first.rough or len(found) == 1 or first.score - found[1].likeness.score >= MARGIN


def offers(tx: Tx, case_id: int, now: datetime) -> list[Offer]:
    """Cases that this one looks like, the likest first; for a person to decide."""
    return _offers(tx, tx.incidents.accounts([case_id]), case_id, now)


def _offers(tx: Tx, mine: Sequence[Account], case_id: int, now: datetime) -> list[Offer]:
    since = now - RECENT
    points = {(a.lat, a.lng) for a in mine if a.lat is not None and a.lng is not None}
    marks = {mark for a in mine for mark in _marks(a)}
    found = [*tx.incidents.near(points, since, MOST), *tx.incidents.marked(marks, since, MOST)]
    others = [c for c in dict.fromkeys(found) if c != case_id]
    if not others:
        return []
    apart = tx.incidents.kept_apart(case_id)
    others = [c for c in others if c not in apart]
    held: dict[int, list[Account]] = defaultdict(list)
    for other in tx.incidents.accounts(others, NEWEST):
        held[other.case].append(other)
    likes = {other: _likest(mine, accounts) for other, accounts in held.items()}
    weighed = [Offer(other, like, tuple(held[other])) for other, like in likes.items() if like is not None]
    return sorted((o for o in weighed if o.likeness.likely), key=lambda o: -o.likeness.score)


def _likest(mine: Sequence[Account], held: Sequence[Account]) -> Likeness | None:
    return max((like for each in mine if (like := best(each, held))), key=lambda like: like.score, default=None)


def _marks(told: Account) -> list[str]:
    mask = (1 << _BAND_BITS) - 1
    bands = [f"picture:{i}:{p >> i * _BAND_BITS & mask:04x}" for p in told.pictures for i in range(_BANDS)]
    copies = [f"copy:{hashlib.sha256(copy.encode()).hexdigest()[:16]}" for copy in sorted(told.copies)]
    return [*(f"plate:{plate}" for plate in sorted(told.plates)), *copies, *bands]


def move(
    tx: Tx, act: str, actor: str, rows: Sequence[ReportRow], frm: CaseRow, to: int, now: datetime,
    likeness: Likeness | None = None,
) -> None:
    """Move reports, close the case they leave empty, and put both on record."""
    emptied = len(rows) == len(tx.reports.of_case(frm.id))
    for row in rows:
        tx.incidents.refile(row.id, to)
    tx.incidents.add([
        Gathering(
            act, now, actor, frm.id, to, row.id, frm.status if emptied else None,
            likeness.score if likeness else None, likeness.reasons if likeness else (),
        )
        for row in rows
    ])
    why = ", ".join(likeness.reasons) if likeness else None
    for row in rows:
        reference = row.report.reference
        tx.cases.add_event(CaseEvent(to, now, actor, act, before=f"case {frm.id}", after=reference, note=why))
        tx.cases.add_event(CaseEvent(frm.id, now, actor, f"{act}_away", before=reference, after=f"case {to}", note=why))
        if actor == LINE:
            tx.custody.append(now, LINE, f"report filed with case:{to}", f"report:{row.id}", None)
    if emptied:
        closed = replace(frm, status=Status.CLOSED.value, resolution=Resolution.DUPLICATE.value, updated_at=now)
        tx.cases.save(closed, None)
        tx.changes.bump("case", frm.id)
    else:
        rank(tx, frm.id, now)
    if act == JOINED:
        rank_soon(tx, to, now, rows[0].report)
    else:
        rank(tx, to, now)
