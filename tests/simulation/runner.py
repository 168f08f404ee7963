"""Runs of the simulation: a seed on a database of its own, made small when it fails, remembered until it holds."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage import migrate
from tests.simulation.play import LOOK_EVERY, Step, Told, draw, play
from tests.simulation.world import World
from tests.storage import postgres

_MEMORY = "/dev/shm"
SEEDS = Path(__file__).with_name("seeds.txt")
Fresh = Callable[[], AbstractContextManager[tuple[Path, str]]]  # an empty folder and a fresh, migrated database


@dataclass(frozen=True, slots=True)
class Remembered:
    """A run that failed once. `why`: what it found."""

    seed: int
    database: str
    steps: int
    why: str


@contextmanager
def site(database: str) -> Iterator[Fresh]:
    """A place for runs on one kind of database."""
    if database == "sqlite":
        yield _files
        return
    with postgres.running() as server:

        @contextmanager
        def fresh() -> Iterator[tuple[Path, str]]:
            with tempfile.TemporaryDirectory(prefix="simulation-") as folder, server.database() as url:
                yield Path(folder), url

        yield fresh


@contextmanager
def _files() -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="simulation-", dir=_MEMORY if Path(_MEMORY).is_dir() else None) as name:
        folder = Path(name)  # nobody cuts the power here: R2 does
        (folder / "data").mkdir()
        url = f"sqlite:///{folder / 'data' / 'tipline.db'}"
        migrate.upgrade(url)
        yield folder, url


def once(
    fresh: Fresh, seed: int, steps: Sequence[Step], look_every: int = LOOK_EVERY, spoil: Callable[[World], None] | None = None
) -> Told:
    with fresh() as (folder, url):
        return asyncio.run(play(folder, url, seed, steps, look_every=look_every, spoil=spoil))


def smaller(fresh: Fresh, seed: int, steps: Sequence[Step], fault: str, seconds: float = 150.0) -> tuple[list[Step], Told]:
    """The fewest steps found within the time that still end in the same fault, and how they went.

    Takes out ever smaller parts, and looks after every step once few are left.
    """
    end = time.monotonic() + seconds
    kept, told, size = list(steps), Told(), max(1, len(steps) // 2)
    while time.monotonic() < end and kept:
        cut = False
        for at in range(0, len(kept), size):
            tried = kept[:at] + kept[at + size :]
            again = once(fresh, seed, tried, look_every=1 if len(tried) < 150 else LOOK_EVERY)
            if again.fault is not None and _kind(again.fault) == _kind(fault):
                kept, told, cut = tried[: again.steps], again, True
                break
            if time.monotonic() > end:
                break
        if not cut and size == 1:
            break
        size = min(size, max(1, len(kept) // 2)) if cut else max(1, size // 2)
    return kept, told


def _kind(fault: str) -> str:
    """The fault without its numbers."""
    return re.sub(r"\d+", "#", fault)[:60]


def remembered() -> list[Remembered]:
    lines = [line for line in SEEDS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    parts = [line.split(maxsplit=3) for line in lines]
    return [Remembered(int(seed), database, int(steps), why) for seed, database, steps, why in parts]


def remember(run: Remembered) -> None:
    if run not in remembered():
        with SEEDS.open("a", encoding="utf-8") as file:
            file.write(f"{run.seed} {run.database} {run.steps} {run.why}\n")


def play_seed(fresh: Fresh, database: str, seed: int, count: int) -> tuple[Told, str]:
    """One seed's run, and what to say of it: that it held, or the smallest story of how it did not."""
    steps = draw(seed, count)
    told = once(fresh, seed, steps)
    if told.fault is None:
        return told, f"Seed {seed} on {database}: {count} steps, everything held."
    few, small = smaller(fresh, seed, steps, told.fault)
    again = f"make simulate SEED={seed} DATABASE={database} STEPS={count}"
    story = "\n".join(small.story or told.story[-20:])
    return told, f"{told.fault}\nAgain: {again}\nIn {len(few)} steps:\n{story}\n{small.fault}"
