"""House numbers on the grid, with their side of the street and their direction when it was not said."""

from __future__ import annotations

import pytest

from tipline.places import City, locate, to_grid

ADDRESSES = [
    ("2600 s kedzie", "2600 S Kedzie", -3200, -2600),
    ("4100 South Ashland ave", "4100 S Ashland", -1600, -4100),
    ("10 S Kedzie", "10 S Kedzie", -3200, -10),
    ("1800 n cicero avenue, chicago il", "1800 N Cicero", -4800, 1800),
    ("321 North Michigan Avenue", "321 N Michigan", 133, 321),
    ("116 West Elm St", "116 W Elm", -116, 1149),
    ("2005 w 43rd", "2005 W 43rd", -2005, -4300),
    ("at 1701 division", "1701 W Division", -1701, 1200),
    ("919 wellington", "919 W Wellington", -919, 3000),
    ("at 7601 cicero", "7601 S Cicero", -4800, -7601),
    ("5600 n broadway", "5600 N Broadway", -1200, 5600),
    ("they are at 2413 s Oakley ave now", "2413 S Oakley", -2295, -2413),
    ("the shelter at 10 S Kedzie", "10 S Kedzie", -3200, -10),
]  # fmt: skip


@pytest.mark.parametrize(("words", "label", "east", "north"), ADDRESSES)
def test_an_address_stands_where_its_number_says(words: str, label: str, east: int, north: int, city: City) -> None:
    found = locate(words, city)
    assert (found.status, found.label, found.method) == ("point", label, "address")
    assert found.lat is not None
    assert found.lng is not None
    got_east, got_north = to_grid(found.lat, found.lng, city)
    assert abs(got_east - east) < 40
    assert abs(got_north - north) < 40


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("3610 Seeley Avenue", ["3610 N Seeley", "3610 S Seeley"]),
        ("619 wabash", ["619 N Wabash", "619 S Wabash"]),
        ("ice at 2044 71st", ["2044 E 71st", "2044 W 71st"]),
    ],
)
def test_a_number_found_on_both_sides_of_the_origin_is_asked_about(words: str, labels: list[str], city: City) -> None:
    found = locate(words, city)
    assert (found.status, [candidate.label for candidate in found.candidates]) == ("ambiguous", labels)
    assert all(candidate.district for candidate in found.candidates)


def test_even_and_odd_numbers_stand_on_their_own_side(city: City) -> None:
    even, odd = locate("2600 s kedzie", city), locate("2601 s kedzie", city)
    assert even.lng is not None
    assert odd.lng is not None
    assert even.lng < odd.lng  # even numbers on the west side


@pytest.mark.parametrize(
    "words", ["3500 block w 63rd", "3500 block of west 63rd", "3500s on w 83rd", "the 3500 block of W 63rd st"]
)
def test_a_hundred_block_lies_in_its_middle(words: str, city: City) -> None:
    found = locate(words, city)
    assert (found.status, found.method) == ("point", "block")
    assert found.lat is not None
    assert found.lng is not None
    assert abs(to_grid(found.lat, found.lng, city)[0] + 3550) < 5


def test_house_numbers_that_leave_the_grid_follow_their_own_knots(city: City) -> None:
    found = locate("5900 s archer", city)
    assert found.status == "point"
    assert found.lat == pytest.approx(41.7953, abs=0.0001)
    assert found.lng == pytest.approx(-87.76582, abs=0.0001)


@pytest.mark.parametrize("words", ["15000 s halsted", "9000 n kedzie"])
def test_a_number_past_the_end_of_the_city_is_outside(words: str, city: City) -> None:
    assert locate(words, city).status == "outside"


def test_a_direction_the_street_does_not_take_is_not_guessed_away(city: City) -> None:
    assert locate("1800 e cicero", city).status == "none"
