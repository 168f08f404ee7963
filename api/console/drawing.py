"""The small map: district outlines and the main streets of the grid around a point, drawn from our own facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, radians
from typing import Literal

from tipline.places import City, district_outlines, from_grid, to_grid

METRES = 111_320.0  # of a degree of latitude
MILE = 800  # numbers
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

    @property
    def height(self) -> float:
        return self.half * 0.62


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
            corners = [frame.at(lat, lng) for lat, lng in ring]
            if not _in_sight(corners, frame):
                continue
            outlines.append(Outline(" ".join(f"{x:g},{y:g}" for x, y in corners), name in here))
            seen = [(x, y) for x, y in corners if abs(x) < frame.half * 1.6 and abs(y) < frame.half * 1.6]
            middle = _middle(corners if not seen or len(seen) == len(corners) else _clipped(corners, frame))
            if middle and abs(middle[0]) < frame.half * 0.92 and abs(middle[1]) < frame.height * 0.9:
                labels.append(Label(*middle, text=f"District {name}", size=_size(frame, 150), kind="district"))
    return outlines, labels


def _in_sight(corners: Sequence[tuple[float, float]], frame: _Frame) -> bool:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs) < frame.half and max(xs) > -frame.half and min(ys) < frame.height and max(ys) > -frame.height


def _clipped(corners: Sequence[tuple[float, float]], frame: _Frame) -> list[tuple[float, float]]:
    """The corners pulled to the edges of the view, so that a district's number stands where it can be seen."""
    wide, high = frame.half, frame.height
    return [(max(-wide, min(wide, x)), max(-high, min(high, y))) for x, y in corners]


def _middle(corners: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    if not corners:
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)


def _streets(city: City, frame: _Frame) -> tuple[list[Line], list[Label]]:
    """Mile and half-mile lines of the street grid in view; the mile streets carry their names."""
    east, north = to_grid(frame.lat, frame.lng, city)
    reach_e, reach_n = frame.half / 2.0, frame.height / 2.0  # numbers; 800 to the mile, two metres each
    lines, labels = [], []
    for number in _halves(east, reach_e):
        lines.append(_line(city, frame, (number, north - reach_n * 1.2), (number, north + reach_n * 1.2)))
        labels += _named(city, frame, number, True, (number, north))
    for number in _halves(north, reach_n):
        lines.append(_line(city, frame, (east - reach_e * 1.2, number), (east + reach_e * 1.2, number)))
        labels += _named(city, frame, number, False, (east, number))
    return lines, labels


def _halves(middle: float, reach: float) -> Iterator[int]:
    half = MILE // 2
    for step in range(ceil((middle - reach) / half), floor((middle + reach) / half) + 1):
        yield step * half


def _line(city: City, frame: _Frame, start: tuple[float, float], end: tuple[float, float]) -> Line:
    x1, y1 = frame.at(*from_grid(*start, city))
    x2, y2 = frame.at(*from_grid(*end, city))
    moving = 0 if abs(x2 - x1) < abs(y2 - y1) else 1  # which of (east, north) the line keeps
    return Line(x1, y1, x2, y2, round(start[moving]) % MILE == 0)


def _named(city: City, frame: _Frame, number: int, north_south: bool, at: tuple[float, float]) -> Iterator[Label]:
    along = at[1] if north_south else at[0]
    found = next(
        (
            s for s in city.streets
            if s.straight and s.north_south is north_south and abs(s.number - number) <= 8 and s.low <= along <= s.high
        ),
        None,
    )
    if found is None:
        return
    x, y = frame.at(*from_grid(*at, city))
    size, pad = _size(frame, 100), frame.half * 0.012
    name = street_name(found.name)
    if north_south:
        yield Label(x + pad, round(-frame.height + size * 1.2), name, size, "across")
    else:
        yield Label(round(frame.half - pad * 2), y - pad, name, size, "down")


def street_name(name: str) -> str:
    """"KEDZIE" -> "Kedzie", "26" -> "26th"."""
    if not name.isdecimal():
        return name.title()
    last = {"1": "st", "2": "nd", "3": "rd"}.get(name[-1], "th") if name[-2:] not in ("11", "12", "13") else "th"
    return name + last


def _size(frame: _Frame, metres: int) -> int:
    return round(metres * frame.half / SPAN)
