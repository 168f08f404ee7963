"""How far a street goes on beyond the crossings it is known by."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from tipline.places.city import Street
from tipline.places.grid import Pair, Ring

BEYOND = 90  # numbers a house may lie beyond the last known crossing
# Numbers without a crossing over which a surveyed street is taken to go on: a bent one, a straight one.
GAP, WIDE_GAP = 400, 900


def reaching(street: Street, beyond: float = BEYOND, bridged: bool = False) -> tuple[Ring, ...]:
    """Surveyed lines run from crossing to crossing; it goes on beyond the last for a block.

    `bridged`: and over stretches that nothing crosses, where houses stand too.
    """
    if not street.drawn:
        return street.lines
    if not street.lines:
        return ((street.place(street.low - BEYOND), street.place(street.high + BEYOND)),)
    axis = 1 if street.north_south else 0
    ordered = (line if line[0][axis] <= line[-1][axis] else line[::-1] for line in street.lines)
    parts = sorted(ordered, key=lambda line: line[0][axis])
    if not bridged:
        return tuple(_longer(line, beyond) for line in parts)
    widest = WIDE_GAP if street.straight else GAP
    bridges = [(one[-1], two[0]) for one, two in pairwise(parts) if 0 < two[0][axis] - one[-1][axis] <= widest]
    return (*(_longer(line, beyond) for line in parts), *bridges)


def _longer(line: Ring, beyond: float) -> Ring:
    return (_past(line[1], line[0], beyond), *line, _past(line[-2], line[-1], beyond))


def _past(a: Pair, b: Pair, beyond: float) -> Pair:
    """The point so many numbers past b, coming from a."""
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return b[0] + (b[0] - a[0]) * beyond / length, b[1] + (b[1] - a[1]) * beyond / length
