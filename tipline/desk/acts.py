"""What every act on a case does: check its actor, leave a line in the timeline and the custody log, wake live pages."""

from __future__ import annotations

from tipline.desk.records import Actor, CaseEvent, CaseRow
from tipline.desk.rights import Answer, Right, allowed, answer, check
from tipline.desk.tx import Tx
from tipline.errors import Conflict, Invalid


def case_for(tx: Tx, actor: Actor, right: Right, case_id: int, seen: int | None = None) -> CaseRow:
    """The case, if the actor has this right on it and `seen`, where given, is still its version.

    Raises Refused (also before it tells whether the case exists), ReasonNeeded, NotFound or Conflict.
    """
    check(actor, right)
    case = tx.cases.get(case_id)
    check(actor, right, case, reasoned=_reasoned(tx, actor, right, case))
    if seen is not None and seen != case.version:
        raise Conflict("This case changed while you looked at it. Look at it as it now stands, then decide again.")
    return case


def may(tx: Tx, actor: Actor, right: Right, case: CaseRow) -> bool:
    """Whether the actor has this right on this case, with what they gave a reason for."""
    return allowed(actor, right, case, reasoned=_reasoned(tx, actor, right, case))


def _reasoned(tx: Tx, actor: Actor, right: Right, case: CaseRow) -> bool:
    asked = answer(actor, right, case) is Answer.WITH_REASON
    return asked and tx.staff.gave_reason(actor.staff_id, case.id)


def custody_name(actor: Actor) -> str:
    """How the custody log names a person: by id, since its readers know staff by pseudonym."""
    return f"staff:{actor.staff_id}"


def leave_trace(tx: Tx, actor: Actor, event: CaseEvent, words: str, subject: str | None = None) -> None:
    """Timeline line and custody entry of one act; `subject` defaults to the case itself."""
    tx.cases.add_event(event)
    tx.custody.append(event.at, custody_name(actor), words, subject or f"case:{event.case_id}", None)
    tx.changes.bump("case", event.case_id)


def written(text: str, limit: int, what: str) -> str:
    """A person's text, trimmed. Raises Invalid when it is empty or longer than `limit` characters."""
    text = text.strip()
    if not text:
        raise Invalid(f"The {what} is empty.")
    if len(text) > limit:
        raise Invalid(f"The {what} has {len(text)} characters; {limit} is the most. Shorten it or send two.")
    return text
