"""When a notice may go out: at night an SMS waits for the morning and a Telegram message comes without a sound."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from tipline.desk.records import Contact
from tipline.message import Channel

NIGHT_FROM, NIGHT_TO = time(21), time(8)  # local
STILL_TALKING = timedelta(minutes=60)  # after the person's own message nothing is unsolicited


def hour(contact: Contact, now: datetime, zone: tzinfo, *, hold: bool) -> tuple[datetime, bool]:
    """(not before, silently). `hold` False: the installation holds nothing."""
    local = now.astimezone(zone)
    night = local.time() >= NIGHT_FROM or local.time() < NIGHT_TO
    talking = contact.last_inbound_at is not None and now - contact.last_inbound_at < STILL_TALKING
    if not (hold and night) or talking:
        return now, False
    if contact.channel is Channel.TELEGRAM:
        return now, True
    day = local.date() + timedelta(days=1 if local.time() >= NIGHT_FROM else 0)
    return datetime.combine(day, NIGHT_TO, zone).astimezone(now.tzinfo), False
