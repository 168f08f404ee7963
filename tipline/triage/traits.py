"""What a case can be filtered by, as its reports tell it: "kind:value". Each adds its own, none takes one away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tipline.report import Report

KINDS = ("beat", "district", "activity", "lang")  # of what reports tell; the narrowest first, as a rule
_MOST = 8  # beats of one place, nearest first: a whole neighbourhood has more than anybody seeks it by


def traits(reports: Sequence[Report]) -> tuple[str, ...]:
    """The traits of a case, sorted. A place on a border lies in every district and beat it may be in."""
    found: set[str] = set()
    for report in reports:
        place = report.value("place")
        if isinstance(place, Mapping):
            found |= _all("district", place.get("districts")) | _all("beat", place.get("beats"))
        found |= _all("activity", report.value("activity"))
        if report.lang:
            found.add(f"lang:{report.lang.split('-')[0]}")
    return tuple(sorted(found))


def _all(kind: str, values: object) -> set[str]:
    held: Iterable[object] = values[:_MOST] if isinstance(values, list | tuple) else ()
    return {f"{kind}:{value}" for value in held}
