"""A city's exported files as tables: CSV (with WKT or degrees in columns) and GeoJSON, to rows with shapes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any, Literal

from tipline.places.grid import Pair, Ring

_WIDEST_FIELD = 50_000_000  # letters; an outline in one column is long
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?"
_WKT_PAIR = re.compile(rf"({_NUMBER})\s+({_NUMBER})")
_WKT_RING = re.compile(r"\(([^()]+)\)")
_LOCATION = re.compile(rf"\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)")
_LAT = ("lat", "latitude", "school_latitude", "y")
_LNG = ("lng", "lon", "long", "longitude", "school_longitude", "x")
_GEOMETRY = ("the_geom", "geometry", "wkt", "geom", "shape")

ShapeKind = Literal["point", "line", "area"]


@dataclass(frozen=True, slots=True)
class Shape:
    """Degrees (lat, lng): one point, some lines, or the rings of an area."""

    kind: ShapeKind
    parts: tuple[Ring, ...]

    @property
    def point(self) -> Pair:
        return self.parts[0][0]


@dataclass(frozen=True, slots=True)
class Row:
    """One record: columns by their plain names ("beat_num"), values as text; where it was written."""

    at: int
    values: Mapping[str, str]
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One file. `kinds`: which shapes its rows have."""

    file: str
    columns: frozenset[str]
    rows: tuple[Row, ...]
    kinds: frozenset[ShapeKind]

    @property
    def unplaced(self) -> bool:
        """It has columns for a place and no row fills them."""
        return not self.kinds and bool(self.rows) and bool(self.columns & {*_GEOMETRY, *_LAT, *_LNG})


def read_table(file: str, text: str) -> Table | None:
    """A file as a table; None when it is neither CSV with a heading nor GeoJSON. ValueError says what is broken."""
    if file.lower().endswith((".geojson", ".json")):
        rows = _features(file, text)
    elif file.lower().endswith((".csv", ".tsv", ".txt")):
        rows = _records(file, text)
    else:
        return None
    if rows is None:
        return None
    columns = frozenset(rows[0].values) if rows else frozenset()
    return Table(file, columns, tuple(rows), frozenset(row.shape.kind for row in rows if row.shape))


def plain(column: str) -> str:
    """A column's name in small letters, words joined by one mark: "Full Street Name" -> "full_street_name"."""
    return re.sub(r"[^a-z0-9]+", "_", column.lower().lstrip("\ufeff")).strip("_")


def _features(file: str, text: str) -> list[Row] | None:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{file} is not whole JSON: {error}.") from None
    if not isinstance(data, dict) or not isinstance(data.get("features"), list):
        return None
    return [_feature(file, at, feature) for at, feature in enumerate(data["features"], 1)]


def _feature(file: str, at: int, feature: Any) -> Row:
    try:
        values = {plain(k): "" if v is None else str(v) for k, v in (feature.get("properties") or {}).items()}
        return Row(at, values, _geometry(feature.get("geometry")))
    except (AttributeError, TypeError, ValueError, IndexError, KeyError):
        raise ValueError(f"{file} feature {at} has no shape that can be read.") from None


def _geometry(geometry: Any) -> Shape | None:
    if not geometry:
        return None
    found, kind = geometry["coordinates"], geometry["type"]
    if kind == "Point":
        return Shape("point", ((_pair(found),),))
    if kind == "MultiPoint":
        return Shape("point", ((_pair(found[0]),),))
    if kind in ("LineString", "MultiLineString"):
        lines = [found] if kind == "LineString" else found
        return Shape("line", tuple(tuple(map(_pair, line)) for line in lines))
    rings = found if kind == "Polygon" else [ring for polygon in found for ring in polygon]
    return Shape("area", tuple(tuple(map(_pair, ring)) for ring in rings))


def _pair(lng_lat: Any) -> Pair:
    return float(lng_lat[1]), float(lng_lat[0])


def _records(file: str, text: str) -> list[Row] | None:
    csv.field_size_limit(_WIDEST_FIELD)
    heading = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter="\t" if heading.count("\t") > heading.count(",") else ",")
    lines = iter(reader)
    try:
        columns = [plain(column) for column in next(lines)]
        return list(_rows(file, columns, lines))
    except StopIteration:
        return None
    except csv.Error as error:
        raise ValueError(f"{file} line {reader.line_num} is not CSV: {error}.") from None


def _rows(file: str, columns: list[str], lines: Iterator[list[str]]) -> Iterator[Row]:
    for at, line in enumerate(lines, 2):
        if not any(line):
            continue
        if len(line) > len(columns):
            raise ValueError(f"{file} line {at} has {len(line)} columns, its heading {len(columns)}.")
        values = dict(zip(columns, line + [""] * (len(columns) - len(line)), strict=True))
        yield Row(at, values, _shape(file, at, values))


def _shape(file: str, at: int, values: Mapping[str, str]) -> Shape | None:
    """From WKT, from two columns of degrees, or from "(41.9, -87.6)" in a column named location."""
    for column in _GEOMETRY:
        if values.get(column):
            return _wkt(file, at, values[column])
    lat = next((values[c] for c in _LAT if values.get(c)), "")
    lng = next((values[c] for c in _LNG if values.get(c)), "")
    match = None if lat and lng else _LOCATION.search(values.get("location") or "")
    lat, lng = (match[1], match[2]) if match else (lat, lng)
    if not (lat and lng):
        return None
    try:
        return Shape("point", (((float(lat), float(lng)),),))
    except ValueError:
        raise ValueError(f"{file} line {at}: {lat!r}, {lng!r} are not degrees.") from None


_WKT_KINDS: Mapping[str, ShapeKind] = {
    "POINT": "point", "MULTIPOINT": "point", "LINESTRING": "line", "MULTILINESTRING": "line", "POLYGON": "area",
    "MULTIPOLYGON": "area",
}  # fmt: skip


def _wkt(file: str, at: int, text: str) -> Shape:
    word = text.split("(", 1)[0].strip().upper().removesuffix(" Z").strip()
    rings = tuple(
        tuple((float(lat), float(lng)) for lng, lat in _WKT_PAIR.findall(ring)) for ring in _WKT_RING.findall(text)
    )
    if word not in _WKT_KINDS or not rings or not all(rings):
        raise ValueError(f"{file} line {at}: {text[:30]!r} is no shape in well-known text.")
    return Shape(_WKT_KINDS[word], rings)
