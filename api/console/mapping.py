"""The map beside the list: the points of its cases, the city's outlines, and the operator's base map if there is one.

Nothing is asked of anybody else, so that nobody else learns what the desk looks at (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, JSONResponse, Response

from api.console import filters, listing, queue
from api.console.filters import Chosen
from api.console.means import ConsoleWiring, now_of, wiring_of
from api.console.visitor import PageItself
from storage import queries
from tipline import places, search
from tipline.desk.records import Actor
from tipline.desk.rights import reach
from tipline.errors import NotFound
from tipline.places.grid import Ring

_FOUND = 200  # cases of a search on the map


async def points(request: Request, who: PageItself) -> Response:
    """The cases of the list, as far as they have a point; the same lane, filters and search."""
    wiring, chosen, sought = wiring_of(request), filters.chosen(request), listing.sought_of(request)
    found = await wiring.call(_points, wiring, who.actor, chosen, now_of(request), sought)
    return JSONResponse({"says": _says(found), "points": [_point(p) for p in found.points]})


async def outlines(request: Request, _who: PageItself) -> Response:
    """Districts and beats as lines with a label each, GeoJSON; what is missing is said."""
    city = wiring_of(request).city
    held = {kind: places.outlines(city, kind) for kind in ("districts", "beats")}
    says = "" if held["beats"] else (
        "Beat outlines come with the city's own files (tipline places import)." if held["districts"]
        else "Points only: outlines come with the city's own files (tipline places import)."
    )
    shapes = {kind: _lines(rings) for kind, rings in held.items()}
    return JSONResponse({"says": says, **shapes}, headers={"Cache-Control": "private, max-age=3600"})


async def base(request: Request, _who: PageItself) -> Response:
    """The operator's PMTiles file, in ranges."""
    path = Path(wiring_of(request).settings.map_file or "-")
    if not path.is_file():
        raise NotFound("There is no base map: TIPLINE_MAP_FILE names none that can be read.")
    held = {"Cache-Control": "private, max-age=86400", "Content-Encoding": "identity"}
    return FileResponse(path, media_type="application/vnd.pmtiles", headers=held)


def _points(wiring: ConsoleWiring, actor: Actor, chosen: Chosen, now: Any, sought: str) -> queries.Points:
    within = reach(actor)
    view = chosen.view(actor.staff_id, within, now)
    with wiring.store.read() as tx:
        if not sought:
            return queries.points_of(tx.conn, view)
        found = queries.search(
            tx.conn, search.terms(sought), within, traits=chosen.traits, since=view.since, limit=_FOUND
        )
        return queries.points_at(tx.conn, [held.case for held in found.rows], more=found.after is not None)


def _point(point: queries.Point) -> dict[str, Any]:
    level = queue.level_of(point.urgency, point.lane, point.status)
    return {
        "id": point.case_id, "lat": point.lat, "lng": point.lng, "radius": point.radius_m, "level": level,
        "word": queue.urgency_word(level, point.lane, point.status), "district": point.district,
        "people": point.people, "at": point.created_at.isoformat(),
    }


def _says(found: queries.Points) -> str:
    without = found.shown - len(found.points)
    said = f"{queue.amount(len(found.points))} on the map"
    said += f", the first {found.shown} of more" if found.more else ""
    return f"{said}; {without} without a point." if without else f"{said}."


def _lines(outlines: Mapping[str, tuple[Ring, ...]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [_feature(name, rings) for name, rings in outlines.items()]}


def _feature(name: str, rings: tuple[Ring, ...]) -> dict[str, Any]:
    lines = [[[round(lng, 5), round(lat, 5)] for lat, lng in (*ring, ring[0])] for ring in rings]
    return {
        "type": "Feature", "properties": {"name": name},
        "geometry": {"type": "MultiLineString", "coordinates": lines},
    }
