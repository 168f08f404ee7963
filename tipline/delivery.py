"""Outbox states, back-off, leases, and delivery statuses that only move forward (SECURITY section 4)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class OutboxState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"  # taken or not: the vendor must be asked
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Stream(StrEnum):
    CONVERSATION = "conversation"
    NOTICE = "notice"
    ALERT = "alert"


class Delivery(StrEnum):
    """What a vendor said of a message, in the order in which it can be said."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


LEASE = timedelta(seconds=60)
BACK_OFF = tuple(timedelta(seconds=s) for s in (2, 10, 30, 120, 600, 1800, 3600))
MAX_TRIES = 24
_RANK = {None: 0, "accepted": 1, "sent": 2, "failed": 3, "delivered": 4}

# (from, event) -> to. A missing entry is an error: the diagram in docs/ is drawn from this table.
TABLE: dict[tuple[OutboxState, str], OutboxState] = {
    (OutboxState.QUEUED, "claim"): OutboxState.SENDING,
    (OutboxState.QUEUED, "cancel"): OutboxState.CANCELLED,
    (OutboxState.SENDING, "taken"): OutboxState.ACCEPTED,
    (OutboxState.SENDING, "later"): OutboxState.QUEUED,
    (OutboxState.SENDING, "refused"): OutboxState.FAILED,
    (OutboxState.SENDING, "unclear"): OutboxState.UNKNOWN,
    (OutboxState.SENDING, "cancel"): OutboxState.CANCELLED,
    (OutboxState.UNKNOWN, "taken"): OutboxState.ACCEPTED,
    (OutboxState.UNKNOWN, "later"): OutboxState.QUEUED,
    (OutboxState.UNKNOWN, "refused"): OutboxState.FAILED,
    (OutboxState.UNKNOWN, "delivered"): OutboxState.DELIVERED,
    (OutboxState.UNKNOWN, "failed"): OutboxState.FAILED,
    (OutboxState.SENDING, "delivered"): OutboxState.DELIVERED,
    (OutboxState.SENDING, "failed"): OutboxState.FAILED,
    (OutboxState.ACCEPTED, "delivered"): OutboxState.DELIVERED,
    (OutboxState.ACCEPTED, "failed"): OutboxState.FAILED,
    (OutboxState.FAILED, "delivered"): OutboxState.DELIVERED,
}


def move(state: OutboxState, event: str) -> OutboxState:
    """The next state. Raises KeyError on a move the table does not know."""
    return TABLE[(state, event)]


def advance(held: str | None, said: str) -> str | None:
    """The later of two delivery statuses; callbacks arrive late, twice and out of order."""
    return said if _RANK[said] > _RANK[held] else held


def wait(tries: int) -> timedelta:
    """How long to wait after this many tries."""
    return BACK_OFF[min(max(tries, 1), len(BACK_OFF)) - 1]
