"""What a person at the desk may put into a field of a report: each field's shape, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from tipline.desk.acts import written
from tipline.errors import Invalid
from tipline.places.model import Located
from tipline.reading.model import ACTIVITIES, AGENCIES, PLACE_TYPES
from tipline.report.placing import as_value

INJURIES = ("none", "reported", "serious")
MOST = 999  # agents or vehicles
MAX_WORDS = 200


class FittingMeans(Protocol):
    @property
    def locate(self) -> Callable[[str], Located]: ...

    @property
    def zone(self) -> tzinfo: ...


def interval(means: FittingMeans, value: object) -> object:
    """What a `when` means, as the fact `when_interval`: [from, to] in ISO 8601 (UTC)."""
    if value is None:
        return None
    return [moment.astimezone(UTC).isoformat() for moment in _moments(means, value)]


def _moments(means: FittingMeans, value: object) -> tuple[datetime, datetime]:
    """From and until, local. Raises Invalid."""
    given = value if isinstance(value, list) and len(value) == 2 else [None, None]
    try:
        start = datetime.fromisoformat(str(given[0])).replace(tzinfo=means.zone)
        end = datetime.fromisoformat(str(given[1])).replace(tzinfo=means.zone) if given[1] else start
    except ValueError:
        raise Invalid("Write day and time, such as 2026-11-22 15:04.") from None
    if end < start:
        raise Invalid("It cannot end before it began: look at the two times.")
    return start, end


def _when(means: FittingMeans, value: object, reported: datetime) -> object:
    """As a witness would have told it: a clock time on the day of the report, else a date."""
    start, end = _moments(means, value)
    text = f"{start:%Y-%m-%d %H:%M}" + (f" to {end:%Y-%m-%d %H:%M}" if end > start else "")
    same = start.date() == reported.astimezone(means.zone).date()
    return {"kind": "clock" if same else "date", "text": text}


def fitting(means: FittingMeans, name: str, value: object, reported: datetime) -> object:
    """The value as the report keeps it. `reported`: when the report came. Raises Invalid."""
    if name == "place":
        return _place(means, value)
    if name == "when":
        return None if value is None else _when(means, value, reported)
    shape = _SHAPES.get(name)
    if shape is None:
        raise Invalid(f"There is no field {name!r} to correct; there are: {', '.join(FIELDS)}.")
    return None if value is None else shape(value)


def _place(means: FittingMeans, value: object) -> dict[str, object]:
    found = means.locate(written(value if isinstance(value, str) else "", MAX_WORDS, "place"))
    if found.status == "ambiguous":
        named = "; ".join(c.label for c in found.candidates)
        raise Invalid(f"These words fit several places: {named}. Write one of them.")
    if found.status == "none":
        raise Invalid("No place was found by these words. Write a corner or an address.")
    return as_value(found)


def _codes(known: Collection[str]) -> Callable[[object], object]:
    def check(value: object) -> object:
        if not isinstance(value, list) or not all(v in known for v in value):
            raise Invalid(f"Choose from: {', '.join(known)}.")
        return list(dict.fromkeys(value))

    return check


def _plates(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(v, str) and 0 < len(v.strip()) <= 12 for v in value):
        raise Invalid("A plate has 1 to 12 characters.")
    return [v.strip().upper() for v in value]


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise Invalid(f"A count is a number from 0 to {MOST}.")
    return value


def _range(value: object) -> object:
    if not isinstance(value, list) or len(value) != 2 or _count(value[0]) > _count(value[1]):
        raise Invalid("Agents are told as a smallest and a largest number.")
    return value


def _injury(value: object) -> object:
    if value not in INJURIES:
        raise Invalid(f"Injury is one of: {', '.join(INJURIES)}.")
    return value


def _yes_no(value: object) -> object:
    if not isinstance(value, bool):
        raise Invalid("This is yes or no.")
    return value


def _words(value: object) -> object:
    return written(value if isinstance(value, str) else "", MAX_WORDS, "direction")


def _looks(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise Invalid("What was described is a list of words.")
    return list(dict.fromkeys(written(v, MAX_WORDS, "description") for v in value))


_SHAPES: Mapping[str, Callable[[object], object]] = {
    "activity": _codes(ACTIVITIES), "agencies": _codes(AGENCIES), "agents": _range, "vehicles": _count,
    "plates": _plates, "place_type": _codes(PLACE_TYPES), "injury": _injury, "emergency": _yes_no, "ongoing": _yes_no,
    "firsthand": _yes_no, "direction": _words, "descriptions": _looks,
}  # fmt: skip
FIELDS = ("place", "when", *_SHAPES)  # all that can be corrected
