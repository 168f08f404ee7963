"""Another city is another folder; its own exports are recognised by their columns in two shapes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tests.tipline.places.second_city import FACTS, PORTAL, TABLES, degrees, features
from tipline.places import City, exports, load_city, locate, locate_point, to_grid

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def imported(files: Mapping[str, str]) -> City:
    text, _ = exports.convert(files.items(), load_city(FACTS), NOON, lambda _: None)
    return load_city(FACTS, text)


@pytest.fixture(scope="module")
def plain() -> City:
    return load_city(FACTS)


@pytest.fixture(scope="module")
def portal() -> City:
    return imported(PORTAL)


@pytest.fixture(scope="module")
def tables() -> City:
    return imported(TABLES)


def spot(words: str, city: City) -> tuple[int, int]:
    found = locate(words, city)
    assert (found.status, found.lat is None) == ("point", False), (words, found)
    east, north = to_grid(found.lat or 0, found.lng or 0, city)
    return round(east), round(north)


@pytest.mark.parametrize(
    ("words", "east", "north"),
    [
        ("First St & Alder", -500, 0), ("corner of first street and birch", 500, 0), ("old mill and first st", -500, 0),
        ("700 n alder", -506, 700), ("harbor silver line", -500, 6),
    ],
)  # fmt: skip
def test_a_new_city_answers_with_its_seven_files_alone(words: str, east: int, north: int, plain: City) -> None:
    assert spot(words, plain) == (east, north)
    assert locate(words, plain).beats == ()


def test_a_new_city_knows_its_parts_neighbours_and_limits(plain: City) -> None:
    assert locate("in the mills", plain).community_areas == ("7",)
    assert locate("a shop in otherton", plain).status == "outside"
    assert locate_point(*degrees(9000, 0), plain).status == "outside"
    assert locate("First St & Alder", plain).districts == ("1",)


def test_centre_lines_meet_where_segments_of_two_streets_share_an_end(portal: City) -> None:
    assert spot("Alder and First St", portal) == (-510, 0)
    assert spot("cedar & alder", portal) == (-510, 0)
    assert locate("exit 4 and alder", portal).status != "point"  # a ramp is no street


def test_streets_cross_by_their_lines_where_no_shared_end_says_so(portal: City) -> None:
    assert spot("Birch and Cedar", portal) == (500, 900)


def test_lists_hold_what_lies_within_the_radius_the_nearest_first(portal: City) -> None:
    found = locate("Alder and First St", portal)
    assert found.beats == ("0101", "0102")  # the border runs ten numbers off
    assert (found.districts, found.wards, found.community_areas, found.neighbourhood) == (("1",), ("3",), ("7",), "Millside")
    assert locate("Birch and First St", portal).beats == ("0102",)


def test_zones_that_are_no_part_of_the_city_are_left_out(portal: City) -> None:
    assert [zone.name for zone in portal.layers["beats"].zones] == ["0101", "0102"]


def test_a_listed_crossing_wins_and_a_missing_one_is_found_by_the_lines(tables: City) -> None:
    assert spot("alder and 2nd", tables) == (-515, 200)
    assert spot("Cedar and Alder", tables) == (-520, 590)


def test_landmarks_are_called_as_people_call_them(tables: City) -> None:
    assert locate("lovelace elementary", tables).label == "Ada B Lovelace Elementary School"
    assert locate("escuela Lovelace", tables).method == "landmark"
    assert spot("liberty park", tables) == (200, 200)
    assert locate("district 2 police station", tables).label == "District 2 police station"
    assert locate("quay station", tables).label == "Birch-Quay (Silver)"
    assert locate("harbor station", tables).label == "Harbor (Silver)"  # only the facts know it


def test_houses_stand_on_the_surveyed_line_beyond_its_last_crossing(tables: City) -> None:
    assert spot("650 n alder", tables) == (-527, 650)
    assert locate("1800 n alder", tables).status != "point"  # the names' table ends at 999


def test_the_import_tells_what_each_file_was_and_keeps_when(portal: City) -> None:
    said: list[exports.Told] = []
    exports.convert(PORTAL.items(), load_city(FACTS), NOON, said.append)
    assert {one.file: one.kind for one in said} == {
        "Street_Center_Lines.csv": "centre_lines", "beats.csv": "beats", "wards.geojson": "wards",
        "areas.geojson": "areas", "permits.csv": None,
    }  # fmt: skip
    assert portal.survey is not None
    assert portal.survey.imported_at == NOON
    assert [file.file for file in portal.survey.files] == [name for name in PORTAL if name != "permits.csv"]


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("beats.csv", "the_geom,BEAT_NUM\nMULTIPOLYGON (((1171000 1895000)))\n", "degrees, WGS 84"),
        ("beats.csv", "the_geom,BEAT_NUM\nCIRCLE (1 2),0101\n", "line 2: 'CIRCLE \\(1 2\\)' is no shape"),
        ("crossings.csv", "street_1,street_2,latitude,longitude\nA ST,B ST,forty,-90\n", "line 2: 'forty', '-90' are not degrees"),
        ("wards.geojson", '{"type": "FeatureCollection", "features": [', "is not whole JSON"),
        ("wards.geojson", '{"features": [{"properties": {"ward": "1"}, "geometry": {"type": "Polygon"}}]}', "feature 1 has no shape"),
        ("permits.csv", "permit,amount\n1,2\n", "No file was recognised"),
        ("lines.csv", "street,points_lat_lng\nN ALDER AVE,40 -90;41\n", "'lat lng;lat lng'"),
        ("parks.csv", "park_no,park,lat,lng\n1,A,,\n2,B,,\n", "2 of 2 rows have no place"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_in_a_sentence(file: str, text: str, sentence: str, plain: City) -> None:
    with pytest.raises((exports.BadExport, ValueError), match=sentence):
        exports.convert([(file, text)], plain, NOON, lambda _: None)


def test_an_import_of_another_version_is_refused(plain: City) -> None:
    with pytest.raises(ValueError, match="format 99"):
        load_city(FACTS, '{"format": 99}')
    with pytest.raises(ValueError, match="cannot be read"):
        load_city(FACTS, "{}")


def test_a_hole_in_an_outline_is_outside_it(plain: City) -> None:
    ring, hole = [[-90.02, 39.98], [-89.98, 39.98], [-89.98, 40.02], [-90.02, 40.02], [-90.02, 39.98]], [
        [-90.005, 39.995], [-89.995, 39.995], [-89.995, 40.005], [-90.005, 40.005], [-90.005, 39.995],
    ]
    text = features(({"ward": "1"}, ring)).replace(str(ring), f"{ring}, {hole}")
    city = imported({"wards.geojson": text})
    assert locate_point(40.01, -90.0, city).wards == ("1",)
    assert city.layers["wards"].near(0.0, 0.0, 0) == []
