"""The time told as an interval: words such as "yesterday around 5" against the moment of telling, in the line's zone.

An interval says how exact the words are by its length: a clock time is a quarter of an hour to either side, "last
night" eight hours, "in October" a month. What cannot be told from the words gives none, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tipline.reading.lexicon import Vocabulary
from tipline.reading.model import Interval, When
from tipline.reading.numbers import written
from tipline.reading.text import fold

_CLOCK = re.compile(r"(?<![\d/])(\d{1,2})(?::(\d{2}))?(?![\d/])")
_MERIDIEM = re.compile(r"(?<=[\d\s])([ap])\.?\s?m(?![a-z])")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_NEAR = timedelta(minutes=15)
_NOON, _HOURS = 12, 24
_SHORT_WEEKS = 7


class _Told:
    """The words of one time, and what the tables of their languages find in them."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = fold(text), vocabulary

    def find(self, table: str) -> int | None:
        """The value of the longest phrase of a table that stands in the text."""
        phrases: Mapping[str, int] = self.vocabulary.numbers.get(table, {})
        found = [phrase for phrase in phrases if self.holds(phrase)]
        return phrases[max(found, key=len)] if found else None

    def holds(self, phrase: str) -> bool:
        bare = phrase.rstrip("*")
        if not bare.isascii() and (self.vocabulary.han or self.vocabulary.prefixes):
            return bare in self.text
        ending = r"\w*" if phrase.endswith("*") else ""
        return re.search(rf"(?<!\w){re.escape(bare)}{ending}(?!\w)", self.text) is not None

    def number(self) -> int | None:
        """The first number, in digits or words, that is no clock time."""
        digits = re.search(r"(?<![\d:])\d{1,3}(?![\d:])", self.text)
        if digits:
            return int(digits.group())
        spoken = self.vocabulary.numbers.get("cardinal", {})
        named = next((spoken[w] for w in re.findall(r"\w+", self.text) if w in spoken), None)
        numerals = self.vocabulary.numbers.get("numeral", {})
        runs = re.findall("[" + "".join(numerals) + "]+", self.text) if numerals else []
        return named if named is not None else (written(runs[0], numerals) if runs else None)


