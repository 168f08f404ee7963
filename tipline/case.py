"""Case: the desk's file on an incident. Its status table, the five duties and whom to tell (DOMAIN section 1 and 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tipline.errors import Invalid
from tipline.report import State


class Status(StrEnum):
    NEW = "new"
    TRIAGE = "triage"
    ASSIGNED = "assigned"
    DOCUMENTING = "documenting"
    DOCUMENTED = "documented"
    CLOSED = "closed"


class Resolution(StrEnum):
    """Why a case was closed."""

    DOCUMENTED = "documented"
    NO_VIOLATION_FOUND = "no_violation_found"
    NOT_FEDERAL = "not_federal"
    FALSE_REPORT = "false_report"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    OUTSIDE_CITY = "outside_city"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


# from -> to. A missing entry is an error: the diagram in docs/ is drawn from this table.
TABLE: Mapping[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.TRIAGE, Status.CLOSED),
    Status.TRIAGE: (Status.ASSIGNED, Status.CLOSED),
    Status.ASSIGNED: (Status.DOCUMENTING, Status.CLOSED),
    Status.DOCUMENTING: (Status.DOCUMENTED, Status.CLOSED),
    Status.DOCUMENTED: (Status.CLOSED,),
    Status.CLOSED: (),
}


def path(frm: Status, to: Status, resolution: Resolution | None = None) -> tuple[Status, ...]:
    """The steps of one click, in order, without `frm`. Raises Invalid on a walk the table does not know.

    Closing is one step from anywhere; only a case closed as documented walks every step to documented before.
    """
    if (to is Status.CLOSED) != (resolution is not None):
        raise Invalid("A case is closed with a resolution, and only then.")
    if to is Status.CLOSED and resolution is not Resolution.DOCUMENTED:
        return (_step(frm, Status.CLOSED),)
    steps: list[Status] = []
    while (steps[-1] if steps else frm) is not to:
        here = steps[-1] if steps else frm
        onward = TABLE[here]
        if not onward:
            raise Invalid(f"A case that is {frm} cannot become {to}.")
        steps.append(onward[0])  # the table names the way forward first
    if not steps:
        raise Invalid(f"The case is {frm} already.")
    return tuple(steps)


def _step(frm: Status, to: Status) -> Status:
    if to not in TABLE[frm]:
        raise Invalid(f"The case is {frm} already." if frm is to else f"A case that is {frm} cannot become {to}.")
    return to


# Notices: what a reporter is told. Closing never says why: "false report" is a word of the desk, never of the line.
_NOTICES: Mapping[Status, str | None] = {
    Status.NEW: None,  # message (a) of the conversation is the notice "received"
    Status.TRIAGE: None,
    Status.ASSIGNED: None,
    Status.DOCUMENTING: "documenting",
    Status.DOCUMENTED: "documented",
    Status.CLOSED: "closed",
}


def notice_for(status: Status, resolution: Resolution | None = None) -> str | None:
    """The notice that reaching this status sends, if any; the same for every resolution, on purpose."""
    return _NOTICES[status]


def notice_phrase(kind: str, resolution: Resolution | None = None) -> str:
    """The phrase key of a notice. Every case that was not documented closes with the same words."""
    if kind == "closed" and resolution is not Resolution.DOCUMENTED:
        return "notice_closed_no_action"
    return f"notice_{kind}"


def told_as(status: Status) -> str:
    """The status in the words reporters are told: received, documenting, documented or closed."""
    return _NOTICES[status] or "received"


class Reachable(Protocol):
    """What deciding whom to tell needs of a contact."""

    @property
    def reachable(self) -> bool: ...

    @property
    def muted(self) -> bool: ...


def whom_to_tell(reports: Iterable[tuple[int, State]], contacts: Mapping[int, Reachable]) -> tuple[int, ...]:
    """The address ids to tell, each once, in the order of their reports.

    `reports`: (address id, state) of each report of the case; withdrawn and set-aside ones are not told, nor is an
    address that opted out, blocked the line, was forgotten or muted its notices.
    """
    told = dict.fromkeys(address for address, state in reports if state is State.OPEN)
    return tuple(a for a in told if contacts[a].reachable and not contacts[a].muted)


class Duty(StrEnum):
    """The five duties, in the order of the executive order."""

    DOCUMENT = "document"
    PRESERVE_FOOTAGE = "preserve_footage"
    IDENTIFY_SUPERVISOR = "identify_supervisor"
    COMPLETE_REPORT = "complete_report"
    SUMMON_AID = "summon_aid"


@dataclass(frozen=True, slots=True)
class Blank:
    """One field to fill in with an outcome. A `needed` one may not stay empty."""

    name: str
    label: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a duty counts as done."""

    code: str
    label: str
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyText:
    """A duty as the console shows it. Configuration: the police write the procedures, not we."""

    duty: Duty
    title: str
    text: str
    outcomes: tuple[Outcome, ...]

    def outcome(self, code: str) -> Outcome:
        """Raises Invalid when this duty has no such outcome."""
        found = next((o for o in self.outcomes if o.code == code), None)
        if found is None:
            raise Invalid(f"This duty has no such outcome; it has: {', '.join(o.label for o in self.outcomes)}.")
        return found


DutyTexts = Mapping[Duty, DutyText]


def duty_order(injury: bool) -> tuple[Duty, ...]:
    """The order in which to show the duties: the medical one first when injury is reported."""
    if not injury:
        return tuple(Duty)
    return (Duty.SUMMON_AID, *(d for d in Duty if d is not Duty.SUMMON_AID))


def check_detail(outcome: Outcome, detail: Mapping[str, str]) -> dict[str, str]:
    """The filled-in fields, trimmed, without empty ones. Raises Invalid on a missing or an unknown one."""
    known = {b.name for b in outcome.blanks}
    if not known.issuperset(detail):
        raise Invalid(f"The outcome {outcome.label!r} has no field of that name.")
    filled = {name: text.strip() for name, text in detail.items() if text.strip()}
    missing = [b.label for b in outcome.blanks if b.needed and b.name not in filled]
    if missing:
        raise Invalid(f"The outcome {outcome.label!r} still needs: {', '.join(missing)}.")
    return filled


def missing_duties(done: Iterable[str]) -> tuple[Duty, ...]:
    """Which of the five have no outcome yet; `done` holds the codes of those that have."""
    held = set(done)
    return tuple(d for d in Duty if d.value not in held)


def may_document(done: Iterable[str]) -> bool:
    """A case is documented only when all five duties have an outcome."""
    return not missing_duties(done)
