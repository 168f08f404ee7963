"""Outlines of a city's parts (districts, beats, areas, wards) and which of them lie near a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor, inf

from tipline.places.grid import Grid, Pair, Ring, distance_to_ring, inside

CELL = 400.0  # metres; points look only at the parts whose box touches their cell
WIDEST = 800.0  # metres beyond which every part is looked at


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the city: its name as listed ("10", "1013"), as said, and its outline, in degrees and in metres."""

    name: str
    said: str
    rings: tuple[Ring, ...]
    flat: tuple[Ring, ...]
    box: tuple[float, float, float, float]  # least x, least y, greatest x, greatest y on the plane

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies within; rings inside rings are holes."""
        west, south, east, north = self.box
        if not (west <= x <= east and south <= y <= north):
            return False
        return sum(inside(ring, x, y) for ring in self.flat) % 2 == 1

    def distance(self, x: float, y: float, limit: float = inf) -> float:
        """Metres from a point on the plane; 0 within, infinite when surely beyond the limit."""
        west, south, east, north = self.box
        if not (west - limit <= x <= east + limit and south - limit <= y <= north + limit):
            return inf
        if self.holds(x, y):
            return 0.0
        return min(distance_to_ring(ring, x, y, limit) for ring in self.flat)


@dataclass(frozen=True, slots=True)
class Layer:
    """All zones of one kind, with an index of which may be near a point. Empty when the city's facts have none."""

    zones: tuple[Zone, ...] = ()
    cells: Mapping[tuple[int, int], tuple[Zone, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.zones)

    def near(self, x: float, y: float, limit_m: float) -> list[tuple[float, Zone]]:
        """(metres, zone) of all within the limit, nearest first."""
        if not self.zones:
            return []
        close = self.zones if limit_m > WIDEST else self.cells.get((floor(x / CELL), floor(y / CELL)), ())
        found = [(zone.distance(x, y, limit_m), zone) for zone in close]
        return sorted(((m, zone) for m, zone in found if m <= limit_m), key=lambda pair: (pair[0], pair[1].name))

    def around(self, x: float, y: float, radius_m: float, reach_m: float) -> tuple[str, ...]:
        """Names within the radius, nearest first; when none is, the nearest within reach of a rounded border."""
        found = self.near(x, y, max(radius_m, reach_m))
        if not found:
            return ()
        least = max(radius_m, found[0][0])
        return tuple(zone.name for metres, zone in found if metres <= least)


def layer(shapes: Iterable[tuple[str, str, tuple[Ring, ...]]], grid: Grid) -> Layer:
    """A layer from (name, said, rings in degrees)."""
    zones = tuple(_zone(name, said, rings, grid) for name, said, rings in shapes)
    cells: dict[tuple[int, int], list[Zone]] = defaultdict(list)
    for zone in zones:
        west, south, east, north = zone.box
        for column in range(floor((west - WIDEST) / CELL), floor((east + WIDEST) / CELL) + 1):
            for row in range(floor((south - WIDEST) / CELL), floor((north + WIDEST) / CELL) + 1):
                cells[column, row].append(zone)
    return Layer(zones, {cell: tuple(found) for cell, found in cells.items()})


def _zone(name: str, said: str, rings: tuple[Ring, ...], grid: Grid) -> Zone:
    flat = tuple(tuple(grid.flat(*point) for point in ring) for ring in rings)
    xs, ys = zip(*(corner for ring in flat for corner in ring), strict=True)
    return Zone(name, said, rings, flat, (min(xs), min(ys), max(xs), max(ys)))


def middle(rings: tuple[Ring, ...]) -> Pair:
    """The centre of a shape's greatest ring, in its own unit; for outlines that are no ring, their mean."""
    ring = max(rings, key=lambda found: abs(area(found)))
    doubled = 2 * area(ring)
    if not doubled:
        return sum(a for a, _ in ring) / len(ring), sum(b for _, b in ring) / len(ring)
    a0, b0 = ring[0]  # near zero, products keep their digits
    at_a = at_b = 0.0
    for (a1, b1), (a2, b2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = (a1 - a0) * (b2 - b0) - (a2 - a0) * (b1 - b0)
        at_a += (a1 + a2 - 2 * a0) * cross
        at_b += (b1 + b2 - 2 * b0) * cross
    return a0 + at_a / (3 * doubled), b0 + at_b / (3 * doubled)


def area(ring: Ring) -> float:
    """Signed area of a ring in its own unit squared."""
    a0, b0 = ring[0]
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum((a1 - a0) * (b2 - b0) - (a2 - a0) * (b1 - b0) for (a1, b1), (a2, b2) in pairs) / 2