def interval(when: When, now: datetime, zone: tzinfo, vocabulary: Vocabulary) -> Interval | None:
    """What the words mean, told at `now` (aware); None where they are too vague."""
    if when.kind == "now":
        return Interval((now - _NEAR).astimezone(UTC), now.astimezone(UTC))
    if when.kind == "ago":
        minutes = when.minutes or 0
        slack = timedelta(minutes=max(5, minutes // 5))
        then = now - timedelta(minutes=minutes)
        return Interval((then - slack).astimezone(UTC), min(then + slack, now).astimezone(UTC))
    told = _Told(when.text or "", vocabulary)
    local = now.astimezone(zone)
    span = _days(told, local.date())
    if span is None:
        span = (local.date(), 1) if when.kind == "clock" or told.find("time_part") is not None else None
    if span is None:
        return None
    day, days = span
    hour = _hour(told) if days == 1 else None
    if hour is not None:
        return _at(told, day, hour, local, zone)
    part = told.find("time_part") if days == 1 else None
    if part is not None:
        return Interval(_utc(day, part // 100, zone), _utc(day, part % 100, zone))
    return Interval(_utc(day, 0, zone), _utc(day + timedelta(days=days), 0, zone))


def _utc(day: date, hours: int, zone: tzinfo, minutes: int = 0) -> datetime:
    """The wall clock's time in UTC; hours may run past midnight."""
    day += timedelta(days=hours // _HOURS)
    return datetime.combine(day, time(hours % _HOURS, minutes), zone).astimezone(UTC)


def _at(told: _Told, day: date, clock: tuple[int, int, bool], local: datetime, zone: tzinfo) -> Interval:
    """A clock time on a day; of morning and evening the later one that is not ahead."""
    hour, minute, sure = clock
    options = [hour] if sure else [hour % _NOON, hour % _NOON + _NOON]
    past = [h for h in options if _utc(day, h, zone, minute) <= local.astimezone(UTC)] or options[:1]
    chosen = _utc(day, past[-1], zone, minute)
    return Interval(chosen - _NEAR, chosen + _NEAR, doubt=len(past) > 1)


def _hour(told: _Told) -> tuple[int, int, bool] | None:
    """(hour, minute, whether morning or evening is sure)."""
    if (fixed := told.find("time_fixed")) is not None:
        return fixed, 0, True
    hour, minute, digits = told.find("time_hour"), 0, None
    for match in _CLOCK.finditer(told.text):
        alone = match.group(2) is None
        if int(match.group(1)) < _HOURS + 1 and (not alone or _leads(told, match)):
            digits = match
            break
    if digits is not None:
        hour, minute = int(digits.group(1)), int(digits.group(2) or 0)
    if hour is None:
        return None
    more = told.find("time_minutes") or 0
    hour, minute = (hour, minute + more) if more >= 0 else (hour - 1, minute + 60 + more)
    return _meridiem(told, hour % _HOURS, min(minute, 59))


def _leads(told: _Told, match: re.Match[str]) -> bool:
    """A bare number is an hour if am, pm, a word for the hour or a part of the day stands by it."""
    after = told.text[match.end() : match.end() + 4]
    return bool(re.match(r"\s?[ap]\.?\s?m(?![a-z])", after)) or told.find("time_at") is not None


def _meridiem(told: _Told, hour: int, minute: int) -> tuple[int, int, bool]:
    letter = _MERIDIEM.search(told.text)
    if letter:
        return hour % _NOON + (_NOON if letter.group(1) == "p" else 0), minute, True
    if hour == 0 or hour > _NOON:
        return hour, minute, True
    part = told.find("time_part")
    if part is None:
        return hour, minute, False
    late = part // 100 >= _NOON and not (part // 100 >= 20 and hour < 6)
    return hour % _NOON + (_NOON if late else 0), minute, True


def _days(told: _Told, today: date) -> tuple[date, int] | None:
    """(the first day, how many days) of the date told; None if none is."""
    return _dated(told, today) or _relative(told, today) or _weekday(told, today)


def _dated(told: _Told, today: date) -> tuple[date, int] | None:
    slashed, month, year = _SLASHED.search(told.text), told.find("time_month"), _YEAR.search(told.text)
    if slashed:
        month, day = int(slashed.group(1)), int(slashed.group(2))
        return _date(today, month, day, slashed.group(3))
    if month is None:
        return None
    rest = _YEAR.sub(" ", told.text)
    number = re.search(r"(?<![\d:])(\d{1,2})(?!\d|:|\s?[ap]\.?m)", rest)
    if number and 1 <= int(number.group(1)) <= 31 and told.find("time_at") is None:
        return _date(today, month, int(number.group(1)), year.group(1) if year else None)
    first = date(int(year.group(1)), month, 1) if year else date(today.year - (month > today.month), month, 1)
    if told.find("time_last") is not None and not year and month == today.month:
        first = date(today.year - 1, month, 1)
    following = date(first.year + month // 12, month % 12 + 1, 1)
    return first, (following - first).days


def _date(today: date, month: int, day: int, year: str | None) -> tuple[date, int] | None:
    """A day without its year is the latest one that is not ahead by more than a month."""
    try:
        if year:
            return date(int(year) + (2000 if int(year) < 100 else 0), month, day), 1
        this = date(today.year, month, day)
        return (this if this <= today + timedelta(days=31) else date(today.year - 1, month, day)), 1
    except ValueError:
        return None


def _relative(told: _Told, today: date) -> tuple[date, int] | None:
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


def _weekday(told: _Told, today: date) -> tuple[date, int] | None:
    """The latest such day before today; with "next" the coming one."""
    named = told.find("time_weekday")
    if named is None:
        return None
    if told.find("time_next") is not None:
        return today + timedelta(days=(named - today.weekday() - 1) % 7 + 1), 1
    return today - timedelta(days=(today.weekday() - named - 1) % 7 + 1), 1
