"""A report's facts in words, each with the message and the words it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.console import asked, words
from tipline.dialogue.readback import span_of
from tipline.report import Fact, Report

Value = Callable[[object], str]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line of the facts: `message` is the row id of its source, `words` the witness's own (may be empty).

    `spans`: from when to when a time is understood as; two while nobody knows whether morning or evening was meant.
    """

    field: str
    label: str
    text: str
    message: int
    words: str
    alarm: bool = False
    corrected: Corrected | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """That the desk put this value in the place of the witness's. `told`: theirs in words, "" where nobody told it."""

    told: str
    by: str
    at: datetime
    reason: str


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _listed(table: Mapping[str, str]) -> Value:
    return lambda value: _sentence(words.say(table, str(item)) for item in _items(value))


def _sentence(parts: Iterable[str]) -> str:
    """"Detention, masked without identification": one capital, at the start."""
    first, *rest = parts
    return ", ".join([first, *(part[:1].lower() + part[1:] for part in rest)])


def _range(value: object) -> str:
    numbers = [int(str(n)) for n in _items(value)]
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]} to {numbers[-1]}"


def _plain(value: object) -> str:
    return ", ".join(str(item).replace("_", " ") for item in _items(value))


def _yes_no(yes: str, no: str) -> Value:
    return lambda value: yes if value else no


