"""`make nightly`: every drill on every database it knows, a line each, and a table of what came of it.

Lines that held are remembered by commit, so that a run that was interrupted goes on where it stopped. FULL=1 takes the
counts of the promises, ONLY=R1,R7 some of them. Each line runs in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.drills.contract import Outcome, Size

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_LONGEST_S = {"short": 600, "night": 3600, "full": 12 * 3600}
_MARK = "OUTCOME "


@dataclass(frozen=True)
class Line:
    """One drill on one database."""

    module: str
    database: str

    @property
    def promise(self) -> str:
        return self.module.split("_")[0].upper()

    @property
    def name(self) -> str:
        return f"{self.module}/{self.database}"


def lines(only: set[str] = frozenset(), folder: Path = _HERE) -> Iterator[Line]:  # type: ignore[assignment]
    """Every line there is, in the order of the promises."""
    names = [path.stem for path in folder.glob("r*_*.py") if re.fullmatch(r"r\d+_\w+", path.stem)]
    for name in sorted(names, key=lambda n: int(n[1:].split("_")[0])):
        module = importlib.import_module(f"tests.drills.{name}")
        for database in module.DATABASES:
            line = Line(name, database)
            if not only or line.promise in only:
                yield line


class Diary:
    """Outcomes by line, kept for one commit and size."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.held: dict[str, Outcome] = {}
        if path.exists():
            self.held = {name: Outcome(**told) for name, told in json.loads(path.read_text()).items()}

    def keep(self, line: Line, outcome: Outcome) -> None:
        self.held[line.name] = outcome
        self._path.parent.mkdir(parents=True, exist_ok=True)
        told = {name: asdict(each) for name, each in self.held.items()}
        half = self._path.with_suffix(".part")
        half.write_text(json.dumps(told, indent=1))
        half.replace(self._path)

    def holds(self, line: Line) -> bool:
        return line.name in self.held and self.held[line.name].ok


def version() -> str:
    """The commit, and a hash of what differs from it."""
    def git(*words: str) -> str:
        return subprocess.run(("git", *words), cwd=_ROOT, check=True, capture_output=True, text=True).stdout

    changed = git("diff", "HEAD")
    return git("rev-parse", "--short=12", "HEAD").strip() + (
        "-" + hashlib.sha256(changed.encode()).hexdigest()[:8] if changed else ""
    )


def run_line(line: Line, size: Size, longest: float | None = None) -> Outcome:
    """In a process of its own, whose words go by as they come; what ends without an outcome, or takes longer than
    `longest` seconds, has failed.
    """
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.drills.nightly", "--one", line.module, line.database, "--size", size.name]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:
        assert child.stdout is not None
        words, outcome = "it said nothing", None
        limit = threading.Timer(_LONGEST_S[size.name] if longest is None else longest, child.kill)
        limit.start()
        try:
            for said in child.stdout:
                if said.startswith(_MARK):
                    outcome = Outcome(**json.loads(said.removeprefix(_MARK)))
                else:
                    print("   ", said.rstrip(), flush=True)
                    words = said.strip() or words
        finally:
            limit.cancel()
            child.kill()
    if outcome is not None:
        return outcome
    took = time.monotonic() - began
    return Outcome(line.promise, line.database, {}, 0, 0, took, False, f"no outcome in {took:.0f} s; its last words: {words}")


def table(outcomes: list[Outcome]) -> str:
    """The outcomes, a row each."""
    rows = [("promise", "database", "lost", "doubled", "seconds", "held", "counts")]
    for o in outcomes:
        counts = ", ".join(f"{count:,} {name}" for name, count in o.counts.items())
        rows.append((o.promise, o.database, str(o.lost), str(o.doubled), f"{o.seconds:.0f}", "yes" if o.ok else "NO", counts))
    widths = [max(len(row[n]) for row in rows) for n in range(6)]
    drawn = ["  ".join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)).rstrip() for row in rows]
    return "\n".join([drawn[0], "-" * min(120, max(map(len, drawn))), *drawn[1:]])


def run(found: list[Line], size: Size, diary: Diary, run_one: Callable[[Line, Size], Outcome] = run_line) -> bool:
    """Every line that does not hold already; True when all hold in the end."""
    for number, line in enumerate(found, 1):
        if diary.holds(line):
            print(f"[{number}/{len(found)}] {line.name}: held before", flush=True)
            continue
        print(f"[{number}/{len(found)}] {line.name} …", flush=True)
        outcome = run_one(line, size)
        diary.keep(line, outcome)
        print(f"    {'held' if outcome.ok else 'DID NOT HOLD'} in {outcome.seconds:.0f} s: {outcome.words}", flush=True)
    told = [diary.held[line.name] for line in found]
    print("\n" + table(told))
    return all(outcome.ok for outcome in told)


def _one(module: str, database: str, size: Size) -> None:
    outcome = importlib.import_module(f"tests.drills.{module}").run(database, size)
    print(_MARK + json.dumps(asdict(outcome)), flush=True)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", choices=("short", "night", "full"), default="night")
    asked.add_argument("--only", default="", help="promises, such as R1,R7")
    asked.add_argument("--one", nargs=2, metavar=("MODULE", "DATABASE"), help="run one line here")
    given = asked.parse_args()
    size = Size(given.size)
    if given.one:
        _one(*given.one, size)
        return 0
    only = {word.strip().upper() for word in given.only.split(",") if word.strip()}
    diary = Diary(_ROOT / "test-results" / "nightly" / f"{version()}-{size.name}.json")
    return 0 if run(list(lines(only)), size, diary) else 1


if __name__ == "__main__":
    sys.exit(main())
