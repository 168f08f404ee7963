"""Where the cases of a view are: for the map beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    """Of the first cases of a view."""
    c = case_file.c
    columns = (c.id, c.urgency, c.lane, c.status, c.district, c.people, c.created_at)
    found = connection.execute(arrange(connection, view).select(*columns).limit(limit + 1)).all()
    return points_at(connection, found[:limit], more=len(found) > limit)


def points_at(connection: Connection, cases: Sequence[Any], *, more: bool) -> Points:
    """Of these cases: rows or records with the columns above."""
    ids = [case.id for case in cases]
    radius = report.c.data[("facts", "place", "value", "radius_m")].as_string()
    wanted = (
        select(report.c.case_id, report.c.lat, report.c.lng, cast(radius, Integer).label("radius_m"))
        .where(report.c.case_id.in_(ids), report.c.lat.is_not(None)).order_by(report.c.id.desc())
    )
    first = {row.case_id: row for row in connection.execute(wanted)} if cases else {}  # the oldest report's stays
    points = tuple(
        Point(
            case.id, at.lat, at.lng, at.radius_m, case.urgency, case.lane, case.status, case.district, case.people,
            case.created_at,
        )
        for case in cases if (at := first.get(case.id)) is not None
    )
    return Points(points, len(cases), more)
