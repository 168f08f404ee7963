"""Pins, coordinates, plus codes and map links; short links are never followed."""

from __future__ import annotations

import pytest

from tipline.places import City, as_json, locate, locate_point

LINKS = [
    ("https://maps.google.com/?q=41.84460,-87.70530", "map_link"),
    ("https://www.google.com/maps?q=loc:41.84460,-87.70530", "map_link"),
    ("https://www.google.com/maps/search/?api=1&query=41.84460%2C-87.70530", "map_link"),
    ("https://www.google.com/maps/@41.84460,-87.70530,17z", "map_link"),
    ("https://www.google.com/maps/place/Somewhere/@41.9,-87.6,16z/data=!4m4!3m3!8m2!3d41.84460!4d-87.70530", "map_link"),
    ("https://www.google.com/maps/search/41.84460,+-87.70530?entry=tts", "map_link"),
    ("https://www.google.com/maps/dir/?api=1&destination=41.84460,-87.70530", "map_link"),
    ("https://maps.apple.com/?ll=41.84460,-87.70530&q=Dropped+Pin", "map_link"),
    ("https://maps.apple.com/place?coordinate=41.84460,-87.70530", "map_link"),
    ("https://www.openstreetmap.org/?mlat=41.84460&mlon=-87.70530#map=17/41.9/-87.6", "map_link"),
    ("https://www.openstreetmap.org/#map=17/41.84460/-87.70530", "map_link"),
    ("https://waze.com/ul?ll=41.84460,-87.70530&navigate=yes", "map_link"),
    ("https://www.waze.com/live-map/directions?to=ll.41.84460%2C-87.70530", "map_link"),
    ("maps.google.com/?q=41.84460,-87.70530", "map_link"),
    ("they are here https://maps.google.com/?q=41.84460,-87.70530.", "map_link"),
    ("https://maps.google.com/?q=26th+and+Kedzie", "map_link"),
    ("geo:41.84460,-87.70530", "coordinates"),
    ("41.84460, -87.70530", "coordinates"),
    ("location 41.84460 -87.70530 hurry", "coordinates"),
    ("41.84460N 87.70530W", "coordinates"),
    ("41°50'40.6\"N, 87°42'19.1\"W", "coordinates"),
    ("41.84460, 87.70530", "coordinates"),
    ("-87.70530, 41.84460", "coordinates"),
    ("86HJR7VV+RV", "plus_code"),
    ("R7VV+RV Chicago", "plus_code"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "method"), LINKS)
def test_every_way_to_hand_over_a_point_is_read(words: str, method: str, city: City) -> None:
    found = locate(words, city)
    assert (found.status, found.method) == ("point", method)
    assert found.lat is not None
    assert found.lng is not None
    assert city.grid.metres((found.lat, found.lng), (41.84460, -87.70530)) < 60
    assert found.districts[0] == "10"


@pytest.mark.parametrize(
    "words", ["https://maps.app.goo.gl/AbCdEf1234567", "https://goo.gl/maps/AbC", "look goo.gl/maps/AbC"]
)
def test_a_short_link_says_nothing_and_hints_that_a_pin_is_needed(words: str, city: City) -> None:
    found = locate(words, city)
    assert (found.status, found.hint) == ("none", "short_link")


def test_words_beside_a_short_link_still_count(city: City) -> None:
    assert locate("26th and Kedzie https://maps.app.goo.gl/AbCdEf1234567", city).label == "26th & Kedzie"


@pytest.mark.parametrize(
    "words", ["34.05,-118.24", "41.8850,-87.7845", "https://maps.google.com/?q=40.71278,-74.00600"]
)
def test_a_point_beyond_the_city_is_outside_with_no_district(words: str, city: City) -> None:
    found = locate(words, city)
    assert (found.status, found.districts) == ("outside", ())


def test_a_pin_is_said_back_by_the_streets_near_it(city: City) -> None:
    found = locate_point(41.84463, -87.70531, city)
    assert (found.status, found.method, found.label) == ("point", "pin", "near 26th & Kedzie")
    assert found.districts[0] == "10"


def test_the_printed_shape_is_exactly_what_locate_promises(city: City) -> None:
    assert list(as_json(locate("619 wabash", city))) == [
        "status", "lat", "lng", "radius_m", "method", "candidates", "districts", "beats", "community_areas", "wards",
    ]  # fmt: skip
    candidates = as_json(locate("619 wabash", city))["candidates"]
    assert isinstance(candidates, list)
    assert [sorted(candidate) for candidate in candidates] == [["label", "lat", "lng"], ["label", "lat", "lng"]]
