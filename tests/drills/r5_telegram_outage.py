"""R5, our side is down for 23 hours: Telegram keeps what people write, and tells it afterwards, once and in order.

Half of the people write to a bot with a webhook, which Telegram calls again until it hears 200; half to one that is
polled. The answers to some are lost, the poller dies in between, and the database fails now and then: Telegram comes
again with what we may have.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from datetime import timedelta

from api.stand_ins import arrival
from bot.fake import FakeTelegram
from bot.polling import poll
from tests.desk.line import Line
from tests.drills.contract import Outcome, Size
from tests.drills.room import outcome, room
from tipline.desk import inbox
from tipline.desk.ports import Arrival
from tipline.message import Address, Channel

DATABASES = ("sqlite", "postgresql")
PATIENCE_S = 600.0


def run(database: str, size: Size) -> Outcome:
    """Updates: 120 in the short form, 1,000 at night, the promise's 5,000 in full."""
    began, count, seed = time.monotonic(), size.pick(120, 1_000, 5_000), random.SystemRandom().randrange(2**32)
    print(f"R5 on {database}, seed {seed}", flush=True)
    with room(database) as line:
        faults, counts, lost, doubled = asyncio.run(_drill(line, count, random.Random(seed)))
    held = f"{counts['updates']} updates of 23 hours came in once and in order, {counts['told_again']} of them told again."
    return outcome("R5", database, began, counts, [f"seed {seed}: {f}" for f in faults], held, lost=lost, doubled=doubled)


async def _drill(line: Line, count: int, chance: random.Random) -> tuple[list[str], dict[str, int], int, int]:
    written: dict[str, list[str]] = defaultdict(list)
    door, polled = line.vendors.telegram, FakeTelegram(line.vendors.bot, line.clock.now)
    polled._update_id += 1_000_000  # a bot of its own, whose numbers are not the other's
    posts = []
    for n in range(count):
        line.pass_time(timedelta(hours=23) / count)
        vendor, first = (door, 7_735_550_000) if n % 2 else (polled, 7_735_560_000)
        chat = first + chance.randrange(max(4, count // 20))
        text = f"text {len(written[str(chat)])} of one person"
        written[str(chat)].append(text)
        request = vendor.message(chat, text)
        posts += [request] if vendor is door else []
    told = await _posted(line, posts, chance)
    told += await _polled(line, polled, chance)
    left = len(door.waiting) + len(polled.waiting)
    return _reckon(line, written, told - count, [f"{left} updates are still at Telegram"] if left else [])


async def _posted(line: Line, posts: list, chance: random.Random) -> int:  # type: ignore[type-arg]
    """Telegram posts one after the other, and the same one again until it hears 200."""
    told = 0
    for request in posts:
        while True:
            told += 1
            if chance.random() < 0.1:
                continue  # we answer 503: nothing was stored
            inbox.accept(line.wiring.store, line.wiring.seals, arrival(request), line.now)
            if chance.random() < 0.9:  # else our answer is lost
                request.on_answer(request.update_id, 200, b"")
                break
    return told


async def _polled(line: Line, vendor: FakeTelegram, chance: random.Random) -> int:
    """Pollers that die, one after the other, until nothing waits."""
    told = 0

    async def accept(update: Arrival) -> bool:
        nonlocal told
        told += 1
        await asyncio.sleep(0)
        if chance.random() < 0.05:
            raise OSError("the database is away")
        return inbox.accept(line.wiring.store, line.wiring.seals, update, line.now)

    async def at_once(_seconds: float) -> None:
        await asyncio.sleep(0)

    async with asyncio.timeout(PATIENCE_S):
        while vendor.waiting:
            poller = asyncio.create_task(
                poll(vendor.settings, accept, transport=vendor.transport, sleep=at_once, wait_s=1)
            )
            dies_after = told + chance.randint(20, 400)
            while vendor.waiting and told < dies_after:
                await asyncio.sleep(0)
            poller.cancel()
            await asyncio.gather(poller, return_exceptions=True)
    return told


def _reckon(
    line: Line, written: dict[str, list[str]], again: int, faults: list[str]
) -> tuple[list[str], dict[str, int], int, int]:
    seals, lost, doubled = line.wiring.seals, 0, 0
    held: dict[bytes, list[str]] = defaultdict(list)
    with line.read() as tx:
        for row in tx.inbox.due(line.now, 1_000_000):
            heard = line.means.parsers[Channel.TELEGRAM](seals.open_inbox(row.payload), row.received_at)
            held[row.lookup].append(heard.text)
    for chat, texts in written.items():
        got = held.get(seals.lookup(Address(Channel.TELEGRAM, chat)), [])
        lost += len(set(texts) - set(got))
        doubled += len(got) - len(set(got))
        if got != texts:
            faults.append("a person's messages are out of order")
    return faults, {"updates": sum(map(len, written.values())), "told_again": again}, lost, doubled
