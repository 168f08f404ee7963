"""One clock for all processes of a drill: the machine's, plus a shift that the drill moves while nothing runs."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_NOON = 18  # UTC; noon in Chicago: nothing is held for the night


class SharedClock:
    """The shift in seconds is held in a file, which every process maps."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            now = datetime.now(UTC)
            path.write_bytes(struct.pack("d", (now.replace(hour=_NOON, minute=0) - now).total_seconds()))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8)

    def now(self) -> datetime:
        shift: float = struct.unpack("d", self._map[:])[0]
        return datetime.now(UTC) + timedelta(seconds=shift)

    def forward(self, span: timedelta) -> None:
        shift: float = struct.unpack("d", self._map[:])[0]
        self._map[:] = struct.pack("d", shift + span.total_seconds())
