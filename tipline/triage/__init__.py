"""Triage: which case a dispatcher should see first and why, and what to look at twice."""

from __future__ import annotations

from tipline.triage.redflags import red_flags
from tipline.triage.traits import KINDS, traits
from tipline.triage.urgency import LANES, URGENT, Judged, district, has_place, is_past, judge

__all__ = [
    "KINDS", "LANES", "URGENT", "Judged", "district", "has_place", "is_past", "judge", "red_flags", "traits",
]
