"""Where things happen in a made surge: crossings of the city's own streets, as witnesses of all corners name them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import hypot

from tipline.places.city import City, Street, pair_key
from tipline.places.grid import Pair
from tipline.places.landmarks import Landmark

METRES = 2.012  # to one house number: 800 make a mile
_ARTERIAL = 400  # every half mile
# Where most of a surge is: (east, north) in house numbers, as boards of past ones would show.
_HOT = (
    (-3200, -2600), (-1700, -1800), (-1600, -4700), (-2800, -4100), (-3300, 4800), (-5000, 2800), (-3200, 1200),
    (-200, -2300), (-1700, 6800), (-2800, -5500), (3500, -10600), (-1300, 4700),
)  # fmt: skip
# Corners of diagonals: streets without a number of their own, some of which the product's facts do not know.
_SLANTED = (
    ("Ogden", "Kedzie", -3200, -1950), ("Ogden", "Pulaski", -4000, -2300), ("Ogden", "California", -2800, -1650),
    ("Ogden", "Western", -2400, -1350), ("Vincennes", "79", -700, -7900), ("Vincennes", "87", -1000, -8700),
    ("Clark", "Foster", -1500, 5200), ("Clark", "Devon", -1700, 6400), ("Ridge", "Clark", -1600, 5900),
    ("Milwaukee", "Ashland", -1600, 1200), ("Milwaukee", "Diversey", -3360, 2800), ("Archer", "Pulaski", -4000, -5000),
    ("Archer", "Kedzie", -3200, -4300), ("Lincoln", "Belmont", -1650, 3200), ("Grand", "Pulaski", -4000, 1600),
    ("Blue Island", "18", -1450, -1800), ("Elston", "Montrose", -4000, 4400), ("Milwaukee", "Central", -5600, 5400),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A corner. `one` runs north-south, `two` east-west, where both are straight; `east`, `north` in house numbers."""

    one: str
    two: str
    east: int
    north: int
    straight: bool = True

    def metres(self, other: Spot) -> float:
        return hypot(self.east - other.east, self.north - other.north) * METRES


@dataclass(frozen=True, slots=True)
class Known:
    """Something with a name, and the corner nearest to it."""

    name: str
    spot: Spot


class Town:
    """The streets of a city as a surge needs them. What is drawn comes from `chance` alone."""

    def __init__(self, city: City, chance: random.Random) -> None:
        self._chance = chance
        streets = [s for s in city.streets if s.straight and s.suffix in ("AVE", "ST", "BLVD", "RD", "PL")]
        self._down = [s for s in streets if s.north_south and s.high - s.low > 1200]
        self._across = [s for s in streets if not s.north_south and s.high - s.low > 1200]
        self._table = city.table if city.survey is not None else None
        self._slanted = [Spot(*each, straight=False) for each in _SLANTED]
        self._areas = _areas(city)
        self.known = [known for mark in _marks(city) if (known := self._known(city, mark)) is not None]

    def spot(self) -> Spot:
        """A corner where a surge would have one: mostly arterials, mostly in the parts of the city it is in."""
        if self._chance.random() < 0.12:
            return self._chance.choice(self._slanted)
        while True:
            if self._chance.random() < 0.65:
                east, north = self._chance.choice(_HOT)
                around = east + self._chance.gauss(0, 700), north + self._chance.gauss(0, 700)
            else:
                around = self._chance.uniform(-6000, 0), self._chance.uniform(-10000, 6500)
            found = self.corner(*around, arterial=self._chance.random() < 0.75)
            if found is not None:
                return found

    def corner(self, east: float, north: float, *, arterial: bool = False, within: int = 500) -> Spot | None:
        """The corner nearest to a place, of two arterials or of any streets."""
        down = _nearest(self._down, east, north, within, arterial=arterial)
        across = _nearest(self._across, north, east, within, arterial=False)
        if down is None or across is None or not across.low <= down.number <= across.high:
            return None
        if self._table is not None and pair_key(down, across) not in self._table:
            return None  # drawn by their numbers they cross; there they do not
        return Spot(down.name, across.name, down.number, across.number)

    def beside(self, spot: Spot) -> Spot:
        """A corner one or two blocks off, which a witness may name as well; the same where there is none."""
        for _try in range(6):
            step = self._chance.choice((-100, -50, 50, 100))
            moved = (spot.east + step, spot.north) if self._chance.random() < 0.5 else (spot.east, spot.north + step)
            found = self.corner(*moved, within=60)
            if found is not None and 60 < found.metres(spot) < 260:
                return found
        return spot

    def on_from(self, spot: Spot, step: tuple[int, int]) -> Spot | None:
        """The next corner of somebody who drives on, about a third of a mile."""
        return self.corner(spot.east + step[0], spot.north + step[1], within=120)

    def near(self, spot: Spot, least_m: float, most_m: float) -> Spot | None:
        """Another corner at this distance."""
        for _try in range(40):
            reach = most_m / METRES
            found = self.corner(
                spot.east + self._chance.uniform(-reach, reach), spot.north + self._chance.uniform(-reach, reach),
                within=120,
            )
            if found is not None and least_m <= found.metres(spot) <= most_m:
                return found
        return None

    def area(self, spot: Spot) -> str:
        """The name of the part of the city."""
        def off(name: str) -> float:
            east, north = self._areas[name]
            return hypot(east - spot.east, north - spot.north)

        return min(self._areas, key=off)

    def _known(self, city: City, mark: Landmark) -> Known | None:
        spot = self.corner(*city.grid.to_grid(*mark.at), within=110)
        return Known(mark.label, spot) if spot is not None else None


def _areas(city: City) -> dict[str, Pair]:
    found = {area.label: area.at for areas in city.areas.values() for area in areas}
    return {label: city.grid.to_grid(*found[label]) for label in sorted(found) if not label.startswith("ZIP")}


def _marks(city: City) -> list[Landmark]:
    """What has a name of its own, each once."""
    held = {mark.label: mark for marks in city.landmarks.alone.values() for mark in marks}
    return [held[label] for label in sorted(held)]


def _nearest(streets: list[Street], number: float, along: float, within: int, *, arterial: bool) -> Street | None:
    near = [
        s for s in streets
        if abs(s.number - number) <= within and s.low <= along <= s.high and (not arterial or s.number % _ARTERIAL == 0)
    ]
    return min(near, key=lambda s: (abs(s.number - number), s.name), default=None)
