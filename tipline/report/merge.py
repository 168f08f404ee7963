"""How a message changes a report: one rule per field; a field without a rule is an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tipline.places.model import Located
from tipline.reading.model import Reading
from tipline.report import placing
from tipline.report.model import Fact, Report

# Codes that may stand beside a sighting; any other act takes its place.
_BESIDE_SIGHTING = frozenset({"sighting", "masked_no_id", "firearm_shown", "minor_involved"})
_INJURY = ("none", "reported", "serious")


@dataclass(frozen=True, slots=True)
class Told:
    """One message as the merge sees it.

    `correcting`: what it says replaces what is held. `answering`: the field that the line had asked for, whose value is
    taken as it is. `point`: the message was a pin. `attachments`: how many media came with it. `amending`: an edit,
    whose earlier facts were retracted before.
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


Rule = Callable[[object, object, Told], object]  # held (None when nothing is), new, the message -> what is kept


def merge(report: Report, told: Told) -> Report:
    """The report after this message. Nothing is dropped but what the message corrects or takes back."""
    reading = told.reading
    if told.correcting or reading.denied:
        report = take_back(report, reading.denied)
    for name, new in _values(told).items():
        report = _one(report, name, new, told)
    words = None if told.point else reading.place_text
    report = placing.place(report, words, told.located, told.message, correcting=told.correcting and _places(told))
    return _conclude(report, told.message)


def _places(told: Told) -> bool:
    return told.point or told.reading.place_text is not None or told.located.status != "none"


def _values(told: Told) -> dict[str, object]:
    """What the message says, field by field, as plain JSON; what it does not say is left out."""
    reading = told.reading
    found: dict[str, object] = {
        "activity": list(reading.activity), "agencies": list(reading.agencies), "plates": list(reading.plates),
        "place_type": list(reading.place_type), "descriptions": list(reading.descriptions),
        "agents": list(reading.agents) if reading.agents else None, "vehicles": reading.vehicles,
        "when": reading.when.as_dict() if reading.when else None, "ongoing": reading.ongoing,
        "injury": reading.injury, "firsthand": reading.firsthand, "direction": reading.direction,
        "emergency": reading.emergency or None, "attachments": told.attachments or None, "help": told.help or None,
    }
    return {name: value for name, value in found.items() if value is not None and value != []}


def _one(report: Report, name: str, new: object, told: Told) -> Report:
    held = report.facts.get(name)
    kept = _RULES[name](None if held is None else held.value, new, told)
    if held is not None and kept == held.value:
        return report
    span = told.reading.spans.get(name)
    return report.having(name, Fact(kept, told.message, span.words if span else "", _by(held, kept, told.message)))


def _by(held: Fact | None, kept: object, message: int) -> tuple[tuple[str, int], ...]:
    """Who told each item of a list: the earlier message where it was held already."""
    if not isinstance(kept, list) or not all(isinstance(item, str) for item in kept):
        return ()
    earlier = dict(held.by) if held else {}
    return tuple((item, earlier.get(item, message)) for item in kept)


def _items(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _union(held: object, new: object, told: Told) -> object:
    return list(dict.fromkeys(_items(held) + _items(new)))


def _plates(held: object, new: object, told: Told) -> object:
    return new if told.correcting else _union(held, new, told)


def _activity(held: object, new: object, told: Told) -> object:
    acts = _items(_union(held, new, told))
    if any(act not in _BESIDE_SIGHTING for act in acts):
        acts = [act for act in acts if act != "sighting"]
    return acts


def _agencies(held: object, new: object, told: Told) -> object:
    """A named agency takes the place of "some federal agency"; "not federal" of all, when it corrects them."""
    old, told_now = _items(held), _items(new)
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


def _worst(held: object, new: object, told: Told) -> object:
    if held is None or told.correcting:
        return new
    return max(str(held), str(new), key=_INJURY.index)


def _sticky(held: object, new: object, told: Told) -> object:
    return bool(held) or bool(new)


def _sum(held: object, new: object, told: Told) -> object:
    return (held if isinstance(held, int) else 0) + (new if isinstance(new, int) else 0)


_RULES: Mapping[str, Rule] = {
    "activity": _activity, "agencies": _agencies, "plates": _plates, "place_type": _union, "descriptions": _union,
    "agents": _agents, "vehicles": _vehicles, "when": _when, "ongoing": _later, "injury": _worst, "firsthand": _later,
    "direction": _later, "emergency": _sticky, "attachments": _sum, "help": _sticky,
}  # fmt: skip


def _conclude(report: Report, message: int) -> Report:
    """What follows from the facts together: nothing federal has no federal acts; a worker taken at work is a raid."""
    acts, agencies = _items(report.value("activity")), _items(report.value("agencies"))
    if agencies == ["NOT_FEDERAL"]:
        return report.without("activity", "ongoing") if acts or report.value("ongoing") is not None else report
    at_work = "workplace" in _items(report.value("place_type")) and "detention" in acts
    if at_work and "workplace_raid" not in acts:
        fact = report.facts["activity"]
        kept = ["workplace_raid", *acts]
        return report.having("activity", replace(fact, value=kept, by=(("workplace_raid", message), *fact.by)))
    return report


def take_back(report: Report, denied: Mapping[str, Sequence[str]]) -> Report:
    """Without the values that the witness takes back by name; a list loses the items, a place goes as a whole."""
    for name, values in denied.items():
        fact = report.facts.get(name)
        if fact is None:
            continue
        if name == "place_text":
            told = str(fact.value).casefold()
            if any(v.casefold() in told for v in values):
                report = report.without(*placing.PLACE_FIELDS)
        elif isinstance(fact.value, list) and fact.by:
            report = _keep_items(report, name, [i for i in _items(fact.value) if i not in values])
        elif not values or str(fact.value) in values:
            report = report.without(name)
    return report


def retract(report: Report, message: int) -> Report:
    """The report without what this message told: the first half of reading an edited message anew."""
    for name, fact in report.facts.items():
        if fact.by:
            told = {item for item, by in fact.by if by == message}
            report = _keep_items(report, name, [i for i in _items(fact.value) if i not in told])
        elif fact.message == message and name != "attachments":
            report = report.without(name)
    return report


def _keep_items(report: Report, name: str, kept: list[str]) -> Report:
    fact = report.facts[name]
    if not kept:
        return report.without(name)
    return report.having(name, replace(fact, value=kept, by=tuple(p for p in fact.by if p[0] in kept)))
