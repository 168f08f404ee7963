"""How well places are found: `python -m bench.places`. Needs the shared city data beside the project; prints tables.

Three sets: the development cases, our own labelled texts (tests/tipline/places/fresh.tsv), and random crossings of the
city's table written in many styles and languages (the seed is printed; the same seed gives the same texts). Each with
the product's own facts alone and with the shared data imported.
"""

from __future__ import annotations

import argparse
import csv
import gc
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from bench.spelling import written
from tipline.places import City, Located, exports, load_city, locate

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "chicago"
FRESH = ROOT / "tests" / "tipline" / "places" / "fresh.tsv"
TOLERANCE = 60.0  # metres a random crossing may be off

Points = dict[frozenset[str], list[tuple[float, float]]]  # full street names of a corner -> its places in degrees


@dataclass(frozen=True, slots=True)
class Case:
    """`expect` is the status; `truth` the points (degrees) of which one has to be met within `tolerance` metres."""

    text: str
    kind: str
    expect: str
    truth: tuple[tuple[float, float], ...] = ()
    tolerance: float = TOLERANCE
    areas: frozenset[str] = frozenset()
    beats: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()


def cities() -> tuple[City, City]:
    """The city by the product's own facts, and with the shared data imported."""
    folder = files("tipline.places") / "facts" / "chicago"
    facts = {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir() if f.is_file()}
    texts = [(path.name, path.read_text(encoding="utf-8-sig")) for path in sorted(SHARED.iterdir())]
    plain = load_city(facts)
    packed, _ = exports.convert(texts, plain, datetime(2026, 1, 1, tzinfo=UTC), lambda _: None)
    start = time.perf_counter()
    full = load_city(facts, packed)
    print(f"Import loaded in {1e3 * (time.perf_counter() - start):.0f} ms, {len(packed) / 1e6:.1f} MB.")
    return plain, full


def verdict(case: Case, found: Located, city: City) -> str:
    """right; wrong (a point that should be none, or elsewhere); asked (anything else)."""
    if found.status == "point":
        if case.expect not in ("point", "area"):
            return "wrong"
        if not case.truth:
            return "asked" if case.expect == "area" else "right"
        assert found.lat is not None
        assert found.lng is not None
        off = min(city.grid.metres((found.lat, found.lng), point) for point in case.truth)
        return "right" if off <= case.tolerance else "wrong"
    if found.status != case.expect:
        return "asked"
    return "asked" if case.areas and not case.areas & set(found.community_areas) else "right"


def dev_cases() -> list[Case]:
    with (SHARED / "dev_cases.csv").open(encoding="utf-8", newline="") as file:
        return [_dev(row) for row in csv.DictReader(file)]


def _dev(row: dict[str, str]) -> Case:
    return Case(
        row["text"],
        row["kind"],
        row["expect"],
        ((float(row["lat"]), float(row["lng"])),) if row["expect"] == "point" else (),
        float(row["tol_m"] or 0),
        frozenset({row["community_area"]} if row["expect"] == "area" else ()),
        frozenset({row["beat"], *row["alt_beats"].split()} - {""}),
        frozenset({row["district"], *row["alt_districts"].split()} - {""}),
    )


def fresh_cases(points: Points, city: City) -> list[Case]:
    """Our own texts: language, kind, text, and what is right: a corner, a spot of the grid, area:30, or a status."""
    cases = []
    for line in FRESH.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, kind, text, truth = line.split("\t")
            cases.append(_fresh(f"{lang} {kind}", text, truth, points, city))
    return cases


def _fresh(kind: str, text: str, truth: str, points: Points, city: City) -> Case:
    if truth in ("ambiguous", "outside", "none"):
        return Case(text, kind, truth)
    if truth.startswith("area:"):
        return Case(text, kind, "area", areas=frozenset({truth.removeprefix("area:")}))
    where, _, tolerance = truth.partition(" ~")
    metres = float(tolerance or 90)
    if " & " in where:
        return Case(text, kind, "point", tuple(points[frozenset(where.split(" & "))]), metres)
    east, north = (float(n[1:]) * (-1 if n[0] in "WS" else 1) for n in where.split("/"))
    return Case(text, kind, "point", (city.grid.from_grid(east, north),), metres)


