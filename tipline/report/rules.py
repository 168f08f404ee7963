"""One rule per field: what is kept of the value held and the value told. A field without a rule is an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tipline.places.model import Located
from tipline.reading.model import Reading

# Codes that may stand beside a sighting; any other act takes its place.
_BESIDE_SIGHTING = frozenset({"sighting", "masked_no_id", "firearm_shown", "minor_involved"})
_INJURY = ("none", "reported", "serious")


@dataclass(frozen=True, slots=True)
class Told:
    """One message as the merge sees it.

    `correcting`: what it says replaces what is held. `answering`: the field that the line had asked for, whose value is
    taken as it is. `point`: the message was a pin. `attachments`: how many media came with it. `amending`: an edit,
    whose earlier facts were retracted before. `facts`: what an answer to the desk tells beyond the reading's fields.
    `settles`: its time is no other than the one held, only better known.
    """

    reading: Reading
    located: Located
    message: int
    point: bool = False
    attachments: int = 0
    correcting: bool = False
    answering: str | None = None
    help: bool = False
    amending: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)
    settles: bool = False


Rule = Callable[[object, object, Told], object]  # held (None when nothing is), new, the message -> what is kept


def items(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _union(held: object, new: object, told: Told) -> object:
    return list(dict.fromkeys(items(held) + items(new)))


def _plates(held: object, new: object, told: Told) -> object:
    return new if told.correcting else _union(held, new, told)


def _activity(held: object, new: object, told: Told) -> object:
    acts = items(_union(held, new, told))
    if any(act not in _BESIDE_SIGHTING for act in acts):
        acts = [act for act in acts if act != "sighting"]
    return acts


def _agencies(held: object, new: object, told: Told) -> object:
    """A named agency takes the place of "some federal agency"; "not federal" of all, when it corrects them."""
    old, told_now = items(held), items(new)
    if "NOT_FEDERAL" in told_now:
        return ["NOT_FEDERAL"] if not old or told.correcting or told.reading.retracted else old
    old = [a for a in old if a != "NOT_FEDERAL"]
    both = told_now if told.correcting else list(dict.fromkeys(old + told_now))
    named = [a for a in both if a != "UNKNOWN_FEDERAL"]
    return named or both


def _asked_for(told: Told, name: str) -> bool:
    return told.correcting or told.answering == name


def _agents(held: object, new: object, told: Told) -> object:
    """The larger count: a later, smaller one mostly speaks of some of them ("one agent is kneeling")."""
    if not isinstance(held, list) or not isinstance(new, list) or _asked_for(told, "agents"):
        return new
    return new if new[1] > held[1] else held


def _vehicles(held: object, new: object, told: Told) -> object:
    if not isinstance(held, int) or not isinstance(new, int) or _asked_for(told, "vehicles"):
        return new
    return max(held, new)


def _when(held: object, new: object, told: Told) -> object:
    """The first time told stays: later messages speak in the present tense of what is past by then.

    Only "back in November" gives way to "11/11, around 10 in the morning".
    """
    return new if held is None or _asked_for(told, "when") or (_vague(held) and _dated(new)) else held


def _dated(when: object) -> bool:
    if not isinstance(when, Mapping) or when["kind"] != "date":
        return False
    return any(c.isdigit() for c in str(when["text"]))


def _vague(when: object) -> bool:
    return isinstance(when, Mapping) and when["kind"] == "date" and not _dated(when)


def _later(held: object, new: object, told: Told) -> object:
    return new


def _seen(held: object, new: object, told: Told) -> object:
    """Who has seen it has seen it: what somebody else adds later takes nothing of that away."""
    return new if told.correcting or told.answering == "firsthand" or held is not True else held


def _worst(held: object, new: object, told: Told) -> object:
    if held is None or told.correcting:
        return new
    return max(str(held), str(new), key=_INJURY.index)


def _sticky(held: object, new: object, told: Told) -> object:
    return bool(held) or bool(new)


def _sum(held: object, new: object, told: Told) -> object:
    return (held if isinstance(held, int) else 0) + (new if isinstance(new, int) else 0)


# What only an answer to a question of the desk tells. `witness`: yes, no or withdrawn.
ANSWERED = (
    "face_covered", "identified", "warrant_shown", "entered_building", "witness_safe", "other_witnesses", "cameras",
    "contact_again", "witness",
)  # fmt: skip
RULES: Mapping[str, Rule] = {
    "activity": _activity, "agencies": _agencies, "plates": _plates, "place_type": _union, "descriptions": _union,
    "agents": _agents, "vehicles": _vehicles, "when": _when, "ongoing": _later, "injury": _worst, "firsthand": _seen,
    "direction": _later, "emergency": _sticky, "attachments": _sum, "help": _sticky, **dict.fromkeys(ANSWERED, _later),
}  # fmt: skip
