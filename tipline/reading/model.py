"""What a message says: the fields of a report, and the signals the conversation needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

Intent = Literal[
    "report", "followup", "greeting", "question", "help_request", "stop", "status", "hoax_suspect", "offtopic"
]
INTENTS: tuple[Intent, ...] = (
    "report", "followup", "greeting", "question", "help_request", "stop", "status", "hoax_suspect", "offtopic",
)
ACTIVITIES = (
    "sighting", "patrol", "stop_person", "stop_vehicle", "detention", "home_entry", "workplace_raid", "checkpoint",
    "chase", "use_of_force", "chemical_agent", "projectile", "firearm_shown", "shots_fired", "vehicle_ramming",
    "property_damage", "refused_identification", "masked_no_id", "protester_targeted", "journalist_targeted",
    "minor_involved", "medical_denied",
)
AGENCIES = (
    "ICE", "HSI", "CBP", "DHS", "FBI", "DEA", "ATF", "USMS", "NATIONAL_GUARD", "UNKNOWN_FEDERAL", "NOT_FEDERAL",
)
PLACE_TYPES = (
    "home", "workplace", "school", "hospital", "church", "courthouse", "store", "street", "transit", "park", "shelter",
    "daycare",
)
SENSITIVE = ("name", "phone", "email", "ssn", "a_number", "immigration_status")
# What a question is about; each has one honest answer among the phrases.
TOPICS = (
    "privacy",  # who sees my number, what can a court get, how do you protect people
    "name_not_needed",  # I will not give my name / do I have to
    "no_ids_please",  # an id number was sent or offered
    "refuse_disclosure",  # tell me about other reports or writers
    "legal_referral",  # a lawyer, bail, a missing detainee, rights
    "legal_advice",  # can I get in trouble, what should he sign
    "no_callback",  # call me
    "bot",  # are you a robot
    "street_ice",  # frozen water: 311
    "old_incident",  # is it too late
    "retention",  # how long do you keep it
    "deletion",  # can you erase it / how do I delete this chat
    "will_police_come",
    "rumour",  # is it true that / did something happen at
    "about_line",  # what is this, who runs it
)


@dataclass(frozen=True, slots=True)
class When:
    """When it happened, as told. `text` is copied from the message; `minutes` only with kind "ago"."""

    kind: Literal["now", "ago", "clock", "date"]
    minutes: int | None = None
    text: str | None = None

    def as_dict(self) -> dict[str, object]:
        if self.kind == "ago":
            return {"kind": "ago", "minutes": self.minutes}
        return {"kind": "now"} if self.kind == "now" else {"kind": self.kind, "text": self.text}


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`, both in UTC, and what the words left open.

    `other`: the same clock time in the other half of the day, where neither half was told and both are possible; the
    likelier one is given. `bare`: a clock time without its half. `undated`: no day was told, so today's is meant.
    """

    start: datetime
    end: datetime
    other: tuple[datetime, datetime] | None = None
    bare: bool = False
    undated: bool = False

    @property
    def doubt(self) -> bool:
        """Morning or evening cannot be told."""
        return self.other is not None


@dataclass(frozen=True, slots=True)
class Span:
    """The words a field came from: offsets into the *masked* text, and the words themselves."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read by itself. What the words do not say is None or empty."""

    lang: str  # en, es (later pl, zh-Hans, ...); the language of the words, or the hint when they show none
    lang_sure: bool  # the words themselves show the language (one-word answers never do)
    intent: Intent
    masked_text: str = field(repr=False)  # private data replaced, e.g. "[ssn]"
    activity: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    agents: tuple[int, int] | None = None
    vehicles: int | None = None
    plates: tuple[str, ...] = ()
    place_text: str | None = None
    place_type: tuple[str, ...] = ()
    when: When | None = None
    when_interval: Interval | None = None  # what `when` means in the line's time zone
    ongoing: bool | None = None
    injury: Literal["none", "reported", "serious"] | None = None
    emergency: bool = False
    firsthand: bool | None = None
    sensitive: tuple[str, ...] = ()
    direction: str | None = None
    descriptions: tuple[str, ...] = ()  # verbatim: vehicles, gear, clothing
    spans: Mapping[str, Span] = field(default_factory=lambda: MappingProxyType({}))  # field name -> words
    # Signals for the conversation.
    topics: tuple[str, ...] = ()  # of TOPICS, in the order told
    done: bool = False  # "that's all", "nothing else", "bye"
    skip: bool = False  # "pass", "don't know", "leave that one out"
    yes_no: bool | None = None  # a bare yes or no
    number: int | None = None  # a bare number ("2"), for numbered choices
    numbers: tuple[tuple[int, int], ...] = ()  # those of a short message, but for places, times and plates
    correction: bool = False  # "no wait", "not 26th but 27th", "scratch that"
    denied: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    # values a correction takes back by name, e.g. {"place_text": ("Laramie",), "agencies": ("ICE",)}
    new_scene: bool = False  # "another place", "second spot, not the same one"
    ignore_pin: bool = False  # "ignore that pin", "that pin is my apartment"
    approaching: bool = False  # speaks of going near, stepping in, following, filming up close
    retracted: Literal["hoax", "mistaken"] | None = None  # "jk not real" / "I was wrong, it was school guards"
    stop_kind: Literal["opt_out", "erase", "withdraw"] | None = None
    command: (
        Literal["help", "status", "private", "withdraw", "forget", "mute", "unmute", "start", "language"] | None
    ) = None
    wants_language: str | None = None  # "can we switch to english"
