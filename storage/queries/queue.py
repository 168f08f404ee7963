"""The queue: worst first, newest first among equals, by keyset; and the counts of its lanes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, desc, func, or_, select, text
from sqlalchemy.sql import ColumnElement

from storage.queries.model import Place, QueuePage, QueueRow, Worker
from storage.queries.rows import case_row, cases, reports_of
from storage.tables import OPEN, address, case_file, evidence, report, staff
from tipline.desk.rights import Reach, Right, roles_with
from tipline.triage import LANES

PAGE = 50


def queue_page(
    connection: Connection, *, lane: str | None = None, assigned_to: int | None = None, closed: bool = False,
    district: str | None = None, after: Place | None = None, limit: int = PAGE, within: Reach | None = None,
) -> QueuePage:
    """Cases of one view of the queue. Open ones unless `closed`; `assigned_to` narrows to one person's own.

    `within`: only what this person reads freely; None for the line itself.

    Open cases come worst first, then newest first; closed ones newest first.
    """
    wanted = cases().where(text(f"case_file.{OPEN}") if not closed else case_file.c.status == "closed")
    c = case_file.c
    for column, value in ((c.lane, lane), (c.assigned_to, assigned_to), (c.district, district)):
        if value is not None:
            wanted = wanted.where(column == value)
    seen = within_reach(within, closed=closed)
    if seen is not None:
        wanted = wanted.where(seen)
    if after is not None:
        wanted = wanted.where(_beyond(after, by_urgency=not closed))
    order = [c.created_at, c.id] if closed else [c.urgency, c.created_at, c.id]
    wanted = wanted.order_by(*map(desc, order))
    found = connection.execute(wanted.limit(limit + 1)).all()
    shown, more = found[:limit], len(found) > limit
    ids = [row.id for row in shown]
    by_case = defaultdict(list)
    for view in reports_of(connection, ids):
        by_case[view.case_id].append(view)
    media = _media(connection, ids)
    rows = tuple(QueueRow(case_row(r), r.owner, tuple(by_case[r.id]), media[r.id]) for r in shown)
    last = shown[-1] if shown and more else None
    return QueuePage(rows, Place(last.urgency, last.created_at, last.id) if last else None)


def _beyond(place: Place, *, by_urgency: bool) -> ColumnElement[bool]:
    """After this place in the order. The plain bound comes first, so that an index can begin there."""
    c = case_file.c
    later = or_(c.created_at < place.created_at, and_(c.created_at == place.created_at, c.id < place.case_id))
    if not by_urgency:
        return and_(c.created_at <= place.created_at, later)
    return and_(c.urgency <= place.urgency, or_(c.urgency < place.urgency, later))


def _media(connection: Connection, case_ids: list[int]) -> Counter[int]:
    if not case_ids:
        return Counter()
    counted = (
        select(report.c.case_id, func.count()).join(evidence, evidence.c.report_id == report.c.id)
        .where(report.c.case_id.in_(case_ids)).group_by(report.c.case_id)
    )
    return Counter({case_id: count for case_id, count in connection.execute(counted)})


def within_reach(within: Reach | None, *, closed: bool = False) -> ColumnElement[bool] | None:
    """The condition on open cases (on `closed` ones) that this reach is; None when it is every one of them."""
    if within is None:
        return None
    c = case_file.c
    own = c.assigned_to == within.staff_id
    if closed and not within.closed:
        return own
    if within.districts is None:
        return None
    return or_(own, c.district.in_(within.districts), *([c.district.is_(None)] if within.unplaced else []))


def lane_counts(connection: Connection, staff_id: int, within: Reach | None = None) -> dict[str, int]:
    """Open cases by lane, under "all" together, under "mine" those assigned to this person; `within` as above."""
    alive = text(f"case_file.{OPEN}")
    by_lane = select(case_file.c.lane, func.count()).where(alive).group_by(case_file.c.lane)
    seen = within_reach(within)
    if seen is not None:
        by_lane = by_lane.where(seen)
    counts: dict[str, int] = dict.fromkeys(LANES, 0)
    counts.update({lane: count for lane, count in connection.execute(by_lane)})
    counts["all"] = sum(counts.values())
    mine = select(func.count()).select_from(case_file).where(alive, case_file.c.assigned_to == staff_id)
    counts["mine"] = connection.execute(mine).scalar_one()
    return counts


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
