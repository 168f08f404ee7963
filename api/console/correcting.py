"""The form that corrects one field of a report: what it shows, and what was meant by what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from api.console import facts, words
from storage.queries import ReportView
from tipline.desk.corrections import stamp
from tipline.desk.fitting import INJURIES
from tipline.errors import Invalid
from tipline.reading.model import ACTIVITIES, AGENCIES, PLACE_TYPES

Form = Mapping[str, str]
_YES_NO = (("yes", "Yes"), ("no", "No"))
_CODES: Mapping[str, tuple[Sequence[str], Callable[[str], str]]] = {
    "activity": (ACTIVITIES, lambda code: words.say(words.ACTIVITY, code)),
    "agencies": (AGENCIES, words.agency),
    "place_type": (PLACE_TYPES, lambda code: words.say({}, code)),
}
_CHOICES: Mapping[str, Sequence[tuple[str, str]]] = {
    "injury": [(code, facts.in_words("injury", code)) for code in INJURIES],
    "emergency": _YES_NO, "ongoing": _YES_NO, "firsthand": _YES_NO,
}  # fmt: skip
_LISTED = ("plates", "descriptions")
# Every field that can be corrected and the kind of its form, in the order of the page.
KINDS: Mapping[str, str] = {
    "emergency": "choice", "injury": "choice", "activity": "codes", "place": "place", "place_type": "codes",
    "when": "when", "ongoing": "choice", "agencies": "codes", "agents": "range", "vehicles": "count",
    "plates": "listed", "descriptions": "listed", "direction": "text", "firsthand": "choice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correcting:
    """The open form. `options`: (code, label, chosen); `fill`: what its inputs hold, by their names."""

    report_id: int
    field: str
    kind: str
    label: str
    over: str
    options: tuple[tuple[str, str, bool], ...]
    fill: Mapping[str, str]
    told: str | None  # the witness's version where the desk's stands; "" where nobody told it; None where it is theirs
    draft: bool = False


def asked(text: str) -> tuple[int, str] | None:
    """(report, field) of "12.agents"; None for what names no field."""
    number, _, field = text.partition(".")
    plain = number.isascii() and number.isdecimal() and len(number) < 10
    return (int(number), field) if plain and field in KINDS else None


def form(
    views: Sequence[ReportView], wanted: tuple[int, str] | None, typed: Form | None, zone: tzinfo
) -> Correcting | None:
    """The form of this field; `typed`: what somebody had put in already."""
    view = next((v for v in views if wanted and v.id == wanted[0]), None)
    if view is None or wanted is None:
        return None
    field, report = wanted[1], view.report
    fact = report.facts.get(field)
    value = fact.value if fact else None
    fill = typed if typed is not None else _fill(field, value, report.value("when_interval"), zone)
    told = None if fact is None or fact.corrected is None else facts.in_words(field, fact.corrected.told)
    return Correcting(
        view.id, field, KINDS[field], facts.LABELS[field], stamp(report, field), _options(field, fill), fill, told,
        typed is not None,
    )


def _options(field: str, fill: Form) -> tuple[tuple[str, str, bool], ...]:
    if field in _CODES:
        known, say = _CODES[field]
        return tuple((code, say(code), f"item.{code}" in fill) for code in known)
    chosen = fill.get("choice", "")
    return tuple((code, label, code == chosen) for code, label in (*_CHOICES.get(field, ()), ("", "Not known")))


def _fill(field: str, value: object, interval: object, zone: tzinfo) -> dict[str, str]:
    """The present value as the inputs hold it."""
    listed = [str(item) for item in value] if isinstance(value, list) else []
    if field in _CODES:
        return {f"item.{code}": "1" for code in listed}
    if field in _CHOICES:
        return {"choice": {True: "yes", False: "no", None: ""}.get(value) or str(value or "")}  # type: ignore[call-overload]
    if field == "agents" and len(listed) == 2:
        return {"low": listed[0], "high": listed[1]}
    if field == "when":
        return _span(interval, zone)
    return {"text": facts.place_label(value) if field == "place" else ", ".join(listed) or str(value or "")}


def _span(interval: object, zone: tzinfo) -> dict[str, str]:
    if not isinstance(interval, list) or len(interval) != 2:
        return {}
    start, end = (f"{datetime.fromisoformat(str(at)).astimezone(zone):%Y-%m-%dT%H:%M}" for at in interval)
    return {"start": start, "until": "" if end == start else end}


def value_of(field: str, form: Form) -> object:
    """What was put in, in the field's own shape; None where it was emptied. Raises Invalid."""
    if field not in KINDS:
        raise Invalid("Choose a field to correct.")
    return _READ[KINDS[field]](field, form)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 4:
        raise Invalid("Write a number in digits.")
    return int(text)


def _choice(_field: str, form: Form) -> object:
    chosen = form.get("choice", "")
    return {"yes": True, "no": False, "": None}.get(chosen, chosen)


def _range(_field: str, form: Form) -> object:
    low, high = form.get("low", "").strip(), form.get("high", "").strip()
    return [_number(low or high), _number(high or low)] if low or high else None


def _text(form: Form) -> str | None:
    return form.get("text", "").strip() or None


def _parted(field: str, form: Form) -> object:
    return [part.strip() for part in form.get("text", "").split(",") if part.strip()] or None


def _when(_field: str, form: Form) -> object:
    start, until = form.get("start", "").strip(), form.get("until", "").strip()
    return [start, until or None] if start or until else None


_READ: Mapping[str, Callable[[str, Form], object]] = {
    "choice": _choice, "range": _range, "listed": _parted, "when": _when,
    "codes": lambda field, form: [code for code in _CODES[field][0] if f"item.{code}" in form] or None,
    "count": lambda _, form: _number(text) if (text := form.get("text", "").strip()) else None,
    "text": lambda _, form: _text(form), "place": lambda _, form: _text(form),
}  # fmt: skip
