"""A neighbouring town is outside, unless the words name a street of this city."""

from __future__ import annotations

import pytest

from tipline.places import City, locate

CASES = [
    ("95th and cicero in oak lawn", "outside"),
    ("ICE at the Walmart in Evergreen Park", "outside"),
    ("hay agentes en Berwyn", "outside"),
    ("Evanston", "outside"),
    ("main and dempster, skokie il", "outside"),
    ("47th and Cicero", "point"),
    ("26th and Kedzie", "point"),
    ("from Cicero down to nowhere", "ambiguous"),
    ("the park is in full bloom", "none"),
]


@pytest.mark.parametrize(("words", "status"), CASES)
def test_a_neighbouring_town_is_outside_and_a_street_of_its_name_is_not(words: str, status: str, city: City) -> None:
    assert locate(words, city).status == status
