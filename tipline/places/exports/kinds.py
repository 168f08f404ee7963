"""What a file holds, told by its columns and shapes, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from tipline.places.exports.tables import Table

Kind = Literal[
    "crossings", "lines", "centre_lines", "street_names", "beats", "districts", "areas", "wards", "neighbourhoods",
    "parks", "schools", "stations", "police",
]  # fmt: skip
_BEAT = ("beat_num", "beat")
_DISTRICT = ("dist_num", "district")
_AREA = ("area_number", "area_numbe", "area_num_1")
_PARK = ("park", "park_name", "label")

# Column a value is read from, the first that the table has.
NAMES: Mapping[Kind, tuple[str, ...]] = {
    "beats": _BEAT, "districts": _DISTRICT, "areas": _AREA, "wards": ("ward",),
    "neighbourhoods": ("pri_neigh", "neighborhood", "neighbourhood", "name"), "parks": _PARK,
    "schools": ("long_name", "name_of_school", "school_nm", "school_name", "name", "short_name"),
    "stations": ("station_descriptive_name", "station_name", "longname", "name"), "police": ("district",),
}  # fmt: skip
SAID: Mapping[Kind, tuple[str, ...]] = {"areas": ("community",), "police": ("district_name", "name")}


def _any(table: Table, names: tuple[str, ...]) -> bool:
    return any(name in table.columns for name in names)


def _has(*names: str) -> Callable[[Table], bool]:
    return lambda table: set(names) <= table.columns


# In order: the first that fits. The shape decides between a list of beats and, say, crimes that carry a beat.
_RULES: tuple[tuple[Kind, str, Callable[[Table], bool]], ...] = (
    ("beats", "area", lambda t: _any(t, _BEAT)),
    ("wards", "area", lambda t: "ward" in t.columns and not t.columns & {"precinct", "beat", "park"}),
    ("areas", "area", lambda t: _any(t, _AREA) and "community" in t.columns),
    ("parks", "area", lambda t: _any(t, _PARK) and bool(t.columns & {"park_no", "park_num", "acres", "park_class"})),
    ("districts", "area", lambda t: _any(t, _DISTRICT)),
    (
        "neighbourhoods",
        "area",
        lambda t: _any(t, ("pri_neigh", "neighborhood", "neighbourhood")) or t.columns == {"name"},
    ),
    ("lines", "", _has("street", "points_lat_lng")),
    ("centre_lines", "line", _has("street_nam")),
    ("crossings", "point", _has("street_1", "street_2")),
    ("schools", "point", lambda t: "school_id" in t.columns and _any(t, NAMES["schools"])),
    ("parks", "point", lambda t: _any(t, _PARK) and bool(t.columns & {"park_no", "park_num", "acres"})),
    (
        "stations",
        "point",
        lambda t: bool(t.columns & {"station_id", "map_id", "lines", "line"}) and _any(t, NAMES["stations"]),
    ),
    ("police", "point", lambda t: "district" in t.columns and "address" in t.columns),
    (
        "street_names",
        "",
        lambda t: t.columns >= {"full_name", "min_address"} or t.columns >= {"full_street_name", "min_address"},
    ),
)


def kind_of(table: Table) -> Kind | None:
    """What the table holds; None when its columns say nothing to us."""
    for kind, shape, fits in _RULES:
        if (not shape or shape in table.kinds or table.unplaced) and fits(table):
            return kind
    return None


def value(values: Mapping[str, str], columns: tuple[str, ...]) -> str:
    """The first of these columns that holds something."""
    return next((values[column].strip() for column in columns if values.get(column, "").strip()), "")
