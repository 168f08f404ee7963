"""R12: a write, fsync, rename or the like fails once; the line refuses or ends, and nothing acknowledged is lost.

The calls are those on the data folder: the embedded database and the vault; on PostgreSQL the vault alone.
"""

from __future__ import annotations

import asyncio
import errno
import random
import time
from datetime import timedelta
from pathlib import Path

from tests.crash.reckoning import Reckoning, reckon, recover, settle
from tests.crash.town import Town, database, town
from tests.drills.contract import Outcome, Size
from tests.power import shim
from tests.power.record import read

DATABASES = ("sqlite", "postgresql")
_LEASES_OVER, _RESPITE, _WAVE_S, _PATIENCE_S = timedelta(seconds=310), 3, 1.5, 20.0
# A kind of call, and how many of it one wave makes, about: on SQLite, with the vault alone
_CALLS = {
    shim.WRITE: (300, 12), shim.SYNC: (60, 9), shim.CREATE: (12, 9), shim.LINK: (4, 4), shim.UNLINK: (6, 6),
    shim.FOLDER: (6, 6),
}
_ERRORS = (errno.EIO, errno.ENOSPC)


def run(database_name: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R12 {database_name}: seed {seed}", flush=True)
    with database(database_name) as url:
        found = asyncio.run(_days(url, random.Random(seed), size.pick(4, 60, 500)))
    words = "; ".join(found.faults[:5]) or "after every failed call everything acknowledged was there once"
    return Outcome(
        "R12", database_name, found.counts, found.lost, found.doubled, time.monotonic() - began, found.ok,
        words if found.ok else f"seed {seed}: {words}",
    )


def _under(folder: Path) -> dict[str, str]:
    return shim.environ(folder / "data", folder / "record", marks_only=True)


async def _days(url: str, chance: random.Random, count: int) -> Reckoning:
    async with town(url, chance, under=_under) as made:
        ended, deaf = 0, 0
        for number in range(count):
            kind = chance.choice(tuple(_CALLS))
            most = _CALLS[kind][not made.settings.embedded]
            await made.start(fault=(kind, chance.randint(1, most), chance.choice(_ERRORS)))
            if await made.answers():
                made.people.speak(photos=True)
                await made.staff.act()
                await asyncio.sleep(_WAVE_S)
            if made.lives("serve"):
                deaf += not await _hears(made)
            else:
                ended += 1
            await made.kill_all()
            made.forward(_LEASES_OVER)
            if number % _RESPITE == 0:
                await recover(made)
        await settle(made)
        found = reckon(made)
        if deaf:
            found.faults.append(f"deaf after a failed call: {deaf}")
        failed = sum(act.data.startswith(b"failed") for act in read(made.folder / "record"))
        found.counts = {"failed calls": failed, "days": count, "ended by it": ended} | found.counts
        return found


async def _hears(made: Town) -> bool:
    """Whether the line still takes a message in, without hands."""
    chat = 773_559_999
    request = made.vendors.telegram.message(chat, "yes")
    made.vendors.update(request, chat)
    end = time.monotonic() + _PATIENCE_S
    while f"{chat}:{request.message_id}" not in made.vendors.ledger.acked and time.monotonic() < end:
        await asyncio.sleep(0.05)
    return f"{chat}:{request.message_id}" in made.vendors.ledger.acked
