"""The case's status table, its resolutions and whom to tell (DOMAIN section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
            raise Invalid(_no_way(frm, to))
        steps.append(onward[0])  # the table names the way forward first
    if not steps:
        raise Invalid(f"The case is {frm} already.")
    return tuple(steps)


def _step(frm: Status, to: Status) -> Status:
    if to not in TABLE[frm]:
        raise Invalid(_no_way(frm, to))
    return to


def _no_way(frm: Status, to: Status) -> str:
    """Why not, and what can be done instead."""
    if frm is Status.CLOSED:
        already = "The case is closed already" if to is frm else f"A case that is closed cannot become {to}"
        return f"{already}: nobody reopens one. Add a note, or link the case in which it goes on."
    if frm is to:
        return f"The case is {frm} already."
    return f"A case that is {frm} cannot become {to}. From here it goes to: {', '.join(TABLE[frm])}."


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
