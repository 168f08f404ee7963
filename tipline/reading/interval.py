"""The time told as an interval: words such as "yesterday around 5" against the moment of telling, in the line's zone.

An interval says how exact the words are by its length: a clock time is a quarter of an hour to either side, "last
night" eight hours, "in October" a month. What cannot be told from the words gives none, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tipline.reading.days import day_of_month, days
from tipline.reading.lexicon import Vocabulary
from tipline.reading.model import Interval, When
from tipline.reading.told import Told

_CLOCK = re.compile(r"(?<![\d/])(\d{1,2})(?::(\d{2}))?(?![\d/])")
_MERIDIEM = re.compile(r"(?<=[\d\s])([ap])\.?\s?m(?![a-z])")
_NEAR = timedelta(minutes=15)  # how far a clock time that is told may be off
_JUST = timedelta(hours=1)
_NOON, _HOURS = 12, 24


def interval(when: When, now: datetime, zone: tzinfo, vocabulary: Vocabulary) -> Interval | None:
    """What the words mean, told at `now` (aware); None where they are too vague."""
    now = now.astimezone(UTC)  # so that spans are of time gone by, whatever the clocks did
    if when.kind == "now":
        return Interval(now - _NEAR, now)
    if when.kind == "ago":
        minutes = when.minutes or 0
        slack = timedelta(minutes=max(5, minutes // 5))
        then = now - timedelta(minutes=minutes)
        return Interval(then - slack, min(then + slack, now))
    told = Told(when.text or "", vocabulary)
    local = now.astimezone(zone)
    span = days(told, local.date())
    undated = span is None
    if span is None:
        span = (local.date(), 1) if when.kind == "clock" or told.find("time_part") is not None else None
    if span is None:
        return None
    day, length = span
    hour = _hour(told) if length == 1 else None
    if hour is not None:
        return replace(_at(day, hour, local, zone, undated), undated=undated)
    part = told.find("time_part") if length == 1 else None
    if part is not None:
        if undated and _utc(day, part // 100, zone) > now:  # "at night", told in the morning
            day -= timedelta(days=1)
        return Interval(_utc(day, part // 100, zone), _utc(day, part % 100, zone))
    return Interval(_utc(day, 0, zone), _utc(day + timedelta(days=length), 0, zone))


def _utc(day: date, hours: int, zone: tzinfo) -> datetime:
    """The wall clock's time in UTC; hours may run past midnight."""
    day += timedelta(days=hours // _HOURS)
    return datetime.combine(day, time(hours % _HOURS), zone).astimezone(UTC)


def around(day: date, hour: int, minute: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """(start, end) in UTC of about this wall clock time; both hours where the clocks go back and it comes twice."""
    at = datetime.combine(day, time(hour, minute), zone)
    first, second = at.astimezone(UTC), at.replace(fold=1).astimezone(UTC)
    return first - _NEAR, max(first, second) + _NEAR


def _at(day: date, clock: tuple[int, int, bool], local: datetime, zone: tzinfo, undated: bool) -> Interval:
    """A clock time on a day; of morning and evening the later one that is not ahead.

    In doubt while both are behind us, or both ahead of us; but not within the hour: that one was meant.
    """
    hour, minute, sure = clock
    halves = [hour] if sure else [hour % _NOON, hour % _NOON + _NOON]
    found = [around(day, half, minute, zone) for half in halves]
    if undated and found[0][0] > local:
        eve = [around(day - timedelta(days=1), half, minute, zone) for half in halves]
        found = eve if local - eve[-1][0] < found[0][0] - local else found  # "at 11 pm", told after midnight
    past = [span for span in found if span[0] + _NEAR <= local]
    possible = past or found
    chosen = past[-1] if past else found[0]
    other = next((span for span in possible if span != chosen), None)
    just = timedelta() <= local - (chosen[0] + _NEAR) < _JUST
    return Interval(*chosen, None if just else other, bare=not sure)


def _hour(told: Told) -> tuple[int, int, bool] | None:
    """(hour, minute, whether morning or evening is sure)."""
    if (fixed := told.find("time_fixed")) is not None:
        return fixed, 0, True
    hour, minute, digits = told.find("time_hour"), 0, None
    dated = day_of_month(told)
    for match in _CLOCK.finditer(told.text):
        alone = match.group(2) is None
        if dated is not None and match.start(1) == dated.start(1):
            continue
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


def _leads(told: Told, match: re.Match[str]) -> bool:
    """A bare number is an hour if am, pm, a word for the hour or a part of the day stands by it."""
    after = told.text[match.end() : match.end() + 4]
    return bool(re.match(r"\s?[ap]\.?\s?m(?![a-z])", after)) or told.find("time_at") is not None


def _meridiem(told: Told, hour: int, minute: int) -> tuple[int, int, bool]:
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
