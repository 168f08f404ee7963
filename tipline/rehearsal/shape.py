"""A report in the names and shapes of the reading set's README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tipline.report import Report

_LISTS = ("activity", "agencies", "plates", "place_type")
_PLAIN = ("vehicles", "place_text", "ongoing", "injury", "firsthand", "when")


def shape(report: Report, attachments: int) -> dict[str, Any]:
    """JSON-ready; never what was masked. `attachments`: how many files are held for it."""
    value = report.value
    found: dict[str, Any] = {name: list(_sequence(value(name))) for name in _LISTS}
    found |= {name: value(name) for name in _PLAIN}
    agents = value("agents")
    found["agents"] = list(_sequence(agents)) if agents is not None else None
    found["emergency"] = bool(value("emergency"))
    found["attachments"] = attachments
    found["coordinates"] = _coordinates(report)
    found["state"] = report.state.value
    found["reference"] = report.reference
    return found


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else ()


def _coordinates(report: Report) -> list[float] | None:
    """The point the witness gave as such (a pin, coordinates, a link), else where the place's words resolve to."""
    given = report.value("coordinates")
    if isinstance(given, (list, tuple)):
        return [float(given[0]), float(given[1])]
    place = report.value("place")
    if isinstance(place, Mapping) and place.get("lat") is not None:
        return [float(place["lat"]), float(place["lng"])]
    return None
