"""The street-number grid: signed house numbers east and north of the origin, to degrees and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, inf, radians

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


def distance_to_ring(ring: Ring, x: float, y: float, limit: float = inf) -> float:
    """Distance from (x, y) to the nearest edge of the ring, in the ring's unit; infinite when beyond the limit."""
    best = limit
    west, south, east, north = x - limit, y - limit, x + limit, y + limit
    ax, ay = ring[-1]
    for bx, by in ring:
        far = (ax < west and bx < west) or (ax > east and bx > east)
        if not (far or (ay < south and by < south) or (ay > north and by > north)):
            best = min(best, foot((ax, ay), (bx, by), (x, y))[0])
        ax, ay = bx, by
    return best if best < limit else inf


def meetings(one: tuple[Ring, ...], two: tuple[Ring, ...]) -> Iterator[Pair]:
    """Every point where two sets of lines cross."""
    for line in one:
        box = _box(line)
        for other in two:
            if not _touch(box, across := _box(other)):
                continue
            near = [(c, d) for c, d in pairwise(other) if _touch(box, _box((c, d)))]
            for a, b in pairwise(line):
                if not _touch(across, _box((a, b))):
                    continue
                for c, d in near:
                    if (point := _meet(a, b, c, d)) is not None:
                        yield point


def nearly(one: tuple[Ring, ...], two: tuple[Ring, ...], limit: float) -> Pair | None:
    """Where an end of a line of one comes closest to the other, at most `limit` off: streets that meet at a jog."""
    best, found = limit, None
    for lines, others in ((one, two), (two, one)):
        for line in lines:
            for end in (line[0], line[-1]):
                for other in others:
                    west, south, east, north = _box(other)
                    if not (west - best <= end[0] <= east + best and south - best <= end[1] <= north + best):
                        continue
                    off, at = min(foot(c, d, end) for c, d in pairwise(other))
                    if off < best:
                        best, found = off, ((end[0] + at[0]) / 2, (end[1] + at[1]) / 2)
    return found


def foot(a: Pair, b: Pair, p: Pair) -> tuple[float, Pair]:
    """How far a point lies from the stretch a-b, and the point of the stretch nearest to it."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = 0.0 if not length else min(1.0, max(0.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length))
    at = (a[0] + share * dx, a[1] + share * dy)
    return hypot(at[0] - p[0], at[1] - p[1]), at


Box = tuple[float, float, float, float]


def _box(line: Ring) -> Box:
    if len(line) == 2:
        (a, b), (c, d) = line
        return (a, b, c, d) if a <= c and b <= d else (min(a, c), min(b, d), max(a, c), max(b, d))
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs), min(ys), max(xs), max(ys)


def _touch(one: Box, two: Box) -> bool:
    return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]


def _meet(a: Pair, b: Pair, c: Pair, d: Pair) -> Pair | None:
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if not cross:
        return None
    qx, qy = c[0] - a[0], c[1] - a[1]
    t, u = (qx * sy - qy * sx) / cross, (qx * ry - qy * rx) / cross
    return (a[0] + t * rx, a[1] + t * ry) if 0 <= t <= 1 and 0 <= u <= 1 else None
