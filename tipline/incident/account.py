"""An account: what one report contributes to knowing the event it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tipline.report import Report

_COPIED = 40  # a text of so many letters that two people write alike was passed on, not seen twice
_GIVEN_M = 30  # how exact a point is that the witness gave as such


@dataclass(frozen=True, slots=True)
class Account:
    """One report as the comparison sees it. Degrees WGS 84, metres, aware UTC.

    `begin`, `end`: when the event was, as told; None when the words tell no time that can be placed. `pictures`: 64-bit
    perceptual hashes. `copies`: what its words and pictures are recognised by when others handed in the very same.
    """

    report: int
    case: int
    reporter: int
    begin: datetime | None = None
    end: datetime | None = None
    lat: float | None = None
    lng: float | None = None
    radius_m: int = 0
    activity: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    plates: frozenset[str] = frozenset()
    agents: tuple[int, int] | None = None
    pictures: tuple[int, ...] = field(default=(), repr=False)
    copies: frozenset[str] = field(default=frozenset(), repr=False)


def account(
    report: Report, *, report_id: int, case_id: int, reporter_id: int, at: datetime, pictures: Iterable[int] = (),
    copies: Iterable[str] = (),
) -> Account:
    """The account of a report. `at`: when it was first told."""
    place = report.value("place")
    lat, lng, radius = _point(place if isinstance(place, Mapping) else {}, report.value("coordinates"))
    begin, end = _when(report, at)
    agents = report.value("agents")
    return Account(
        report_id, case_id, reporter_id, begin, end, lat, lng, radius,
        activity=_set(report, "activity"), agencies=_set(report, "agencies") - {"UNKNOWN_FEDERAL"},
        plates=_set(report, "plates"),
        agents=(int(agents[0]), int(agents[1])) if isinstance(agents, list) and len(agents) == 2 else None,
        pictures=tuple(pictures), copies=frozenset(copies),
    )


def copy_of(text: str) -> str | None:
    """What a text is known by when several people send the same: its letters; None when it is too short to tell."""
    letters = "".join(c for c in text.casefold() if c.isalnum())
    return letters if len(letters) >= _COPIED else None


def _point(place: Mapping[str, object], given: object) -> tuple[float | None, float | None, int]:
    """(lat, lng, radius in metres) of a place that is a point or an area."""
    if isinstance(given, list) and len(given) == 2:
        return float(given[0]), float(given[1]), _GIVEN_M
    lat, lng, radius = place.get("lat"), place.get("lng"), place.get("radius_m")
    if place.get("status") not in ("point", "area") or not isinstance(lat, float) or not isinstance(lng, float):
        return None, None, 0
    return lat, lng, int(radius) if isinstance(radius, int) else 0


def _when(report: Report, at: datetime) -> tuple[datetime | None, datetime | None]:
    """The time its words mean: an interval, so long ago, or (where they tell none) the time of telling."""
    when, interval = report.value("when"), report.value("when_interval")
    if isinstance(interval, list) and len(interval) == 2:
        return datetime.fromisoformat(str(interval[0])), datetime.fromisoformat(str(interval[1]))
    if not isinstance(when, Mapping) or when["kind"] == "now":
        return at, at
    if when["kind"] == "ago":
        then = at - timedelta(minutes=int(when["minutes"]))
        return then, then
    return None, None


def _set(report: Report, name: str) -> frozenset[str]:
    held = report.value(name)
    return frozenset(str(item) for item in held) if isinstance(held, list) else frozenset()
