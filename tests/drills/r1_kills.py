"""R1: what was acknowledged is stored, once, however often the processes are killed."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from datetime import timedelta

from tests.crash.points import Tally
from tests.crash.reckoning import Reckoning, reckon, recover, settle
from tests.crash.town import STOPPED_S, Town, database, town
from tests.drills.contract import Outcome, Size

DATABASES = ("sqlite", "postgresql")
_RESPITE = 3  # after so many kills the line may finish what it has taken in: five over one delivery park it
_LEASES_OVER = timedelta(seconds=65)
_NEXT_ROUND = timedelta(minutes=61)  # one process of all sweeps the vault, once an hour
_LATEST_KILL_S, _PATIENCE_S, _TRIES = 0.6, 8.0, 5


def run(database_name: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R1 {database_name}: seed {seed}", flush=True)
    with database(database_name) as url:
        found, unreached = asyncio.run(_storm(url, random.Random(seed), size))
    words = "; ".join(found.faults[:5]) or "every acknowledged message and act is there once, every line was sent once"
    if unreached:
        words += f"; not reached: {', '.join(unreached[:8])}"
    ok = found.ok and not unreached
    return Outcome(
        "R1", database_name, found.counts, found.lost, found.doubled, time.monotonic() - began, ok,
        words if ok else f"seed {seed}: {words}",
    )


async def _storm(url: str, chance: random.Random, size: Size) -> tuple[Reckoning, list[str]]:
    async with town(url, chance) as made:
        for _ in range(size.pick(1, 3, 3)):  # what an undisturbed line passes
            await made.start()
            await made.answers()
            await _wave(made, chance, 0, media=True)
            await settle(made)
        points = _points(made)
        if size.name == "short":
            points = chance.sample(points, 8)
        kills = size.pick(8, 200, 1000)
        for number in range(kills):
            await _respite(made)
            await _random_kill(made, chance, number)
            _progress("kill", number, kills)
        unreached = []
        for number, (kind, point) in enumerate(points):
            _progress("point", number, len(points))
            if not await _kill_at(made, chance, kind, point):
                unreached.append(f"{kind} {point}")
        await settle(made)
        found = reckon(made)
        found.counts = {"kills": kills, "points": len(points) - len(unreached)} | found.counts
        return found, unreached


async def _respite(made: Town) -> None:
    if max(made.since_recovery.values(), default=0) >= _RESPITE:
        made.forward(_LEASES_OVER)
        await recover(made)


def _progress(what: str, number: int, of: int) -> None:
    if number % 25 == 24:
        print(f"{what} {number + 1} of {of}", flush=True)


def _points(made: Town) -> list[tuple[str, str]]:
    """(kind of process, point) for every point the load passes."""
    return [(kind, point) for kind in made.kinds for point in Tally(made.folder / f"tally-{kind}").passed()]


async def _wave(made: Town, chance: random.Random, number: int, *, media: bool = False) -> None:
    """Messages from many people, and a supervisor at work."""
    made.people.speak(photos=media or number % 3 == 0, albums=media or number % 5 == 0)
    await made.staff.act()


async def _random_kill(made: Town, chance: random.Random, number: int) -> None:
    """Kill one process at any moment, from its start on; the others die with it or live on."""
    await made.start()
    if chance.random() < 0.8:  # else in the middle of its start
        await made.answers()
    delay = chance.uniform(0.0, _LATEST_KILL_S)
    wave = asyncio.create_task(_wave(made, chance, number))
    await asyncio.sleep(delay)
    await made.kill(chance.choice(made.kinds))
    if chance.random() < 0.7 or len(made.kinds) == 1:
        await made.kill_all()
        made.forward(_LEASES_OVER)
    await wave


async def _kill_at(made: Town, chance: random.Random, kind: str, point: str) -> bool:
    """Kill a process at a point of its own choice; False when it never came there."""
    for nth in (chance.choice((1, 1, 2, 3)), *[1] * (_TRIES - 1)):
        await _respite(made)
        await made.kill_all()
        made.forward(_NEXT_ROUND if point.startswith("vault.sweep") else _LEASES_OVER)
        await made.start((kind, point, nth))
        media = point.startswith(("media", "vault", "decoder", "tx.evidence"))
        await made.answers()
        wave = asyncio.create_task(_waves(made, chance, media=media))
        code = await made.forge.ended(made.running[kind], _PATIENCE_S)
        if code is None:  # some points are passed only by one who is told to stop with much work before it
            made.people.speak(texts=30, chats=60)
            await asyncio.sleep(chance.uniform(0.1, 0.5))
            made.forge.kill(made.running[kind], signal.SIGTERM)
            code = await made.forge.ended(made.running[kind], STOPPED_S)
        wave.cancel()
        await asyncio.gather(wave, return_exceptions=True)
        await made.kill_all()
        if code == -9:
            return True
    return False


async def _waves(made: Town, chance: random.Random, *, media: bool) -> None:
    while True:
        made.people.newcomer()  # everybody else may be known by now, and some points are passed with new people only
        await _wave(made, chance, 1, media=media)
        await asyncio.sleep(1.0)
