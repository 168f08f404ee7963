"""The city as a value, and what must hold for any text and any point."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.places import City, district_outlines, from_grid, load_city, locate, locate_point, to_grid
from tipline.places.around import in_city

WORDS = [
    "26th", "kedzie", "and", "&", "y", "la", "n", "s", "w", "2600", "26", "between", "no", "state", "lake", "block",
    "south", "north", "ave", "st", "pl", "archer", "milwaukee", "/", "@", "47 th", "agents", "michigan", "not", "11",
    "41.9", "-87.7", "near", "63rd", "ciceroo", "harlem", "clark", "of", "corner", "x", "1200", "wacker", "twenty", "six",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=120))
def test_no_text_makes_it_raise(city: City, text: str) -> None:
    assert locate(text, city).status in ("point", "ambiguous", "area", "outside", "none")


@settings(max_examples=500, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_every_point_lies_in_the_city_or_is_said_to_be_outside(city: City, words: list[str]) -> None:
    found = locate(" ".join(words), city)
    if found.status in ("point", "area"):
        assert found.lat is not None
        assert found.lng is not None
        assert in_city((found.lat, found.lng), city)
        assert found.districts
    if found.status == "ambiguous":
        assert len(found.candidates) == 2 or (found.hint == "one_street" and not found.candidates)
        assert all(in_city((c.lat, c.lng), city) for c in found.candidates)


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="0123456789.,-°'\"NSEW:/?=&@! geoqlmaps", max_size=80))
def test_no_figures_or_link_make_it_raise(city: City, text: str) -> None:
    locate(f"https://maps.google.com/?q={text}", city)
    assert locate(text, city).status in ("point", "ambiguous", "area", "outside", "none")


@given(east=st.floats(-12_000, 5_000), north=st.floats(-13_800, 7_700))
def test_grid_numbers_and_degrees_turn_into_each_other(city: City, east: float, north: float) -> None:
    back_east, back_north = to_grid(*from_grid(east, north, city), city)
    assert back_east == pytest.approx(east, abs=0.01)
    assert back_north == pytest.approx(north, abs=0.01)


@settings(deadline=None)
@given(lat=st.floats(-90, 90), lng=st.floats(-180, 180))
def test_a_pin_anywhere_on_earth_is_answered(city: City, lat: float, lng: float) -> None:
    found = locate_point(lat, lng, city)
    assert found.status == ("point" if found.districts else "outside")


def test_districts_come_nearest_first_and_only_within_the_radius(city: City) -> None:
    corner = locate("Garfield and Western", city)
    assert corner.districts == ("9", "8")
    assert locate("26th and Kedzie", city).districts == ("10",)


def test_every_district_has_an_outline_around_its_own_points(city: City) -> None:
    outlines = district_outlines(city)
    assert len(outlines) == 22
    for name, rings in outlines.items():
        lats, lngs = zip(*rings[0], strict=True)
        assert 41.6 < min(lats) < max(lats) < 42.1, name
        assert -87.95 < min(lngs) < max(lngs) < -87.5, name


def test_a_wrong_line_in_the_facts_is_named(facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"aliases\.tsv line 1: no street is named 'NOWHERE'"):
        load_city(facts | {"aliases.tsv": "foo\tNOWHERE\n"})
    with pytest.raises(ValueError, match=r"streets\.tsv line 1: expected 6 columns"):
        load_city(facts | {"streets.tsv": "KEDZIE\tAVE\n"})
    with pytest.raises(KeyError):
        load_city({name: text for name, text in facts.items() if name != "districts.tsv"})
