"""Whether a report holds the value that a script demands, as leniently as the reading set's guide asks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from tipline.rehearsal.model import Chat

_SETS = ("activity", "agencies", "plates", "place_type")
_NEAR_M = 60


def held(name: str, wanted: Any, report: Mapping[str, Any], chat: Chat) -> bool:
    """Lists as sets, places by overlap, points by distance; "migra" may be ICE or some federal agency."""
    rule = _RULES.get(name)
    value = report.get(name)
    if rule is not None:
        return rule(value, wanted, chat)
    return sorted(value or ()) == sorted(wanted) if name in _SETS else bool(value == wanted)


def overlap(value: object, wanted: object) -> bool:
    """One stands in the other."""
    if not isinstance(value, str) or not isinstance(wanted, str):
        return value == wanted
    return wanted.casefold() in value.casefold() or value.casefold() in wanted.casefold()


def _agencies(value: Any, wanted: Any, chat: Chat) -> bool:
    either = any("migra" in (turn.get("text") or "").casefold() for turn in chat["turns"])
    same = {"ICE": "UNKNOWN_FEDERAL"} if either else {}
    return {same.get(a, a) for a in value or ()} == {same.get(a, a) for a in wanted}


def _when(value: Any, wanted: Any, chat: Chat) -> bool:
    if not isinstance(value, Mapping) or not isinstance(wanted, Mapping):
        return bool(value == wanted)
    same = value["kind"] == wanted["kind"] and value.get("minutes") == wanted.get("minutes")
    return same and overlap(value.get("text"), wanted.get("text"))


def _street(value: Any, wanted: Any, chat: Chat) -> bool:
    return set(value or ()) - {"street"} == set(wanted) - {"street"}


def _point(value: Any, wanted: Any, chat: Chat) -> bool:
    if not value or not wanted:
        return bool(value) == bool(wanted)
    north = (value[0] - wanted[0]) * 111_200
    east = (value[1] - wanted[1]) * 111_200 * math.cos(math.radians(wanted[0]))
    return math.hypot(north, east) <= _NEAR_M


_RULES: Mapping[str, Callable[[Any, Any, Chat], bool]] = {
    "agencies": _agencies, "when": _when, "place_type": _street, "coordinates": _point,
    "place_text": lambda value, wanted, chat: overlap(value, wanted),
    "emergency": lambda value, wanted, chat: bool(value) == wanted,
}  # fmt: skip
