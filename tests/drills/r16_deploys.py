"""R16: the line is stopped, migrated and started again and again under load; nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import random
import time

import storage.migrate
from tests.crash.reckoning import Reckoning, reckon, settle
from tests.crash.town import Town, database, town
from tests.drills.contract import Outcome, Size

DATABASES = ("sqlite", "postgresql")


def run(database_name: str, size: Size) -> Outcome:
    """Deploys 2, 15 or 20 times, with 2, 4 or 30 seconds between."""
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R16 {database_name}: seed {seed}", flush=True)
    with database(database_name) as url:
        found = asyncio.run(_deploys(url, random.Random(seed), size.pick(2, 15, 20), size.pick(2, 4, 30)))
    words = "; ".join(found.faults[:5]) or "everything acknowledged was there once after every deploy"
    return Outcome(
        "R16", database_name, found.counts, found.lost, found.doubled, time.monotonic() - began, found.ok,
        words if found.ok else f"seed {seed}: {words}",
    )


async def _deploys(url: str, chance: random.Random, count: int, seconds: int) -> Reckoning:
    async with town(url, chance) as made:
        await made.start()
        load = asyncio.create_task(_load(made))
        for _ in range(count):
            await asyncio.sleep(seconds)
            await made.stop()
            await asyncio.to_thread(storage.migrate.upgrade, made.settings.database)
            await made.start()
            await made.answers()
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        await settle(made)
        found = reckon(made)
        found.counts = {"deploys": count} | found.counts
        return found


async def _load(made: Town) -> None:
    number = 0
    while True:
        number += 1
        made.people.speak(texts=2, chats=2, photos=number % 8 == 0)
        await made.staff.act()
        await asyncio.sleep(0.5)
