"""Measured against the shared development cases and our own texts: with the product's own facts, and with all imported.

`python -m bench.places` prints the tables; here only the limits are held.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bench.places import SHARED, Case, cities, crossings, dev_cases, fresh_cases, random_cases, verdict
from tipline.places import City, Located, locate

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the shared city data is not beside the project")
Verdicts = list[tuple[Case, Located, str]]


@pytest.fixture(scope="module")
def both() -> tuple[City, City]:
    return cities()


def judged(cases: Sequence[Case], city: City) -> Verdicts:
    found = [(case, locate(case.text, city)) for case in cases]
    verdicts = [(case, located, verdict(case, located, city)) for case, located in found]
    for case, located, said in verdicts:
        if said != "right":
            print(f"{said}: {case.text!r} -> {located.status} {located.label}")
    return verdicts


def share(verdicts: Verdicts, said: str, which: Callable[[Case], bool] = lambda case: True) -> float:
    counted = [one for case, _, one in verdicts if which(case)]
    return counted.count(said) / len(counted)


def names_a_place(case: Case) -> bool:
    return case.expect != "none"


def test_with_own_facts_three_quarters_of_the_places_are_found_and_hardly_one_is_wrong(both: tuple[City, City]) -> None:
    for cases in (dev_cases(), fresh_cases(crossings(), both[1])):
        verdicts = judged(cases, both[0])
        assert share(verdicts, "right", names_a_place) >= 0.75
        assert share(verdicts, "wrong") <= 0.02


def test_with_imported_data_nearly_every_place_is_found(both: tuple[City, City]) -> None:
    for cases in (dev_cases(), fresh_cases(crossings(), both[1])):
        verdicts = judged(cases, both[1])
        assert share(verdicts, "right", names_a_place) >= 0.93
        assert share(verdicts, "wrong") <= 0.02


def test_the_right_district_or_beat_is_listed(both: tuple[City, City]) -> None:
    points = [
        (case, found) for case, found, said in judged(dev_cases(), both[1]) if said == "right" and found.status == "point"
    ]
    beats = [bool(case.beats & set(found.beats)) for case, found in points]
    assert sum(beats) >= 0.99 * len(points)
    plain = [(case, locate(case.text, both[0])) for case in dev_cases()]
    districts = [bool(case.districts & set(found.districts)) for case, found in plain if found.status == "point"]
    assert sum(districts) >= 0.99 * len(districts)


def test_random_corners_in_every_language_are_rarely_put_elsewhere(both: tuple[City, City]) -> None:
    seed = 7
    print(f"seed {seed}")
    verdicts = judged(random_cases(crossings(), 600, seed), both[1])
    assert share(verdicts, "right") >= 0.95
    assert share(verdicts, "wrong") <= 0.005
