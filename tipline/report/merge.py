"""How a message changes a report, and how what it told is taken out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tipline.report import placing
from tipline.report.model import Correction, Fact, Report
from tipline.report.rules import RULES, Told, items


def merge(report: Report, told: Told) -> Report:
    """The report after this message. Nothing is dropped but what the message corrects or takes back."""
    reading = told.reading
    if told.correcting or reading.denied:
        report = take_back(report, reading.denied)
    for name, new in _values(told).items():
        report = _one(report, name, new, told)
    report = _interval(report, told)
    words = None if told.point else reading.place_text
    replacing = told.correcting or (told.answering == "place" and placing.held_rank(report) <= 0)
    report = placing.place(report, words, told.located, told.message, correcting=replacing and _places(told))
    return _conclude(report, told.message)


def _interval(report: Report, told: Told) -> Report:
    """What the time told means, as two moments; it goes and comes with the words it was told in."""
    when, meant = report.facts.get("when"), told.reading.when_interval
    if when is not None and not told.settles and (when.message != told.message or told.reading.when is None):
        return report
    report = report.without("when_interval", "when_other")
    if when is None or meant is None:
        return report
    report = report.with_fact("when_interval", _moments(meant.start, meant.end), told.message, when.words)
    return report.with_fact("when_other", _moments(*meant.other), told.message, when.words) if meant.other else report


def _moments(*moments: datetime) -> list[str]:
    return [at.isoformat() for at in moments]


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
    return {name: value for name, value in {**found, **told.facts}.items() if value is not None and value != []}


def _one(report: Report, name: str, new: object, told: Told) -> Report:
    held = report.facts.get(name)
    kept = RULES[name](None if held is None else held.value, new, told)
    if held is not None and kept == held.value:
        return report
    span = told.reading.spans.get(name)
    words, by = span.words if span else "", _by(held, kept, new, told.message)
    return report.having(name, Fact(kept, told.message, words, by, _still(name, held, kept, new, told)))


def _still(name: str, held: Fact | None, kept: object, new: object, told: Told) -> Correction | None:
    """The desk's correction of a fact of which the witness now tells more; gone once both say the same."""
    if held is None or held.corrected is None:
        return None
    witness = RULES[name](held.corrected.told, new, told)
    return None if witness == kept else replace(held.corrected, told=witness)


def _by(held: Fact | None, kept: object, new: object, message: int) -> tuple[tuple[str, int], ...]:
    """Who told each item of a list: the earlier message where it was held already; nobody what the desk put there."""
    if not isinstance(kept, list) or not all(isinstance(item, str) for item in kept):
        return ()
    earlier = dict(held.by) if held else {}
    desk = set(items(held.value)) - set(earlier) - set(items(new)) if held and held.corrected else set()
    return tuple((item, earlier.get(item, message)) for item in kept if item not in desk)


def _conclude(report: Report, message: int) -> Report:
    """What follows from the facts together: nothing federal has no federal acts; a worker taken at work is a raid."""
    acts, agencies = items(report.value("activity")), items(report.value("agencies"))
    if agencies == ["NOT_FEDERAL"]:
        return report.without("activity", "ongoing") if acts or report.value("ongoing") is not None else report
    at_work = "workplace" in items(report.value("place_type")) and "detention" in acts
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
            report = _keepitems(report, name, [i for i in items(fact.value) if i not in values])
        elif not values or str(fact.value) in values:
            report = report.without(name)
    return report


def retract(report: Report, message: int) -> Report:
    """The report without what this message told: the first half of reading an edited message anew."""
    for name, fact in report.facts.items():
        if fact.by:
            told = {item for item, by in fact.by if by == message}
            report = _keepitems(report, name, [i for i in items(fact.value) if i not in told])
        elif fact.message == message and name != "attachments":
            report = report.without(name)
    return report


def _keepitems(report: Report, name: str, kept: list[str]) -> Report:
    fact = report.facts[name]
    if not kept:
        return report.without(name)
    return report.having(name, replace(fact, value=kept, by=tuple(p for p in fact.by if p[0] in kept)))
