"""The whole import: tables in, checked, one value out that `load_city` takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tipline.errors import TiplineError
from tipline.places.city import City
from tipline.places.exports.kinds import Kind, kind_of
from tipline.places.exports.spots import marks, outlines
from tipline.places.exports.streets import Streets
from tipline.places.exports.tables import Table, read_table

FORMAT = 1
FAR = 1.2  # degrees from the city's origin beyond which a shape lies in another city or counts in another unit
LOST = 0.1  # share of rows that may have no shape
_SAID: dict[Kind, str] = {
    "crossings": "street crossings", "lines": "street lines", "centre_lines": "street centre lines",
    "street_names": "street names", "beats": "beats", "districts": "police districts", "areas": "community areas",
    "wards": "wards", "neighbourhoods": "neighbourhoods", "parks": "parks", "schools": "schools",
    "stations": "stations", "police": "police stations",
}  # fmt: skip
_LAYERS: tuple[Kind, ...] = ("beats", "districts", "areas", "wards", "neighbourhoods")
_STREETS: tuple[Kind, ...] = ("crossings", "lines", "centre_lines", "street_names")
_MARKED: tuple[Kind, ...] = ("stations", "parks", "schools", "police")


class BadExport(TiplineError):
    """What is wrong with the files, a sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Told:
    """What one file was taken for: `kind` None for one that is not used, with the reason in `said`."""

    file: str
    kind: Kind | None
    rows: int
    said: str


def convert(
    files: Iterable[tuple[str, str]], city: City, now: datetime, say: Callable[[Told], None]
) -> tuple[str, tuple[Told, ...]]:
    """The text to keep, and what each file was. `say` hears of each file as it is read. Raises BadExport."""
    tables: dict[Kind, list[Table]] = {}
    told: list[Told] = []
    faults: list[str] = []
    for file, text in files:
        found = _read(file, text, city, tables, faults)
        told.append(found)
        say(found)
    if not faults and not tables:
        faults.append("No file was recognised: none has the columns of crossings, centre lines, beats or the like.")
    if faults:
        raise BadExport(faults)
    streets = Streets(city)
    for kind in _STREETS:
        for table in tables.get(kind, ()):
            streets.add(table)
    made = {
        "format": FORMAT, "city": city.name, "imported_at": now.isoformat(timespec="seconds"),
        "files": [[t.file, t.kind, t.rows] for t in told if t.kind],
        **streets.packed(),
        "layers": {kind: _merged(outlines(kind, t, city) for t in tables[kind]) for kind in _LAYERS if kind in tables},
        "landmarks": [mark for kind in _MARKED for table in tables.get(kind, ()) for mark in marks(kind, table)],
    }  # fmt: skip
    return json.dumps(made, separators=(",", ":"), ensure_ascii=False), tuple(told)


def _read(file: str, text: str, city: City, tables: dict[Kind, list[Table]], faults: list[str]) -> Told:
    try:
        table = read_table(file, text)
    except ValueError as error:
        faults.append(str(error))
        return Told(file, None, 0, "cannot be read")
    kind = kind_of(table) if table is not None else None
    if table is None or kind is None:
        return Told(file, None, 0, "not used: its columns are not those of anything the line knows")
    if kind == "parks" and (others := tables.get(kind)) and _poorer(table, others[0]):
        return Told(file, None, len(table.rows), f"not used: {others[0].file} has the same with outlines")
    faults += _faults(table, kind, city)
    if kind == "parks":
        tables[kind] = [table]  # outlines come before points in the order files are read
    else:
        tables.setdefault(kind, []).append(table)
    return Told(file, kind, len(table.rows), _SAID[kind])


def _poorer(table: Table, other: Table) -> bool:
    return "area" in other.kinds and "area" not in table.kinds


def _faults(table: Table, kind: Kind, city: City) -> list[str]:
    """Sentences about rows that would put places elsewhere."""
    if kind in ("lines", "street_names"):
        return []
    lost = sum(row.shape is None for row in table.rows)
    found = []
    if lost > LOST * len(table.rows):
        found.append(f"{table.file}: {lost} of {len(table.rows)} rows have no place. Export it with its geometry.")
    lat, lng = city.grid.origin_lat, city.grid.origin_lng
    shapes = ((row.at, point) for row in table.rows if row.shape for part in row.shape.parts for point in part)
    far = next(((at, p) for at, p in shapes if abs(p[0] - lat) > FAR or abs(p[1] - lng) > FAR), None)
    if far is not None:
        at, point = far
        found.append(
            f"{table.file} row {at}: {point[0]:g}, {point[1]:g} lies far from {city.name}. "
            "Shapes have to be in degrees, WGS 84 (EPSG:4326)."
        )
    return found


def _merged(parts: Iterable[list[list[object]]]) -> list[list[object]]:
    """Zones of several files of one kind; a name met again replaces the earlier."""
    zones = {str(zone[0]): zone for part in parts for zone in part}
    return list(zones.values())
