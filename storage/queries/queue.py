"""The queue: worst first, newest first among equals, by keyset; and the counts of its lanes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, literal, select, union_all

from storage.queries.model import Place, QueuePage, QueueRow, Worker
from storage.queries.rows import CASE_COLUMNS, case_row, reports_of
from storage.queries.view import MOST, View, arrange, count, is_open, within_reach
from storage.tables import address, case_file, evidence, report, staff
from tipline.desk.rights import Reach, Right, roles_with
from tipline.triage import LANES

PAGE = 50


def queue_page(
    connection: Connection, *, lane: str | None = None, assigned_to: int | None = None, closed: bool = False,
    traits: Sequence[str] = (), since: datetime | None = None, after: Place | None = None, limit: int = PAGE,
    within: Reach | None = None,
) -> QueuePage:
    """Cases of one view of the queue, as View describes it.

    Open cases come worst first, then newest first; closed ones newest first.
    """
    return page_of(connection, View(lane, assigned_to, closed, within, tuple(traits), since), after, limit)


def page_of(connection: Connection, view: View, after: Place | None = None, limit: int = PAGE) -> QueuePage:
    arranged = arrange(connection, view)
    owned = replace(arranged, rows=arranged.rows.outerjoin(staff, staff.c.id == case_file.c.assigned_to))
    found = connection.execute(owned.select(*CASE_COLUMNS, after=after).limit(limit + 1)).all()
    shown, more = found[:limit], len(found) > limit
    last = shown[-1] if shown and more else None
    return QueuePage(rows_of(connection, shown), Place(last.urgency, last.created_at, last.id) if last else None)


def rows_of(connection: Connection, shown: Sequence[Row[Any]]) -> tuple[QueueRow, ...]:
    """Lines of the queue from rows of CASE_COLUMNS, with two statements more whatever their number."""
    ids = [row.id for row in shown]
    by_case = defaultdict(list)
    for view in reports_of(connection, ids):
        by_case[view.case_id].append(view)
    media = _media(connection, ids)
    return tuple(QueueRow(case_row(r), r.owner, tuple(by_case[r.id]), media[r.id]) for r in shown)


def _media(connection: Connection, case_ids: list[int]) -> Counter[int]:
    if not case_ids:
        return Counter()
    counted = (
        select(report.c.case_id, func.count()).join(evidence, evidence.c.report_id == report.c.id)
        .where(report.c.case_id.in_(case_ids)).group_by(report.c.case_id)
    )
    return Counter({case_id: count for case_id, count in connection.execute(counted)})


def lane_counts(connection: Connection, staff_id: int, within: Reach | None = None) -> dict[str, int]:
    """Open cases by lane, under "all" together, under "mine" those assigned to this person. More than MOST of a lane
    count as MOST + 1, and so does a sum that holds such a lane. `within`: as in View."""
    seen = within_reach(within)
    few = None if seen is None else _of_few(connection, seen)
    found = dict.fromkeys(LANES, 0) | (_of(connection, seen) if few is None else few)
    more = max(found.values()) > MOST
    mine = count(connection, View(assigned_to=staff_id))
    return {**found, "all": MOST + 1 if more else sum(found.values()), "mine": mine}


def _of_few(connection: Connection, seen: ColumnElement[bool]) -> dict[str, int] | None:
    """Counted together, as long as they are no more than would fill the lanes; None when they are."""
    most = len(LANES) * MOST
    lanes = select(case_file.c.lane).where(is_open, seen).limit(most + 1).subquery()
    counted = select(lanes.c.lane, func.count()).group_by(lanes.c.lane)
    found = {str(lane): min(n, MOST + 1) for lane, n in connection.execute(counted)}
    return found if sum(found.values()) <= most else None


def _of(connection: Connection, seen: ColumnElement[bool] | None) -> dict[str, int]:
    """Each lane for itself, no further than MOST."""
    c = case_file.c
    bounded = [
        select(literal(lane).label("lane"), func.count().label("n")).select_from(
            select(c.id).where(is_open, c.lane == lane, *(() if seen is None else (seen,))).limit(MOST + 1).subquery()
        )
        for lane in LANES
    ]
    return {str(lane): n for lane, n in connection.execute(union_all(*bounded))}


def last_report_at(connection: Connection) -> datetime | None:
    """When the newest report came in; None when there never was one."""
    return connection.execute(select(func.max(report.c.created_at))).scalar()


def workers(connection: Connection) -> tuple[Worker, ...]:
    """Who can be given a case: whose account is enabled and whose role works on cases, by name."""
    wanted = (
        select(staff.c.id, staff.c.name, staff.c.role)
        .where(staff.c.disabled.is_(False), staff.c.role.in_(roles_with(Right.WORK_CASE)))
        .order_by(staff.c.name)
    )
    return tuple(Worker(row.id, row.name, row.role) for row in connection.execute(wanted))


def cases_of_addresses(connection: Connection, address_ids: Sequence[int]) -> set[int]:
    """The cases in which these addresses reported."""
    if not address_ids:
        return set()
    wanted = select(report.c.case_id).where(report.c.reporter_id.in_(
        select(address.c.reporter_id).where(address.c.id.in_(address_ids))
    ))
    return set(connection.execute(wanted).scalars())
