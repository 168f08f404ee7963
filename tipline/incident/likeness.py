"""How alike two accounts are, in the manner of record linkage (Fellegi and Sunter, 1969).

Each thing that two accounts share or contradict adds a weight: the natural logarithm of how much more often it is seen
in pairs of one event than in pairs of two. With how rare pairs of one event are at all, the sum is the logarithm of
the odds that both speak of one event. The weights were counted on one made surge (`bench/surge`, seed 1), rounded and
made to fall with distance and time; docs/performance.md says what they reach on surges they never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians, sqrt

from tipline.incident.account import Account

SURE, LIKELY = 1.7, 0.0
MARGIN = 2.0  # by which the likest must lead where a place is known too roughly to tell events apart
ALIKE_BITS = 10  # two 64-bit picture hashes that differ in no more are of one picture (ECOSYSTEM, duplicate images)
_METRES = 111_320.0  # a degree of latitude
_WIDE_M = 400  # a place known only this roughly is a part of the city
_ANY_PAIR = -4.6  # of a hundred pairs of reports within hours of each other one is of one event
# Codes of how they look or whom it hits: they tell no event apart.
_NO_EVENT = frozenset({
    "sighting", "patrol", "masked_no_id", "refused_identification", "firearm_shown", "minor_involved",
})
# (at most so many metres, or minutes, apart; weight)
_DISTANCES = ((100, 6.1), (200, 5.6), (300, 4.5), (400, 2.0), (600, 0.5), (1200, -1.0), (2000, -3.0))
_GAPS = ((5, 2.8), (10, 1.7), (20, 1.0), (30, 0.2), (45, -0.7), (60, -1.1), (120, -1.8), (360, -2.6))
_AGENTS = ((0.5, 0.9), (1, 0.5), (2, 0.0), (4, -0.6))  # apart in number
_INSIDE, _BESIDE = 3.2, 0.9  # within the part of the city told, or as far again around it
_FAR, _LONG_AGO, _MANY_MORE, _NO_TIME = -6.0, -5.4, -1.0, -0.5
_LATEST = -1.1  # of a gap in time: from here on nothing is sure by place and time alone
_MOST_WITNESSES = 2.0  # times as much as one account's word is that of any number: they see the same wrong things
_MARK = 7.0  # a plate, picture or text in common: never seen with two events of the surge


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks for or against one event. `words`: for the desk, empty when there is nothing to say.

    `kind`: place, time, mark (a plate or a picture: an event's own) or trait.
    """

    kind: str
    weight: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The log odds of one event, and what speaks for it in the words of the desk, weightiest first.

    `firm`: near in place and time, or marked as the same; without it nothing is sure. `rough`: one of the places is
    only a part of the city, or unknown.
    """

    score: float
    reasons: tuple[str, ...]
    firm: bool
    marked: bool = False
    rough: bool = False

    @property
    def sure(self) -> bool:
        return self.firm and self.score >= SURE

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


def compare(one: Account, other: Account) -> Likeness:
    """How alike two accounts are. Two reports of one reporter are never sure: that person said that they differ."""
    return _likeness(one.reporter != other.reporter, _signs(one, other), 0.0)


def best(new: Account, held: Sequence[Account]) -> Likeness | None:
    """How like an account is to an incident: near to any of its accounts in place and time, and in what was seen like
    all of them together; what one of them saw otherwise is outweighed by the others.
    """
    pairs = [(each, _signs(new, each)) for each in held]
    if not pairs:
        return None
    traits = [sum(s.weight for s in signs if s.kind == "trait") for _, signs in pairs]
    common = sum(traits) / len(traits) * min(_MOST_WITNESSES, sqrt(len(traits)))
    signs = max(pairs, key=lambda pair: sum(s.weight for s in pair[1]))[1]
    own = sum(s.weight for s in signs if s.kind == "trait")
    return _likeness(all(new.reporter != each.reporter for each in held), signs, common - own)


def _likeness(independent: bool, signs: Sequence[Sign], more: float) -> Likeness:
    near = any(s.kind in ("place", "area") and s.weight >= _INSIDE for s in signs)
    timely = any(s.kind == "time" and s.words and s.weight >= _LATEST for s in signs)
    marked = any(s.kind == "mark" and s.weight > 0 for s in signs)
    rough = not marked and not any(s.kind == "place" for s in signs)
    said = sorted((s for s in signs if s.weight > 0 and s.words), key=lambda s: -s.weight)
    firm = ((near and timely) or marked) and independent
    total = _ANY_PAIR + sum(s.weight for s in signs) + more
    return Likeness(total, tuple(s.words for s in said), firm, marked, rough)


def _signs(one: Account, other: Account) -> list[Sign]:
    return [*_place(one, other), *_time(one, other), *_marks(one, other), *_traits(one, other)]


def alike(one: int, other: int) -> bool:
    """Whether two 64-bit picture hashes are of one picture."""
    return (one ^ other).bit_count() <= ALIKE_BITS


def metres(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Distance over the small area of a city, as if it were flat."""
    return hypot((lat - other_lat) * _METRES, (lng - other_lng) * _METRES * cos(radians(lat)))


