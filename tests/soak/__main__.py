"""`make soak`: twenty messages a second for MINUTES minutes through two web and two worker processes on PostgreSQL, one of
which is killed at random every few seconds. Prints figures; ends with 1 when anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from tests.crash.reckoning import Reckoning, reckon, settle
from tests.crash.town import Town, database, town
from tests.crash.vendors import free_port
from tests.soak.front import Front

_TEXTS, _CHATS, _PHOTO_EVERY = 10, 10, 6  # a second; every so many seconds one photo
_KILL_EVERY_S = (4.0, 12.0)


async def soak(minutes: float, chance: random.Random) -> tuple[Reckoning, dict[str, float]]:
    with database("postgresql") as url:
        async with town(url, chance) as made:
            made.kinds = ("serve1", "serve2", "work1", "work2")
            made.ports = {"serve1": free_port(), "serve2": free_port()}
            front = Front(made.port, tuple(made.ports.values()))
            async with front.open():
                await made.start()
                for name in made.ports:
                    await made.answers(name)
                tasks = [asyncio.create_task(work) for work in (_killing(made, chance), _acting(made))]
                late = await _speaking(made, minutes * 60)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await settle(made)
                found = reckon(made)
            return found, {"kills": made.kills, "requests": front.handed, "answered 502": front.failed, "latest wave (s)": late}


async def _speaking(made: Town, seconds: float) -> float:
    """One wave a second, by the clock; gives how late the latest was, in seconds."""
    began, number, late = time.monotonic(), 0, 0.0
    while (due := began + number) < began + seconds:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late = max(late, time.monotonic() - due)
        made.people.speak(texts=_TEXTS, chats=_CHATS, photos=number % _PHOTO_EVERY == 0)
        number += 1
    return round(late, 2)


async def _killing(made: Town, chance: random.Random) -> None:
    while True:
        await asyncio.sleep(chance.uniform(*_KILL_EVERY_S))
        await made.kill(chance.choice(made.kinds))
        await made.start()


async def _acting(made: Town) -> None:
    while True:
        await made.staff.act()
        await asyncio.sleep(2.0)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    given = asked.parse_args()
    print(f"soak: {given.minutes:g} minutes, seed {given.seed}", flush=True)
    found, figures = asyncio.run(soak(given.minutes, random.Random(given.seed)))
    for name, figure in (figures | found.counts | {"lost": found.lost, "doubled": found.doubled}).items():
        print(f"  {name:24} {figure:>10,}")
    for fault in found.faults[:20]:
        print("  " + fault)
    print("Nothing was lost and nothing was doubled." if found.ok else "IT DID NOT HOLD.")
    return 0 if found.ok else 1


if __name__ == "__main__":
    sys.exit(main())
