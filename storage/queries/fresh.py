"""What changed in the queue since a person last looked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, text

from storage.queries.view import is_open, within_reach
from storage.tables import case_event, case_file, change, look
from storage.tables.board import CASES
from storage.tables.looks import WHOLE
from tipline.desk.rights import Reach

LOOKED_AT = 5000  # changes that are counted; what is behind them is "more than"


@dataclass(frozen=True, slots=True)
class Fresh:
    """`since`: when the person last said that they had seen everything, None when never. `cases`: open cases that
    changed after that and that they have not opened since; `more`: there are more than were counted. `marked`: those
    of the rows shown. `seq`: the newest change that what is shown takes in."""

    seq: int
    since: datetime | None = None
    cases: int = 0
    more: bool = False
    marked: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Urgent:
    """A case that nobody has acknowledged yet, and when it became urgent."""

    case_id: int
    district: str | None
    at: datetime


def became_urgent(connection: Connection, cases: Collection[int], within: Reach) -> list[Urgent]:
    """Which of these open cases did, within this reach."""
    if not cases:
        return []
    c, seen = case_file.c, within_reach(within)
    wanted = (
        select(c.id, c.district, func.max(case_event.c.at).label("at"))
        .join(case_event, case_event.c.case_id == c.id)
        .where(
            c.id.in_(cases), is_open, c.acknowledged_at.is_(None), case_event.c.action == "urgent",
            *(() if seen is None else (seen,)),
        )
        .group_by(c.id, c.district).order_by(c.id)
    )
    return [Urgent(row.id, row.district, row.at) for row in connection.execute(wanted)]


def fresh(connection: Connection, staff_id: int, within: Reach | None, shown: Sequence[int]) -> Fresh:
    last = connection.execute(select(func.max(change.c.seq))).scalar() or 0
    wanted = select(look.c.seq, look.c.at).where(look.c.staff_id == staff_id, look.c.case_id == WHOLE)
    held = connection.execute(wanted).one_or_none()
    if held is None:
        return Fresh(last)
    cases, more = _count(connection, staff_id, held.seq, within)
    return Fresh(last, held.at, cases, more, _marked(connection, staff_id, held.seq, shown))


def _count(connection: Connection, staff_id: int, seq: int, within: Reach | None) -> tuple[int, bool]:
    newest = (
        select(change.c.ident, change.c.seq).where(change.c.seq > seq, text(CASES))
        .order_by(change.c.seq.desc()).limit(LOOKED_AT).subquery()
    )
    moved = select(newest.c.ident, func.max(newest.c.seq).label("seq")).group_by(newest.c.ident)
    changed = moved.subquery()
    seen = within_reach(within)
    counted = (
        select(func.count()).select_from(changed).join(case_file, case_file.c.id == changed.c.ident)
        .outerjoin(look, and_(look.c.staff_id == staff_id, look.c.case_id == changed.c.ident))
        .where(is_open, func.coalesce(look.c.seq, 0) < changed.c.seq, *(() if seen is None else (seen,)))
    )
    looked_at = connection.execute(select(func.count()).select_from(newest)).scalar_one()
    return int(connection.execute(counted).scalar_one()), looked_at == LOOKED_AT


def _marked(connection: Connection, staff_id: int, seq: int, shown: Sequence[int]) -> frozenset[int]:
    if not shown:
        return frozenset()
    moved = (
        select(change.c.ident, func.max(change.c.seq).label("seq"))
        .where(text(CASES), change.c.ident.in_(shown), change.c.seq > seq).group_by(change.c.ident).subquery()
    )
    wanted = (
        select(moved.c.ident)
        .outerjoin(look, and_(look.c.staff_id == staff_id, look.c.case_id == moved.c.ident))
        .where(func.coalesce(look.c.seq, 0) < moved.c.seq)
    )
    return frozenset(connection.execute(wanted).scalars())
