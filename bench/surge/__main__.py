"""`python -m bench.surge --seed 7 --seed 8 --database sqlite`: how well the line gathers a made surge."""

from __future__ import annotations

import argparse

from bench.house import DATABASES
from bench.surge.figures import EXPORTS, HELD_OUT, TUNED, measure


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.surge", description=__doc__)
    ask.add_argument("--seed", type=int, action="append", help=f"{TUNED} and {HELD_OUT} when none")
    ask.add_argument("--database", choices=DATABASES, action="append", help="sqlite when none")
    ask.add_argument("--own-facts", action="store_true", help="without the city's files beside the project")
    told = ask.parse_args()
    exports = EXPORTS if EXPORTS.is_dir() and not told.own_facts else None
    for database in told.database or DATABASES[:1]:
        for line in measure(database, told.seed or (TUNED, *HELD_OUT), exports):
            print(line, flush=True)


if __name__ == "__main__":
    main()
