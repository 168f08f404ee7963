"""Outlines and landmarks out of a city's files, as the product keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import cos, pi, radians, sqrt

from tipline.places.city import City
from tipline.places.exports.kinds import NAMES, SAID, Kind, value
from tipline.places.exports.tables import Row, Table
from tipline.places.grid import METRES_PER_DEGREE, Ring
from tipline.places.zones import area, middle

DIGITS = 5  # decimals of a degree kept: about a metre
SAME_STATION = 0.006  # degrees within which entrances of one name and line lead to one station
Flat = list[float]


def outlines(kind: Kind, table: Table, city: City) -> list[list[object]]:
    """[name, said, rings as flat lists] of every zone that counts; parts listed under one name are one zone."""
    rings: dict[str, list[Flat]] = defaultdict(list)
    said: dict[str, str] = {}
    wide = _widest(kind, table)
    for row in table.rows:
        name = _name(kind, row.values, wide)
        if row.shape is None or not name or name.lstrip("0") in city.enclaves.get(kind, frozenset()):
            continue
        whole = (ring for ring in row.shape.parts if len(ring) > 3)
        rings[name] += [[round(n, DIGITS) for point in ring for n in point] for ring in whole]
        said[name] = title(value(row.values, SAID.get(kind, ())) or name)
    return [[name, said[name], found] for name, found in sorted(rings.items()) if found]


def _widest(kind: Kind, table: Table) -> int:
    """Beats keep the zeros they are written with: 0111."""
    if kind != "beats":
        return 0
    return max((len(value(row.values, NAMES[kind])) for row in table.rows), default=0)


def _name(kind: Kind, values: Mapping[str, str], wide: int) -> str:
    found = value(values, NAMES[kind]).removesuffix(".0")
    if not found.isdecimal():
        return found
    return found.zfill(wide) if kind == "beats" else str(int(found))


def title(name: str) -> str:
    """ "SOUTH LAWNDALE" -> "South Lawndale"; what is not all capitals stays."""
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name


def marks(kind: Kind, table: Table) -> list[list[object]]:
    """[kind, name, lat, lng, radius in metres or 0, what tells it apart] of each landmark."""
    return list(_MARKS[kind](table))


def _parks(table: Table) -> Iterator[list[object]]:
    for row in table.rows:
        name = value(row.values, NAMES["parks"])
        if row.shape is None or not name:
            continue
        if row.shape.kind == "area":
            yield ["park", name, *_rounded(middle(row.shape.parts)), round(_reach(row.shape.parts)), ""]
        else:
            acres = row.values.get("acres", "0") or "0"
            told = row.values.get("radius_m", "")
            radius = float(told) if told else sqrt(float(acres) * 4046.9 / pi)
            yield ["park", name, *_rounded(row.shape.point), round(radius), ""]


def _reach(rings: tuple[Ring, ...]) -> float:
    """Metres: the radius of a circle as great as the shape."""
    greatest = max(rings, key=lambda ring: abs(area(ring)))
    lat = greatest[0][0]
    scale = METRES_PER_DEGREE**2 * cos(radians(lat))
    return sqrt(sum(abs(area(ring)) for ring in rings) * scale / pi)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], DIGITS), round(point[1], DIGITS)


_LEVELS = {"HIGH": "HS", "MIDDLE": "MS", "ELEM": "ES"}


def _schools(table: Table) -> Iterator[list[object]]:
    for row in table.rows:
        name = value(row.values, NAMES["schools"])
        if row.shape is not None and name:
            told = (value(row.values, ("level", "primary_category", "school_type", "grade_cat")) or name).upper()
            level = next((code for word, code in _LEVELS.items() if word in told or told == code), "")
            yield ["school", name, *_rounded(row.shape.point), 0, level]


def _stations(table: Table) -> Iterator[list[object]]:
    """One row a station; entrances of one name and line that lie together are one."""
    kept: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in table.rows:
        name = value(row.values, NAMES["stations"])
        if row.shape is not None and name:
            bare, _, inner = name.partition(" (")
            lines = value(row.values, ("lines", "line")) or inner.rstrip(")")
            kept[bare, f"{lines} {row.values.get('agency', '')}".strip()].append(row)
    for (name, lines), rows in kept.items():
        for group in _together(rows):
            lat = sum(row.shape.point[0] for row in group if row.shape) / len(group)
            lng = sum(row.shape.point[1] for row in group if row.shape) / len(group)
            yield ["station", name, *_rounded((lat, lng)), 0, lines]


def _together(rows: list[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        assert row.shape is not None
        lat, lng = row.shape.point
        for group in groups:
            first = group[0].shape
            if first and abs(first.point[0] - lat) < SAME_STATION and abs(first.point[1] - lng) < SAME_STATION:
                group.append(row)
                break
        else:
            groups.append([row])
    return groups


def _police(table: Table) -> Iterator[list[object]]:
    for row in table.rows:
        district = value(row.values, NAMES["police"])
        if row.shape is not None and district.isdecimal():
            yield ["police", value(row.values, SAID["police"]), *_rounded(row.shape.point), 0, district]


_MARKS = {"parks": _parks, "schools": _schools, "stations": _stations, "police": _police}
