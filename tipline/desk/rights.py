"""Who may do what (SECURITY section 3): one table of role x right. What it does not grant is refused.

Rights of roles that do not sign in yet (officer, mayor, partner, auditor) come with those roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tipline.case import Status
from tipline.desk.records import Actor, CaseRow
from tipline.errors import Refused


class Role(StrEnum):
    """Roles that can sign in."""

    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Right(StrEnum):
    READ_CASE = "read_case"  # case text and derivatives
    WORK_CASE = "work_case"  # move, duties, assign, correct, notes
    REPLY = "reply"  # blind: to a pseudonym
    OPEN_ORIGINAL = "open_original"  # original media, each request logged
    READ_CUSTODY = "read_custody"
    MANAGE_STAFF = "manage_staff"
    READ_TOTALS = "read_totals"


class Scope(StrEnum):
    ALL = "all"
    QUEUE = "queue"  # what is still open at the desk, and what is assigned to the actor
    OWN = "own"  # what is assigned to the actor


# The person at the machine itself, for the command line. Nobody signs in with this role.
OPERATOR = Actor(0, "operator", "operator")

TABLE: Mapping[str, Mapping[Right, Scope]] = {
    Role.DISPATCHER: {
        Right.READ_CASE: Scope.QUEUE,
        Right.WORK_CASE: Scope.QUEUE,
        Right.REPLY: Scope.QUEUE,
        Right.OPEN_ORIGINAL: Scope.QUEUE,
        Right.READ_CUSTODY: Scope.OWN,
        Right.READ_TOTALS: Scope.ALL,
    },
    Role.SUPERVISOR: {
        Right.READ_CASE: Scope.ALL,
        Right.WORK_CASE: Scope.ALL,
        Right.REPLY: Scope.ALL,
        Right.OPEN_ORIGINAL: Scope.ALL,
        Right.READ_CUSTODY: Scope.ALL,
        Right.READ_TOTALS: Scope.ALL,
    },
    Role.ADMIN: {Right.MANAGE_STAFF: Scope.ALL, Right.READ_TOTALS: Scope.ALL},
    OPERATOR.role: {Right.MANAGE_STAFF: Scope.ALL},
}

_DOES: Mapping[Right, str] = {
    Right.READ_CASE: "read this case",
    Right.WORK_CASE: "work on this case",
    Right.REPLY: "answer the reporter",
    Right.OPEN_ORIGINAL: "open original media",
    Right.READ_CUSTODY: "read this custody log",
    Right.MANAGE_STAFF: "manage accounts",
    Right.READ_TOTALS: "read totals",
}


def allowed(actor: Actor, right: Right, case: CaseRow | None = None) -> bool:
    """Whether the actor has this right; on this case where one is given, else on any case at all."""
    scope = TABLE.get(actor.role, {}).get(right)
    if scope is None:
        return False
    if case is None or scope is Scope.ALL:
        return True
    mine = case.assigned_to == actor.staff_id
    return mine or (scope is Scope.QUEUE and case.status != Status.CLOSED)


def check(actor: Actor, right: Right, case: CaseRow | None = None) -> None:
    """Raises Refused, with a sentence that says why and who can."""
    if allowed(actor, right, case):
        return
    if allowed(actor, right):
        why = "it is closed and not yours" if case is not None and case.status == Status.CLOSED else "it is not yours"
        raise Refused(f"You may not {_DOES[right]}: {why}. A {Role.SUPERVISOR} can.")
    raise Refused(f"The role {actor.role} may not {_DOES[right]}. {_who_can(right)} can.")


def _who_can(right: Right) -> str:
    roles = [r.value for r in Role if right in TABLE[r]]
    named = [f"an {r}" if r[0] in "aeiou" else f"a {r}" for r in roles]
    sentence = " or ".join(named)
    return sentence[0].upper() + sentence[1:]
