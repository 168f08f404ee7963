"""The city as a value: its grid, streets, names and districts.

No city is named here; another city is another folder (docs/add-a-city.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from tipline.places.grid import Grid, Pair, Ring
from tipline.places.landmarks import Area, Landmarks
from tipline.places.zones import Layer

STRAIGHT = 100  # numbers; a street that wanders more has no number of its own
BREAK = 620  # house numbers between two known places of a street over which we draw no line
FAINT = 300  # numbers; up to here its middle number still tells the neighbourhood, never a point
SLACK = 40  # numbers a street may lie beside a line drawn through its known corners


@dataclass(frozen=True, slots=True)
class Street:
    """One street. `north_south` tells how it runs; `number` is its place on the other axis, signed.

    `low` and `high`: how far it reaches, in signed numbers along its run. `spread`: how many numbers it wanders.
    `lines`: where it lies in grid numbers; empty when we do not know. `slack`: how many numbers it may lie beside them.
    `houses`: (house number, east, north), known only where numbers leave the grid, all on `house_side`. `drawn`: its
    lines come from a survey, so that where they do not meet there is no crossing.
    """

    name: str
    suffix: str
    north_south: bool
    number: int
    low: int
    high: int
    spread: int
    lines: tuple[Ring, ...] = ()
    slack: int = SLACK
    houses: tuple[tuple[int, float, float], ...] = ()
    house_side: str = ""
    drawn: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.suffix

    @property
    def straight(self) -> bool:
        return self.spread <= STRAIGHT

    @property
    def slanted(self) -> bool:
        return any(e0 != e1 and n0 != n1 for line in self.lines for (e0, n0), (e1, n1) in pairwise(line))

    def place(self, along: float, across: float | None = None) -> Pair:
        """(east, north) of a position along the street."""
        other = self.number if across is None else across
        return (other, along) if self.north_south else (along, other)


Key = tuple[str, str]


def pair_key(one: Street, two: Street) -> tuple[Key, Key]:
    """The key of two streets in a table of crossings, whichever is named first."""
    return (one.key, two.key) if one.key <= two.key else (two.key, one.key)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One imported file: its name, what it was taken for, its rows."""

    file: str
    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class Imported:
    """When a city's own files were imported, and which."""

    imported_at: datetime
    files: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class City:
    """All that `locate` knows of a city.

    `names`: squeezed spoken name -> streets. `vocabulary`: the names a misspelt word may stand for. `table`: degrees of
    the crossings a survey lists. `layers`: districts, beats, areas, wards, neighbourhoods; those not known are missing.
    """

    name: str
    time_zone: str
    grid: Grid
    streets: tuple[Street, ...]
    names: Mapping[str, tuple[Street, ...]]
    vocabulary: tuple[str, ...]
    layers: Mapping[str, Layer]
    directions: Mapping[str, str]
    suffixes: Mapping[str, str]
    suffix_said: Mapping[str, str]
    main_suffixes: frozenset[str]
    said: Mapping[str, str]
    ordinary: frozenset[str]
    called: frozenset[str]
    neighbours: frozenset[str]
    even_sides: frozenset[str]
    major_every: int
    numbered: str = ""  # the side of the origin on which the n-th street lies n hundred numbers off; empty: none do
    rough: tuple[tuple[int, int, int, int], ...] = ()  # west, east, south, north: where numbers alone place no corner
    ramps: frozenset[str] = frozenset()  # suffixes of what is no street one could stand on
    enclaves: Mapping[str, frozenset[str]] = field(default_factory=dict)  # kind -> zones that are no part of it
    edge_m: float = 75.0  # metres a point may lie beyond the outlines: their corners are rounded, streets run on them
    table: Mapping[tuple[Key, Key], tuple[Pair, ...]] = field(default_factory=dict)
    landmarks: Landmarks = field(default_factory=Landmarks)
    areas: Mapping[str, tuple[Area, ...]] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)  # word -> train line
    survey: Imported | None = None

    @property
    def main_suffix(self) -> str:
        """The suffix a numbered street has when none is said."""
        return "ST" if "ST" in self.main_suffixes else min(self.main_suffixes, default="-")

    @property
    def districts(self) -> Layer:
        return self.layers.get("districts", _NO_LAYER)


_NO_LAYER = Layer()
