"""A time in a language's own words: "today, about 5:30 pm", "last night", "Oct 12", "October 2025".

Who says a time hands over its code, the same for every language: the kind, what it spans on the line's wall clock, and
today, by which a day is "yesterday" and a year is left out.

    clock 2026-11-22T17:30 2026-11-22      part 2026-11-21 night 2026-11-22      day 2026-11-12 2026-11-22
    month 2026-10-01 2026-11-22            span 2026-11-09 2026-11-15 2026-11-22
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

PARTS = ("dawn", "morning", "midday", "afternoon", "evening", "night")
_DAYS: Mapping[int, str] = {0: "day_today", -1: "day_yesterday", 1: "day_tomorrow"}
_NOON = 12
Texts = Mapping[str, str]  # key -> sentence of one language


def moment(code: str, texts: Texts) -> str:
    """The time that a code stands for. Raises KeyError at a kind that does not exist."""
    kind, *told, seen = code.split(" ")
    return _KINDS[kind](told, date.fromisoformat(seen), texts)


def clock(told: str, texts: Texts) -> str:
    """A time of day, given as 17:30: "5:30 pm", or 17:30 where the language counts to 24."""
    hour, minute = (int(part) for part in told.split(":"))
    half = "clock_am" if hour < _NOON else "clock_pm"
    shown = hour if texts["clock_hours"] == "24" else hour % _NOON or _NOON
    return texts[half].replace("{clock}", f"{shown}:{minute:02}")


def _clock(told: list[str], seen: date, texts: Texts) -> str:
    at = datetime.fromisoformat(told[0])
    return _fill(texts["when_clock"], day=_day_of(at.date(), seen, texts), clock=clock(f"{at:%H:%M}", texts))


def _part(told: list[str], seen: date, texts: Texts) -> str:
    day, part = date.fromisoformat(told[0]), told[1]
    if part == "night" and (day - seen).days == -1:
        return texts["when_last_night"]
    return _fill(texts["when_part"], day=_day_of(day, seen, texts), part=texts[f"part_{part}"])


def _day(told: list[str], seen: date, texts: Texts) -> str:
    return _day_of(date.fromisoformat(told[0]), seen, texts)


def _month(told: list[str], seen: date, texts: Texts) -> str:
    first = date.fromisoformat(told[0])
    return _fill(texts["when_month"], month=texts["months"].split()[first.month - 1], year=str(first.year))


def _span(told: list[str], seen: date, texts: Texts) -> str:
    first, last = (_date(date.fromisoformat(day), seen, texts) for day in told)
    return _fill(texts["when_span"], first=first, last=last)


def _day_of(day: date, seen: date, texts: Texts) -> str:
    near = _DAYS.get((day - seen).days)
    return texts[near] if near else _date(day, seen, texts)


def _date(day: date, seen: date, texts: Texts) -> str:
    key = "day_date" if day.year == seen.year else "day_year"
    return _fill(texts[key], day=str(day.day), month=texts["months_short"].split()[day.month - 1], year=str(day.year))


def _fill(text: str, **params: str) -> str:
    for name, value in params.items():
        text = text.replace(f"{{{name}}}", value)
    return text


_KINDS: Mapping[str, Callable[[list[str], date, Texts], str]] = {
    "clock": _clock, "part": _part, "day": _day, "month": _month, "span": _span,
}  # fmt: skip
