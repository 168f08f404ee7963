"""Ordinary words, counts, times and plates that look like streets: a wrong point is worse than none."""

from __future__ import annotations

import pytest

from tipline.places import City, locate

NOT_PLACES = [
    "", " ", "?", "3 vans", "4 green cars", "2 green cars and 3 white vans", "26 agents and 2 vans", "5 cars",
    "Kedzie and 26 agents", "kedzie y 26 agentes", "7 and 8 agents near Western", "at 5 and Western",
    "May 26", "may 26 and 27", "26 may", "26/7", "9/11", "24/7 western", "12 de octubre y Western", "11 y 12",
    "2019 ford explorer", "2020 lincoln navigator", "1 lincoln and 2 fords", "in 2025 Michigan had",
    "school and church", "lake and school", "the park and the lake", "at church and state", "church",
    "in front of the school on Division", "I was on the lake near the park", "wood and iron", "bell and wells",
    "division and school", "state police", "the state of the union", "they took Maria and Francisco",
    "Jackson and Francisco were taken", "michigan and wisconsin", "state troopers", "Lake Michigan",
    "10th and 11th", "26th & 27th", "Halsted and Halsted", "59th & they ran", "Western and there were agents",
    "plate AB 26 KEDZIE", "plate 2600 kedzie", "placa 2600 kedzie", "two men in a white van plate EV 40211",
    "bus 47 and western", "my phone is 773-555-0134", "312 555 0188", "123 main st", "500 w 1st", "6062",
    "walmart", "please come fast", "en el parque", "help", "ICE ICE ICE", "black ice on the road", "10:30", "5pm",
    "1/2 mile from Western", "Springfield & Peoria", "https://example.com/26th-and-kedzie", "1 w clark",
]  # fmt: skip


@pytest.mark.parametrize("words", NOT_PLACES)
def test_words_that_only_look_like_a_street_are_not_a_place(words: str, city: City) -> None:
    found = locate(words, city)
    assert (found.status, found.lat, found.candidates) == ("none", None, ())


@pytest.mark.parametrize(
    "words", ["4 vans at 26th and Kedzie", "around 10 at 26th and Kedzie", "at 7:26 26th and Kedzie"]
)
def test_counts_and_times_beside_a_corner_do_not_move_it(words: str, city: City) -> None:
    assert locate(words, city).label == "26th & Kedzie"
