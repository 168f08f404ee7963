"""Each role against each right: SECURITY section 3, written out again by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tipline.desk.records import Actor, CaseRow
from tipline.desk.rights import OPERATOR, Right, Role, allowed, check
from tipline.errors import Refused

AT = datetime(2026, 11, 22, tzinfo=UTC)
ME, OTHER = 1, 2
OPEN = CaseRow(1, "new", None, 1, AT, AT, None, 0, (), "standard", None, None)
CASES = {
    "waiting": OPEN,
    "mine": replace(OPEN, assigned_to=ME),
    "a colleague's": replace(OPEN, assigned_to=OTHER),
    "closed, mine": replace(OPEN, status="closed", assigned_to=ME),
    "closed, a colleague's": replace(OPEN, status="closed", assigned_to=OTHER),
}
QUEUE = {"waiting", "mine", "a colleague's", "closed, mine"}
OWN = {"mine", "closed, mine"}
ALL = set(CASES)
EXPECTED = {
    ("dispatcher", "read_case"): QUEUE,
    ("dispatcher", "work_case"): QUEUE,
    ("dispatcher", "reply"): QUEUE,
    ("dispatcher", "open_original"): QUEUE,
    ("dispatcher", "read_custody"): OWN,
    ("dispatcher", "read_totals"): ALL,
    ("supervisor", "read_case"): ALL,
    ("supervisor", "work_case"): ALL,
    ("supervisor", "reply"): ALL,
    ("supervisor", "open_original"): ALL,
    ("supervisor", "read_custody"): ALL,
    ("supervisor", "read_totals"): ALL,
    ("admin", "manage_staff"): ALL,
    ("admin", "read_totals"): ALL,
    ("operator", "manage_staff"): ALL,
}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", [*(r.value for r in Role), "operator", "officer", "mayor", ""])
def test_each_role_has_exactly_its_rights(role: str, right: Right) -> None:
    actor = Actor(ME, "ana", role)
    granted = {name for name, case in CASES.items() if allowed(actor, right, case)}
    assert granted == EXPECTED.get((role, right.value), set())
    assert allowed(actor, right) == bool(granted)


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", [*(r.value for r in Role), "officer"])
def test_a_refusal_says_why_and_who_can(role: str, right: Right) -> None:
    actor = Actor(ME, "ana", role)
    for case in CASES.values():
        if not allowed(actor, right, case):
            with pytest.raises(Refused, match=r"may not .+\. (A|An) .+ can\.$"):
                check(actor, right, case)


def test_nobody_can_sign_in_as_the_operator() -> None:
    assert OPERATOR.role not in set(Role)
