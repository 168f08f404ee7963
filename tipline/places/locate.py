"""Place words to an answer: a point, two to choose from, outside, or none. A wrong point is worse than a question."""

from __future__ import annotations

from dataclasses import replace

from tipline.places.city import City, Street
from tipline.places.crossing import Find, crossing_label, distinct, said_of
from tipline.places.grid import Pair
from tipline.places.links import coordinates, read_link, split_links
from tipline.places.model import Candidate, Located, Method
from tipline.places.neighbours import neighbour_in
from tipline.places.phrases import Reading, read
from tipline.places.pluscode import plus_codes

EDGE = 75.0  # metres a point may lie beyond the outlines, whose corners are rounded to about fifty
PIN_RADIUS = 30
NEARBY = 130  # numbers within which a street is named for a pin
MAJOR_LEAD = 60  # numbers by which a major street wins over a nearer small one
MAJOR_LENGTH = 2400


def locate(text: str, city: City) -> Located:
    """Find the place some words, a link or coordinates mean. Never raises; `none` when it cannot be told."""
    rest, links = split_links(text)
    short = False
    for link in filter(None, map(read_link, links)):
        if link.point is not None:
            return locate_point(*link.point, city, "map_link")
        if link.words and (found := _from_words(link.words, city)).status == "point":
            return replace(found, method="map_link")
        short = short or link.short
    for lat, lng in coordinates(rest):
        return _from_coordinates(lat, lng, city)
    for point in plus_codes(rest, (city.grid.origin_lat, city.grid.origin_lng)):
        return locate_point(*point, city, "plus_code")
    found = _from_words(rest, city)
    if found.status in ("none", "ambiguous") and (town := neighbour_in(rest, city)):
        return Located("outside", label=town)
    return replace(found, hint="short_link") if short and found.status == "none" else found


def locate_point(lat: float, lng: float, city: City, method: Method = "pin") -> Located:
    """A point given in degrees; `outside` when it lies in no district."""
    districts = districts_within((lat, lng), PIN_RADIUS, city)
    label = near_label((lat, lng), city) if districts else None
    status = "point" if districts else "outside"
    return Located(status, lat, lng, PIN_RADIUS, method, label, districts=districts)  # type: ignore[arg-type]


def _from_coordinates(lat: float, lng: float, city: City) -> Located:
    """As written; else with a forgotten minus, or turned round, where that and only that lies in the city."""
    for point in ((lat, lng), (lat, -lng), (lng, lat)):
        if abs(point[0]) <= 90 and districts_within(point, 0, city):
            return locate_point(*point, city, "coordinates")
    return locate_point(lat, lng, city, "coordinates")


def districts_within(point: Pair, radius_m: float, city: City) -> tuple[str, ...]:
    """Districts within the radius, nearest first; none when the point itself is outside the city."""
    x, y = city.grid.flat(*point)
    limit = max(radius_m, EDGE)
    reached = sorted((district.distance(x, y, limit), district.name) for district in city.districts)
    if not reached or not reached[0][0] <= EDGE:
        return ()
    return tuple(name for metres, name in reached if metres <= max(radius_m, reached[0][0]))


def near_label(point: Pair, city: City) -> str | None:
    """ "near 26th & Kedzie": the nearest streets with numbers of their own, the major ones preferred."""
    east, north = city.grid.to_grid(*point)
    across = _nearest(city, east, north, True)
    along = _nearest(city, north, east, False)
    return f"near {crossing_label(across, along, city)}" if across and along else None


def _nearest(city: City, position: float, other: float, north_south: bool) -> Street | None:
    def off(street: Street) -> float:
        lead = MAJOR_LEAD if street.number % city.major_every == 0 and street.high - street.low > MAJOR_LENGTH else 0
        return abs(street.number - position) - lead

    near = (
        street
        for street in city.streets
        if street.north_south == north_south
        and abs(street.number - position) <= NEARBY
        and street.straight
        and street.suffix in city.main_suffixes
        and street.low - NEARBY <= other <= street.high + NEARBY
    )
    return min(near, key=off, default=None)


def _from_words(text: str, city: City) -> Located:
    reading = read(text, city)
    finds = reading.finds
    if not finds:
        return _no_find(reading, city)
    inside = [find for find in finds if districts_within(find.at, 0, city)]
    if not inside:
        return _outside(finds[0])
    if len(inside) > 1:
        return _ambiguous(inside, city)
    return _one(inside[0], city)


def _no_find(reading: Reading, city: City) -> Located:
    for find in reading.beyond:
        if not districts_within(find.at, 0, city):
            return _outside(find)
    if reading.lone is not None:
        return Located("ambiguous", method="crossing", label=said_of(reading.lone, city), hint="one_street")
    return Located("none")


def _one(find: Find, city: City) -> Located:
    status = "point" if find.sharp else "area"
    lat, lng = round(find.at[0], 6), round(find.at[1], 6)
    districts = districts_within((lat, lng), find.radius_m, city)
    return Located(status, lat, lng, find.radius_m, find.method, find.label, districts=districts)  # type: ignore[arg-type]


def _outside(find: Find) -> Located:
    return Located("outside", round(find.at[0], 6), round(find.at[1], 6), find.radius_m, find.method, find.label)


def _candidate(find: Find, city: City) -> Candidate:
    districts = districts_within(find.at, 0, city)
    return Candidate(find.label, round(find.at[0], 6), round(find.at[1], 6), districts[0] if districts else None)


def _ambiguous(finds: list[Find], city: City) -> Located:
    best = distinct(finds, city)[:2]
    candidates = tuple(_candidate(find, city) for find in best)
    districts = tuple(dict.fromkeys(candidate.district for candidate in candidates if candidate.district))
    return Located("ambiguous", method=best[0].method, candidates=candidates, districts=districts)
