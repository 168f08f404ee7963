"""Where a case stands in the queue, as one number: worst first, newest first among equals; closed ones after all open
ones, newest first. One index over it serves both, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPAN = 1 << 52  # microseconds, until the year 2112
CLOSED = -(1 << 62)


def standing(urgency: int, created_at: datetime, *, is_open: bool) -> int:
    """At least 0 for an open case, below 0 for a closed one."""
    moment = (created_at - _EPOCH) // timedelta(microseconds=1)
    return urgency * _SPAN + moment if is_open else CLOSED + moment
