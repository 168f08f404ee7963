"""One process of the line, as `tipline serve` or `tipline work` starts it, with named points at its ports.

Run by itself (`python -m tests.crash.process '{"what": "serve", …}'`) or forked from tests/crash/forge.py.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from api import logs, processes, wiring
from api import settings as setting
from api.readers import Knowledge
from tests.crash.clock import SharedClock
from tests.crash.points import Points, Tally, place
from tests.power.shim import Inside


@dataclass(frozen=True)
class Order:
    """What to start. `what`: "serve" or "work"; `environ`: its TIPLINE_ settings; `folder`: the drill's own, for clock,
    tally and log; `armed`: the point to die at, at its `nth` pass; `fault`: (kind of call, nth, errno) to fail once,
    for a process under tests/power/shim.c; `name` tells processes of one kind apart.
    """

    what: str
    environ: dict[str, str]
    folder: str
    armed: str | None = None
    nth: int = 1
    fault: tuple[int, int, int] | None = None
    name: str = ""

    def as_line(self) -> str:
        return json.dumps(asdict(self))

    @property
    def tally(self) -> Path:
        return Path(self.folder) / f"tally-{self.name or self.what}"


def run(order: Order, known: Knowledge | None = None) -> None:
    """Until it is told to stop, or dies."""
    logs.configure()
    points = Points(Tally(order.tally), order.armed, order.nth)
    clock = SharedClock(Path(order.folder) / "clock")

    def build(settings: setting.Settings, **named: Any) -> wiring.Wiring:
        return place(wiring.build(settings, clock=clock, known=known, **named), points)

    if order.fault is not None:
        Inside().fail(*order.fault)
    start = partial(processes.serve if order.what == "serve" else processes.work, build=build)
    start(setting.load(order.environ))


def to_log(order: Order) -> None:
    """What the process says goes to the drill's log."""
    log = os.open(Path(order.folder) / f"log-{order.name or order.what}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


if __name__ == "__main__":
    run(Order(**json.loads(sys.argv[1])))
