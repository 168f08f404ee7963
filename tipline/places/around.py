"""What lies at a point: districts, beats, areas and wards, the neighbourhood's name, and the streets nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.places.city import City, Street
from tipline.places.crossing import crossing_label
from tipline.places.grid import Pair

NEARBY = 130  # numbers within which a street is named for a pin
MAJOR_LEAD = 60  # numbers by which a major street wins over a nearer small one
MAJOR_LENGTH = 2400


@dataclass(frozen=True, slots=True)
class Around:
    """Names within the radius, nearest first; empty where the city's facts hold no such layer."""

    districts: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    neighbourhood: str | None = None


def in_city(point: Pair, city: City) -> bool:
    """Whether the point lies in a district, or so close to one that only the rounding of its outline leaves it out."""
    x, y = city.grid.flat(*point)
    return bool(city.districts.near(x, y, city.edge_m))


def around(point: Pair, radius_m: float, city: City) -> Around:
    """All that lies within the radius; nothing when the point itself is outside the city."""
    if not in_city(point, city):
        return Around()
    x, y = city.grid.flat(*point)
    lists = {}
    for kind in ("districts", "beats", "areas", "wards"):
        layer = city.layers.get(kind)
        lists[kind] = layer.around(x, y, radius_m, city.edge_m) if layer else ()
    return Around(**lists, neighbourhood=_neighbourhood(x, y, city))


def _neighbourhood(x: float, y: float, city: City) -> str | None:
    for kind in ("neighbourhoods", "areas"):
        layer = city.layers.get(kind)
        found = layer.near(x, y, 0) if layer else []
        if found:
            return found[0][1].said
    return None


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
