"""How alike two accounts are, in the manner of record linkage.

Each thing that two accounts share or contradict adds a weight (about the natural logarithm of how much more often it is
seen in accounts of one event than of two), and the sum decides. The weights were set by hand; no surge has measured
them yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians

from tipline.incident.account import Account

SURE, LIKELY = 4.0, 2.0
ALIKE_BITS = 10  # two 64-bit picture hashes that differ in no more are of one picture (ECOSYSTEM, duplicate images)
_METRES = 111_320.0  # a degree of latitude
_WIDE_M = 400  # a place known only this roughly neither joins nor parts
# Codes of how they look or whom it hits: they tell no event apart.
_NO_EVENT = frozenset({
    "sighting", "patrol", "masked_no_id", "refused_identification", "firearm_shown", "minor_involved",
})
# (at most so many metres, or minutes, apart; weight)
_DISTANCES = ((100, 3.0), (200, 2.0), (400, 0.5), (800, -2.0))
_GAPS = ((10, 1.5), (30, 1.0), (60, 0.0), (120, -2.0), (360, -4.0))
_FAR, _LONG_AGO, _NO_TIME = -6.0, -8.0, -0.5


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
    """The sum of the weights, and what speaks for it in the words of the desk, weightiest first.

    `firm`: near in place and time, or marked as the same; without it nothing is sure.
    """

    score: float
    reasons: tuple[str, ...]
    firm: bool
    marked: bool = False

    @property
    def sure(self) -> bool:
        return self.firm and self.score >= SURE

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


def compare(one: Account, other: Account) -> Likeness:
    """How alike two accounts are. Two reports of one reporter are never sure: that person said that they differ."""
    signs = [*_place(one, other), *_time(one, other), *_marks(one, other), *_traits(one, other)]
    near = any(s.kind == "place" and s.weight >= 2 for s in signs)
    timely = any(s.kind == "time" and s.words and s.weight >= 0 for s in signs)
    marked = any(s.kind == "mark" and s.weight > 0 for s in signs)
    said = sorted((s for s in signs if s.weight > 0 and s.words), key=lambda s: -s.weight)
    firm = ((near and timely) or marked) and one.reporter != other.reporter
    return Likeness(sum(s.weight for s in signs), tuple(s.words for s in said), firm, marked)


def best(new: Account, held: Sequence[Account]) -> Likeness | None:
    """How like an account is to an incident: its best likeness to an account of it, unless most of them contradict."""
    found = sorted((compare(new, each) for each in held), key=lambda like: -like.score)
    if not found:
        return None
    if found[len(found) // 2].score < 0 and not found[0].marked:
        return Likeness(found[0].score / 2, found[0].reasons, firm=False)
    return found[0]


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
        return [Sign("area", 0.0 if apart <= rough else _FAR / 2)]
    weight = next((w for most, w in _DISTANCES if apart <= most), _FAR)
    return [Sign("place", weight, "same spot" if apart < 10 else f"{round(apart, -1):.0f} m apart")]


def _time(one: Account, other: Account) -> list[Sign]:
    if one.begin is None or one.end is None or other.begin is None or other.end is None:
        return [Sign("time", _NO_TIME)]
    gap = max(one.begin - other.end, other.begin - one.end, timedelta(0)).total_seconds() / 60
    weight = next((w for most, w in _GAPS if gap <= most), _LONG_AGO)
    return [Sign("time", weight, "same time" if gap < 1 else f"{gap:.0f} min apart")]


def _marks(one: Account, other: Account) -> list[Sign]:
    signs = []
    if shared := one.plates & other.plates:
        signs.append(Sign("mark", 5.0, f"same plate {min(shared)}"))
    elif one.plates and other.plates:
        signs.append(Sign("mark", -0.5))
    if any(alike(a, b) for a in one.pictures for b in other.pictures):
        signs.append(Sign("mark", 6.0, "same picture"))
    return signs


def _traits(one: Account, other: Account) -> list[Sign]:
    signs = []
    mine, theirs = one.activity - _NO_EVENT, other.activity - _NO_EVENT
    if mine & theirs:
        signs.append(Sign("trait", 1.0, "same acts"))
    elif mine and theirs:
        signs.append(Sign("trait", -0.7))
    if shared := one.agencies & other.agencies:
        signs.append(Sign("trait", 0.5, f"same agency {min(shared)}"))
    elif one.agencies and other.agencies:
        signs.append(Sign("trait", -1.0))
    if one.agents and other.agents:
        fits = one.agents[0] <= other.agents[1] + 2 and other.agents[0] <= one.agents[1] + 2
        signs.append(Sign("trait", 0.3, "about as many agents") if fits else Sign("trait", -0.5))
    return signs
