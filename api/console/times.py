"""Times as the desk reads them: how long ago, and exactly when in the line's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

OLD = timedelta(hours=1)


def ago(moment: datetime, now: datetime) -> str:
    """"now", "40 s", "4 min", "3 h", "2 d": the span between, short enough for a column. The future counts as now."""
    return span(now - moment) if now - moment >= timedelta(seconds=10) else "now"


def span(between: timedelta) -> str:
    """"9 s", "40 s", "4 min", "3 h", "2 d". Less than nothing counts as nothing."""
    seconds = max(0, int(between.total_seconds()))
    for size, word, below in ((1, "s", 60), (60, "min", 3600), (3600, "h", 48 * 3600), (86400, "d", None)):
        if below is None or seconds < below:
            return f"{seconds // size} {word}"
    raise AssertionError("the last unit has no bound")


def exact(moment: datetime, zone: tzinfo) -> str:
    """"Sun 22 Nov 2026, 15:04:07"."""
    return moment.astimezone(zone).strftime("%a %-d %b %Y, %H:%M:%S")


def clock(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """"15:04" today, "22 Nov 15:04" on another day."""
    local = moment.astimezone(zone)
    same = local.date() == now.astimezone(zone).date()
    return local.strftime("%H:%M" if same else "%-d %b %H:%M")


def size(count: int | None) -> str:
    """Bytes for people: "412 kB", "3.1 MB"."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
