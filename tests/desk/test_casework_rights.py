"""Each role against each right on everybody's cases: the policy against SECURITY section 3 as written out by hand."""

from __future__ import annotations

import pytest

from tests.desk.matrix import MATRIX, ME, WHOSE, says
from tipline.desk.records import Actor
from tipline.desk.rights import ANONYMOUS, OPERATOR, ReasonNeeded, Right, Role, allowed, answer, check, reach
from tipline.errors import Refused

ROLES = [*(role.value for role in Role), "operator", "anonymous", "janitor", ""]
WORDS = {"yes": "y", "with_reason": "r", "no": "-"}


def actor(role: str) -> Actor:
    return Actor(ME, "ana", role, ("10",))


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_exactly_its_rights(role: str, right: Right) -> None:
    found = "".join(WORDS[answer(actor(role), right, case)] for case in WHOSE.values())
    assert found == "".join(says(role, right, whose) for whose in WHOSE)
    assert allowed(actor(role), right) == (found != "-" * len(WHOSE))


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", ROLES)
def test_a_refusal_says_why_and_who_can_and_a_reason_opens_only_what_it_may(role: str, right: Right) -> None:
    for whose, case in WHOSE.items():
        said = says(role, right, whose)
        assert allowed(actor(role), right, case, reasoned=True) == (said in "yr")
        if said == "-":
            with pytest.raises(Refused, match=r"may not .+\. .+ can\.$") as refused:
                check(actor(role), right, case)
            assert not isinstance(refused.value, ReasonNeeded)
        elif said == "r":
            with pytest.raises(ReasonNeeded, match=r"district 12.+Say why"):
                check(actor(role), right, case)


def test_what_nobody_has_heard_of_is_refused() -> None:
    for role in ROLES:
        assert not allowed(actor(role), "delete_everything")  # type: ignore[arg-type]
        with pytest.raises(Refused):
            check(actor(role), "delete_everything")  # type: ignore[arg-type]


def test_a_desk_of_no_district_is_the_whole_city_but_an_officer_s_is_nothing() -> None:
    for role, right in (("dispatcher", "y"), ("supervisor", "y"), ("officer", "-")):
        found = answer(Actor(ME, "ana", role), Right.READ_CASE, WHOSE["other district"])
        assert WORDS[found] == right


@pytest.mark.parametrize("role", ["dispatcher", "officer", "supervisor"])
def test_a_list_reaches_exactly_what_opens_freely(role: str) -> None:
    within = reach(actor(role))
    for whose, case in WHOSE.items():
        placed = within.unplaced if case.district is None else case.district in (within.districts or (case.district,))
        listed = case.assigned_to == within.staff_id or (placed and (case.status != "closed" or within.closed))
        assert listed == (says(role, "read_case", whose) == "y"), whose


@pytest.mark.parametrize("role", [role for role in MATRIX if "read_case" not in MATRIX[role]])
def test_who_reads_no_cases_has_no_list(role: str) -> None:
    with pytest.raises(Refused):
        reach(actor(role))


def test_nobody_can_sign_in_as_the_operator_or_as_nobody() -> None:
    assert not {OPERATOR.role, ANONYMOUS.role} & set(Role)
