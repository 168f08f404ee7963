"""What truly happens in a made surge: events of many kinds, some of them close to each other in place or in time."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from bench.surge.spots import Known, Spot, Town

DAY_MIN = 24 * 60
_AGENCIES = {"ICE": 52, "CBP": 17, "HSI": 10, "DHS": 8, "FBI": 5, "UNKNOWN_FEDERAL": 8}
_ACTS = {
    "detention": 30, "stop_vehicle": 14, "workplace_raid": 7, "home_entry": 9, "use_of_force": 9, "chemical_agent": 4,
    "checkpoint": 4, "chase": 6, "sighting": 10, "patrol": 7,
}  # fmt: skip
_BESIDE = {
    "detention": ("use_of_force", "stop_vehicle"), "stop_vehicle": ("detention",), "workplace_raid": ("detention",),
    "home_entry": ("detention",), "use_of_force": ("detention", "chemical_agent"), "chemical_agent": ("use_of_force",),
    "chase": ("detention", "use_of_force"), "checkpoint": ("stop_vehicle",),
}  # fmt: skip
_DETAILS = {"masked": 0.4, "hurt": 0.15, "child": 0.15, "guns": 0.15}
_DRIVING = ("patrol", "chase")
COLOURS, KINDS = ("white", "black", "grey", "blue", "green"), ("van", "suv", "pickup", "sedan")
_ONE_M, _ONE_MIN = 200, 90
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Event:
    """One true event. `at` and `lasts` in minutes of the day; `path`: (minutes after `at`, corner), one but for moving
    ones. `scene`: the seed of what its photos show. `traits`: what makes this event hard, for the table.
    """

    number: int
    at: float
    lasts: float
    acts: tuple[str, ...]
    agency: str
    agents: int
    vehicles: int
    colour: str
    kind: str
    plates: tuple[str, ...]
    path: tuple[tuple[float, Spot], ...]
    named: Known | None
    heading: str
    scene: int
    details: tuple[str, ...]
    traits: frozenset[str] = frozenset()

    @property
    def spot(self) -> Spot:
        return self.path[0][1]


def events(town: Town, chance: random.Random, count: int) -> list[Event]:
    """So many events. One in ten is close to another, one in sixteen comes to the corner of an earlier one two hours
    later, one in twelve drives through the city."""
    made: list[Event] = []
    while len(made) < count:
        draw, number = chance.random(), len(made)
        if made and draw < 0.10:
            event = _close(town, chance, number, chance.choice(made))
        elif made and draw < 0.16:
            event = _again(town, chance, number, chance.choice(made))
        elif draw < 0.24:
            event = _moving(town, chance, number)
        else:
            event = _fresh(town, chance, number)
        if event is not None and not any(_one(event, other) for other in made):
            made.append(event)
    return made


def _one(event: Event, other: Event) -> bool:
    """What happens on one corner within the hour and a half is one event, by anybody's word for it."""
    return event.spot.metres(other.spot) < _ONE_M and abs(event.at - other.at) < _ONE_MIN


def _fresh(town: Town, chance: random.Random, number: int, spot: Spot | None = None, at: float | None = None) -> Event:
    named = chance.choice(town.known) if spot is None and chance.random() < 0.18 else None
    spot = spot or (named.spot if named else town.spot())
    act = _drawn(chance, _ACTS)
    acts = (act, *(other for other in _BESIDE.get(act, ()) if chance.random() < 0.35))
    traits = frozenset() if spot.straight else frozenset({"diagonal"})
    return Event(
        number, _moment(chance) if at is None else at, chance.uniform(4, 45), acts, _drawn(chance, _AGENCIES),
        max(1, round(chance.lognormvariate(1.5, 0.5))), chance.choice((1, 1, 2, 2, 2, 3, 4)),
        chance.choice(COLOURS[:3] * 3 + COLOURS[3:]), chance.choice(KINDS),
        tuple(_plate(chance) for _ in range(chance.choice((1, 1, 2)))), ((0.0, spot),), named,
        chance.choice(("north", "south", "east", "west")), chance.randrange(2**31),
        tuple(detail for detail, share in _DETAILS.items() if chance.random() < share),
        traits,
    )  # fmt: skip


def _close(town: Town, chance: random.Random, number: int, other: Event) -> Event | None:
    """Another event 250 to 900 m off within twenty minutes."""
    spot = town.near(other.spot, 250, 900)
    if spot is None:
        return None
    made = _fresh(town, chance, number, spot, min(max(other.at + chance.uniform(-20, 20), 1), DAY_MIN - 1))
    return replace(made, traits=made.traits | {"close to another"})


def _again(town: Town, chance: random.Random, number: int, other: Event) -> Event | None:
    """The same corner, two hours after the other began or a little more."""
    at = other.at + chance.uniform(110, 150)
    if at >= DAY_MIN:
        return None
    made = _fresh(town, chance, number, other.spot, at)
    return replace(made, traits=made.traits | {"same corner later"}, named=other.named)


def _moving(town: Town, chance: random.Random, number: int) -> Event | None:
    """Vehicles that drive from corner to corner, a third of a mile in three to six minutes, and are seen at each."""
    made = _fresh(town, chance, number)
    if not made.spot.straight:
        return None
    heading = made.heading
    step = {"north": (0, 270), "south": (0, -270), "east": (270, 0), "west": (-270, 0)}[heading]
    path, minutes = [made.path[0]], 0.0
    for _leg in range(chance.randint(2, 4)):
        on = town.on_from(path[-1][1], step)
        if on is None or on == path[-1][1]:
            break
        minutes += chance.uniform(3, 6)
        path.append((minutes, on))
    if len(path) < 2:
        return None
    act = chance.choice(_DRIVING)
    return replace(made, acts=(act,), path=tuple(path), lasts=minutes + 3, named=None, traits=frozenset({"moving"}))


def _moment(chance: random.Random) -> float:
    """More in the early morning and the afternoon than at night."""
    draw = chance.random()
    if draw < 0.35:
        return min(max(chance.gauss(7.5 * 60, 80), 1), DAY_MIN - 1)
    if draw < 0.75:
        return min(max(chance.gauss(15.5 * 60, 130), 1), DAY_MIN - 1)
    return chance.uniform(0, DAY_MIN - 1)


def _plate(chance: random.Random) -> str:
    return f"{chance.choice(_LETTERS)}{chance.choice(_LETTERS)}{chance.randrange(10000, 99999)}"


def _drawn(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
