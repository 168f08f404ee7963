"""The one place that asks the machine for the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told: `talk --script` and tests."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("A clock starts at an aware time.")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, when: datetime) -> None:
        self._now = when.astimezone(UTC)


class ShiftedClock:
    """The machine's time plus what the demo's page has moved it forward. `zone`: how the phones show it."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def forward(self, minutes: int) -> None:
        self._shift += timedelta(minutes=minutes)
