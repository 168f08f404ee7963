"""Where the cases of a view are: for the map beside the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, cast, select

from storage.queries.view import View, arrange
from storage.tables import case_file, report

POINTS = 500  # cases on the map at once, the first of the view


@dataclass(frozen=True, slots=True)
class Point:
    """A case on the map: degrees WGS 84, and within how many metres it is, where that is known."""

    case_id: int
    lat: float
    lng: float
    radius_m: int | None
    urgency: int
    lane: str
    status: str
    district: str | None
    people: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Points:
    """`shown`: cases looked at, of which some have no point. `more`: the view has others behind them."""

    points: tuple[Point, ...]
    shown: int
    more: bool


def points_of(connection: Connection, view: View, limit: int = POINTS) -> Points:
    c = case_file.c
    columns = (c.id, c.urgency, c.lane, c.status, c.district, c.people, c.created_at)
    found = connection.execute(arrange(connection, view).select(*columns).limit(limit + 1)).all()
    cases = {row.id: row for row in found[:limit]}
    radius = report.c.data[("facts", "place", "value", "radius_m")].as_string()
    wanted = (
        select(report.c.case_id, report.c.lat, report.c.lng, cast(radius, Integer).label("radius_m"))
        .where(report.c.case_id.in_(list(cases)), report.c.lat.is_not(None)).order_by(report.c.id.desc())
    )
    first = {row.case_id: row for row in connection.execute(wanted)} if cases else {}  # the oldest report's stays
    points = tuple(
        Point(
            number, at.lat, at.lng, at.radius_m, row.urgency, row.lane, row.status, row.district, row.people,
            row.created_at,
        )
        for number, row in cases.items() if (at := first.get(number)) is not None
    )
    return Points(points, len(cases), len(found) > limit)
