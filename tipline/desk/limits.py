"""Before a claimed message goes out: is it within what the line may spend, and does the line text there at all?

An automatic reply that finds no room is cancelled with its reason, since an answer that comes weeks later answers
nobody; the person's message is stored and ranked as ever. A notice waits, and looks again every hour. Both stand in the
case's conversation with their reason, and a banner tells the operator.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Protocol

from tipline import budget, consent
from tipline.budget import Budget, Claim, SmsLimits
from tipline.delivery import OutboxState, move
from tipline.desk.carry.turn import GOODBYE, LINE
from tipline.desk.outgoing import forget_when_due, show
from tipline.desk.records import Contact, OutboxRow
from tipline.desk.tx import Tx
from tipline.message import Channel, Outbound

RESERVE_ONLY, ALL_SPENT = "budget_reserve_only", "budget_spent"  # banners
# What the conversation remembers as said, by the sentence: what was not sent is said again when there is room.
_SAID = {"privacy_notice": "noticed", "intro": "introduced", "intro_received": "introduced"}


class LimitMeans(Protocol):
    """What is needed of tipline.desk.means.Means."""

    @property
    def sms_limits(self) -> SmsLimits | None: ...

    @property
    def zone(self) -> tzinfo: ...

    @property
    def hold_at_night(self) -> bool: ...


def may_go(tx: Tx, means: LimitMeans, contact: Contact, row: OutboxRow, message: Outbound, now: datetime) -> bool:
    """True when it may be sent now; else the row has been held or cancelled, with its reason."""
    limits = means.sms_limits
    if limits is None or contact.channel is not Channel.SMS:
        return True
    if not budget.is_texted(message.address.value, limits.prefixes):
        _cancel(tx, contact, row, budget.ABROAD, now)
        return False
    return limits.budget is None or _within(tx, means, limits.budget, contact, row, limits.segments(message.text), now)


def used(tx: Tx, zone: tzinfo, now: datetime) -> int:
    """Segments of SMS sent in this calendar month, those on their way included."""
    return tx.outbox.sms_segments(budget.month(now.astimezone(zone))[0])


def _within(
    tx: Tx, means: LimitMeans, held: Budget, contact: Contact, row: OutboxRow, cost: int, now: datetime
) -> bool:
    claim = _claim(row)
    if held.allows(claim, used(tx, means.zone, now), cost):
        tx.outbox.set_segments(row.id, cost)  # counted while it is on its way; settling writes the vendor's own count
        _clear(tx, claim)
        return True
    if claim is Claim.REST:
        _cancel(tx, contact, row, budget.OVER_BUDGET, now)
    else:
        _wait(tx, means, contact, row, now)
    tx.board.raise_banner(RESERVE_ONLY if claim is Claim.REST else ALL_SPENT, now)
    tx.changes.bump("banner", 0)
    return False


def _claim(row: OutboxRow) -> Claim:
    keys = {line.key for line in row.lines}
    return budget.claim_of(
        row.stream, keys, urgent=row.urgent, by_person=row.author is not None, last_word=row.notice == GOODBYE
    )


def _wait(tx: Tx, means: LimitMeans, contact: Contact, row: OutboxRow, now: datetime) -> None:
    """Until the next look; never into the night of a person who sleeps."""
    again = now + budget.AGAIN
    if means.hold_at_night:
        again = consent.hold_until(again.astimezone(means.zone), contact.last_inbound_at, contact.channel) or again
    state = move(OutboxState(row.state), "later")
    tries = row.tries - 1  # the claim was none: nothing was tried
    held = replace(row, state=state, lease_until=None, not_before=again, code=budget.OVER_BUDGET, tries=tries)
    tx.outbox.save(held)
    show(tx, row)


def _cancel(tx: Tx, contact: Contact, row: OutboxRow, code: str, now: datetime) -> None:
    cancelled = move(OutboxState(row.state), "cancel")
    tx.outbox.save(replace(row, state=cancelled, lease_until=None, code=code))
    unsaid = {_SAID[line.key] for line in row.lines if line.key in _SAID}
    state = tx.dialogues.get(contact.address_id)
    if unsaid and state is not None:
        tx.dialogues.put(contact.address_id, {**state, **dict.fromkeys(unsaid, False)}, now)
    if "noticed" in unsaid:  # it was put on record when it was decided
        tx.people.save(replace(tx.people.contact(contact.address_id), notice_version=None))
        tx.custody.append(now, LINE, "privacy notice not sent after all", f"reporter:{contact.reporter_id}", None)
    forget_when_due(tx, row)
    show(tx, row)


def _clear(tx: Tx, claim: Claim) -> None:
    """There is room again."""
    over = {Claim.REST: {RESERVE_ONLY, ALL_SPENT}, Claim.RESERVE: {ALL_SPENT}}.get(claim, set())
    for banner in tx.board.banners():
        if banner.kind in over:
            tx.board.clear_banner(banner.kind)
            tx.changes.bump("banner", 0)
