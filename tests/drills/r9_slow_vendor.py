"""R9, a slow and half broken vendor: Twilio answers after 30 seconds, every second answer an error.

Webhooks are answered as ever, the breaker opens within ten seconds, sends do not pile up, a 911 line is tried all the
same; when Twilio is well again, everything arrives once.
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from api import asking, web
from api.sending import AT_ONCE, FOR_URGENT, Sending
from sms.fake import deliver
from tests.desk.line import Line, client_of
from tests.drills import skipping
from tests.drills.contract import Outcome, Size
from tests.drills.room import heard, know, number, outcome, queue, room
from tipline.breaker import Gate, gate
from tipline.message import Channel

DATABASES = ("sqlite", "postgresql")
ACK_S, OPENS_S, URGENT_S = 1.0, 10.0, 3.0


def run(database: str, size: Size) -> Outcome:
    """Messages queued, and webhooks that come meanwhile: 60 and 20; 500 and 200 at night; 2,000 and 1,000 in full."""
    began, count, coming = time.monotonic(), size.pick(60, 500, 2_000), size.pick(20, 200, 1_000)
    with room(database) as line:
        faults, counts, lost, doubled = skipping.run(line, lambda: _drill(line, count, coming))
    held = f"The breaker opened after {counts['opened_after_s']} s; webhooks waited for nothing; all {count} arrived."
    return outcome("R9", database, began, counts, faults, held, lost=lost, doubled=doubled)


async def _drill(line: Line, count: int, coming: int) -> tuple[list[str], dict[str, int], int, int]:
    twilio, loop = line.vendors.twilio, asyncio.get_running_loop()
    people = [number(n) for n in range(count)]
    ids = know(line, Channel.SMS, people)
    rows = queue(line, [(address, "Notice 2 - K7Q2") for address in ids])
    twilio.latency, twilio.fail_every = 30.0, 2
    sending = Sending(line.wiring, Channel.SMS)
    work, began = asyncio.create_task(_works(sending)), loop.time()
    opened, most = None, 0
    while loop.time() - began < 20:
        await asyncio.sleep(0.5)
        most = max(most, len(sending._flying))
        if opened is None and gate(sending.breaker, loop.time()) is not Gate.ALL:
            opened = loop.time() - began
    urgent = queue(line, [(ids[-1], "call 911")], urgent=True)[0]
    tried_after = await _until_tried(line, urgent)
    slowest = await _webhooks(line, coming)
    most = max(most, len(sending._flying))
    twilio.latency, twilio.fail_every = 0.0, 0
    well = line.now
    while _left(line, [*rows, urgent]) and line.now - well < timedelta(hours=6):
        await asyncio.sleep(5)
        await asking.settle_unknown(line.wiring)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    await sending.stop()
    return _reckon(line, people, opened, most, tried_after, slowest)


def _reckon(
    line: Line, people: list[str], opened: float | None, most: int, tried_after: float, slowest: float
) -> tuple[list[str], dict[str, int], int, int]:
    phones = heard(line, Channel.SMS)
    got = [phones.get(who, []).count("Notice 2 - K7Q2") for who in people]
    got.append(phones.get(people[-1], []).count("call 911"))
    faults = []
    if opened is None or opened > OPENS_S:
        faults.append(f"the breaker opened after {opened} s")
    if most > AT_ONCE + FOR_URGENT:
        faults.append(f"{most} sends at once")
    if tried_after > URGENT_S:
        faults.append(f"a 911 line was tried after {tried_after} s")
    if slowest > ACK_S:
        faults.append(f"a webhook was answered after {slowest} s")
    counts = {"messages": len(people), "opened_after_s": round(opened or -1), "most_at_once": most}
    return faults, counts, got.count(0), sum(n - 1 for n in got if n > 1)


async def _works(sending: Sending) -> None:
    while True:
        if not await sending.round():
            await asyncio.sleep(1)


async def _until_tried(line: Line, row: int) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() - began < 60:
        with line.read() as tx:
            if tx.outbox.get(row).tries:
                break
        await asyncio.sleep(0.5)
    return loop.time() - began


async def _webhooks(line: Line, coming: int) -> float:
    """The longest that a webhook waited for its 200."""
    loop, slowest = asyncio.get_running_loop(), 0.0
    app = web.build(line.wiring, with_worker=False)
    async with client_of(app) as client:
        for n in range(coming):
            began = loop.time()
            request = line.vendors.twilio.inbound(number(n), "they took a man")
            answer = await deliver(request, client, "https://tips.example.org")
            assert answer.status_code == 200
            slowest = max(slowest, loop.time() - began)
    return slowest


def _left(line: Line, rows: list[int]) -> bool:
    with line.read() as tx:
        return any(tx.outbox.get(row).state in ("queued", "sending", "unknown") for row in rows)
