"""R18, simulation: whole days at the desk drawn from seeds, on a virtual clock, with every trouble there is."""

from __future__ import annotations

import random
import time
from collections import Counter

from tests.drills.contract import SHORT, Outcome, Size
from tests.simulation.play import Told
from tests.simulation.runner import Remembered, play_seed, remember, remembered, site

DATABASES = ("sqlite", "postgresql")


def run(database: str, size: Size) -> Outcome:
    """2 seeds of 150 steps, 20 of 1,000, or 200 of 10,000; the longer forms also play what failed once, whole, and a
    seed that fails in them joins the remembered.
    """
    seeds, steps = size.pick(2, 20, 200), size.pick(150, 1_000, 10_000)
    began, counts, faults = time.monotonic(), Counter[str](), list[str]()
    lost = doubled = 0
    with site(database) as fresh:
        runs = [(random.SystemRandom().randrange(2**32), steps) for _ in range(seeds)]
        if size != SHORT:
            runs += [(run.seed, run.steps) for run in remembered() if run.database == database]
        for seed, length in runs:
            print(f"R18 on {database}, seed {seed}, {length} steps", flush=True)
            told, words = play_seed(fresh, database, seed, length)
            counts.update(told.counts)
            if told.fault is not None:
                faults.append(words)
                lost, doubled = lost + told.lost, doubled + told.doubled
                if size != SHORT:
                    remember(Remembered(seed, database, length, _first_line(told)))
    said = "\n".join(faults) or f"{len(runs)} seeds of {steps} steps: everything held after every storm."
    return Outcome("R18", database, {"seeds": len(runs), **counts}, lost, doubled, time.monotonic() - began, not faults, said)


def _first_line(told: Told) -> str:
    return (told.fault or "").splitlines()[0]
