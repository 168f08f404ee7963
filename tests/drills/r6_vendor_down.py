"""R6, a vendor is down for an hour: what was queued goes out afterwards, each person's in order, within Telegram's limits.

What was too late by then is not sent. Nothing but 911 lines and trials knocks at a vendor that is down.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from api import asking
from api.sending import Sending
from tests.desk.line import Line
from tests.drills import skipping
from tests.drills.contract import Outcome, Size
from tests.drills.room import heard, know, number, outcome, queue, room
from tipline.message import Channel

DATABASES = ("sqlite", "postgresql")
EACH = 5  # notices a person
KNOCKS = 500  # at a vendor that is down for an hour, at most: trials, no storm
OVERALL, PER_CHAT, ROUNDING = 30, timedelta(seconds=1), timedelta(milliseconds=1)


def run(database: str, size: Size) -> Outcome:
    """Notices: 100 in the short form, 1,000 at night, the promise's 5,000 in full, half of them on each channel."""
    began, people = time.monotonic(), size.pick(20, 200, 1_000)
    with room(database) as line:
        faults, counts, lost, doubled = skipping.run(line, lambda: _drill(line, people))
    held = f"{counts['notices']} notices were there {counts['seconds_to_drain']} s after the vendors' return."
    return outcome("R6", database, began, counts, faults, held, lost=lost, doubled=doubled)


async def _drill(line: Line, people: int) -> tuple[list[str], dict[str, int], int, int]:
    told, rows = {}, list[int]()
    for channel, values in _people(people).items():
        ids = know(line, channel, values)
        for n in range(EACH):
            rows += queue(line, [(address, f"Notice {n} - K7Q2") for address in ids])
        told[channel] = values
        queue(line, [(address, "an alert of half an hour") for address in ids], stream="alert",
              expires_at=line.now + timedelta(minutes=30))
    down = [line.vendors.twilio, line.vendors.telegram]
    for vendor in down:
        vendor.unreachable = True  # type: ignore[attr-defined]
    work = [asyncio.create_task(_works(Sending(line.wiring, channel))) for channel in Channel]
    knocks = _count_tries(line)
    await asyncio.sleep(3600)
    tried = _count_tries(line) - knocks
    for vendor in down:
        vendor.unreachable = False  # type: ignore[attr-defined]
    back = line.now
    while _left(line, rows) and line.now - back < timedelta(hours=6):
        await asyncio.sleep(5)
        await asking.settle_unknown(line.wiring)
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    faults, lost, doubled = _reckon(line, told)
    if tried > KNOCKS:
        faults.append(f"{tried} sends were tried while the vendors were down")
    counts = {"notices": len(rows), "tried_while_down": tried, "seconds_to_drain": int((line.now - back).total_seconds())}
    return faults, counts, lost, doubled


def _people(count: int) -> dict[Channel, list[str]]:
    return {
        Channel.SMS: [number(n) for n in range(count // 2)],
        Channel.TELEGRAM: [str(7_735_550_000 + n) for n in range(count - count // 2)],
    }


async def _works(sending: Sending) -> None:
    while True:
        if not await sending.round():
            await asyncio.sleep(5)


def _count_tries(line: Line) -> int:
    with line.read() as tx:
        return int(tx.conn.exec_driver_sql("SELECT coalesce(sum(tries), 0) FROM outbox").scalar() or 0)  # type: ignore[attr-defined]


def _left(line: Line, rows: list[int]) -> bool:
    with line.read() as tx:
        return any(tx.outbox.get(row).state in ("queued", "sending", "unknown") for row in rows[-1:] + rows[:1] + rows)


def _reckon(line: Line, told: dict[Channel, list[str]]) -> tuple[list[str], int, int]:
    faults, lost, doubled = list[str](), 0, 0
    for channel, values in told.items():
        phones = heard(line, channel)
        for value in values:
            got = phones.get(value, [])
            notices = [text for text in got if text.startswith("Notice")]
            lost += EACH - len(set(notices))
            doubled += len(notices) - len(set(notices))
            if notices != sorted(notices):
                faults.append("a person's notices are out of order")
            if len(got) > len(notices):
                faults.append("an alert was sent when it was too late")
    return faults + _over_the_limits(line), lost, doubled


def _over_the_limits(line: Line) -> list[str]:
    at = sorted(message.at for message in line.vendors.telegram.sent)
    crowded = any(later - first < timedelta(seconds=1) - ROUNDING for first, later in zip(at, at[OVERALL:], strict=False))
    chats = defaultdict(list)
    for message in line.vendors.telegram.sent:
        chats[message.chat_id].append(message.at)
    hasty = any(
        later - first < PER_CHAT - ROUNDING
        for times in chats.values() for first, later in pairwise(times)
    )
    return ["more than 30 messages in a second"] * crowded + ["two messages in a second to one chat"] * hasty
