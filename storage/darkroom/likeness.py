"""A 64-bit perceptual hash of a picture: near-duplicates differ in few bits (pHash as described by C. Zauner, 2010)."""

from __future__ import annotations

from math import cos, pi, sqrt
from statistics import median

from PIL import Image

_SIDE, _KEPT = 32, 8
# The first eight rows of the discrete cosine transform (type II, orthonormal) over 32 samples.
_WAVES = [
    [cos(pi * (2 * x + 1) * u / (2 * _SIDE)) * (sqrt(1 / _SIDE) if u == 0 else sqrt(2 / _SIDE)) for x in range(_SIDE)]
    for u in range(_KEPT)
]


def phash(image: Image.Image) -> int:
    """The hash: bit i is set where the i-th of the 8 x 8 lowest frequencies lies above their median."""
    pixels = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).tobytes()
    rows = [pixels[y * _SIDE : (y + 1) * _SIDE] for y in range(_SIDE)]
    across = [[sum(w * p for w, p in zip(wave, row, strict=True)) for wave in _WAVES] for row in rows]
    low = [sum(wave[y] * across[y][u] for y in range(_SIDE)) for wave in _WAVES for u in range(_KEPT)]
    middle = median(low[1:])  # the first is the picture's brightness, which says nothing of its shape
    return sum(1 << i for i, value in enumerate(low) if value > middle)
