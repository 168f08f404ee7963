"""The day that words name, or the days: a date, "yesterday", "3 days ago", "last October", a day of the week."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tipline.reading.told import Told

_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
# A day of the month: behind its name ("October 12th", "10月12日") or in front ("12 de octubre", "the 12th of October").
_BEHIND = re.compile(r"\.?\s{0,2}(?:the |ika-?)?(\d{1,2})(?!\d|:|\s?[ap]\.?m)")
_BEFORE = re.compile(r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|\.|-го)?\s{0,2}(?:de|of|ng|d)?\s{0,2}$")
_LOOSE = re.compile(r"(?<![\d:])(\d{1,2})(?!\d|:|\s?[ap]\.?m)")
_SHORT_WEEKS = 7


def days(told: Told, today: date) -> tuple[date, int] | None:
    """(the first day, how many days) of the date told; None if none is."""
    return _dated(told, today) or _relative(told, today) or _weekday(told, today)


def _dated(told: Told, today: date) -> tuple[date, int] | None:
    slashed, month, year = _SLASHED.search(told.text), told.find("time_month"), _YEAR.search(told.text)
    if slashed:
        month, day = int(slashed.group(1)), int(slashed.group(2))
        return _date(today, month, day, slashed.group(3))
    if month is None:
        return None
    if (number := day_of_month(told)) is not None:
        return _date(today, month, int(number.group(1)), year.group(1) if year else None)
    first = date(int(year.group(1)), month, 1) if year else date(today.year - (month > today.month), month, 1)
    if told.find("time_last") is not None and not year and month == today.month:
        first = date(today.year - 1, month, 1)
    following = date(first.year + month // 12, month % 12 + 1, 1)
    return first, (following - first).days


def day_of_month(told: Told) -> re.Match[str] | None:
    """The number beside the month's name (group 1), behind it or in front, at its own place in the text."""
    month, text = told.spot("time_month"), _YEAR.sub("    ", told.text)
    if month is None:
        return None
    found = _BEHIND.match(text, month.end()) or _BEFORE.search(text, 0, month.start())
    if found is None and told.find("time_at") is None:  # one anywhere, if no clock time is told
        found = _LOOSE.search(text)
    return found if found and 1 <= int(found.group(1)) <= 31 else None


def _date(today: date, month: int, day: int, year: str | None) -> tuple[date, int] | None:
    """A day without its year is the latest one that is not ahead by more than a month."""
    try:
        if year:
            return date(int(year) + (2000 if int(year) < 100 else 0), month, day), 1
        this = date(today.year, month, day)
        return (this if this <= today + timedelta(days=31) else date(today.year - 1, month, day)), 1
    except ValueError:
        return None


def _relative(told: Told, today: date) -> tuple[date, int] | None:
    offset = told.find("time_day")
    if offset is not None:
        return today + timedelta(days=offset), 1
    unit = told.find("time_unit")
    if unit is None:
        return None
    if told.find("time_ago") is not None:
        first = today - timedelta(days=unit * (told.number() or 1))
        return (first, 1) if unit < _SHORT_WEEKS else (first - timedelta(days=unit // 4), unit // 2 + 1)
    if told.find("time_last") is not None:
        return today - timedelta(days=unit * 2 if unit == _SHORT_WEEKS else unit + unit // 2), unit + unit // 2
    if told.find("time_next") is not None:
        return today + timedelta(days=1), unit * 2
    return None


def _weekday(told: Told, today: date) -> tuple[date, int] | None:
    """The latest such day before today; with "next" the coming one."""
    named = told.find("time_weekday")
    if named is None:
        return None
    if told.find("time_next") is not None:
        return today + timedelta(days=(named - today.weekday() - 1) % 7 + 1), 1
    return today - timedelta(days=(today.weekday() - named - 1) % 7 + 1), 1
