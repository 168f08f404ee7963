"""The shapes of the phrasebook: what the desk may ask or say, and what an answer was understood to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from enum import StrEnum

from tipline.reading.model import Reading


class Wants(StrEnum):
    """What kind of answer a sentence asks for."""

    NOTHING = "nothing"
    YES_NO = "yes_no"
    NUMBER = "number"
    DIRECTION = "direction"
    TIME = "time"
    PLACE = "place"
    LOOK = "look"  # how something looks: colour, kind, clothes
    PLATE = "plate"
    AGENCY = "agency"
    MEDIA = "media"
    CONSENT = "consent"


class State(StrEnum):
    """How far an answer was understood."""

    WAITING = "waiting"
    CLEAR = "clear"
    UNSURE = "unsure"  # "I don't know"
    WORDS = "words"  # an answer that stays what it is: words




@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the desk may ask or say. `phrase`: its key in the catalogs; `sms`: the one that fits SMS, if another.

    `field`: the fact that an answer fills. `yes`, `no`: what a bare yes or no means, by names of the reading or of
    facts. `before`: a sentence sent ahead as a message of its own. `confirm`: what staff must say is true before it
    goes out. `choices`: the answers offered, as (code, phrase key).
    """

    key: str
    group: str
    phrase: str
    wants: Wants = Wants.NOTHING
    field: str = ""
    yes: Mapping[str, object] = made(default_factory=dict)
    no: Mapping[str, object] = made(default_factory=dict)
    sms: str = ""
    before: str = ""
    confirm: str = ""

    @property
    def asks(self) -> bool:
        return self.wants is not Wants.NOTHING

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        return CHOICES.get(self.wants, ())

    def said_on(self, channel: str) -> str:
        return self.sms if channel == "sms" and self.sms else self.phrase


_YES_NO = (("yes", "choice_yes"), ("no", "choice_no"), ("unsure", "choice_unsure"))
CHOICES: Mapping[Wants, tuple[tuple[str, str], ...]] = {
    Wants.YES_NO: _YES_NO,
    Wants.CONSENT: _YES_NO,
    Wants.DIRECTION: (
        ("north", "desk_north"), ("south", "desk_south"), ("east", "desk_east"), ("west", "desk_west"),
        ("unsure", "choice_unsure"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the desk that went out. `message`: the row id of the message that answered it, if one did."""

    id: int
    key: str  # of its Entry
    reference: str  # of the report it is about
    at: datetime
    state: State = State.WAITING
    message: int | None = None
    sent: bool = True  # the vendor may have it, so that an answer may come


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message says to one question. `code` needs no language: "yes", "north", "4-6", "toward Cicero".

    `reading`: the message's own, with the answer in its field. `facts`: what the reading has no field for.
    """

    state: State
    code: str
    reading: Reading
    facts: Mapping[str, object] = made(default_factory=dict)
