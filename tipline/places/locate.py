"""Place words to an answer: a point, two to choose from, outside, or none. A wrong point is worse than a question."""

from __future__ import annotations

from dataclasses import replace

from tipline.places.around import around, in_city, near_label
from tipline.places.city import City
from tipline.places.crossing import Find, distinct, said_of
from tipline.places.finding import Named, areas, landmarks, without
from tipline.places.grid import Pair
from tipline.places.landmarks import Area
from tipline.places.links import coordinates, read_link, split_links
from tipline.places.model import Candidate, Located, Method, Status
from tipline.places.neighbours import neighbour_in, town_behind
from tipline.places.phrases import Reading, read
from tipline.places.pluscode import plus_codes
from tipline.places.text import Token, tokens

PIN_RADIUS = 30
# Ways of finding that a neighbouring town's name beats: "the Walmart in Evergreen Park" is no park of ours.
_LOOSE = (None, "landmark", "area")
SMALL_PARK = 180  # metres; a park so small does not stand for the part of the city that has its name
NEAR_PART = 1.3  # how far from a part's middle, by its own reach, a place named beside it may lie


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
    if town := town_behind(rest, city) or (_gives_way(found) and neighbour_in(rest, city)):
        return Located("outside", label=town)
    return replace(found, hint="short_link") if short and found.status == "none" else found


def _gives_way(found: Located) -> bool:
    return found.method in _LOOSE or found.status in ("none", "ambiguous")


def locate_point(lat: float, lng: float, city: City, method: Method = "pin") -> Located:
    """A point given in degrees; `outside` when it lies in no district."""
    inside = in_city((lat, lng), city)
    label = near_label((lat, lng), city) if inside else None
    return _at((lat, lng), PIN_RADIUS, method, label, city, "point" if inside else "outside")


def _at(point: Pair, radius_m: int, method: Method, label: str | None, city: City, status: Status) -> Located:
    lat, lng = round(point[0], 6), round(point[1], 6)
    here = around((lat, lng), radius_m, city)
    return Located(
        status, lat, lng, radius_m, method, label, districts=here.districts, beats=here.beats,
        community_areas=here.areas, wards=here.wards, neighbourhood=here.neighbourhood,
    )  # fmt: skip


def _from_coordinates(lat: float, lng: float, city: City) -> Located:
    """As written; else with a forgotten minus, or turned round, where that and only that lies in the city."""
    for point in ((lat, lng), (lat, -lng), (lng, lat)):
        if abs(point[0]) <= 90 and in_city(point, city):
            return locate_point(*point, city, "coordinates")
    return locate_point(lat, lng, city, "coordinates")


def _from_words(text: str, city: City) -> Located:
    """Streets and numbers tell more exactly than names do; a name that two places share asks which."""
    found = tokens(text)
    named = landmarks(found, city)
    reading = _streets(found, named, city)
    parts = areas(found, city)
    finds = _near_parts([*reading.finds], parts, city)
    named = [one for one in named if not _stands_for_part(one, parts)]
    if not any(find.sharp for find in finds) and named:
        finds = _near_parts(_of_landmarks(named, city), parts, city)
    if not finds:
        return _no_find(reading, [area for _, _, area in parts], city)
    inside = [find for find in finds if in_city(find.at, city)]
    if not inside:
        return _outside(finds[0])
    if len(inside) > 1:
        return _ambiguous(inside, city)
    return _one(inside[0], city)


def _streets(found: tuple[Token, ...], named: list[Named], city: City) -> Reading:
    """The streets told. A landmark's name that a street has too ("Central Park") is that street beside another."""
    soft = [one for one in named if one.soft]
    if soft:
        reading = read(without(found, [one for one in named if not one.soft]), city)
        if any(find.sharp and find.method != "landmark" for find in reading.finds):
            return reading
    return read(without(found, named), city)


def _stands_for_part(named: Named, parts: list[tuple[int, int, Area]]) -> bool:
    """A part of the city is meant where a little park has its whole name: "Rogers Park"."""
    small = all(mark.kind == "park" and mark.radius_m < SMALL_PARK for mark in named.marks)
    return small and any((start, end) == (named.start, named.end) for start, end, _ in parts)


def _of_landmarks(named: list[Named], city: City) -> list[Find]:
    """The landmarks' places; of several names the one that means the fewest places."""
    best = min(named, key=lambda one: len(one.marks))
    return distinct((Find(m.at, m.radius_m, "landmark", m.label) for m in best.marks), city)


def _near_parts(finds: list[Find], parts: list[tuple[int, int, Area]], city: City) -> list[Find]:
    """Of several places those in the part of the city that is named beside them."""
    if len(finds) < 2 or not parts:
        return finds
    reaches = [(area.at, area.radius_m * NEAR_PART) for _, _, area in parts]
    return [find for find in finds if any(city.grid.metres(find.at, at) <= m for at, m in reaches)] or finds


def _no_find(reading: Reading, parts: list[Area], city: City) -> Located:
    for find in reading.beyond:
        if not in_city(find.at, city):
            return _outside(find)
    if parts:
        return _area(parts[0], city)
    if reading.lone is not None:
        return Located("ambiguous", method="crossing", label=said_of(reading.lone, city), hint="one_street")
    return Located("none")


def _area(area: Area, city: City) -> Located:
    found = _at(area.at, area.radius_m, "area", area.label, city, "area")
    if area.area is None:
        return replace(found, neighbourhood=None)
    others = (name for name in found.community_areas if name != area.area)
    return replace(found, community_areas=(area.area, *others), neighbourhood=None)


def _one(find: Find, city: City) -> Located:
    return _at(find.at, find.radius_m, find.method, find.label, city, "point" if find.sharp else "area")


def _outside(find: Find) -> Located:
    return Located("outside", round(find.at[0], 6), round(find.at[1], 6), find.radius_m, find.method, find.label)


def _candidate(find: Find, city: City) -> Candidate:
    here = around(find.at, find.radius_m, city)
    return Candidate(
        find.label, round(find.at[0], 6), round(find.at[1], 6), next(iter(here.districts), None),
        here.beats, here.areas, here.wards, here.neighbourhood,
    )  # fmt: skip


def _told_apart(candidate: Candidate, city: City) -> str:
    return near_label((candidate.lat, candidate.lng), city) or candidate.neighbourhood or f"{candidate.lat:.3f}"


def _ambiguous(finds: list[Find], city: City) -> Located:
    best = distinct(finds, city)[:2]
    candidates = tuple(_candidate(find, city) for find in best)
    if len({candidate.label for candidate in candidates}) == 1:  # two parks of one name are told apart by their streets
        candidates = tuple(replace(c, label=f"{c.label}, {_told_apart(c, city)}") for c in candidates)
    districts = tuple(dict.fromkeys(candidate.district for candidate in candidates if candidate.district))
    return Located("ambiguous", method=best[0].method, candidates=candidates, districts=districts)
