"""`make bench`: all of it, one table. `python -m bench ack --rounds 3 --database sqlite`: a part of it."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import ack, console, outbox, processing, queue, table
from bench.house import DATABASES
from bench.surge import figures as surge

BENCHMARKS: dict[str, Callable[[str, int], table.Result | tuple[table.Result, ...]]] = {
    "ack": ack.measure, "processing": processing.measure, "outbox": outbox.measure, "queue": queue.measure,
}
# Those that print a table of their own.
TABLES: dict[str, Callable[[str, int], Iterator[str]]] = {"surge": surge.rounds, "console": console.measure}


def main() -> None:
    every = [*BENCHMARKS, *TABLES]
    ask = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    ask.add_argument("which", nargs="*", default=every, help=f"of {', '.join(every)}; all when none")
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--database", choices=DATABASES, action="append")
    told = ask.parse_args()
    print(f"{_machine()}; {told.rounds} rounds, interleaved; medians\n")
    results: list[table.Result] = []
    for name in told.which:
        for database in told.database or DATABASES:
            print(f"... {name} on {database}", file=sys.stderr, flush=True)
            if name in TABLES:
                print("\n".join(TABLES[name](database, told.rounds)) + "\n", flush=True)
                continue
            found = BENCHMARKS[name](database, told.rounds)
            results += found if isinstance(found, tuple) else (found,)
    print("\n".join(table.lines(results)))


def _machine() -> str:
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "a processor")
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
