"""A made-up city, "Gridley", as someone would add it: seven small files, and what its own portal might export.

Its origin is Main and First at 40.0, -90.0; a hundred numbers are 0.001 degrees of latitude, 0.0013 of longitude.
"""

from __future__ import annotations

import json

FACTS = {
    "city.toml": """
name = "Gridley"
time_zone = "America/Chicago"
called = ["gridley"]
neighbours = ["otherton"]
main_suffixes = ["ST", "AVE"]
ramps = ["RAMP"]
enclaves = { beats = ["99"] }
[grid]
origin_lat = 40.0
origin_lng = -90.0
lat_per_east = 0.0
lng_per_east = 1.3e-5
shear = 0.0
north_knots = [[-2000, 39.98], [2000, 40.02]]
major_every = 500
even_sides = ["N", "W"]
[directions]
N = ["n", "north"]
S = ["s", "south"]
E = ["e", "east"]
W = ["w", "west"]
[suffixes]
ST = ["St", "street"]
AVE = ["Ave", "avenue"]
[said]
[lines]
Silver = ["silver"]
""",
    "streets.tsv": "ALDER\tAVE\tW500\tS1500\tN1500\t5\nBIRCH\tAVE\tE500\tS1500\tN1500\t5\n1\tST\tN0\tW1500\tE1500\t5\n",
    "aliases.tsv": "old mill\tALDER\n",
    "knots.tsv": "",
    "corners.tsv": "",
    "districts.tsv": "1\t-2000/-2000 0/-2000 0/2000 -2000/2000\n2\t0/-2000 2000/-2000 2000/2000 0/2000\n",
    "ordinary.txt": "first\n",
    "stations.tsv": "Harbor\tSilver\t500 W First\n",
    "areas.tsv": "7\tMillside\tthe mills\tW1000 W0 S1000 N1000\n",
}


def degrees(east: float, north: float) -> tuple[float, float]:
    """(latitude, longitude) of a place in signed house numbers."""
    return 40.0 + north * 1e-5, -90.0 + east * 1.3e-5


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[lng, lat] for lat, lng in (degrees(*corner) for corner in corners)]


def wkt_line(*corners: tuple[float, float]) -> str:
    return f"\"MULTILINESTRING (({', '.join(f'{lng} {lat}' for lat, lng in (degrees(*c) for c in corners))}))\""


def wkt_area(west: float, south: float, east: float, north: float) -> str:
    return f"\"MULTIPOLYGON ((({', '.join(f'{lng} {lat}' for lng, lat in box(west, south, east, north))})))\""


def features(*found: tuple[dict[str, object], list[list[float]]]) -> str:
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for told, ring in found
        ],
    })  # fmt: skip


def _segment(name: str, *corners: tuple[float, float], kind: str = "AVE", side: str = "N") -> str:
    return f"{wkt_line(*corners)},{side},{name},{kind}"


# As a portal exports: centre lines with WKT, beats as CSV with WKT, wards as GeoJSON.
PORTAL = {
    "Street_Center_Lines.csv": "\n".join([
        "the_geom,PRE_DIR,STREET_NAM,STREET_TYP",
        _segment("ALDER", (-510, -1000), (-510, 0)), _segment("ALDER", (-510, 0), (-510, 1000)),
        _segment("CEDAR", (-510, 0), (300, 600), side="E"), _segment("CEDAR", (300, 600), (500, 900), side="E"),
        _segment("FIRST", (-1000, 0), (-510, 0), kind="ST", side="W"), _segment("FIRST", (-510, 0), (800, 0), kind="ST", side="E"),
        _segment("BIRCH", (500, -500), (500, 900)), _segment("EXIT 4", (0, 0), (10, 10), kind="RAMP"),
    ]),
    "beats.csv": "\n".join([
        "the_geom,BEAT_NUM,DISTRICT", f"{wkt_area(-2000, -2000, -500, 2000)},0101,1", f"{wkt_area(-500, -2000, 2000, 2000)},0102,1",
        f"{wkt_area(2500, 2500, 2600, 2600)},99,9",
    ]),
    "wards.geojson": features(({"ward": "3"}, box(-2000, -2000, 2000, 2000))),
    "areas.geojson": features(({"area_numbe": "7", "community": "MILLSIDE"}, box(-1000, -1000, 0, 1000))),
    "permits.csv": "permit,amount\n1,2\n",
}  # fmt: skip

# As the shared Chicago files are: crossings with degrees, poly-lines, points of parks, schools and stations.
TABLES = {
    "crossings.csv": "intersection,street_1,street_2,zipcode,longitude,latitude\n"
    + "".join(
        f"{one} & {two},{one},{two},60001,{degrees(*at)[1]},{degrees(*at)[0]}\n"
        for one, two, at in (
            ("N ALDER AVE", "W FIRST ST", (-510, 0)), ("N ALDER AVE", "W 2ND ST", (-515, 200)),
            ("N BIRCH AVE", "E FIRST ST", (500, 0)), ("N BIRCH AVE", "E 2ND ST", (505, 200)),
        )
    ),
    "lines.csv": "street,part,points_lat_lng\n"
    + "".join(
        f"{name},0,{';'.join(f'{lat:.5f} {lng:.5f}' for lat, lng in (degrees(*c) for c in corners))}\n"
        for name, corners in (
            ("N ALDER AVE", ((-510, 0), (-515, 200), (-520, 600))), ("N BIRCH AVE", ((500, 0), (505, 200))),
            ("W FIRST ST", ((-900, 0), (-510, 0))), ("E FIRST ST", ((0, 0), (500, 0))), ("W 2ND ST", ((-900, 200), (-515, 200))),
            ("E CEDAR AVE", ((-700, 590), (-505, 590), (0, 590))),
        )
    ),
    "names.csv": "full_name,direction,street,suffix,suffix_direction,min_address,max_address\nN ALDER AVE,N,ALDER,AVE,,1,999\n",
    "parks.csv": f"park_no,park,acres,lat,lng\n1,LIBERTY (STATUE OF),20,{degrees(200, 200)[0]},{degrees(200, 200)[1]}\n",
    "schools.csv": "school_id,name,level,lat,lng\n"
    f"9,Ada B Lovelace Elementary School,ES,{degrees(-300, 300)[0]},{degrees(-300, 300)[1]}\n",
    "stops.csv": f"station_id,name,lines,lat,lng\n5,Birch-Quay,Silver Line,{degrees(500, 10)[0]},{degrees(500, 10)[1]}\n",
    "police.csv": f"district,name,address,lat,lng\n2,East,1 E First St,{degrees(10, 0)[0]},{degrees(10, 0)[1]}\n",
}  # fmt: skip
