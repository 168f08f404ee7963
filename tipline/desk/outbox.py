"""Claim what is due, hand it to the worker opened, settle what the vendor said. Sending itself happens outside."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tipline import delivery
from tipline.delivery import OutboxState
from tipline.desk import limits
from tipline.desk.carry.turn import GOODBYE
from tipline.desk.means import Means
from tipline.desk.outgoing import address_of, can_open, choices_of, forget_when_due, show, taken, taken_off, text_of
from tipline.desk.records import Contact, FlyingRow, OutboxRow
from tipline.desk.tx import Tx
from tipline.errors import SendFailed, Unavailable
from tipline.message import Address, Channel, Outbound, Sent


def claim(
    means: Means, now: datetime, limit: int = 20, channel: Channel | None = None, *, urgent_only: bool = False
) -> list[Outbound]:
    """Rows that are due, leased and opened for sending; what may no longer be sent is cancelled on the way.

    `channel` None: of all channels. `urgent_only`: nothing but 911 lines, for a vendor that is in trouble.
    """
    ready: list[Outbound] = []
    with means.store.write() as tx:
        rows = tx.outbox.claim(now, now + delivery.LEASE, limit, channel, urgent_only=urgent_only)
        contacts = tx.people.contacts({row.address_id for row in rows})
        for row in rows:
            contact = contacts[row.address_id]
            why_not = _why_not(contact, row, now)
            if why_not is None:
                message = _open(means, contact, row, now)
                ready += [message] if limits.may_go(tx, means, contact, row, message, now) else []
            else:
                state = delivery.move(OutboxState.SENDING, "cancel")
                tx.outbox.save(replace(row, state=state, lease_until=None, code=why_not or row.code))
                forget_when_due(tx, row)
        known = {row.id for row in rows if row.token is not None}
        tx.outbox.set_tokens([(m.outbox_id, m.token, _digest(m.token)) for m in ready if m.outbox_id not in known])
    return ready


def _why_not(contact: Contact, row: OutboxRow, now: datetime) -> str | None:
    """A code for the desk, "" where the contact itself says why, None when the row may go."""
    if contact.blocked or not can_open(contact) or (contact.opted_out and row.notice != GOODBYE):
        return ""
    return "expired" if row.expires_at is not None and row.expires_at <= now else None


def _open(means: Means, contact: Contact, row: OutboxRow, now: datetime) -> Outbound:
    """A token is kept through retries, so that a late callback of an earlier try still finds its row."""
    token = row.token or means.refs.token()
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
        _settle(tx, means, message, result, now)


def settle_all(
    means: Means, answers: Sequence[tuple[Outbound, Sent | SendFailed]], now: datetime
) -> list[Exception | None]:
    """The same for answers that came together, in one transaction: what went wrong with each, None for most.

    What is simply taken is written in a few statements; anything else, and all of it should those fail, a part each.
    """
    with means.store.write() as tx:
        plain, rest = _sorted_out(tx, answers)
        try:
            with tx.part() as part:
                _settle_taken(part, means, plain, now)
        except Unavailable:
            raise
        except Exception:
            rest = list(range(len(answers)))
        faults: dict[int, Exception] = {}
        for place in rest:
            try:
                with tx.part() as part:
                    _settle(part, means, *answers[place], now)
            except Unavailable:
                raise
            except Exception as fault:
                faults[place] = fault
    return [faults.get(place) for place in range(len(answers))]


def _sorted_out(
    tx: Tx, answers: Sequence[tuple[Outbound, Sent | SendFailed]]
) -> tuple[list[tuple[FlyingRow, Sent]], list[int]]:
    """What the vendor took, where nothing else is known and no goodbye hangs on it; and the places of all else."""
    flying = tx.outbox.flying([message.outbox_id for message, result in answers if isinstance(result, Sent)])
    plain: list[tuple[FlyingRow, Sent]] = []
    rest = []
    for place, (message, result) in enumerate(answers):
        row = flying.pop(message.outbox_id, None)
        if row is not None and isinstance(result, Sent) and row.notice != GOODBYE:
            plain.append((row, result))
        else:
            rest.append(place)
    return plain, rest


def _settle_taken(tx: Tx, means: Means, plain: Sequence[tuple[FlyingRow, Sent]], now: datetime) -> None:
    tx.outbox.take_off([taken_off(means, row, sent, now) for row, sent in plain])
    show(tx, *(row for row, _ in plain))


def _settle(tx: Tx, means: Means, message: Outbound, result: Sent | SendFailed, now: datetime) -> None:
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
