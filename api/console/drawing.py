"""The small map: district outlines and the main streets of the grid around a point, drawn from our own facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, radians
from typing import Literal

from tipline.places import City, district_outlines, from_grid, to_grid
from tipline.places.city import Street
from tipline.places.grid import Pair, Ring, inside

METRES = 111_320.0  # of a degree of latitude
HALF_MILE = 804.67  # metres; the wide streets lie that far apart
SPAN = 2400.0  # metres from the middle to the edge, at least


@dataclass(frozen=True, slots=True)
class Outline:
    points: str
    here: bool


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    major: bool


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str
    size: int
    kind: Literal["across", "down", "district"]


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float
    dot: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG in metres around its middle, north up. `said`: what it shows, in a sentence."""

    box: str
    districts: tuple[Outline, ...]
    streets: tuple[Line, ...]
    labels: tuple[Label, ...]
    points: tuple[Dot, ...]
    said: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Degrees to metres around a middle; a plane is true enough for a few kilometres."""

    lat: float
    lng: float
    half: float

    def at(self, lat: float, lng: float) -> tuple[float, float]:
        x = (lng - self.lng) * METRES * cos(radians(self.lat))
        return round(x, 1), round((self.lat - lat) * METRES, 1)

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Metres to degrees."""
        return self.lat - y / METRES, self.lng + x / (METRES * cos(radians(self.lat)))

    @property
    def height(self) -> float:
        return self.half * 0.54


def draw(city: City, points: Sequence[tuple[float, float, int]], where: str, districts: Sequence[str]) -> Drawing:
    """`points`: (latitude, longitude, radius in metres), at least one; `districts`: those to shade."""
    lat = sum(p[0] for p in points) / len(points)
    lng = sum(p[1] for p in points) / len(points)
    flat = _Frame(lat, lng, SPAN)
    reach = max(max(map(abs, flat.at(p[0], p[1]))) + p[2] for p in points)
    frame = _Frame(lat, lng, max(SPAN, reach * 1.7))
    streets, labels = _streets(city, frame)
    outlines, numbers = _districts(city, frame, set(districts))
    size = frame.half / SPAN
    dots = tuple(Dot(*frame.at(p[0], p[1]), radius=float(p[2]), dot=45 * size) for p in points)
    near = f"in district {', '.join(districts)}" if districts else "with no district known"
    said = f"Map: {where or 'a point'}, {near}."
    box = f"{-frame.half:.0f} {-frame.height:.0f} {2 * frame.half:.0f} {2 * frame.height:.0f}"
    return Drawing(box, tuple(outlines), tuple(streets), (*labels, *numbers), dots, said)


def _districts(city: City, frame: _Frame, here: set[str]) -> tuple[list[Outline], list[Label]]:
    outlines, labels = [], []
    for name, rings in district_outlines(city).items():
        for ring in rings:
            corners = tuple(frame.at(lat, lng) for lat, lng in ring)
            if not _in_sight(corners, frame):
                continue
            outlines.append(Outline(" ".join(f"{x:g},{y:g}" for x, y in corners), name in here))
            spot = _spot(corners, frame)
            if spot is not None:
                labels.append(Label(*spot, text=f"District {name}", size=_size(frame, 120), kind="district"))
    return outlines, labels


def _in_sight(corners: Ring, frame: _Frame) -> bool:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs) < frame.half and max(xs) > -frame.half and min(ys) < frame.height and max(ys) > -frame.height


def _spot(corners: Ring, frame: _Frame) -> Pair | None:
    """Where a district's number stands: amid the part of it in view, off the middle, where the point is."""
    wide, high = frame.half * 0.8, frame.height * 0.74
    net = [(wide * x / 8, high * y / 5) for x in range(-8, 9) for y in range(-5, 6)]
    seen = [at for at in net if inside(corners, *at) and abs(at[1]) + abs(at[0]) / 3 > frame.height * 0.3]
    if len(seen) < len(net) / 20:
        return None
    x, y = sum(a for a, _ in seen) / len(seen), sum(b for _, b in seen) / len(seen)
    return min(seen, key=lambda at: (at[0] - x) ** 2 + (at[1] - y) ** 2)


def _streets(city: City, frame: _Frame) -> tuple[list[Line], list[Label]]:
    """The wide streets in view: those nearest to every half mile from the middle of the grid; every second is major."""
    lines, labels = [], []
    for north_south in (True, False):
        for step in _half_miles(city, frame, north_south):
            found = _street_at(city, frame, step, north_south)
            if found is None:
                continue
            start, end = _ends(city, frame, found)
            lines.append(Line(*start, *end, major=step % 2 == 0))
            labels.append(_named(frame, found, start, end))
    return lines, labels


def _half_miles(city: City, frame: _Frame, north_south: bool) -> range:
    """Which half miles from the grid's axis lie in view."""
    x, y = _axis(city, frame, north_south)
    middle, reach = (-x, frame.half) if north_south else (y, frame.height)
    return range(ceil((middle - reach) / HALF_MILE), floor((middle + reach) / HALF_MILE) + 1)


def _axis(city: City, frame: _Frame, north_south: bool) -> Pair:
    """The point of the grid's axis from which half miles are counted across the middle of the view."""
    east, north = to_grid(frame.lat, frame.lng, city)
    return frame.at(*(from_grid(0, north, city) if north_south else from_grid(east, 0, city)))


def _street_at(city: City, frame: _Frame, step: int, north_south: bool) -> Street | None:
    """The street about `step` half miles from the axis: one with a round number, else the longest near."""
    x, y = _axis(city, frame, north_south)
    spot = (x + step * HALF_MILE, 0.0) if north_south else (0.0, y - step * HALF_MILE)
    east, north = to_grid(*frame.back(*spot), city)
    wanted, along = (east, north) if north_south else (north, east)
    near = [
        s for s in city.streets
        if s.straight and s.north_south is north_south and abs(s.number - wanted) <= 90
        and s.low < along + frame.half / 4 and s.high > along - frame.half / 4
    ]

    def worth(street: Street) -> tuple[bool, float]:
        length = street.high - street.low
        return street.number % city.major_every == 0, length - 40 * abs(street.number - wanted)

    return max(near, key=worth, default=None)


def _ends(city: City, frame: _Frame, street: Street) -> tuple[Pair, Pair]:
    """Where the street enters and leaves the view, or ends."""
    east, north = to_grid(frame.lat, frame.lng, city)
    along, reach = (north if street.north_south else east), frame.half * 0.75
    low, high = max(street.low, along - reach), min(street.high, along + reach)
    return frame.at(*from_grid(*street.place(low), city)), frame.at(*from_grid(*street.place(high), city))


def _named(frame: _Frame, street: Street, start: Pair, end: Pair) -> Label:
    """The street's name, at the top of the view or at its right edge."""
    size, pad, name = _size(frame, 95), frame.half * 0.012, street_name(street.name)
    if street.north_south:
        return Label(round(end[0] + pad), round(max(end[1], -frame.height) + size * 1.2), name, size, "across")
    return Label(round(min(end[0], frame.half) - pad * 2), round(end[1] - pad), name, size, "down")


def street_name(name: str) -> str:
    """"KEDZIE" -> "Kedzie", "26" -> "26th"."""
    if not name.isdecimal():
        return name.title()
    last = {"1": "st", "2": "nd", "3": "rd"}.get(name[-1], "th") if name[-2:] not in ("11", "12", "13") else "th"
    return name + last


def _size(frame: _Frame, metres: int) -> int:
    return round(metres * frame.half / SPAN)