def _when(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    kind = value.get("kind")
    if kind == "ago":
        return f"{value.get('minutes')} min before writing"
    return "Now" if kind == "now" else str(value.get("text") or kind)


def place_label(value: object) -> str:
    """"26th & Kedzie"; nothing where no single point is known."""
    if not isinstance(value, Mapping) or value.get("status") in ("none", "ambiguous"):
        return ""
    return str(value.get("label") or ("A point on the map" if value.get("lat") is not None else ""))


def _place(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if value.get("status") == "ambiguous":
        labels = [str(c.get("label")) for c in _listed_in(value, "candidates") if isinstance(c, Mapping)]
        return "Not clear: " + " or ".join(labels)
    if value.get("status") == "none":
        return "Not found on the map"
    outside = "outside the city" if value.get("status") == "outside" else ""
    return " - ".join(part for part in (place_label(value), *_around(value), outside) if part)


def _around(place: Mapping[str, object]) -> list[str]:
    """Neighbourhood, districts, beats, areas and wards of a place, as people say them; the unknown is left out."""
    found = [str(place.get("neighbourhood") or "")]
    for key, one, many in _LISTS:
        held = _listed_in(place, key)
        if held:
            found.append(f"{one if len(held) == 1 else many} {', '.join(map(str, held))}")
    return found


_LISTS = (
    ("districts", "district", "districts"), ("beats", "beat", "beats"),
    ("community_areas", "community area", "community areas"), ("wards", "ward", "wards"),
)  # fmt: skip


def _listed_in(place: Mapping[str, object], key: str) -> Sequence[object]:
    held = place.get(key)
    return held if isinstance(held, (list, tuple)) else ()


def _coordinates(value: object) -> str:
    return ", ".join(f"{float(str(n)):.5f}" for n in _items(value))


_INJURY = {"none": "None reported", "reported": "Reported", "serious": "Serious"}

# field, label, how to say it. The order is the order on the page.
_LINES: tuple[tuple[str, str, Value], ...] = (
    ("emergency", "Needs 911", _yes_no("Yes, someone may need help now", "No")),
    ("help", "Asked for help", _yes_no("Yes", "No")),
    ("injury", "Injury", _listed(_INJURY)),
    ("activity", "What", _listed(words.ACTIVITY)),
    ("place", "Where", _place),
    ("place_text", "Where, in their words", _plain),
    ("coordinates", "Point", _coordinates),
    ("place_type", "Kind of place", _listed({})),
    ("when", "When", _when),
    ("ongoing", "Still going on", _yes_no("Yes", "No, over")),
    ("agencies", "Agency", lambda value: ", ".join(words.agency(str(item)) for item in _items(value))),
    ("agents", "Agents", _range),
    ("vehicles", "Vehicles", _plain),
    ("plates", "Plates", _plain),
    ("descriptions", "Described as", _plain),
    ("direction", "Direction", asked.way),
    ("firsthand", "First-hand", _yes_no("Yes, saw it", "No, heard of it")),
    *asked.LINES,
)
_VALUES: Mapping[str, Value] = {name: value for name, _, value in _LINES}
LABELS: Mapping[str, str] = {name: label for name, label, _ in _LINES}
NOTHING = "Nothing, as corrected"  # where the desk took out what a witness told
_SHOWN_FALSE = frozenset({"ongoing", "firsthand"}) | asked.WORTH_A_NO  # here a "no" is worth a line
# What a dispatcher still needs, in the order in which the line asks for it.
_NEEDED = (("place", "place"), ("activity", "what is happening"), ("when", "when"))


def lines(report: Report) -> list[FactLine]:
    """The facts this report holds, in the order of the page."""
    found = [
        FactLine(
            name, label, text, fact.message, fact.words, _alarm(name, fact.value), _corrected(name, fact),
            _spans(report) if name == "when" else (),
        )
        for name, label, _ in _LINES
        if (fact := report.facts.get(name)) is not None and (text := _text(name, fact))
    ]
    said = {line.words.casefold() for line in found if line.field == "place"}
    return [line for line in found if line.field != "place_text" or line.text.casefold() not in said]


def _spans(report: Report) -> tuple[Span, ...]:
    when = report.value("when")
    if not isinstance(when, Mapping) or when.get("kind") in ("now", "ago"):
        return ()
    return tuple(span for name in ("when_interval", "when_other") if (span := span_of(report, name)))


def _text(name: str, fact: Fact) -> str:
    if not _worth(name, fact):
        return NOTHING if fact.corrected else ""
    return _VALUES[name](fact.value)


def in_words(name: str, value: object) -> str:
    """A field's value in words; nothing for none."""
    return "" if value is None or value == [] else _VALUES[name](value)


def _corrected(name: str, fact: Fact) -> Corrected | None:
    held = fact.corrected
    if held is None:
        return None
    return Corrected(in_words(name, held.told), held.by, datetime.fromisoformat(held.at), held.reason)


def _worth(name: str, fact: Fact) -> bool:
    if name in _SHOWN_FALSE:
        return fact.value is not None
    return fact.value not in (None, False, "", [], (), {})


def _alarm(name: str, value: object) -> bool:
    if name == "witness_safe":
        return value is False
    return (name == "emergency" and bool(value)) or (name == "injury" and value in ("reported", "serious"))


def missing(report: Report) -> list[str]:
    """What is not known yet: place, what is happening, when."""
    held = {name for name, _ in _NEEDED[1:] if report.value(name) not in (None, "", [], ())}
    if place_label(report.value("place")) or report.value("coordinates") is not None:
        held.add("place")
    return [words_ for name, words_ in _NEEDED if name not in held]


def headline(report: Report) -> str:
    """What happened, short: "Detention", "Detention +1"; empty when not told."""
    told = _items(report.value("activity") or ())
    if not told:
        return ""
    more = f" +{len(told) - 1}" if len(told) > 1 else ""
    return words.say(words.ACTIVITY, str(told[0])) + more


def place(report: Report) -> Mapping[str, object]:
    """The resolved place as a mapping, empty when there is none."""
    value = report.value("place")
    return value if isinstance(value, Mapping) else {}


def where(report: Report) -> str:
    """"26th & Kedzie", the witness's words, or nothing."""
    told = report.value("place_text")
    return place_label(report.value("place")) or (str(told) if told else "") or (
        "a pin on the map" if report.value("coordinates") is not None else ""
    )


def injured(report: Report) -> bool:
    return report.value("injury") in ("reported", "serious") or bool(report.value("emergency"))


def point(report: Report) -> tuple[float, float, int] | None:
    """(latitude, longitude, radius in metres) of the best point this report gives."""
    held = place(report)
    lat, lng = held.get("lat"), held.get("lng")
    if isinstance(lat, (int, float)) and isinstance(lng, (int, float)):
        radius = held.get("radius_m")
        return float(lat), float(lng), int(radius) if isinstance(radius, (int, float)) else 60
    given = report.value("coordinates")
    if isinstance(given, (list, tuple)) and len(given) == 2:
        return float(given[0]), float(given[1]), 30
    return None
