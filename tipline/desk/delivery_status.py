"""What a vendor says later of a message we sent. It comes late, twice and out of order; it only moves forward."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tipline import delivery
from tipline.delivery import Delivery, OutboxState
from tipline.desk.means import Means
from tipline.desk.outgoing import forget_when_due, keep_vendor_id, show
from tipline.desk.ports import DeliveryNote
from tipline.desk.records import OutboxRow
from tipline.desk.tx import Tx
from tipline.errors import Unavailable


def note(means: Means, said: DeliveryNote, now: datetime) -> bool:
    """Write one delivery status; False when it speaks of no message of ours."""
    with means.store.write() as tx:
        return _note(tx, means, said, now)


def note_all(means: Means, told: Sequence[DeliveryNote], now: datetime) -> list[bool | Exception]:
    """The same for statuses that came together, in one transaction, a part each: one that fails is undone alone."""
    outcomes: list[bool | Exception] = []
    with means.store.write() as tx:
        for said in told:
            try:
                with tx.part() as part:
                    outcomes.append(_note(part, means, said, now))
            except Unavailable:
                raise
            except Exception as fault:
                outcomes.append(fault)
    return outcomes


def _note(tx: Tx, means: Means, said: DeliveryNote, now: datetime) -> bool:
    row = _find(tx, means, said)
    if row is None or said.status not in set(Delivery):
        return False
    if row.delivery is None and said.vendor_id:  # told before we heard the answer to our own send
        keep_vendor_id(tx, means, tx.people.contact(row.address_id), row, said.vendor_id)
    write(tx, row, said, now)
    forget_when_due(tx, row)
    return True


def is_news(tx: Tx, means: Means, said: DeliveryNote) -> bool:
    """Would `note` change anything?"""
    row = _find(tx, means, said)
    if row is None or said.status not in set(Delivery):
        return False
    return delivery.advance(row.delivery, said.status) != row.delivery


def write(tx: Tx, row: OutboxRow, said: DeliveryNote, now: datetime) -> None:
    """Advance a row of ours to what the vendor says of it, if that is news."""
    _mark(tx, row, said, now)
    held = delivery.advance(row.delivery, said.status)
    if held != row.delivery:
        code = said.code if held == Delivery.FAILED else row.code
        sent_at = row.sent_at or now
        state = _state(row, held)
        tx.outbox.save(replace(row, delivery=held, state=state, code=code, lease_until=None, sent_at=sent_at))
        show(tx, row)


def _mark(tx: Tx, row: OutboxRow, said: DeliveryNote, now: datetime) -> None:
    """Some carriers tell only now that the person opted out, or that our own set-up is refused."""
    contact = tx.people.contact(row.address_id)
    if said.opted_out and not contact.opted_out:
        tx.people.save(replace(contact, opted_out="carrier"))
    if said.alarm:
        tx.board.raise_banner(f"{said.channel.value}_{said.code}", now)
        tx.changes.bump("banner", 0)


def _find(tx: Tx, means: Means, said: DeliveryNote) -> OutboxRow | None:
    token = (said.token or "").encode("utf-8", "surrogatepass")
    row = tx.outbox.by_token(hashlib.sha256(token).digest()) if token else None
    if row is None and said.vendor_id:
        row = tx.outbox.by_vendor(means.seals.vendor_lookup(said.channel, said.vendor_id))
    return row


def _state(row: OutboxRow, held: str | None) -> str:
    """The outbox state that goes with a delivery status; what the table does not know changes nothing."""
    state = OutboxState(row.state)
    event = {Delivery.DELIVERED: "delivered", Delivery.FAILED: "failed"}.get(Delivery(held or ""), "taken")
    return delivery.TABLE.get((state, event), state)
