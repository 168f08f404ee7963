"""What the use cases are handed: the ports, the readers and the installation's facts, in one frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from tipline.budget import SmsLimits
from tipline.desk.ports import Parser, Refs, Seals, Store
from tipline.dialogue.model import LineFacts
from tipline.message import Channel
from tipline.phrases import Phrases
from tipline.places.model import Located
from tipline.reading.model import Reading


class Reader(Protocol):
    def __call__(self, text: str, *, hint: str | None, now: datetime) -> Reading: ...


class PinLocator(Protocol):
    def __call__(self, lat: float, lng: float) -> Located: ...


@dataclass(frozen=True, slots=True)
class Means:
    """Wired once by api/wiring and passed to every use case; holds no state of its own."""

    store: Store
    seals: Seals
    refs: Refs
    parsers: Mapping[Channel, Parser]
    read: Reader
    locate: Callable[[str], Located]
    locate_point: PinLocator
    phrases: Phrases
    line: LineFacts
    zone: tzinfo
    languages: tuple[str, ...] = ("en", "es")
    keep_original: bool = True
    hold_at_night: bool = True  # the demo holds nothing
    media_limits: Mapping[Channel, int] | None = None
    sms_limits: SmsLimits | None = None  # None: no budget, every number is texted