def crossings() -> Points:
    """Every pair of full street names of the shared table, with its points."""
    table: Points = defaultdict(list)
    with (SHARED / "intersections.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pair = frozenset((row["street_1"], row["street_2"]))
            table[pair].append((float(row["latitude"]), float(row["longitude"])))
    return table


def random_cases(table: Points, size: int, seed: int) -> list[Case]:
    dice = random.Random(seed)
    pairs = [tuple(sorted(pair)) for pair in table if len(pair) == 2 and not _ramp(pair)]
    named: Points = defaultdict(list)
    for one, two in pairs:
        named[frozenset((_bare(one), _bare(two)))] += table[frozenset((one, two))]
    cases = []
    for one, two in dice.sample(sorted(pairs), size):
        text, style = written(one, two, dice)
        cases.append(Case(text, style, "point", tuple(named[frozenset((_bare(one), _bare(two)))])))
    return cases


def _ramp(pair: Iterable[str]) -> bool:
    ramps = {"ER", "XR", "SR", "EXPY", "RL", "RAMP", "ORD", "RIVER", "ACCESS", "PRIVATE", "TURNAROUND", "TURN", "TOLL"}
    return any(name.split()[-1] in ramps or "LOWER" in name or "CTA" in name for name in pair)


def _bare(name: str) -> str:
    words = name.split()
    words = words[1:] if words[0] in ("N", "S", "E", "W") and len(words) > 1 else words
    return " ".join(words[:-1] if len(words) > 1 else words)


def table_of(title: str, cases: Sequence[Case], city: City, show: int) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    spent: list[float] = []
    listed = right_points = 0
    bad: list[str] = []
    for case in cases:
        start = time.process_time()  # of this process alone: the machine does other work
        found = locate(case.text, city)
        spent.append(time.process_time() - start)
        said = verdict(case, found, city)
        counts[case.kind][said] += 1
        if said != "right":
            bad.append(
                f"  {said:5} {case.kind}: {case.text!r} -> {found.status} {found.label} {_off(case, found, city)}"
            )
        elif found.status == "point" and (case.beats or case.districts):
            right_points += 1
            listed += bool(set(found.beats) & case.beats) if city.table else bool(set(found.districts) & case.districts)
    total = sum(counts.values(), Counter[str]())
    naming = [case for case in cases if case.expect != "none"]
    print(f"\n{title}, n = {len(cases)}")
    for kind, found_here in sorted(counts.items()):
        print(f"  {kind:28}" + "".join(f"{name} {found_here[name]:5}  " for name in ("right", "wrong", "asked")))
    right = total["right"]
    print(
        f"  all: right {right} ({right / len(cases):.3f}), wrong {total['wrong']} ({total['wrong'] / len(cases):.4f}), "
        f"asked {total['asked']}; {len(naming)} name a place"
    )
    if right_points:
        print(f"  {'beat' if city.table else 'district'} listed: {listed} of {right_points}")
    spent.sort()
    print(
        f"  microseconds: median {1e6 * statistics.median(spent):.0f}, 95 % {1e6 * spent[int(0.95 * len(spent))]:.0f}"
    )
    print("\n".join(sorted(bad, key=lambda line: line[:8] != "  wrong ")[:show]))


def _off(case: Case, found: Located, city: City) -> str:
    if not case.truth or found.lat is None or found.lng is None:
        return ""
    return f"{min(city.grid.metres((found.lat, found.lng), point) for point in case.truth):.0f} m"


def main(options: argparse.Namespace, say: Callable[[str], None] = print) -> None:
    if not SHARED.exists():
        say("The shared city data is not beside the project; there is nothing to measure against.")
        return
    plain, full = cities()
    gc.freeze()  # the collector walks what is loaded once, not in the midst of a message
    table = crossings()
    sets = [
        ("Development cases", dev_cases()),
        (f"Random crossings, seed {options.seed}", random_cases(table, options.size, options.seed)),
    ]
    if FRESH.exists():
        sets.insert(1, ("Our own texts", fresh_cases(table, full)))
    for city, how in ((plain, "own facts"), (full, "imported")):
        for title, cases in sets:
            table_of(f"{title}, {how}", cases, city, options.show)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--size", type=int, default=4000, help="random crossings")
    parser.add_argument("--show", type=int, default=0, help="how many that are not right are printed, wrong ones first")
    main(parser.parse_args())
