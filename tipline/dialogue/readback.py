"""When it happened, read back to the witness: as it was understood, and no more exact than that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from tipline.report import Report

NEAR = timedelta(minutes=15)  # a clock time that was told stands this far inside its interval
CLOCK = timedelta(hours=2, minutes=30)  # the longest interval that is still a time of day
DAY = timedelta(hours=23)  # the shortest that is a whole day: the one on which the clocks go forward
_JUST_MIN = 15  # told as less long ago than this, it is as good as now
_COARSE = timedelta(hours=1)


def span_of(report: Report, name: str = "when_interval") -> tuple[datetime, datetime] | None:
    """The two moments held under this name, in UTC."""
    held = report.value(name)
    if not isinstance(held, list):
        return None
    return datetime.fromisoformat(str(held[0])), datetime.fromisoformat(str(held[1]))


def moment(report: Report, now: datetime, zone: tzinfo) -> str | None:
    """The code (tipline.phrases.moments) of the time held, no more exact than it is; None: now, or too vague to say."""
    when, span = report.value("when"), span_of(report)
    if span is None or not isinstance(when, Mapping) or when["kind"] == "now":
        return None
    if when["kind"] == "ago" and int(when["minutes"]) < _JUST_MIN:
        return None
    told = _clock(span, zone, exact=when["kind"] != "ago") or _part(span, zone) or _days(span, zone)
    return f"{told} {now.astimezone(zone).date()}"


def _clock(span: tuple[datetime, datetime], zone: tzinfo, *, exact: bool) -> str | None:
    start, end = span
    if end - start > CLOCK:
        return None
    if exact:
        at = start + NEAR
    else:
        step = 300 if end - start <= _COARSE else 1800  # seconds
        middle = (start + (end - start) / 2).timestamp()
        at = datetime.fromtimestamp(round(middle / step) * step, UTC)
    return f"clock {at.astimezone(zone):%Y-%m-%dT%H:%M}"


def _part(span: tuple[datetime, datetime], zone: tzinfo) -> str | None:
    start, end = span
    if end - start >= DAY:
        return None
    local, middle = start.astimezone(zone), (start + (end - start) / 2).astimezone(zone).hour
    if local.hour < 5:
        part = "dawn"
    elif local.hour == 11:
        part = "midday"
    else:
        bounds = ((5, "night"), (12, "morning"), (17, "afternoon"), (21, "evening"))
        part = next((name for hour, name in bounds if middle < hour), "night")
    return f"part {local.date()} {part}"


def _days(span: tuple[datetime, datetime], zone: tzinfo) -> str:
    first, after = (at.astimezone(zone).date() for at in span)
    last = after - timedelta(days=1)
    if last <= first:
        return f"day {first}"
    if first.day == after.day == 1 and (after - first).days <= 31:
        return f"month {first}"
    return f"span {first} {last}"
