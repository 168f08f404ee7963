"""Who may do what (SECURITY section 3): one table of role x right, one function that answers from it.

What the table does not grant is refused, also to a role or for a right that nobody has heard of. Use cases ask `check`
(through `acts.case_for`, which knows what a person gave a reason for); lists ask `reach`; pages ask `allowed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tipline.case import Status
from tipline.desk.records import Actor, CaseRow
from tipline.errors import Refused


class Role(StrEnum):
    """Roles that can sign in."""

    DISPATCHER = "dispatcher"
    OFFICER = "officer"  # of one or more districts
    SUPERVISOR = "supervisor"
    MAYOR = "mayor"  # the Mayor's Office
    PARTNER = "partner"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Right(StrEnum):
    READ_CASE = "read_case"  # case text and derivatives
    WORK_CASE = "work_case"  # move, duties, assign, correct, merge, notes
    REPLY = "reply"  # blind: to a pseudonym
    OPEN_ORIGINAL = "open_original"  # original media, each request logged
    READ_HASH = "read_hash"  # of original media, not the media
    UNSEAL = "unseal"  # a number or handle, for three purposes
    PROPOSE_ALERT = "propose_alert"
    RELEASE_ALERT = "release_alert"  # as the second person, never alone
    CORRECT_ALERT = "correct_alert"  # alone
    RECEIVE_ALERT = "receive_alert"
    PROPOSE_REFERRAL = "propose_referral"
    PREPARE_REFERRAL = "prepare_referral"
    RECORD_DIRECTION = "record_direction"
    READ_CUSTODY = "read_custody"
    MANAGE_STAFF = "manage_staff"  # users, desks, partners
    REVIEW_STAFF = "review_staff"
    READ_DUTY_LIST = "read_duty_list"  # who works at which desk
    READ_SETUP = "read_setup"  # settings without secrets, how far the phrases are reviewed
    MANAGE_KEYS = "manage_keys"  # a partner's own
    PLACE_HOLD = "place_hold"
    LIFT_HOLD = "lift_hold"  # with counsel's dated decision on record
    VIEW_HOLD = "view_hold"
    READ_TOTALS = "read_totals"


class Scope(StrEnum):
    """On which cases a right is granted."""

    ALL = "all"
    QUEUE = "queue"  # what is still open at the desk, and what is assigned to the actor
    DISTRICT = "district"  # what lies in the actor's districts, and what is assigned to the actor
    OWN = "own"  # what is assigned to the actor; of a partner, what it relayed


class Answer(StrEnum):
    YES = "yes"
    WITH_REASON = "with_reason"  # the role may, the case is another desk's: say why, on record
    NO = "no"


class ReasonNeeded(Refused):
    """The actor may, once they say why."""


# The person at the machine itself, for the command line. Nobody signs in with this role.
OPERATOR = Actor(0, "operator", "operator")
ANONYMOUS = Actor(0, "anonymous", "anonymous")

_ABOUT_CASES = (Right.READ_CASE, Right.WORK_CASE, Right.REPLY, Right.OPEN_ORIGINAL)
_TOTALS = {Right.READ_TOTALS: Scope.ALL}
TABLE: Mapping[str, Mapping[Right, Scope]] = {
    Role.DISPATCHER: dict.fromkeys(_ABOUT_CASES, Scope.QUEUE) | {
        Right.PROPOSE_ALERT: Scope.ALL, Right.RELEASE_ALERT: Scope.ALL, Right.CORRECT_ALERT: Scope.ALL,
        Right.PROPOSE_REFERRAL: Scope.QUEUE, Right.READ_CUSTODY: Scope.OWN,
    } | _TOTALS,
    Role.OFFICER: dict.fromkeys(_ABOUT_CASES, Scope.DISTRICT) | {
        Right.PROPOSE_ALERT: Scope.ALL, Right.CORRECT_ALERT: Scope.OWN, Right.READ_CUSTODY: Scope.DISTRICT,
    } | _TOTALS,
    Role.SUPERVISOR: dict.fromkeys(_ABOUT_CASES, Scope.ALL) | {
        Right.UNSEAL: Scope.ALL, Right.PROPOSE_ALERT: Scope.ALL, Right.RELEASE_ALERT: Scope.ALL,
        Right.CORRECT_ALERT: Scope.ALL, Right.PROPOSE_REFERRAL: Scope.ALL, Right.PREPARE_REFERRAL: Scope.ALL,
        Right.READ_CUSTODY: Scope.ALL, Right.READ_DUTY_LIST: Scope.ALL, Right.PLACE_HOLD: Scope.ALL,
    } | _TOTALS,
    Role.MAYOR: {Right.RECORD_DIRECTION: Scope.ALL} | _TOTALS,
    Role.PARTNER: {
        Right.RECEIVE_ALERT: Scope.ALL, Right.READ_CUSTODY: Scope.OWN, Right.MANAGE_KEYS: Scope.OWN,
    } | _TOTALS,
    Role.AUDITOR: {
        Right.READ_HASH: Scope.ALL, Right.READ_CUSTODY: Scope.ALL, Right.REVIEW_STAFF: Scope.ALL,
        Right.VIEW_HOLD: Scope.ALL,
    } | _TOTALS,
    Role.ADMIN: {
        Right.MANAGE_STAFF: Scope.ALL, Right.READ_DUTY_LIST: Scope.ALL, Right.READ_SETUP: Scope.ALL,
        Right.LIFT_HOLD: Scope.ALL,
    } | _TOTALS,
    OPERATOR.role: {Right.MANAGE_STAFF: Scope.ALL},
    ANONYMOUS.role: _TOTALS,
}  # fmt: skip
TWO_PEOPLE = frozenset({Right.UNSEAL, Right.RELEASE_ALERT})  # never one alone, whoever it is
POWERFUL = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN})  # given by two admins, or by the operator

_DOES: Mapping[str, str] = {
    Right.READ_CASE: "read this case", Right.WORK_CASE: "work on this case", Right.REPLY: "answer the reporter",
    Right.OPEN_ORIGINAL: "open original media", Right.READ_CUSTODY: "read this custody log",
    Right.MANAGE_STAFF: "manage accounts", Right.READ_TOTALS: "read totals", Right.READ_SETUP: "read the settings",
    Right.READ_DUTY_LIST: "read who works at which desk",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reach:
    """The cases that an actor reads without giving a reason, as a list can ask for them.

    Open ones that lie in `districts` (None: in any), or in none known yet where `unplaced`; closed ones likewise where
    `closed`; and those assigned to `staff_id`, always.
    """

    staff_id: int
    districts: tuple[str, ...] | None
    unplaced: bool
    closed: bool


def answer(actor: Actor, right: Right, case: CaseRow | None = None) -> Answer:
    """Whether the actor has this right; on this case where one is given, else on any case at all."""
    scope = TABLE.get(actor.role, {}).get(right)
    if scope is None:
        return Answer.NO
    if case is None or case.assigned_to == actor.staff_id or right not in (*_ABOUT_CASES, Right.READ_CUSTODY):
        return Answer.YES
    if scope is Scope.OWN or (scope is Scope.QUEUE and case.status == Status.CLOSED):
        return Answer.NO
    if scope is Scope.DISTRICT:
        return Answer.YES if case.district in actor.districts else Answer.NO
    own = not actor.districts or case.district is None or case.district in actor.districts
    return Answer.YES if own or right not in _ABOUT_CASES else Answer.WITH_REASON


def allowed(actor: Actor, right: Right, case: CaseRow | None = None, *, reasoned: bool = False) -> bool:
    """`reasoned`: the actor has said why they look at this case."""
    said = answer(actor, right, case)
    return said is Answer.YES or (reasoned and said is Answer.WITH_REASON)


def check(actor: Actor, right: Right, case: CaseRow | None = None, *, reasoned: bool = False) -> None:
    """Raises Refused with a sentence that says why and who can; ReasonNeeded when the actor could say why."""
    if allowed(actor, right, case, reasoned=reasoned):
        return
    if answer(actor, right, case) is Answer.WITH_REASON:
        place = f"This case is in district {case.district if case else ''}, which is another desk's."
        raise ReasonNeeded(f"{place} Say why you open it; the reason goes on record.")
    does = _DOES.get(right, "do this")
    if case is not None and allowed(actor, right):
        closed = actor.role == Role.DISPATCHER and case.status == Status.CLOSED
        raise Refused(f"You may not {does}: it is {'closed and ' if closed else ''}not yours. A {Role.SUPERVISOR} can.")
    raise Refused(f"The role {actor.role} may not {does}. {_who_can(right)} can.")


def reach(actor: Actor) -> Reach:
    """Raises Refused for a role that reads no cases."""
    check(actor, Right.READ_CASE)
    scope = TABLE[actor.role][Right.READ_CASE]
    local = scope is Scope.DISTRICT
    anywhere = not local and not actor.districts
    return Reach(actor.staff_id, None if anywhere else actor.districts, not local, scope is not Scope.QUEUE)


def custody_reach(actor: Actor) -> Reach | None:
    """Of which cases the actor reads the custody log; None: all of it. Raises Refused."""
    check(actor, Right.READ_CUSTODY)
    scope = TABLE[actor.role][Right.READ_CUSTODY]
    if scope is Scope.ALL:
        return None
    local = scope is Scope.DISTRICT
    return Reach(actor.staff_id, actor.districts if local else (), unplaced=False, closed=local)


def roles_with(right: Right) -> tuple[str, ...]:
    return tuple(role.value for role in Role if right in TABLE[role])


def _who_can(right: Right) -> str:
    named = [f"an {role}" if role[0] in "aeiou" else f"a {role}" for role in roles_with(right)]
    sentence = ", ".join(named[:-1]) + " or " + named[-1] if len(named) > 1 else "".join(named) or "nobody here"
    return sentence[0].upper() + sentence[1:]
