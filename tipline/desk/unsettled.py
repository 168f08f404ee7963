"""Messages of which nobody knows whether the vendor took them: whom to ask what, and what the answer settles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tipline import delivery
from tipline.delivery import Answer, OutboxState
from tipline.desk import delivery_status
from tipline.desk.means import Means
from tipline.desk.outgoing import address_of, can_open, forget_when_due, show, taken, text_of
from tipline.desk.ports import Inquiry, Trace
from tipline.desk.records import Contact, OutboxRow
from tipline.desk.tx import Tx
from tipline.message import Channel, Sent


def look(means: Means, now: datetime, limit: int = 20) -> list[Inquiry]:
    """Unknown messages that are due for a look: those whose vendor can be asked; the others are settled here."""
    to_ask: list[Inquiry] = []
    again_at = now + delivery.ASK_AGAIN
    with means.store.write() as tx:
        for row in tx.outbox.claim_unknown(now, again_at, limit):
            contact = tx.people.contact(row.address_id)
            if not can_open(contact):
                _settle(tx, row, Answer.GONE, now, now)
            elif contact.channel in delivery.CAN_BE_ASKED:
                since = min(row.created_at, row.unclear_at or now)  # the clock may have been set back between the two
                to_ask.append(Inquiry(
                    row.id, address_of(means, contact), text_of(means, contact, row), since, now, again_at
                ))
            else:
                _settle(tx, row, Answer.ONCE if row.unclear < 2 else Answer.TWICE, now, now)
    return to_ask


def answer(means: Means, inquiry: Inquiry, traces: Iterable[Trace] | None, now: datetime) -> None:
    """Settle one message by what the vendor showed; None: it could not be asked.

    A trace that another message of ours is known by says nothing of this one. Of equal texts to one person it is all
    the same which row a trace is counted for, as long as each is counted once.
    """
    with means.store.write() as tx:
        row = tx.outbox.get(inquiry.outbox_id)
        if row.state != OutboxState.UNKNOWN or row.not_before != inquiry.again_at:
            return  # a callback, a late answer or another look was faster
        contact = tx.people.contact(row.address_id)
        free = [trace for trace in traces or () if not _is_anothers(tx, means, trace, contact.channel)]
        found = next((trace for trace in free if trace.exact), None)
        if found is not None:
            _found(tx, means, contact, row, found, now)
        else:
            said = Answer.UNSURE if traces is None or free else Answer.ABSENT
            _settle(tx, row, said, inquiry.asked_at, now)


def _is_anothers(tx: Tx, means: Means, trace: Trace, channel: Channel) -> bool:
    return tx.outbox.by_vendor(means.seals.vendor_lookup(channel, trace.vendor_id)) is not None


def _found(tx: Tx, means: Means, contact: Contact, row: OutboxRow, found: Trace, now: datetime) -> None:
    taken(tx, means, contact, row, Sent(found.vendor_id, found.segments), found.at)
    delivery_status.write(tx, tx.outbox.get(row.id), found.said, now)
    forget_when_due(tx, row)
    show(tx, row)


def _settle(tx: Tx, row: OutboxRow, said: Answer, asked_at: datetime, now: datetime) -> None:
    event = delivery.settles(said, asked_at - (row.unclear_at or asked_at))
    if event is None:
        return
    if event in ("absent", "repeat") and row.tries >= delivery.MAX_TRIES:
        event = "lost"
    state = delivery.move(OutboxState.UNKNOWN, event)
    code = "unconfirmed" if event == "lost" else row.code
    tx.outbox.save(replace(row, state=state, not_before=now, code=code))
    forget_when_due(tx, row)
    show(tx, row)
