"""R2: what was acknowledged is stored after a power cut, too. SQLite; PostgreSQL's own promise is its makers'."""

from __future__ import annotations

import random
import time

from tests.drills.contract import Outcome, Size
from tests.power.cuts import cut, recorded

DATABASES = ("sqlite",)


def run(database: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R2 {database}: seed {seed}", flush=True)
    with recorded(size.pick(36, 360, 1800), seed) as (disk, acts):
        found = cut(disk, acts, size.pick(60, 1000, 20_000), random.Random(seed))
    ok = not (found.lost or found.broken)
    words = f"after each of {found.cuts} cuts every promise was kept" if ok else f"seed {seed}: {found.faults[:5]}"
    counts = {"cuts": found.cuts, "changes on disk": len(acts), "promises looked at": found.promises}
    return Outcome("R2", database, counts, found.lost, 0, time.monotonic() - began, ok, words)
