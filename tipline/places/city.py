"""The city as a value: its grid, streets, names and districts.

No city is named here; another city is another folder (docs/add-a-city.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from tipline.places.grid import Grid, Pair, Ring, distance_to_ring, inside

STRAIGHT = 100  # numbers; a street that wanders more has no number of its own
FAINT = 300  # numbers; up to here its middle number still tells the neighbourhood, never a point
SLACK = 40  # numbers a street may lie beside a line drawn through its known corners


@dataclass(frozen=True, slots=True)
class Street:
    """One street. `north_south` tells how it runs; `number` is its place on the other axis, signed.

    `low` and `high`: how far it reaches, in signed numbers along its run. `spread`: how many numbers it wanders.
    `lines`: where it lies in grid numbers; empty when we do not know. `slack`: how many numbers it may lie beside them.
    `houses`: (house number, east, north),
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
    slack: int = SLACK
    houses: tuple[tuple[int, float, float], ...] = ()
    house_side: str = ""

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


@dataclass(frozen=True, slots=True)
class District:
    """A police district: its name and its outline, in degrees (lat, lng) and on the plane in metres."""

    name: str
    rings: tuple[Ring, ...]
    flat: tuple[Ring, ...]
    box: tuple[float, float, float, float]  # least x, least y, greatest x, greatest y on the plane

    def distance(self, x: float, y: float, limit: float = inf) -> float:
        """Metres from a point on the plane; 0 within, infinite when surely beyond the limit."""
        west, south, east, north = self.box
        if not (west - limit <= x <= east + limit and south - limit <= y <= north + limit):
            return inf
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
    neighbours: frozenset[str]
    even_sides: frozenset[str]
    major_every: int
