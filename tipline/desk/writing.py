"""What a person at the desk sends to a reporter, blind: to a pseudonym, by way of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tipline.delivery import OutboxState, Stream, move
from tipline.desk.records import Actor, CaseRow, Contact, Line, ReportRow
from tipline.desk.tx import Tx
from tipline.errors import Invalid, NotFound


def report_of(tx: Tx, case_id: int, report_id: int) -> ReportRow:
    """The report, which must be one of this case's. Raises NotFound."""
    row = tx.reports.get(report_id)
    if row.case_id != case_id:
        raise NotFound("This case has no such report.")
    return row


def reachable(tx: Tx, row: ReportRow) -> Contact:
    """Whom to write to. Raises Invalid with the reason when nothing can be sent."""
    contact = tx.people.contact(row.address_id)
    if not contact.reachable:
        raise Invalid(cannot_text_back(contact))
    return contact


def language(contact: Contact, row: ReportRow) -> str:
    """What this person is written to in."""
    return contact.lang or row.report.lang


def send(
    tx: Tx, case: CaseRow, row: ReportRow, contact: Contact, actor: Actor, lines: Sequence[Line], now: datetime,
    choices: Sequence[tuple[str, str]] = (),
) -> int:
    """One message in the conversation; gives its outbox row."""
    outbox_id = tx.outbox.add(
        address_id=contact.address_id, case_id=case.id, stream=Stream.CONVERSATION, notice=None, notice_number=None,
        urgent=False, lang=language(contact, row), lines=lines, choices=choices, silent=False, created_at=now,
        not_before=now, author=actor.name,
    )
    assert outbox_id is not None  # only notices are told once
    tx.changes.bump("outbox", contact.address_id)
    return outbox_id


def drop_questions(tx: Tx, address_id: int) -> None:
    """Take the line's own unsent questions out of what is queued: what comes now replaces them."""
    for row in tx.outbox.queued(address_id):
        kept = tuple(line for line in row.lines if not line.question)
        if row.stream != Stream.CONVERSATION or row.author or kept == row.lines:
            continue
        if kept:
            tx.outbox.save(replace(row, lines=kept, choices=()))
        else:
            cancel(tx, row.id)


def cancel(tx: Tx, outbox_id: int) -> None:
    row = tx.outbox.get(outbox_id)
    tx.outbox.save(replace(row, state=move(OutboxState(row.state), "cancel")))


def cannot_text_back(contact: Contact) -> str:
    """Why nothing can be sent to this contact, for the desk. Call it only for one that is not reachable."""
    if contact.wrapped_key is None:
        return "Cannot text back: this person asked to be forgotten, and their address no longer exists here."
    if contact.opted_out:
        return "Cannot text back: this person asked for no more messages. Only they can undo it, by sending START."
    return "Cannot text back: this person blocked the line."
