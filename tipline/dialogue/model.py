"""The shapes of the conversation: its state, its events, the context handed in, and a turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from tipline.dialogue.state import State
from tipline.effects import Effect
from tipline.message import Inbound
from tipline.phrasebook import Asked
from tipline.places.model import Located
from tipline.reading.model import Reading
from tipline.report import Report


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What an installation's sentences are filled with; all configurable."""

    name: str  # "Chicago Tip Line"
    operator: str  # "Chicago Police"
    hotline: str  # legal and family help: "ICIRR 855-435-7693"
    city_help: str  # "311"
    police_non_emergency: str  # "312-746-6000"
    wording_version: str = "2026-11"
    burst_s: float = 2.0
    lapse_h: float = 6.0
    schedule: str | None = None  # the retention schedule's name; None: nothing may be destroyed
    private_link: str | None = None  # where a group chat is sent to write privately, e.g. the bot's own link


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What the line holds about the address that wrote. `languages` are those the line is built in."""

    channel: str
    lang: str | None
    opted_out: str | None
    muted: bool
    notice_given: bool
    confidentiality: str
    languages: tuple[str, ...] = ("en", "es")


@dataclass(frozen=True, slots=True)
class Filed:
    """A report of this reporter, as STATUS may tell of it. `status`: notice kind (received, documenting, ...)."""

    reference: str
    status: str
    at: datetime
    opened: bool
    report: Report
    held: bool = False  # an open or referred case is a hold
    fingerprints: tuple[str, ...] = ()  # first hex digits of the SHA-256 of each medium stored, oldest first


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a step may look at besides its state and event. `now` is aware UTC."""

    now: datetime
    zone: tzinfo
    fresh_reference: str
    line: LineFacts
    contact: ContactFacts
    filed: tuple[Filed, ...] = ()  # newest first
    asked: tuple[Asked, ...] = ()  # questions of the desk of the last days, newest first

    def report(self, reference: str) -> Report | None:
        return next((f.report for f in self.filed if f.reference == reference), None)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, read and located. `message` is its row id; `amends` the row id of the message an edit amends."""

    inbound: Inbound
    reading: Reading
    located: Located
    message: int
    amends: int | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """`kind`: "burst" (the writer paused) or "lapse" (six hours of silence)."""

    kind: str


Event = Heard | Timer


@dataclass(frozen=True, slots=True)
class Turn:
    """The state to keep and the effects to carry out, in order."""

    state: State
    effects: tuple[Effect, ...] = ()
