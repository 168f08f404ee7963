"""Plus codes (Open Location Code), full and short near the city: "86HJX63G+FC", "X63G+FC Chicago"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tipline.places.grid import Pair

_ALPHABET = "23456789CFGHJMPQRVWX"
_CODE = re.compile(
    rf"(?<![\w+])([{_ALPHABET}]{{8}}|[{_ALPHABET}]{{4}})\+([{_ALPHABET}]{{2,3}})(?![\w+])", re.IGNORECASE
)
_BLOCK = 1.0  # degrees a four-letter prefix covers


def plus_codes(text: str, near: Pair) -> Iterator[Pair]:
    """The middle of every code in the text, in degrees; a short code is completed to lie nearest `near`."""
    for match in _CODE.finditer(text):
        head, tail = match[1].upper(), match[2].upper()
        if not any(letter.isdigit() for letter in head + tail):
            continue  # "PRGW+XX" is more likely a typing slip than a place
        if len(head) == 8:
            yield _decode(head, tail)
        else:
            yield _complete(_decode("2222" + head, tail), near)


def _decode(head: str, tail: str) -> Pair:
    """Ten letters are five pairs, each a twentieth of the last; an eleventh is a cell of five by four."""
    lat, lng, step = -90.0, -180.0, 20.0
    letters = head + tail[:2]
    for at in range(0, 10, 2):
        lat += _ALPHABET.index(letters[at]) * step
        lng += _ALPHABET.index(letters[at + 1]) * step
        step /= 20
    tall = wide = step * 20
    if len(tail) == 3:
        row, column = divmod(_ALPHABET.index(tail[2]), 4)
        tall, wide = tall / 5, wide / 4
        lat, lng = lat + row * tall, lng + column * wide
    return lat + tall / 2, lng + wide / 2


def _complete(point: Pair, near: Pair) -> Pair:
    return (
        point[0] + round((near[0] - point[0]) / _BLOCK) * _BLOCK,
        point[1] + round((near[1] - point[1]) / _BLOCK) * _BLOCK,
    )
