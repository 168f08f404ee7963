"""What the reading reaches on a labelled set: a table per field and language, and microseconds a message.

    python -m bench.reading [messages.jsonl | fresh.txt ...] [--show]

The set is `../shared/data/reading/messages.jsonl` beside the project, or any file of the same shape, or of the shape of
tests/tipline/reading/fresh. Scored as the set's guide says: a hoax by its intent and emergency alone, place words by
overlap, ICE for "migra" leniently; what a set does not label is not scored. `--show` prints what was read otherwise.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.readers import reader
from tests.tipline.reading import fresh
from tipline.reading import Reading, fields

SET = Path(__file__).parents[2] / "shared" / "data" / "reading" / "messages.jsonl"
LISTS = ("activity", "agencies", "place_type", "sensitive", "plates")
EXACT = (
    "lang", "intent", "agencies", "agents", "vehicles", "plates", "place_type", "when", "ongoing", "injury",
    "emergency", "firsthand", "sensitive",
)  # fmt: skip
REACH = {
    "lang": "0.97", "intent": "0.92", "agencies": "0.93", "agents": "0.93", "vehicles": "0.93", "plates": "0.93",
    "sensitive": "0.97", "place words": "0.93", "activity F1": "0.90 en es, 0.80", "emergencies missed": "0",
    "emergency precision": "0.90",
}  # fmt: skip
_FEDERAL = ({"ICE"}, {"UNKNOWN_FEDERAL"})
_HOAX = ("intent", "emergency")
ROUNDS = 5
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


def same(name: str, got: Any, want: Any) -> bool:
    if name == "agencies" and {frozenset(got), frozenset(want)} == {frozenset(f) for f in _FEDERAL}:
        return True
    if name == "when" and got and want and "text" not in want:
        return bool({**got, "text": ""} == {**want, "text": ""})
    return set(got) == set(want) if name in LISTS else bool(got == want)


def overlaps(got: str | None, want: str | None) -> bool:
    """Both name no place, or the spans share at least half of the wanted one's characters."""
    if got is None or want is None:
        return got is want
    return got in want or want in got or len(set(got.lower().split()) & set(want.lower().split())) > 0


class Score:
    """Counts of one language."""

    def __init__(self) -> None:
        self.right: dict[str, int] = defaultdict(int)
        self.seen: dict[str, int] = defaultdict(int)
        self.codes: dict[str, int] = defaultdict(int)
        self.micros: list[float] = []
        self.bad: list[str] = []

    def add(self, found: dict[str, Any], row: dict[str, Any]) -> None:
        for name in _HOAX if row["intent"] == "hoax_suspect" else EXACT:
            if name in row:
                self.count(name, same(name, found[name], row[name]), found[name], row)
        self.codes["missed"] += row["emergency"] and not found["emergency"]
        self.codes["called"] += found["emergency"]
        self.codes["rightly"] += found["emergency"] and row["emergency"]
        if row["intent"] == "hoax_suspect":
            return
        self.count("place words", overlaps(found["place_text"], row["place_text"]), found["place_text"], row)
        got, want = set(found["activity"]), set(row["activity"])
        self.count("activity", got == want, found["activity"], row)
        self.codes["hit"] += len(got & want)
        self.codes["either"] += len(got) + len(want)

    def count(self, name: str, right: bool, got: Any, row: dict[str, Any]) -> None:
        self.seen[name] += 1
        self.right[name] += right
        if not right:
            want = row["place_text" if name == "place words" else name]
            self.bad.append(f"{row['lang']} {name}: {got} for {want}: {row['text']}")

    def cell(self, name: str) -> str:
        if name == "activity F1":
            return f"{2 * self.codes['hit'] / max(1, self.codes['either']):.3f}"
        if name == "emergencies missed":
            return str(self.codes["missed"])
        if name == "emergency precision":
            return f"{self.codes['rightly'] / self.codes['called']:.2f}" if self.codes["called"] else "-"
        if name == "median us":
            return f"{statistics.median(self.micros):.0f}"
        return f"{self.right[name] / self.seen[name]:.3f}" if self.seen[name] else "-"


def measure(rows: list[dict[str, Any]]) -> dict[str, Score]:
    reads, scores = reader(UTC, "chicago"), defaultdict[str, Score](Score)

    def read(text: str) -> Reading:
        return reads(text, hint=None, now=NOW)

    for row in rows:
        read(row["text"])  # warm: the languages of a message are compiled at their first use
    for row in rows:
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            reading = read(row["text"])
            times.append((time.perf_counter() - start) * 1e6)
        for name in (row["lang"], "all"):
            scores[name].add(fields(reading), row)
            scores[name].micros.append(min(times))
    return scores


def table(scores: dict[str, Score]) -> str:
    counted = ("emergencies missed", "emergency precision", "median us")
    names = (*EXACT[:2], "activity F1", "activity", *EXACT[2:6], "place words", *EXACT[6:], *counted)
    langs = [*sorted(scores.keys() - {"all"}), "all"]
    width = 9
    lines = [f"{'':20}" + "".join(f"{lang:>{width}}" for lang in langs) + "  reach"]
    lines.append(f"{'n':20}" + "".join(f"{scores[lang].seen['intent']:>{width}}" for lang in langs))
    labelled = [name for name in names if name in counted or name == "activity F1" or scores["all"].seen[name]]
    for name in labelled:
        cells = "".join(f"{scores[lang].cell(name):>{width}}" for lang in langs)
        lines.append(f"{name:20}{cells}  {REACH.get(name, '')}".rstrip())
    return "\n".join(lines)


def rows_of(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".txt":
        return [{**found.labels, "text": found.text} for found in fresh.cases(path.name)]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main(argv: list[str]) -> int:
    paths = [Path(name) for name in argv if name != "--show"] or [SET]
    for path in paths:
        if not path.exists():
            print(f"No labelled messages at {path.name}: give a file of the reading set's shape.")
            return 1
    scores = measure([row for path in paths for row in rows_of(path)])
    print(table(scores))
    if "--show" in argv:
        print("\n".join(scores["all"].bad))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
