"""When a new place takes the place of the one held: by a correction, or because it is more exact."""

from __future__ import annotations

from collections.abc import Mapping

from tipline.places.model import Candidate, Located
from tipline.report.model import Fact, Report

# How exact each way of finding a point is. A held place gives way only to a higher rank, or to a correction.
_RANK: Mapping[str, int] = {
    "pin": 6, "coordinates": 6, "map_link": 6, "plus_code": 5, "landmark": 4, "address": 4, "crossing": 4, "block": 3,
    "between": 3, "area": 2,
}
_BY_STATUS: Mapping[str, int] = {"none": 0, "ambiguous": 1, "area": 2}
GIVEN_AS_POINT = frozenset({"pin", "coordinates", "map_link", "plus_code"})
PLACE_FIELDS = ("place", "place_text", "coordinates")


def rank(status: str, method: str | None) -> int:
    """0 for words that resolve to nothing, up to 6 for a pin. A missing entry is an error.

    A crossing or an address known only to a block or two is an "area" with its own method: as good as a block.
    """
    if status == "area" and method not in (None, "area"):
        return min(_RANK["block"], _RANK[str(method)])
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return _RANK[method or "area"]


def held_rank(report: Report) -> int:
    """-1 when no place is held at all."""
    place = report.value("place")
    if isinstance(place, Mapping):
        return rank(str(place["status"]), str(place["method"]) if place["method"] else None)
    return 0 if report.value("place_text") else -1


def as_value(located: Located) -> dict[str, object]:
    """The fact `place`, as plain JSON."""
    return {
        "status": located.status, "label": located.label, "lat": located.lat, "lng": located.lng,
        "radius_m": located.radius_m, "method": located.method, "districts": list(located.districts),
        "beats": list(located.beats), "community_areas": list(located.community_areas), "wards": list(located.wards),
        "neighbourhood": located.neighbourhood, "candidates": [_candidate(c) for c in located.candidates],
    }  # fmt: skip


def _candidate(one: Candidate) -> dict[str, object]:
    return {
        "label": one.label, "lat": one.lat, "lng": one.lng, "district": one.district, "beats": list(one.beats),
        "community_areas": list(one.community_areas), "wards": list(one.wards), "neighbourhood": one.neighbourhood,
    }  # fmt: skip


def place(report: Report, words: str | None, located: Located, message: int, *, correcting: bool) -> Report:
    """The report with the better of the place held and the place told.

    A witness's own words stay beside a pin sent later; words that correct a pin send its coordinates away.
    """
    if words is None and located.status == "none":
        return report
    new, held = rank(located.status, located.method), held_rank(report)
    if not correcting and new <= held:
        return report
    if correcting:
        report = report.without(*PLACE_FIELDS)
    if words is not None:
        report = report.having("place_text", Fact(words, message, words))
    return _point(report, words or "", located, message)


def _point(report: Report, words: str, located: Located, message: int) -> Report:
    if located.status == "none":
        return report.without("place")
    report = report.having("place", Fact(as_value(located), message, words))
    if located.method in GIVEN_AS_POINT and located.lat is not None:
        return report.having("coordinates", Fact([located.lat, located.lng], message, words))
    return report
