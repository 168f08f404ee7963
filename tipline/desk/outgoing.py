"""What sending and settling have in common: a row opened for its vendor, and a row the vendor has taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tipline import delivery
from tipline.delivery import Delivery, OutboxState
from tipline.desk.carry.turn import GOODBYE
from tipline.desk.means import Means
from tipline.desk.records import Contact, FlyingRow, OutboxRow, TakenRow
from tipline.desk.tx import Tx
from tipline.message import Address, Channel, Choice, Sent

_UNDECIDED = frozenset({OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN})


def can_open(contact: Contact) -> bool:
    return contact.wrapped_key is not None and contact.sealed_address is not None


def address_of(means: Means, contact: Contact) -> Address:
    """The address in clear, for one send or one question. Only for a contact that can be opened."""
    assert contact.wrapped_key is not None
    assert contact.sealed_address is not None
    value = means.seals.open(contact.wrapped_key, f"address:{contact.address_id}", "address", contact.sealed_address)
    return Address(contact.channel, value)


def choices_of(row: OutboxRow) -> tuple[Choice, ...]:
    return tuple(Choice(code, label) for code, label in row.choices)


def text_of(means: Means, contact: Contact, row: OutboxRow) -> str:
    """The words as the vendor gets them; the same at every try."""
    labels = [label for _, label in row.choices]
    return means.phrases.compose([line.text for line in row.lines], labels, contact.channel.value)


def taken(tx: Tx, means: Means, contact: Contact, row: OutboxRow, sent: Sent, at: datetime) -> None:
    """The vendor has it. A callback may have told more already: nothing goes back."""
    state = OutboxState(row.state)
    if state in _UNDECIDED:
        state = delivery.move(state, "taken")
    held = delivery.advance(row.delivery, Delivery.ACCEPTED)
    code = row.code if held == Delivery.FAILED else None
    tx.outbox.save(
        replace(row, state=state, delivery=held, lease_until=None, segments=sent.segments, sent_at=at, code=code)
    )
    keep_vendor_id(tx, means, contact, row, sent.vendor_id)


def taken_off(means: Means, row: FlyingRow, sent: Sent, at: datetime) -> TakenRow:
    """The same for a row of which nothing else is known yet."""
    sealed, lookup = None, None
    if row.wrapped_key is not None:
        sealed, lookup = _vendor_id(means, row.wrapped_key, row.id, row.channel, sent.vendor_id)
    return TakenRow(row.id, sent.segments, at, sealed, lookup)


def keep_vendor_id(tx: Tx, means: Means, contact: Contact, row: OutboxRow, vendor_id: str) -> None:
    """So that what the vendor lists later is known to be this row and no other."""
    if contact.wrapped_key is not None:
        tx.outbox.set_vendor_id(row.id, *_vendor_id(means, contact.wrapped_key, row.id, contact.channel, vendor_id))


def _vendor_id(means: Means, key: bytes, row_id: int, channel: Channel, vendor_id: str) -> tuple[bytes, bytes]:
    """Sealed, and its lookup."""
    return (
        means.seals.seal(key, f"outbox:{row_id}", "vendor_id", vendor_id), means.seals.vendor_lookup(channel, vendor_id)
    )


def forget_when_due(tx: Tx, row: OutboxRow) -> None:
    """Once the last answer is out, or will never be; until that is known, its address is still needed."""
    if row.notice != GOODBYE or OutboxState(tx.outbox.get(row.id).state) in _UNDECIDED:
        return
    held = tx.people.contact(row.address_id)
    if held.opted_out == "erasure_due":
        tx.people.save(replace(held, opted_out="erasure"))
        tx.people.forget(held.reporter_id)


def show(tx: Tx, *rows: OutboxRow | FlyingRow) -> None:
    """Live pages that show these rows look again."""
    cases = {("case", row.case_id): None for row in rows if row.case_id is not None}
    tx.changes.bump_all([*cases, *{("outbox", row.address_id): None for row in rows}])
