"""Who is hurt, and whether someone needs 911 at this moment. When in doubt the answer is yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tipline.reading.scan import Hit, Scan
from tipline.reading.when import Time

Grade = Literal["none", "reported", "serious"]
_LONG_PAST = 12 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Hurt:
    """How bad, and the words that say it."""

    grade: Grade
    words: Hit


def _asserted(scan: Scan, grade: Grade) -> list[Hit]:
    void = scan.find(f"injury_void.{grade}")
    hits = scan.said(f"injury.{grade}")
    return [h for h in hits if not any(h.meets(v) for v in void) and not scan.asked_softly(h)]


def injury(scan: Scan) -> Hurt | None:
    """The gravest hurt that the text asserts; "none" only where it says so."""
    none = scan.find("injury.none")
    serious = [h for h in _asserted(scan, "serious") if not any(h.inside(n) for n in none)]
    if serious:
        return Hurt("serious", serious[0])
    reported = [h for h in _asserted(scan, "reported") if not any(h.meets(n) for n in none)]
    if reported:
        return Hurt("reported", reported[0])
    return Hurt("none", none[0]) if none else None


def emergency(scan: Scan, acts: Mapping[str, Hit], hurt: Hurt | None, time: Time, *, current: bool) -> Hit | None:
    """The words that say someone needs 911 now; None if nothing does or it lies behind.

    `current`: it still goes on, whatever day was named.
    """
    minutes = time.when.minutes if time.when else None
    if (time.before_today or (minutes or 0) >= _LONG_PAST) and not current:
        return None
    for code in ("shots_fired", "medical_denied"):
        if code in acts:
            return acts[code]
    if hurt and hurt.grade == "serious":
        return hurt.words
    return _bleeding(scan) or _child_alone(scan) or _called_for(scan)


def _bleeding(scan: Scan) -> Hit | None:
    """Bleeding, unless it is called slight."""
    hits = [h for h in scan.said("injury.bleeding") if not scan.asked_softly(h)]
    return hits[0] if hits and not scan.has("injury.slight") else None


def _called_for(scan: Scan) -> Hit | None:
    """A call for 911 or an ambulance; that somebody has called already is none."""
    void = scan.find("harm.emergency_void")
    return next((h for h in scan.said("harm.emergency") if not any(h.meets(v) for v in void)), None)


def _child_alone(scan: Scan) -> Hit | None:
    hits = scan.said("harm.child_alone")
    return hits[0] if hits and not scan.has("harm.older_child") else None
