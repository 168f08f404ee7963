"""Claim what is due, hand it to the worker opened, settle what the vendor said. Sending itself happens outside."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from tipline import delivery
from tipline.delivery import OutboxState
from tipline.desk import limits
from tipline.desk.carry.turn import GOODBYE
from tipline.desk.means import Means
from tipline.desk.outgoing import address_of, can_open, choices_of, forget_when_due, show, taken, text_of
from tipline.desk.records import Contact, OutboxRow
from tipline.desk.tx import Tx
from tipline.errors import SendFailed
from tipline.message import Address, Channel, Outbound, Sent


def claim(
    means: Means, now: datetime, limit: int = 20, channel: Channel | None = None, *, urgent_only: bool = False
) -> list[Outbound]:
    """Rows that are due, leased and opened for sending; what may no longer be sent is cancelled on the way.

    `channel` None: of all channels. `urgent_only`: nothing but 911 lines, for a vendor that is in trouble.
    """
    ready: list[Outbound] = []
    with means.store.write() as tx:
        for row in tx.outbox.claim(now, now + delivery.LEASE, limit, channel, urgent_only=urgent_only):
            contact = tx.people.contact(row.address_id)
            why_not = _why_not(contact, row, now)
            if why_not is None:
                message = _open(tx, means, contact, row, now)
                ready += [message] if limits.may_go(tx, means, contact, row, message, now) else []
            else:
                state = delivery.move(OutboxState.SENDING, "cancel")
                tx.outbox.save(replace(row, state=state, lease_until=None, code=why_not or row.code))
                forget_when_due(tx, row)
    return ready


def _why_not(contact: Contact, row: OutboxRow, now: datetime) -> str | None:
    """A code for the desk, "" where the contact itself says why, None when the row may go."""
    if contact.blocked or not can_open(contact) or (contact.opted_out and row.notice != GOODBYE):
        return ""
    return "expired" if row.expires_at is not None and row.expires_at <= now else None


def _open(tx: Tx, means: Means, contact: Contact, row: OutboxRow, now: datetime) -> Outbound:
    token = row.token
    if token is None:  # kept through retries, so that a late callback of an earlier try still finds its row
        token = means.refs.token()
        tx.outbox.set_token(row.id, token, _digest(token))
    valid_s = None if row.expires_at is None else max(1, int((row.expires_at - now).total_seconds()))
    return Outbound(
        row.id, address_of(means, contact), text_of(means, contact, row), token, choices_of(row), row.silent,
        row.tries, valid_s,
    )


def settle(means: Means, message: Outbound, result: Sent | SendFailed, now: datetime) -> None:
    """Write what the vendor said of a claimed row: taken, later, refused or unclear.

    A failure counts for the claim it belongs to: while a later one is under way, an earlier one's says nothing new.
    """
    with means.store.write() as tx:
        row = tx.outbox.get(message.outbox_id)
        contact = tx.people.contact(row.address_id)
        if isinstance(result, Sent):
            taken(tx, means, contact, row, result, now)
        elif message.attempt == row.tries:
            _failed(tx, means, contact, row, result, now)
        forget_when_due(tx, row)
        show(tx, row)


def _failed(tx: Tx, means: Means, contact: Contact, row: OutboxRow, failed: SendFailed, now: datetime) -> None:
    event = "unclear" if failed.ambiguous else "later"
    if failed.permanent or (row.tries >= delivery.MAX_TRIES and not failed.ambiguous):
        event = "refused"
    _mark(tx, means, contact, failed, now)
    state = delivery.TABLE.get((OutboxState(row.state), event))
    if state is None:
        return  # the vendor's own word overtook our failure, or the lease had run out: nothing new is known
    if state is OutboxState.UNKNOWN:
        _unclear(tx, row, now, failed.code)
        return
    wait = failed.retry_after or delivery.wait(row.tries)
    tx.outbox.save(replace(row, state=state, lease_until=None, not_before=now + wait, code=failed.code))


def _unclear(tx: Tx, row: OutboxRow, now: datetime, code: str | None) -> None:
    look = now + delivery.first_look(Channel(row.channel))
    state = delivery.move(OutboxState(row.state), "unclear")
    tx.outbox.save(replace(
        row, state=state, lease_until=None, not_before=look, code=code, unclear=row.unclear + 1, unclear_at=now
    ))


def _mark(tx: Tx, means: Means, contact: Contact, failed: SendFailed, now: datetime) -> None:
    if failed.opted_out and not contact.opted_out:
        tx.people.save(replace(contact, opted_out="carrier"))
    if failed.blocked:
        tx.people.save(replace(contact, blocked=True))
    if failed.moved_to and contact.wrapped_key is not None:
        moved = Address(contact.channel, failed.moved_to)
        sealed = means.seals.seal(contact.wrapped_key, f"address:{contact.address_id}", "address", moved.value)
        tx.people.set_sealed(contact.address_id, means.seals.lookup(moved), sealed)
    if failed.alarm:
        tx.board.raise_banner(f"{contact.channel.value}_{failed.code}", now)
        tx.changes.bump("banner", 0)


def hurry(means: Means, channel: Channel, now: datetime) -> None:
    """The vendor is well again: what only its trouble has put off goes now."""
    with means.store.write() as tx:
        tx.outbox.hurry(channel, delivery.TROUBLE, now)


def recall(means: Means, now: datetime) -> int:
    """Answers written before the clock was set back do not wait until it says so again. What is held for the night
    stays held until that hour by the clock as it is.
    """
    with means.store.write() as tx:
        return tx.outbox.recall(now)


def release_expired(means: Means, now: datetime) -> int:
    """Sending rows whose worker vanished: whether they were taken is unknown until the vendor is asked."""
    with means.store.write() as tx:
        rows = tx.outbox.expired_leases(now)
        for row in rows:
            _unclear(tx, row, now, row.code)
            show(tx, row)
    return len(rows)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
