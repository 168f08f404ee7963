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
from tipline.desk.records import Contact, OutboxRow
from tipline.desk.tx import Tx
from tipline.errors import SendFailed
from tipline.message import Address, Choice, Outbound, Sent


def claim(means: Means, now: datetime, limit: int = 20) -> list[Outbound]:
    """Rows that are due, leased and opened for sending; what may no longer be sent is cancelled on the way."""
    ready: list[Outbound] = []
    with means.store.write() as tx:
        for row in tx.outbox.claim(now, now + delivery.LEASE, limit):
            contact = tx.people.contact(row.address_id)
            if _may_send(contact, row):
                message = _open(tx, means, contact, row)
                ready += [message] if limits.may_go(tx, means, contact, row, message, now) else []
            else:
                tx.outbox.save(replace(row, state=delivery.move(OutboxState.SENDING, "cancel"), lease_until=None))
                _forget_when_due(tx, contact, row)
    return ready


def _may_send(contact: Contact, row: OutboxRow) -> bool:
    if contact.blocked or contact.wrapped_key is None or contact.sealed_address is None:
        return False
    return not contact.opted_out or row.notice == GOODBYE


def _open(tx: Tx, means: Means, contact: Contact, row: OutboxRow) -> Outbound:
    assert contact.wrapped_key is not None
    assert contact.sealed_address is not None
    value = means.seals.open(contact.wrapped_key, f"address:{contact.address_id}", "address", contact.sealed_address)
    token = row.token
    if token is None:  # kept through retries, so that a late callback of an earlier try still finds its row
        token = means.refs.token()
        tx.outbox.set_token(row.id, token, _digest(token))
    choices = tuple(Choice(code, label) for code, label in row.choices)
    text = means.phrases.compose([line.text for line in row.lines], [c.label for c in choices], contact.channel.value)
    return Outbound(row.id, Address(contact.channel, value), text, token, choices, row.silent)


def settle(means: Means, outbox_id: int, result: Sent | SendFailed, now: datetime) -> None:
    """Write what the vendor said of a claimed row: taken, later, refused or unclear."""
    with means.store.write() as tx:
        row = tx.outbox.get(outbox_id)
        contact = tx.people.contact(row.address_id)
        if isinstance(result, Sent):
            _taken(tx, means, contact, row, result, now)
        else:
            _failed(tx, means, contact, row, result, now)
        _forget_when_due(tx, contact, row)
        if row.case_id is not None:
            tx.changes.bump("case", row.case_id)
        tx.changes.bump("outbox", row.address_id)


def _taken(tx: Tx, means: Means, contact: Contact, row: OutboxRow, sent: Sent, now: datetime) -> None:
    state = OutboxState(row.state)
    if state in (OutboxState.SENDING, OutboxState.UNKNOWN):  # a callback may have overtaken us
        state = delivery.move(state, "taken")
    held = delivery.advance(row.delivery, delivery.Delivery.ACCEPTED)
    code = row.code if held == delivery.Delivery.FAILED else None
    tx.outbox.save(
        replace(row, state=state, delivery=held, lease_until=None, segments=sent.segments, sent_at=now, code=code)
    )
    if contact.wrapped_key is not None:
        sealed = means.seals.seal(contact.wrapped_key, f"outbox:{row.id}", "vendor_id", sent.vendor_id)
        tx.outbox.set_vendor_id(row.id, sealed, means.seals.vendor_lookup(contact.channel, sent.vendor_id))


def _failed(tx: Tx, means: Means, contact: Contact, row: OutboxRow, failed: SendFailed, now: datetime) -> None:
    tries = row.tries + 1
    event = "unclear" if failed.ambiguous else "later"
    if failed.permanent or tries >= delivery.MAX_TRIES:
        event = "refused"
    wait = failed.retry_after or delivery.wait(tries)
    _mark(tx, means, contact, failed, now)
    state = delivery.TABLE.get((OutboxState(row.state), event))
    if state is None:
        return  # the vendor's own word overtook our failure, or the lease had run out: nothing new is known
    tx.outbox.save(replace(row, state=state, tries=tries, lease_until=None, not_before=now + wait, code=failed.code))


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


def _forget_when_due(tx: Tx, contact: Contact, row: OutboxRow) -> None:
    """Once the last answer is out, or will never be; one that is tried again later still needs its address."""
    held = tx.people.contact(contact.address_id)
    waits = tx.outbox.get(row.id).state == OutboxState.QUEUED
    if held.opted_out == "erasure_due" and row.notice == GOODBYE and not waits:
        tx.people.save(replace(held, opted_out="erasure"))
        tx.people.forget(held.reporter_id)


def release_expired(means: Means, now: datetime) -> int:
    """Sending rows whose worker vanished: whether they were taken is unknown until the vendor is asked."""
    with means.store.write() as tx:
        rows = tx.outbox.expired_leases(now)
        for row in rows:
            state = delivery.move(OutboxState(row.state), "unclear")
            tx.outbox.save(replace(row, state=state, lease_until=None, not_before=now + delivery.wait(row.tries + 1)))
            _forget_when_due(tx, tx.people.contact(row.address_id), row)
    return len(rows)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
