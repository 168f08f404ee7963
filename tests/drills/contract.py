"""What every drill gives and takes. A drill is a module `tests/drills/rN_<word>.py` (N as in the table of promises) with

    DATABASES = ("sqlite", "postgresql")            # the databases it runs on
    def run(database: str, size: Size) -> Outcome   # one whole run, by itself: it makes and removes what it needs

`make nightly` finds the modules by their names; `make test` calls `run(database, SHORT)` and looks at `Outcome.ok`.
A drill picks its own seed, prints it, and never raises for a broken promise: that is an Outcome whose `ok` is False.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much of a drill: `short` (seconds, in `make test`), `night` (minutes), `full` (the counts of the promise)."""

    name: str

    def pick(self, short: int, night: int, full: int) -> int:
        return {"short": short, "night": night, "full": full}[self.name]


SHORT = Size("short")
NIGHT = Size("night")
FULL = Size("full")


@dataclass(frozen=True)
class Outcome:
    """One run of one drill on one database. `counts` holds what was really done (kills, messages, cuts …)."""

    promise: str  # "R1"
    database: str  # "sqlite" or "postgresql"
    counts: dict[str, int]
    lost: int
    doubled: int
    seconds: float
    ok: bool
    words: str  # one sentence: what held, or what broke with the seed to see it again
