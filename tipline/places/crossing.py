"""Where two streets meet, and where a stretch between two crossings lies, in grid numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import hypot

from tipline.places.city import FAINT, SLACK, City, Street, pair_key
from tipline.places.grid import Pair, meetings, nearly
from tipline.places.mentions import Mention
from tipline.places.model import Method
from tipline.places.reach import reaching

SAME = 250.0  # metres within which two answers are one place
SURVEYED = 40  # metres: the radius of a crossing that a survey lists, about the width of a wide one
LIMITS = 120  # numbers a street may stop short of one it meets on the city's limits, where the crossing is not listed
JOG = 45  # numbers two streets may miss each other by and still be said to cross
UNSURE = 57  # numbers of wandering beyond which a crossing is known only to within a block or two


@dataclass(frozen=True, slots=True)
class Find:
    """One place some words may mean: degrees, radius in metres, label; `sharp` when good enough for a point."""

    at: Pair
    radius_m: int
    method: Method
    label: str
    sharp: bool = True


def said_of(street: Street, city: City) -> str:
    """A street's name as people say it, without suffix unless a minor one: "26th", "Kedzie", "26th Pl"."""
    name = city.said.get(street.name) or (ordinal(int(street.name)) if street.name.isdigit() else _title(street.name))
    minor = street.suffix not in city.main_suffixes and street.name.isdigit()
    return f"{name} {city.suffix_said.get(street.suffix, '')}".strip() if minor else name


def ordinal(number: int) -> str:
    """26 -> "26th", the way numbered streets are said."""
    if 10 < number % 100 < 14:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _title(name: str) -> str:
    words = (word.capitalize() for word in name.split())
    return " ".join("Mc" + word[2:].capitalize() if word.startswith("Mc") and len(word) > 4 else word for word in words)


def crossing_label(one: Street, two: Street, city: City) -> str:
    """ "26th & Kedzie": the numbered street first, else as said."""
    if two.name.isdigit() and not one.name.isdigit():
        one, two = two, one
    return f"{said_of(one, city)} & {said_of(two, city)}"


def crossings(one: Mention, two: Mention, city: City) -> list[Find]:
    """Every place where the two may cross, the main streets of those names first; one place is listed once."""
    main = _main(one, two, city)
    if finds := _told_apart(distinct(_meet(main, city), city), (one, two), city):
        return finds
    if any(not street.lines for pair in main for street in pair):
        return []  # the main street may well cross there; its namesake Place must not answer for it
    return _told_apart(distinct(_meet(product(one.streets, two.streets), city), city), (one, two), city)


def _told_apart(finds: list[Find], said: Sequence[Mention], city: City) -> list[Find]:
    """Of several crossings those on the side of the origin that a direction names: "S Chicago"."""
    for mention in said:
        if len(finds) > 1 and mention.direction and not mention.loose_n:
            finds = [find for find in finds if _on_side(find.at, mention.direction, city)] or finds
    return finds


def _on_side(at: Pair, direction: str, city: City) -> bool:
    east, north = city.grid.to_grid(*at)
    return {"N": north, "S": -north, "E": east, "W": -east}[direction] > 0


def _main(one: Mention, two: Mention, city: City) -> list[tuple[Street, Street]]:
    return list(product(plain_streets(one, city), plain_streets(two, city)))


def plain_streets(mention: Mention, city: City) -> list[Street]:
    """The streets of that name with a main suffix, when none was said and there are some; else all."""
    main = [street for street in mention.streets if street.suffix in city.main_suffixes]
    return main if mention.suffix is None and main else list(mention.streets)


def _meet(pairs: Iterable[tuple[Street, Street]], city: City) -> Iterable[Find]:
    for one, two in pairs:
        if one.name == two.name or (one.name.isdigit() and two.name.isdigit() and one.north_south == two.north_south):
            continue
        label = crossing_label(one, two, city)
        if known := city.table.get(pair_key(one, two)):
            yield from (Find(point, SURVEYED, "crossing", label) for point in known)
        elif one.drawn and two.drawn:
            yield from _by_lines(one, two, label, city)
        else:
            yield from _by_grid(one, two, label, city)


def _by_lines(one: Street, two: Street, label: str, city: City) -> Iterable[Find]:
    """Where surveyed lines cross, or nearly: a jog's other leg may be missing in the table."""
    points = list(meetings(one.lines, two.lines))
    if not points and (point := nearly(one.lines, two.lines, JOG)) is not None:
        points = [point]
    if not points:  # at the city's limits the last crossing is not listed
        points = list(meetings(reaching(one, LIMITS), reaching(two, LIMITS)))
    return (Find(city.grid.from_grid(*point), SURVEYED, "crossing", label) for point in points)


def _by_grid(one: Street, two: Street, label: str, city: City) -> Iterable[Find]:
    for point in meetings(one.lines, two.lines):
        wander = _wander(one, two)
        sharp = wander <= UNSURE and not _rough(point, city)
        yield Find(city.grid.from_grid(*point), 40 if sharp else 60 + wander, "crossing", label, sharp)


def _rough(point: Pair, city: City) -> bool:
    return any(west <= point[0] <= east and south <= point[1] <= north for west, east, south, north in city.rough)


def _wander(one: Street, two: Street) -> int:
    """Numbers the crossing may be off: the looser street decides, but a slant carries one's error into the other."""
    slanted, other = (one, two) if one.slanted else (two, one)
    if slanted.slanted and slanted.slack <= SLACK and not other.slanted:
        return SLACK + other.slack
    return round(hypot(one.slack, two.slack))


def distinct(finds: Iterable[Find], city: City) -> list[Find]:
    """Places further apart than SAME, keeping the first of each."""
    kept: list[Find] = []
    for find in finds:
        if all(city.grid.metres(find.at, other.at) > SAME for other in kept):
            kept.append(find)
    return kept


def beyond_city(one: Mention, two: Mention, city: City) -> list[Find]:
    """Where the two would cross if both went on straight over the city limits, at most three miles; see `outside`."""
    finds = []
    for a, b in _main(one, two, city):
        if max(a.spread, b.spread) <= FAINT and a.north_south != b.north_south and _short_by(a, b) < 2400:
            point = a.place(b.number)
            find = Find(city.grid.from_grid(*point), 100, "crossing", crossing_label(a, b, city))
            finds.append(find)
    return finds


def _short_by(a: Street, b: Street) -> int:
    return max(a.low - b.number, b.number - a.high, b.low - a.number, a.number - b.high)


def between(main: Mention, ends: Sequence[Mention], city: City) -> list[Find]:
    """The middle of the stretch of one street between its crossings with two others."""
    finds = []
    for one, two in product(crossings(main, ends[0], city), crossings(main, ends[1], city)):
        apart = city.grid.metres(one.at, two.at)
        if 30 < apart < 2000:
            middle = ((one.at[0] + two.at[0]) / 2, (one.at[1] + two.at[1]) / 2)
            names = [said_of(plain_streets(mention, city)[0], city) for mention in (main, *ends)]
            label = f"{names[0]} between {names[1]} and {names[2]}"
            sharp = one.sharp and two.sharp and apart < 1000
            finds.append(Find(middle, round(apart / 2) + 30, "between", label, sharp))
    return finds
