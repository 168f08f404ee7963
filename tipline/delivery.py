"""Outbox states, back-off, leases, and delivery statuses that only move forward (SECURITY section 4)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from tipline.message import Channel


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


class Answer(StrEnum):
    """What is known of an unknown message when it is looked at."""

    TAKEN = "taken"  # the vendor has it
    ABSENT = "absent"  # the vendor was asked and has it not
    UNSURE = "unsure"  # the vendor could not be asked, or shows something that may be it
    ONCE = "once"  # the vendor can never be asked; one send has ended without an answer
    TWICE = "twice"  # the same after the repeat
    GONE = "gone"  # the address was forgotten: nobody to ask about, nobody to send to


LEASE = timedelta(seconds=60)
LATEST_START = timedelta(seconds=25)  # of a lease: who has not begun to send by then leaves it to the next claim
LONGEST_SEND = timedelta(seconds=30)  # a send without an answer by then is unclear, well before its lease ends
ASK_AFTER, ASK_AGAIN = timedelta(minutes=2), timedelta(minutes=1)
REPEAT_AFTER = timedelta(seconds=60)
CAN_BE_ASKED = frozenset({Channel.SMS})  # Telegram's Bot API shows a bot nothing of what it has sent
BACK_OFF = tuple(timedelta(seconds=s) for s in (2, 10, 30, 120, 600, 1800, 3600))
MAX_TRIES = 24
TROUBLE = ("unreachable", "server_fault", "20500", "20503")  # codes that speak of the vendor, not of the message
_RANK = {None: 0, "accepted": 1, "sent": 2, "failed": 3, "delivered": 4}

# (from, event) -> to. A missing entry is an error: the diagram in docs/ is drawn from this table.
TABLE: dict[tuple[OutboxState, str], OutboxState] = {
    (OutboxState.QUEUED, "claim"): OutboxState.SENDING,
    (OutboxState.QUEUED, "cancel"): OutboxState.CANCELLED,
    (OutboxState.QUEUED, "taken"): OutboxState.ACCEPTED,  # the vendor's own word on an earlier try
    (OutboxState.QUEUED, "delivered"): OutboxState.DELIVERED,
    (OutboxState.QUEUED, "failed"): OutboxState.FAILED,
    (OutboxState.SENDING, "taken"): OutboxState.ACCEPTED,
    (OutboxState.SENDING, "later"): OutboxState.QUEUED,
    (OutboxState.SENDING, "refused"): OutboxState.FAILED,
    (OutboxState.SENDING, "unclear"): OutboxState.UNKNOWN,
    (OutboxState.SENDING, "cancel"): OutboxState.CANCELLED,
    (OutboxState.UNKNOWN, "taken"): OutboxState.ACCEPTED,
    (OutboxState.UNKNOWN, "later"): OutboxState.QUEUED,
    (OutboxState.UNKNOWN, "refused"): OutboxState.FAILED,
    (OutboxState.UNKNOWN, "absent"): OutboxState.QUEUED,
    (OutboxState.UNKNOWN, "repeat"): OutboxState.QUEUED,
    (OutboxState.UNKNOWN, "lost"): OutboxState.FAILED,
    (OutboxState.UNKNOWN, "delivered"): OutboxState.DELIVERED,
    (OutboxState.UNKNOWN, "failed"): OutboxState.FAILED,
    (OutboxState.SENDING, "delivered"): OutboxState.DELIVERED,
    (OutboxState.SENDING, "failed"): OutboxState.FAILED,
    (OutboxState.ACCEPTED, "delivered"): OutboxState.DELIVERED,
    (OutboxState.ACCEPTED, "failed"): OutboxState.FAILED,
    (OutboxState.FAILED, "delivered"): OutboxState.DELIVERED,
}

# What an answer leads to, once the message has been unknown for so long; before that it is looked at again.
# ABSENT waits for a look a minute after the first: a list may lag, and a request given up may still be on its way.
SETTLING: dict[Answer, tuple[str, timedelta]] = {
    Answer.TAKEN: ("taken", timedelta(0)),
    Answer.ABSENT: ("absent", ASK_AFTER + ASK_AGAIN),
    Answer.UNSURE: ("lost", timedelta(hours=24)),
    Answer.ONCE: ("repeat", REPEAT_AFTER),
    Answer.TWICE: ("lost", timedelta(0)),
    Answer.GONE: ("lost", timedelta(0)),
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


def first_look(channel: Channel) -> timedelta:
    """How long after a message became unknown it is first looked at."""
    return ASK_AFTER if channel in CAN_BE_ASKED else REPEAT_AFTER


def settles(answer: Answer, age: timedelta) -> str | None:
    """The event this answer is, for a message unknown for `age` when the vendor was asked; None: look again later."""
    event, after = SETTLING[answer]
    return event if age >= after else None
