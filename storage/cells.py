"""Squares of about 250 m, numbered, so that a plain btree finds what lies near (PERFORMANCE, console queries)."""

from __future__ import annotations

from math import floor

_HEIGHT = 0.00225  # degrees of latitude: 250 m
_WIDTH = 0.00302  # degrees of longitude: 250 m at Chicago's latitude
_ROW = 1 << 17  # more columns than fit around the globe


def cell(lat: float, lng: float) -> int:
    """The number of the square that holds a point (degrees WGS 84)."""
    return floor((lat + 90) / _HEIGHT) * _ROW + floor((lng + 180) / _WIDTH)


def around(number: int) -> tuple[int, ...]:
    """A square and its eight neighbours: everything within 250 m of any point in it."""
    return tuple(number + row * _ROW + column for row in (-1, 0, 1) for column in (-1, 0, 1))
