"""Corners as witnesses write them. Truth is the street numbers everyone knows: Kedzie is 3200 west, 26th 2600 south."""

from __future__ import annotations

import pytest

from tipline.places import City, locate, to_grid

# words, label, how far east and north the corner lies by its street numbers
CORNERS = [
    ("26th and Kedzie", "26th & Kedzie", -3200, -2600),
    ("kedzie & 26th", "26th & Kedzie", -3200, -2600),
    ("la 26 y kedzie", "26th & Kedzie", -3200, -2600),
    ("26 con Kedzie", "26th & Kedzie", -3200, -2600),
    ("twenty sixth and kedzie", "26th & Kedzie", -3200, -2600),
    ("twenty-sixth & kedzie", "26th & Kedzie", -3200, -2600),
    ("veintiséis y kedzie", "26th & Kedzie", -3200, -2600),
    ("róg 26 i Kedzie", "26th & Kedzie", -3200, -2600),
    ("26-ej i Kedzie", "26th & Kedzie", -3200, -2600),
    ("26街和Kedzie", "26th & Kedzie", -3200, -2600),
    ("زاوية 26 و Kedzie", "26th & Kedzie", -3200, -2600),
    ("ріг 26 та Kedzie", "26th & Kedzie", -3200, -2600),
    ("kanto ng 26th at Kedzie", "26th & Kedzie", -3200, -2600),
    ("26/kedzie", "26th & Kedzie", -3200, -2600),
    ("kedzie at 26", "26th & Kedzie", -3200, -2600),
    ("W 26th St and S Kedzie Ave", "26th & Kedzie", -3200, -2600),
    ("Kedzie and 26th St, Chicago, IL 60623", "26th & Kedzie", -3200, -2600),
    ("kedsi y la 26", "26th & Kedzie", -3200, -2600),
    ("26th & Kedzei", "26th & Kedzie", -3200, -2600),
    ("ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago", "26th & Kedzie", -3200, -2600),
    ("hay agentes en la 26 y la Kedzie llevandose a un señor", "26th & Kedzie", -3200, -2600),
    ("Kolin y la 30", "30th & Kolin", -4351, -3000),
    ("pulaski n 41st", "41st & Pulaski", -4000, -4100),
    ("corner of Potomac & Long", "Potomac & Long", -5400, 1300),
    ("cuarenta y siete con Western", "47th & Western", -2400, -4700),
    ("47 th and western", "47th & Western", -2400, -4700),
    ("fiftyfirst and kedzie", "51st & Kedzie", -3200, -5100),
    ("wabash 51", "51st & Wabash", 45, -5100),
    ("63rd and halsted", "63rd & Halsted", -800, -6300),
    ("north and western", "North & Western", -2400, 1600),
    ("west north ave and pulaski", "North & Pulaski", -4000, 1600),
    ("state and lake", "State & Lake", 0, 200),
    ("Madison and State", "Madison & State", 0, 0),
    ("Chicago Ave and Pulaski", "Chicago & Pulaski", -4000, 800),
    ("central park and 16th", "16th & Central Park", -3600, -1600),
    ("on artesian near 106th", "106th & Artesian", -2434, -10600),
    ("5 cars cortland & wood", "Cortland & Wood", -1800, 1900),
    ("by 81st and claremont ave near the currency exchange", "81st & Claremont", -2332, -8100),
    ("Belmomt Hoyne", "Belmont & Hoyne", -2100, 3200),
    ("altgeld/new endgland", "Altgeld & New England", -6931, 2500),
    ("n. ashland avenue @ cullom", "Ashland & Cullom", -1600, 4300),
    ("South Chicago and 79th", "79th & South Chicago", 1600, -7900),
    ("fullerton halsted lincoln", "Fullerton & Halsted", -800, 2400),
    ("lincoln & belmont & ashland", "Lincoln & Belmont", -1600, 3200),
    ("Broadway and Lawrence", "Broadway & Lawrence", -1200, 4800),
]  # fmt: skip


@pytest.mark.parametrize(("words", "label", "east", "north"), CORNERS)
def test_a_corner_in_any_wording_is_found_where_its_street_numbers_put_it(
    words: str, label: str, east: int, north: int, city: City
) -> None:
    found = locate(words, city)
    assert (found.status, found.label, found.method) == ("point", label, "crossing")
    assert found.lat is not None
    assert found.lng is not None
    got_east, got_north = to_grid(found.lat, found.lng, city)
    assert abs(got_east - east) < 60
    assert abs(got_north - north) < 60


