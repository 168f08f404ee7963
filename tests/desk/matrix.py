"""SECURITY section 3 written out again by hand: role x right, on cases named by whose they are.

Everybody here works at the desk of district 10. "y": freely; "r": with a reason, on record; "-": refused. The columns
are WHOSE; a right that is not about cases has the same answer in each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from tipline.desk.records import CaseRow

ME, COLLEAGUE = 1, 2
AT = datetime(2026, 11, 22, tzinfo=UTC)
_OPEN = CaseRow(1, "new", None, 1, AT, AT, None, 0, (), "standard", "10", None)
WHOSE: Mapping[str, CaseRow] = {
    "own district": _OPEN,
    "own district, a colleague's": replace(_OPEN, assigned_to=COLLEAGUE),
    "own district, closed": replace(_OPEN, status="closed", assigned_to=COLLEAGUE),
    "district unknown": replace(_OPEN, district=None),
    "other district": replace(_OPEN, district="12"),
    "other district, closed": replace(_OPEN, district="12", status="closed"),
    "other district, mine": replace(_OPEN, district="12", assigned_to=ME),
    "other district, closed, mine": replace(_OPEN, district="12", status="closed", assigned_to=ME),
}
_QUEUE, _DISTRICT, _ANY, _YES, _MINE = "yy-yr-yy", "yyy---yy", "yyyyrryy", "yyyyyyyy", "------yy"
_CASES = ("read_case", "work_case", "reply", "open_original")
MATRIX: Mapping[str, Mapping[str, str]] = {
    "dispatcher": dict.fromkeys(_CASES, _QUEUE) | {
        "propose_alert": _YES, "release_alert": _YES, "correct_alert": _YES, "propose_referral": _YES,
        "read_custody": _MINE, "read_totals": _YES,
    },
    "officer": dict.fromkeys(_CASES, _DISTRICT) | {
        "propose_alert": _YES, "correct_alert": _YES, "read_custody": _DISTRICT, "read_totals": _YES,
    },
    "supervisor": dict.fromkeys(_CASES, _ANY) | {
        "unseal": _YES, "propose_alert": _YES, "release_alert": _YES, "correct_alert": _YES, "propose_referral": _YES,
        "prepare_referral": _YES, "read_custody": _YES, "read_duty_list": _YES, "place_hold": _YES,
        "read_totals": _YES,
    },
    "mayor": {"record_direction": _YES, "read_totals": _YES},
    "partner": {"receive_alert": _YES, "read_custody": _MINE, "manage_keys": _YES, "read_totals": _YES},
    "auditor": {
        "read_hash": _YES, "read_custody": _YES, "review_staff": _YES, "view_hold": _YES, "read_totals": _YES,
    },
    "admin": {
        "manage_staff": _YES, "read_duty_list": _YES, "read_setup": _YES, "lift_hold": _YES, "read_totals": _YES,
    },
    "operator": {"manage_staff": _YES},
    "anonymous": {"read_totals": _YES},
}  # fmt: skip


def says(role: str, right: str, whose: str) -> str:
    """"y", "r" or "-"."""
    return MATRIX.get(role, {}).get(right, "-" * len(WHOSE))[list(WHOSE).index(whose)]