def _place(one: Account, other: Account) -> list[Sign]:
    if one.lat is None or one.lng is None or other.lat is None or other.lng is None:
        return []
    apart = metres(one.lat, one.lng, other.lat, other.lng)
    rough = max(one.radius_m, other.radius_m)
    if rough > _WIDE_M:
        return [_area(apart, rough)]
    said = "same spot" if apart < 10 else f"{round(apart, -1):.0f} m apart"
    return [Sign("place", _within(_DISTANCES, apart, _FAR), said)]


def _area(apart: float, radius_m: int) -> Sign:
    """One of them knows only the part of the city."""
    if apart <= radius_m:
        return Sign("area", _INSIDE, "in the same part of the city")
    return Sign("area", _BESIDE if apart < 2 * radius_m else _FAR)


def _time(one: Account, other: Account) -> list[Sign]:
    if one.begin is None or one.end is None or other.begin is None or other.end is None:
        return [Sign("time", _NO_TIME)]
    gap = max(one.begin - other.end, other.begin - one.end, timedelta(0)).total_seconds() / 60
    return [Sign("time", _within(_GAPS, gap, _LONG_AGO), "same time" if gap < 1 else f"{gap:.0f} min apart")]


def _marks(one: Account, other: Account) -> list[Sign]:
    signs = []
    if shared := one.plates & other.plates:
        signs.append(Sign("mark", _MARK, f"same plate {min(shared)}"))
    elif one.plates and other.plates:
        signs.append(Sign("mark", -0.8))
    if any(alike(a, b) for a in one.pictures for b in other.pictures):
        signs.append(Sign("mark", _MARK, "same picture"))
    elif one.copies & other.copies:
        signs.append(Sign("mark", _MARK, "same words"))
    return signs


def _traits(one: Account, other: Account) -> list[Sign]:
    signs = []
    mine, theirs = one.activity - _NO_EVENT, other.activity - _NO_EVENT
    if mine & theirs:
        signs.append(Sign("trait", 1.4, "same acts"))
    elif mine and theirs:
        signs.append(Sign("trait", -1.4))
    if shared := one.agencies & other.agencies:
        signs.append(Sign("trait", 0.9, f"same agency {min(shared)}"))
    elif one.agencies and other.agencies:
        signs.append(Sign("trait", -1.1))
    if one.agents and other.agents:
        apart = abs(sum(one.agents) - sum(other.agents)) / 2
        weight = _within(_AGENTS, apart, _MANY_MORE)
        signs.append(Sign("trait", weight, "about as many agents" if weight > 0 else ""))
    return signs


def _within(table: Sequence[tuple[float, float]], apart: float, beyond: float) -> float:
    return next((weight for most, weight in table if apart <= most), beyond)
