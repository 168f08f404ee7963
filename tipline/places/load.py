"""A facts folder's texts, to the city they describe. The shapes are explained in docs/add-a-city.md."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from tipline.places.city import FAINT, SLACK, City, District, Street
from tipline.places.grid import Grid, Ring
from tipline.places.text import fold, squeeze

# The files of a facts folder.
FACTS = ("city.toml", "streets.tsv", "aliases.tsv", "knots.tsv", "corners.tsv", "districts.tsv", "ordinary.txt")
REACH = 110  # numbers; how far beyond its last known crossing a street may still be met: a block
BREAK = 620  # house numbers between two knots over which we draw no line
ROUGH = 90  # numbers of slack where the grid itself bends


def load_city(files: Mapping[str, str]) -> City:
    """Build a city from its facts, {file name: text} with every name of FACTS.

    A missing file is a KeyError, a bad line a ValueError that names file and line.
    """
    facts = tomllib.loads(files["city.toml"])
    grid = _grid(facts["grid"])
    cornered = _with_corners(_streets(files["streets.tsv"]), files["corners.tsv"])
    streets = tuple(_with_knots(cornered, files["knots.tsv"], grid))
    names = _names(streets, files["aliases.tsv"])
    return City(
        name=facts["name"],
        time_zone=facts["time_zone"],
        grid=grid,
        streets=streets,
        names=names,
        near_names=_near_names(names),
        districts=tuple(_districts(files["districts.tsv"], grid)),
        directions={word: letter for letter, words in facts["directions"].items() for word in words},
        suffixes={fold(word): code for code, words in facts["suffixes"].items() for word in words},
        suffix_said={code: words[0] for code, words in facts["suffixes"].items()},
        main_suffixes=frozenset(facts["main_suffixes"]),
        said=facts["said"],
        ordinary=frozenset(" ".join(line for _, (line,) in _rows("ordinary.txt", files["ordinary.txt"], 1)).split()),
        called=frozenset(facts["called"]),
        neighbours=frozenset(facts.get("neighbours", ())),
        even_sides=frozenset(facts["grid"]["even_sides"]),
        major_every=facts["grid"]["major_every"],
    )


def _grid(facts: Mapping[str, object]) -> Grid:
    knots = facts["north_knots"]
    assert isinstance(knots, list)
    numbers = ("origin_lat", "origin_lng", "lat_per_east", "lng_per_east", "shear")
    values = {key: float(str(facts[key])) for key in numbers}
    return Grid(**values, norths=tuple(float(n) for n, _ in knots), lats=tuple(float(lat) for _, lat in knots))


def _rows(file: str, text: str, columns: int) -> Iterator[tuple[int, list[str]]]:
    for at, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != columns:
            raise ValueError(f"{file} line {at}: expected {columns} columns parted by tabs, found {len(row)}.")
        yield at, row


def _signed(number: str) -> int:
    return int(number[1:]) * (-1 if number[0] in "WS" else 1)


def _streets(text: str) -> Iterator[Street]:
    for at, (name, suffix, number, start, end, spread) in _rows("streets.tsv", text, 6):
        if number[0] not in "NSEW":
            raise ValueError(f"streets.tsv line {at}: a number starts with N, S, E or W, not {number!r}.")
        runs = number[0] in "EW"
        low, high = sorted((_signed(start), _signed(end)))
        street = Street(name, suffix, runs, _signed(number), low, high, int(spread), slack=int(spread))
        line = (street.place(low - REACH), street.place(high + REACH))
        yield replace(street, lines=(line,)) if street.spread <= FAINT else street


def _with_corners(streets: Iterable[Street], text: str) -> Iterator[Street]:
    """Draw streets without a number of their own through the corners they are known to pass."""
    lines: dict[tuple[str, str], tuple[Ring, ...]] = defaultdict(tuple)
    for _, (name, suffix, corners) in _rows("corners.tsv", text, 3):
        pairs = (corner.split("/") for corner in corners.split())
        lines[name, suffix] += (tuple((float(_signed(east)), float(_signed(north))) for east, north in pairs),)
    for street in streets:
        known = () if street.straight else lines[street.name, street.suffix]
        yield replace(street, lines=known, slack=SLACK) if known else street


def _with_knots(streets: Iterable[Street], text: str, grid: Grid) -> Iterator[Street]:
    """Give streets whose house numbers leave the grid the places of their hundred blocks, and the line through them."""
    knots: dict[tuple[str, str], list[tuple[int, float, float]]] = defaultdict(list)
    kinds: dict[tuple[str, str], tuple[str, int]] = {}
    for _, (name, suffix, side, house, lat, lng, trust) in _rows("knots.tsv", text, 7):
        kinds[name, suffix] = (side, SLACK if trust == "fine" else ROUGH)
        knots[name, suffix].append((int(house), *grid.to_grid(float(lat), float(lng))))
    for street in streets:
        houses = tuple(sorted(knots.get((street.name, street.suffix), ())))
        if houses and not street.straight:
            runs = tuple(((ae, an), (be, bn)) for (a, ae, an), (b, be, bn) in pairwise(houses) if b - a <= BREAK)
            side, slack = kinds[street.name, street.suffix]
            yield replace(street, houses=houses, lines=runs, house_side=side, slack=slack)
        else:
            yield street


def _names(streets: Iterable[Street], aliases: str) -> dict[str, tuple[Street, ...]]:
    named: dict[str, list[Street]] = defaultdict(list)
    for street in streets:
        named[street.name].append(street)
    spoken: dict[str, list[Street]] = {squeeze(name): list(found) for name, found in named.items()}
    for at, (alias, name) in _rows("aliases.tsv", aliases, 2):
        if name not in named:
            raise ValueError(f"aliases.tsv line {at}: no street is named {name!r} in streets.tsv.")
        known = spoken.setdefault(squeeze(alias), [])
        known.extend(street for street in named[name] if street not in known)
    return {name: tuple(found) for name, found in spoken.items()}


def deletions(word: str) -> Iterator[str]:
    """The word with each one letter left out; two words share one when they differ by one letter or a swap."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _near_names(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    near: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if len(name) >= 5 and name.isalpha():
            for form in (name, *deletions(name)):
                near[form].add(name)
    return {form: tuple(sorted(found)) for form, found in near.items()}


def _districts(text: str, grid: Grid) -> Iterator[District]:
    rings: dict[str, list[Ring]] = defaultdict(list)
    for _, (name, corners) in _rows("districts.tsv", text, 2):
        pairs = (corner.split("/") for corner in corners.split())
        rings[name].append(tuple(grid.from_grid(float(east), float(north)) for east, north in pairs))
    for name, found in rings.items():
        flat = tuple(tuple(grid.flat(*point) for point in ring) for ring in found)
        xs, ys = zip(*(corner for ring in flat for corner in ring), strict=True)
        yield District(name, tuple(found), flat, (min(xs), min(ys), max(xs), max(ys)))
