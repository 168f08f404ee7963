"""Who is hurt, and whether someone needs 911 at this moment. When in doubt the answer is yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tipline.reading.scan import Hit, Scan
from tipline.reading.when import Time

Injury = Literal["none", "reported", "serious"]
_LONG_PAST = 12 * 60  # minutes


def injury(scan: Scan) -> tuple[Injury, Hit] | None:
    """The gravest hurt that the text asserts, with its words; "none" only where it says so."""
    none = scan.find("injury.none")
    serious = _asserted(scan, "serious")
    if serious:
        return "serious", serious[0]
    reported = [h for h in _asserted(scan, "reported") if not any(h.meets(n) for n in none)]
    if reported:
        return "reported", reported[0]
    return ("none", none[0]) if none else None


def _asserted(scan: Scan, grade: str) -> list[Hit]:
    void = scan.find(f"injury_void.{grade}")
    return [h for h in scan.said(f"injury.{grade}") if not any(h.meets(v) for v in void) and not scan.asked_softly(h)]


def emergency(scan: Scan, acts: Mapping[str, Hit], hurt: tuple[Injury, Hit] | None, time: Time, current: bool) -> Hit | None:
    """The words that say someone needs 911 now; None if nothing does or it lies behind."""
    old = time.before_today or (time.when is not None and (time.when.minutes or 0) >= _LONG_PAST)
    if old and not current:
        return None
    for code in ("shots_fired", "medical_denied"):
        if code in acts:
            return acts[code]
    if hurt and hurt[0] == "serious":
        return hurt[1]
    bleeding = [h for h in scan.said("injury.bleeding") if not scan.asked_softly(h)]
    if bleeding and not scan.has("injury.slight"):
        return bleeding[0]
    alone = scan.said("harm.child_alone")
    if alone and not scan.has("harm.older_child"):
        return alone[0]
    need = scan.said("harm.emergency")
    return need[0] if need else None
