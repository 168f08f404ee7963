"""`make simulate`: play seeds until one fails or their number is done; a failing one joins the remembered."""

from __future__ import annotations

import argparse
import random
import sys

from api import logs
from tests.simulation.runner import Remembered, play_seed, remember, site


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, help="this one alone")
    asked.add_argument("--seeds", type=int, default=1, help="so many by chance")
    asked.add_argument("--steps", type=int, default=1000)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = asked.parse_args()
    logs.configure()
    chosen = [given.seed] if given.seed is not None else [random.SystemRandom().randrange(2**32) for _ in range(given.seeds)]
    with site(given.database) as fresh:
        for seed in chosen:
            told, words = play_seed(fresh, given.database, seed, given.steps)
            print(f"{words} {told.counts}", flush=True)
            if told.fault is not None:
                remember(Remembered(seed, given.database, given.steps, told.fault.splitlines()[0]))
                return 1
    return 0


sys.exit(main())
