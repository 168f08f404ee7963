"""The landmarks and named areas of a city: from its facts, and from what was imported, which knows better."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import hypot

from tipline.places.address import house_before, houses
from tipline.places.city import City
from tipline.places.grid import Pair
from tipline.places.landmarks import Area, Landmark, index, park, police, school, stations
from tipline.places.mentions import mentions
from tipline.places.rows import rows, signed
from tipline.places.survey import Survey
from tipline.places.text import fold, squeeze, tokens
from tipline.places.zones import Layer, Zone, middle

OWN = 1500.0  # metres within which an imported landmark of the same kind and name replaces the one of the facts
RADIUS = {"station": 100, "school": 90, "police": 60, "hospital": 150, "park": 150, "other": 120}
_CORNER = re.compile(r"[EW]\d+/[NS]\d+")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Spots:
    """Places the addresses of facts: on the surveyed streets where these have them, else by the facts alone."""

    city: City
    plain: City

    def placed(self, file: str, line: int, spot: str) -> Pair:
        """Degrees of "1620 W Harrison" or of a corner of the grid, "W1620/S600"."""
        if _CORNER.fullmatch(spot):
            east, north = spot.split("/")
            return self.city.grid.from_grid(signed(east), signed(north))
        found = tokens(spot)
        for city in (self.city, self.plain):
            standing = (house_before(found, mention, city) for mention in mentions(found, city))
            places = [find for house in standing if house for find in houses(house, city)]
            if len(places) == 1:
                return places[0].at
        raise ValueError(f"{file} line {line}: {spot!r} is no one address of this city; write its corner, W1620/S600.")


def with_landmarks(city: City, plain: City, files: Mapping[str, str], survey: Survey | None) -> City:
    """The city with its landmarks and areas. `plain`: the city by its facts alone, where every fact can be placed.

    ValueError names the line of a fact that cannot.
    """
    spots = _Spots(city, plain)
    ours = [*_facts(spots, files.get("landmarks.tsv", "")), *_stations(spots, files.get("stations.tsv", ""))]
    marks = _merged(list(_surveyed(city, survey)) if survey else [], ours, city)
    areas: dict[str, list[Area]] = defaultdict(list)
    for name, area in _areas(city, files.get("areas.tsv", ""), files.get("zips.tsv", ""), survey):
        areas[name].append(area)
    return replace(
        city,
        landmarks=index(marks, city.names),
        areas={name: tuple(found[:1]) for name, found in areas.items()},
    )


def _merged(theirs: list[Landmark], ours: Iterable[Landmark], city: City) -> list[Landmark]:
    """Imported landmarks with the names the facts have for them, then those that only the facts know."""
    held: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, mark in enumerate(theirs):
        for name in mark.names:
            held[mark.kind, name].append(at)
    merged, kept = list(theirs), []
    for mark in ours:
        close = [
            at
            for name in mark.names
            for at in held.get((mark.kind, name), ())
            if city.grid.metres(mark.at, theirs[at].at) < OWN and _lines_meet(mark, theirs[at])
        ]
        if not close:
            kept.append(mark)
            continue
        one = merged[close[0]]
        merged[close[0]] = replace(one, names=(*one.names, *mark.names), alone=(*one.alone, *mark.alone))
    return [*merged, *kept]


def _lines_meet(one: Landmark, two: Landmark) -> bool:
    return not one.group or not two.group or bool(one.group & two.group)


def _facts(spots: _Spots, text: str) -> Iterator[Landmark]:
    """kind, label, other names parted by |, spot, radius. A name after * stands alone."""
    for at, (kind, label, told, spot, radius) in rows("landmarks.tsv", text, 5):
        if kind not in RADIUS:
            raise ValueError(f"landmarks.tsv line {at}: {kind!r} is not one of {', '.join(RADIUS)}.")
        point = spots.placed("landmarks.tsv", at, spot)
        names = [name for name in told.split("|") if name != "-"]
        bare = tuple(_key(name) for name in (label, *names) if not name.startswith("*"))
        alone = tuple(_key(name[1:]) for name in names if name.startswith("*"))
        group = frozenset({label.rsplit(" ", 1)[-1]} & {"HS", "ES"}) | _lines(label.partition("(")[2], spots.city)
        yield Landmark(kind, label, point, int(radius) if radius != "-" else RADIUS[kind], bare, alone, group)  # type: ignore[arg-type]


def _key(name: str) -> str:
    """A name as the tokens of a text are joined: "9th district" -> "9district"."""
    return re.sub(r"(\d)(?:st|nd|rd|th)(?![a-z])", r"\1", fold(name)).translate({ord(c): None for c in " '.-/&"})


def _stations(spots: _Spots, text: str) -> list[Landmark]:
    found = []
    for at, (name, lines, spot) in rows("stations.tsv", text, 3):
        found.append((name, _lines(lines, spots.city), spots.placed("stations.tsv", at, spot)))
    return stations(found, RADIUS["station"])


def _lines(text: str, city: City) -> frozenset[str]:
    return frozenset(city.lines[word] for word in _WORD.findall(fold(text)) if word in city.lines)


def _surveyed(city: City, survey: Survey) -> Iterator[Landmark]:
    found = []
    for kind, name, lat, lng, radius, told in survey.marks:
        point = (lat, lng)
        if kind == "station":
            found.append((name, _lines(told, city), point))
        elif kind == "park":
            yield park(name, point, max(radius, 60))
        elif kind == "school":
            yield school(name, point, RADIUS["school"], told)
        elif kind == "police":
            yield police(told, name, point, RADIUS["police"])
    yield from stations(found, RADIUS["station"])


def _areas(city: City, text: str, zips: str, survey: Survey | None) -> Iterator[tuple[str, Area]]:
    """(name, area): outlines that were imported first, then the boxes of the facts."""
    layers = survey.layers if survey else {}
    zones = {zone.name: zone for zone in layers.get("areas", Layer()).zones}
    quarters = {squeeze(zone.said): zone for zone in layers.get("neighbourhoods", Layer()).zones}
    numbered: dict[str, list[Area]] = defaultdict(list)
    for _, (number, label, told, box) in rows("areas.tsv", text, 4):
        names = [squeeze(name) for name in (label, *told.split("|")) if name != "-"]
        zone = quarters.get(squeeze(label)) or (zones.get(number) if not numbered[number] else None)
        area = _of_zone(zone, label, number) if zone else _boxed(box, label, number, city, numbered[number])
        numbered[number].append(area)
        yield from ((name, area) for name in names)
    for zone in quarters.values():
        for name in {squeeze(part) for part in re.split(r"[/(]", zone.said)} - {"", "e", "w"}:
            yield name, _of_zone(zone, zone.said, None)
    for number, zone in zones.items():
        yield squeeze(zone.said), _of_zone(zone, zone.said, number)
    for code, (lat, lng, radius) in (survey.zips if survey else {}).items():
        yield code, Area(f"ZIP {code}", None, (lat, lng), radius)
    for _, (code, numbers) in rows("zips.tsv", zips, 2):
        parts = [numbered[number][0] for number in numbers.split() if numbered.get(number)]
        yield code, _around(f"ZIP {code}", parts, city)


def _of_zone(zone: Zone, label: str, number: str | None) -> Area:
    west, south, east, north = zone.box
    return Area(label, number, middle(zone.rings), round(hypot(east - west, north - south) / 2))


def _boxed(box: str, label: str, number: str, city: City, earlier: list[Area]) -> Area:
    """From its four bounding streets, "W4800 W3200 S3900 S2200"; without a box, somewhere in its listed area."""
    if box == "-":
        return replace(earlier[0], label=label)
    west, east, south, north = (signed(edge) for edge in box.split())
    corner, other = city.grid.from_grid(west, south), city.grid.from_grid(east, north)
    radius = round(city.grid.metres(corner, other) / 2)
    return Area(label, number, city.grid.from_grid((west + east) / 2, (south + north) / 2), radius)


def _around(label: str, parts: Iterable[Area], city: City) -> Area:
    found = list(parts)
    lat, lng = sum(p.at[0] for p in found) / len(found), sum(p.at[1] for p in found) / len(found)
    radius = max(city.grid.metres((lat, lng), part.at) + part.radius_m for part in found)
    return Area(label, found[0].area, (lat, lng), round(radius))
