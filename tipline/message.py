"""Messages as the rules know them: who wrote through which channel, and what the message carried."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    SMS = "sms"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reporter can be reached. `value` is E.164 for SMS, the decimal chat id for Telegram; never printed."""

    channel: Channel
    value: str = field(repr=False)


class Kind(StrEnum):
    """What an inbound is, before anyone reads its words."""

    MESSAGE = "message"
    EDIT = "edit"  # amends the message named by `vendor_id`; never erases it
    BUTTON = "button"  # `choice` holds the code that was pressed
    GROUP = "group"  # written in a group chat: one line back, nothing kept
    CARRIER = "carrier"  # the carrier or vendor acted on a keyword itself; see `carrier`
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MOVED = "moved"  # a group became a supergroup: `moved_to`
    NOTHING = "nothing"  # authentic, but nothing for the desk (joins, reactions, unknown shapes)


class Media(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"


class Carrier(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A vendor's pointer to media. `size` in bytes where the vendor told it; `too_large` when it cannot be fetched."""

    media: Media
    pointer: str = field(repr=False)
    content_type: str | None = None
    size: int | None = None
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """A point the witness sent. Degrees, WGS 84. `label` is a venue's own title and address."""

    lat: float
    lng: float
    live: bool = False
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as its channel's parser understood it. Times are aware UTC."""

    kind: Kind
    address: Address
    vendor_id: str = field(repr=False)
    received_at: datetime
    text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    pin: Pin | None = None
    choice: str | None = None
    command: str | None = None  # "start", "help", ... without slash or bot name
    album: str | None = field(default=None, repr=False)
    language_hint: str | None = None  # BCP 47 from the client, used and never stored
    carrier: Carrier | None = None
    moved_to: Address | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer offered with a question: a button on Telegram, a number on SMS."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message ready to send. `token` names the outbox row in the vendor's status callback.

    `attempt` counts the claims of this row: what a sender says later of an earlier one is known for what it is.
    `valid_s`: for so many seconds the vendor may keep trying, None for as long as it likes.
    """

    outbox_id: int
    address: Address
    text: str = field(repr=False)
    token: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    silent: bool = False
    attempt: int = 1
    valid_s: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What the vendor said when it took a message."""

    vendor_id: str = field(repr=False)
    segments: int = 1
