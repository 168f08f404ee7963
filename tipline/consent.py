"""What a person agreed to: opting out, quiet hours, whom a notice may reach (DOMAIN section 5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from tipline.message import Channel

# Alone on SMS these are answered and blocked by the carrier itself; on Telegram they get our one confirmation.
CARRIER_STOP = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
CARRIER_START = frozenset({"start", "unstop", "yes"})
CARRIER_HELP = frozenset({"help", "info"})
# Words the line never asks anyone to send as an answer on SMS, because a carrier takes them.
NEVER_FLOW_WORDS = frozenset({"yes", "cancel", "end", "quit", "stop", "info"})

NIGHT_FROM, NIGHT_TO = time(21), time(8)  # local
STILL_TALKING = timedelta(minutes=60)  # after the person's own message nothing is unsolicited

REQUESTED, NOT_REQUESTED = "requested", "not_requested"  # confidentiality; both are treated as confidential


def is_carrier_keyword(text: str) -> bool:
    """A carrier's opt-out keyword alone, in any case."""
    return text.strip().casefold() in CARRIER_STOP


def is_night(local: datetime) -> bool:
    """Between 21:00 and 08:00 of the line's own time zone."""
    return local.time() >= NIGHT_FROM or local.time() < NIGHT_TO


def hold_until(local: datetime, last_heard: datetime | None, channel: Channel) -> datetime | None:
    """Until when an unsolicited notice waits; None: it may go now.

    `local`: now, aware, in the line's time zone. `last_heard`: the person's last message, aware. Only SMS notices
    wait. Replies, emergency lines, answers to STOP and HELP, and what a dispatcher writes are never asked about here.
    """
    talking = last_heard is not None and local - last_heard < STILL_TALKING
    if channel is not Channel.SMS or talking or not is_night(local):
        return None
    day = local.date() + timedelta(days=1 if local.time() >= NIGHT_FROM else 0)
    return datetime.combine(day, NIGHT_TO, local.tzinfo)


def is_silent(local: datetime, last_heard: datetime | None, channel: Channel) -> bool:
    """A Telegram notice at night goes out at once, without a sound."""
    talking = last_heard is not None and local - last_heard < STILL_TALKING
    return channel is Channel.TELEGRAM and is_night(local) and not talking


def may_tell(*, opted_out: str | None, blocked: bool, forgotten: bool, muted: bool) -> bool:
    """Whether a notice may be sent to this contact at all. A reply of a person may also reach a muted one."""
    return not (opted_out or blocked or forgotten or muted)