def test_the_story_is_told_right(city: City) -> None:
    found = locate("26th and Kedzie", city)
    assert found.lat == pytest.approx(41.8446, abs=0.0005)
    assert found.lng == pytest.approx(-87.7053, abs=0.0005)
    assert found.districts[0] == "10"


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("22nd and California", "Cermak & California"),
        ("12th & Halsted", "Roosevelt & Halsted"),
        ("39th & Ashland", "Pershing & Ashland"),
        ("crawford and 26th", "26th & Pulaski"),
        ("mlk and 63rd", "63rd & King Drive"),
        ("King Drive & 47th", "47th & King Drive"),
        ("Ida B Wells and State", "Congress & State"),
        ("ave o y 118", "118th & Avenue O"),
        ("lasalle and ohio", "LaSalle & Ohio"),
        ("LA SALLE & OHIO", "LaSalle & Ohio"),
    ],
)
def test_old_and_double_names_mean_the_street_on_the_sign(words: str, label: str, city: City) -> None:
    assert locate(words, city).label == label


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("la treinta y uno y cicero no, la 31 y kedzie", "31st & Kedzie"),
        ("26th and Kedzie, no wait, 31st and Kedzie", "31st & Kedzie"),
        ("26th and Kedzie no wait 31st", "31st & Kedzie"),
        ("31st not 26th and Kedzie", "31st & Kedzie"),
        ("2600 s kedzie sorry 3100 s kedzie", "3100 S Kedzie"),
    ],
)
def test_the_last_word_counts_when_a_witness_corrects_themselves(words: str, label: str, city: City) -> None:
    assert locate(words, city).label == label


@pytest.mark.parametrize(
    "words",
    [
        "Kedzie between 26th and 31st", "kedzie btwn 26 & 31", "between 26th and 31st on Kedzie",
        "entre la 26 y la 31 en kedzie", "en la Kedzie entre la 26 y la 31", "Kedzie między 26 i 31",
    ],
)  # fmt: skip
def test_a_stretch_between_two_streets_lies_in_its_middle(words: str, city: City) -> None:
    found = locate(words, city)
    assert (found.method, found.label) == ("between", "Kedzie between 26th and 31st")
    assert found.lat is not None
    assert found.lng is not None
    east, north = to_grid(found.lat, found.lng, city)
    assert abs(east + 3200) < 60
    assert -3000 < north < -2700


def test_two_corners_are_asked_about_and_not_chosen_between(city: City) -> None:
    found = locate("they went from 26th & Kedzie to 31st & Kostner", city)
    assert found.status == "ambiguous"
    assert [candidate.label for candidate in found.candidates] == ["26th & Kedzie", "31st & Kostner"]


def test_a_crossing_known_only_to_a_block_or_two_is_an_area_with_its_radius(city: City) -> None:
    found = locate("106th and Ewing", city)
    assert found.status == "area"
    assert found.radius_m is not None
    assert found.radius_m > 100
    assert found.districts == ("4",)


def test_a_station_named_after_a_corner_is_not_taken_for_the_corner_itself(city: City) -> None:
    assert locate("estación 35 y archer línea naranja", city).method == "landmark"
    assert locate("26th and Kedzie station", city).status == "area"  # there is none at that corner


def test_a_diagonal_street_whose_line_is_not_known_is_never_guessed(city: City) -> None:
    assert locate("Ogden and Cermak", city).status == "none"


@pytest.mark.parametrize("words", ["Pulaski and 95th", "Roosevelt & Harlem", "Cermak and Central"])
def test_a_corner_over_the_city_limits_is_said_to_be_outside(words: str, city: City) -> None:
    found = locate(words, city)
    assert found.status == "outside"
    assert found.districts == ()


@pytest.mark.parametrize("words", ["en la Cermak", "at Kedzie", "on 47th street", "47th"])
def test_one_street_alone_asks_for_its_cross_street(words: str, city: City) -> None:
    found = locate(words, city)
    assert (found.status, found.hint, found.candidates) == ("ambiguous", "one_street", ())
