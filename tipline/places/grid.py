"""The street-number grid: signed house numbers east and north of the origin, to degrees and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

Pair = tuple[float, float]
Ring = tuple[Pair, ...]
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Calibration of one city's grid. `norths` rise with `lats`; beyond the last knots the line goes on straight."""

    origin_lat: float
    origin_lng: float
    lat_per_east: float
    lng_per_east: float
    shear: float
    norths: tuple[float, ...]
    lats: tuple[float, ...]

    def from_grid(self, east: float, north: float) -> Pair:
        """Degrees (lat, lng) of a place `east` and `north` of the origin, in signed house numbers."""
        lat = _along(self.norths, self.lats, north) + self.lat_per_east * east
        lng = self.origin_lng + self.lng_per_east * east + self.shear * (lat - self.origin_lat)
        return lat, lng

    def to_grid(self, lat: float, lng: float) -> Pair:
        """House numbers (east, north) of a point in degrees; the inverse of `from_grid`."""
        east = (lng - self.origin_lng - self.shear * (lat - self.origin_lat)) / self.lng_per_east
        return east, _along(self.lats, self.norths, lat - self.lat_per_east * east)

    def flat(self, lat: float, lng: float) -> Pair:
        """Metres (x, y) from the origin on a plane; good to a few metres across a city."""
        metres = METRES_PER_DEGREE
        return (lng - self.origin_lng) * metres * cos(radians(self.origin_lat)), (lat - self.origin_lat) * metres

    def metres(self, a: Pair, b: Pair) -> float:
        """Metres between two points given as (lat, lng)."""
        ax, ay = self.flat(*a)
        bx, by = self.flat(*b)
        return hypot(ax - bx, ay - by)


def _along(xs: tuple[float, ...], ys: tuple[float, ...], x: float) -> float:
    at = min(max(bisect_right(xs, x), 1), len(xs) - 1)
    x0, x1, y0, y1 = xs[at - 1], xs[at], ys[at - 1], ys[at]
    return y0 + (x - x0) * (y1 - y0) / (x1 - x0)


def inside(ring: Ring, x: float, y: float) -> bool:
    """Whether (x, y) lies within the ring, by counting the edges a ray to the east meets."""
    odd = False
    for (x0, y0), (x1, y1) in pairwise((*ring, ring[0])):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            odd = not odd
    return odd


def distance_to_ring(ring: Ring, x: float, y: float) -> float:
    """Distance from (x, y) to the nearest edge of the ring, in the ring's unit."""
    return min(_to_edge(a, b, x, y) for a, b in pairwise((*ring, ring[0])))


def _to_edge(a: Pair, b: Pair, x: float, y: float) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = 0.0 if not length else min(1.0, max(0.0, ((x - a[0]) * dx + (y - a[1]) * dy) / length))
    return hypot(a[0] + share * dx - x, a[1] + share * dy - y)


def meetings(one: tuple[Ring, ...], two: tuple[Ring, ...]) -> Iterator[Pair]:
    """Every point where two sets of lines cross."""
    for line in one:
        for a, b in pairwise(line):
            for other in two:
                for c, d in pairwise(other):
                    if (point := _meet(a, b, c, d)) is not None:
                        yield point


def _meet(a: Pair, b: Pair, c: Pair, d: Pair) -> Pair | None:
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if not cross:
        return None
    qx, qy = c[0] - a[0], c[1] - a[1]
    t, u = (qx * sy - qy * sx) / cross, (qx * ry - qy * rx) / cross
    return (a[0] + t * rx, a[1] + t * ry) if 0 <= t <= 1 and 0 <= u <= 1 else None
