"""The city as a value: its grid, streets, names and districts, built from the texts of a facts folder.

No city is named here; another city is another folder (docs/add-a-city.md).
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from tipline.places.grid import Grid, Pair, Ring, distance_to_ring, inside
from tipline.places.text import fold, squeeze

STRAIGHT = 100  # numbers; a street that wanders more has no number of its own
REACH = 110  # numbers; how far beyond its last known crossing a street may still be met: a block
BREAK = 620  # house numbers between two knots over which we no longer draw a line


@dataclass(frozen=True, slots=True)
class Street:
    """One street. `north_south` tells how it runs; `number` is its place on the other axis, signed.

    `low` and `high`: how far it reaches, in signed numbers along its run. `spread`: how many numbers it wanders.
    `lines`: where it lies in grid numbers; empty when we do not know. `houses`: (house number, east, north),
    known only where numbers leave the grid, all on `house_side`.
    """

    name: str
    suffix: str
    north_south: bool
    number: int
    low: int
    high: int
    spread: int
    lines: tuple[Ring, ...] = ()
    houses: tuple[tuple[int, float, float], ...] = ()
    house_side: str = ""

    @property
    def straight(self) -> bool:
        return self.spread <= STRAIGHT

    def place(self, along: float, across: float | None = None) -> Pair:
        """(east, north) of a position along the street."""
        other = self.number if across is None else across
        return (other, along) if self.north_south else (along, other)


@dataclass(frozen=True, slots=True)
class District:
    """A police district: its name and its outline, in degrees (lat, lng) and on the plane in metres."""

    name: str
    rings: tuple[Ring, ...]
    flat: tuple[Ring, ...]

    def distance(self, x: float, y: float) -> float:
        """Metres from a point on the plane; 0 within."""
        if any(inside(ring, x, y) for ring in self.flat):
            return 0.0
        return min(distance_to_ring(ring, x, y) for ring in self.flat)


@dataclass(frozen=True, slots=True)
class City:
    """All that `locate` knows of a city. `names`: squeezed spoken name -> streets; `near_names`: for misspellings."""

    name: str
    time_zone: str
    grid: Grid
    streets: tuple[Street, ...]
    names: Mapping[str, tuple[Street, ...]]
    near_names: Mapping[str, tuple[str, ...]]
    districts: tuple[District, ...]
    directions: Mapping[str, str]
    suffixes: Mapping[str, str]
    suffix_said: Mapping[str, str]
    main_suffixes: frozenset[str]
    said: Mapping[str, str]
    ordinary: frozenset[str]
    called: frozenset[str]
    even_sides: frozenset[str]
    major_every: int


def load_city(files: Mapping[str, str]) -> City:
    """Build a city from its facts: {"city.toml": ..., "streets.tsv": ..., "aliases.tsv", "knots.tsv", "districts.tsv",
    "ordinary.txt"}, file name to text. A missing file is a KeyError, a bad line a ValueError naming file and line."""
    facts = tomllib.loads(files["city.toml"])
    grid = _grid(facts["grid"])
    streets = tuple(_with_knots(_streets(files["streets.tsv"]), files["knots.tsv"], grid))
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
        ordinary=frozenset(word for _, row in _rows("ordinary.txt", files["ordinary.txt"], 1) for word in row[0].split()),
        called=frozenset(facts["called"]),
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
        street = Street(name, suffix, runs, _signed(number), low, high, int(spread))
        if street.straight:
            street = replace(street, lines=((street.place(low - REACH), street.place(high + REACH)),))
        yield street


def _with_knots(streets: Iterable[Street], text: str, grid: Grid) -> Iterator[Street]:
    """Give streets whose house numbers leave the grid the places of their hundred blocks, and the line through them."""
    knots: dict[tuple[str, str], list[tuple[int, float, float]]] = defaultdict(list)
    sides: dict[tuple[str, str], str] = {}
    for _, (name, suffix, side, house, lat, lng) in _rows("knots.tsv", text, 6):
        sides[name, suffix] = side
        knots[name, suffix].append((int(house), *grid.to_grid(float(lat), float(lng))))
    for street in streets:
        houses = tuple(sorted(knots.get((street.name, street.suffix), ())))
        if houses and not street.straight:
            runs = tuple(((ae, an), (be, bn)) for (a, ae, an), (b, be, bn) in pairwise(houses) if b - a <= BREAK)
            street = replace(street, houses=houses, lines=runs, house_side=sides[street.name, street.suffix])
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
        yield District(name, tuple(found), tuple(tuple(grid.flat(*point) for point in ring) for ring in found))
