"""What the desk needs from the world, as protocols. Storage, sms, bot and api implement them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tipline.desk.records import Delivery
from tipline.desk.tx import Tx
from tipline.message import Address, Channel, Inbound, Outbound, Sent


@dataclass(frozen=True, slots=True)
class Arrival:
    """An authenticated delivery, before anyone reads it. `vendor_id` and `address` are None when the body names none.

    `payload` holds the vendor's fields minus the drop-list, as UTF-8 JSON or, when the body cannot be parsed, whole.
    """

    channel: Channel
    vendor_id: str | None = field(repr=False)
    address: str | None = field(repr=False)
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """What a vendor said later about a message we sent. `status` is one of tipline.delivery's delivery words.

    `opted_out` and `alarm` as in SendFailed: some carriers only say so after the message was taken.
    """

    channel: Channel
    token: str | None = field(repr=False)
    vendor_id: str | None = field(repr=False)
    status: str
    code: str | None = None
    opted_out: bool = False
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One message of which it is unknown whether the vendor took it, as the vendor is asked about it.

    `since`: it was not sent before. `again_at`: until then nobody else asks; it also tells this look from a later one.
    """

    outbox_id: int
    address: Address
    text: str = field(repr=False)
    since: datetime
    asked_at: datetime
    again_at: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """A message the vendor shows that may be the one asked about. `exact` False: nobody can tell."""

    said: DeliveryNote
    vendor_id: str = field(repr=False)
    at: datetime
    segments: int = 1
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Late:
    """A message to us as the vendor's list shows it. `at`: when the vendor received it. `fields`: its own names."""

    channel: Channel
    vendor_id: str = field(repr=False)
    at: datetime
    fields: Mapping[str, str] = field(repr=False)
    has_media: bool = False


Accept = Callable[[Arrival], Awaitable[bool]]  # True when new; returns only after the commit
Probe = Callable[[], Awaitable[None]]  # raises SendFailed when the vendor does not answer
Note = Callable[[DeliveryNote], Awaitable[None]]


class Parser(Protocol):
    def __call__(self, payload: bytes, received_at: datetime) -> Inbound:
        """Understand one stored payload. Raises BadPayload."""


class Sender(Protocol):
    async def send(self, message: Outbound) -> Sent:
        """Hand one message to the vendor. Raises SendFailed."""


class Inquirer(Protocol):
    async def find(self, inquiry: Inquiry) -> tuple[Trace, ...]:
        """What the vendor shows that may be this message, oldest first. Raises SendFailed when it cannot be asked, and
        when it shows more than we can look through: only an empty answer means that it is not there."""


class Backlog(Protocol):
    """What a vendor keeps of what it received for us and took from us. Raises SendFailed when it cannot be read."""

    async def received(self, since: datetime, until: datetime) -> tuple[list[Late], datetime]:
        """Messages to us from `since` on, oldest first, and up to when these are all of them, `until` at most."""

    async def sent(self, since: datetime, until: datetime) -> list[DeliveryNote]:
        """How far came what we sent in this span, oldest first."""

    async def arrival(self, late: Late) -> Arrival:
        """The delivery as the webhook would have brought it."""


class MediaSource(Protocol):
    def stream(self, pointer: str, limit: int) -> AsyncIterator[bytes]:
        """The bytes behind an attachment's pointer, at most `limit` of them. Raises MediaFailed."""

    async def delete(self, pointer: str) -> None:
        """Delete the vendor's copy (a copy already gone is success; no-op where the vendor has no such call)."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""


class Refs(Protocol):
    def reference(self) -> str:
        """A fresh reference in the shape of K7Q2; it has no power."""

    def pseudonym(self) -> str:
        """A fresh pseudonym in the shape of "Heron 4821"."""

    def token(self) -> str:
        """A fresh unguessable URL-safe token."""


class Seals(Protocol):
    """Sealed addresses, vendor ids and originals; SECURITY section 2."""

    def lookup(self, address: Address) -> bytes:
        """Keyed hash of an address, for finding; the index key is outside the database."""

    def vendor_lookup(self, channel: Channel, vendor_id: str) -> bytes:
        """Keyed hash of a vendor's message id, for finding."""

    def seen(self, channel: Channel, vendor_id: str) -> bytes:
        """Keyed hash for the replay memory; its own key, which never rotates."""

    def seal_inbox(self, payload: bytes) -> bytes: ...

    def open_inbox(self, blob: bytes) -> bytes: ...

    def new_data_key(self, reporter_id: int) -> bytes:
        """A fresh data key for one reporter, wrapped by the epoch key; store it, destroy it to forget."""

    def seal(self, wrapped_key: bytes, record: str, name: str, plain: str) -> bytes:
        """Seal one field; `record` ("address:12") and field name are bound in as associated data."""

    def open(self, wrapped_key: bytes, record: str, name: str, blob: bytes) -> str: ...

    def seal_staff(self, name: str, secret: str) -> bytes:
        """Seal a sign-in secret (TOTP) to one account's name, under a key that never opens a reporter's address."""

    def open_staff(self, name: str, blob: bytes) -> str: ...


class Vault(Protocol):
    """Evidence bytes by key, create-if-absent."""

    def put(self, key: str, source: Path | bytes) -> bool:
        """True when created, False when it was there already; never overwrites."""

    def read(self, key: str) -> bytes: ...

    def stream(self, key: str) -> Iterable[bytes]: ...

    def exists(self, key: str) -> bool: ...

    def sweep(self, before: datetime) -> int:
        """Delete what an interrupted put left behind before that time; gives how many."""


@dataclass(frozen=True, slots=True)
class Derivative:
    """A copy without metadata, for people to look at. `name`: "view" (<= 1600 px) or "thumb" (<= 320 px)."""

    name: str
    content_type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the decoder child found. `ok` False: kept, shown as "cannot display", with `reason` as a short word."""

    ok: bool
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    derivatives: tuple[Derivative, ...] = ()
    reason: str | None = None
    phash: int | None = field(default=None, repr=False)  # 64 bits; near-duplicate pictures differ in few


class Decoder(Protocol):
    def __call__(self, path: Path, hint: str | None) -> Decoded:
        """Decode in a child process with limits; never raises for a hostile or broken file."""


class Store(Protocol):
    """The database. Both contexts are synchronous; call them off the event loop. They raise Unavailable while it does
    not answer or takes nothing more: then nothing was done."""

    def write(self) -> AbstractContextManager[Tx]:
        """One writing transaction (BEGIN IMMEDIATE on SQLite); commits at the end, rolls back on an exception."""

    def read(self) -> AbstractContextManager[Tx]:
        """A snapshot for reading."""

    def take(self, deliveries: Sequence[Delivery]) -> list[bool]:
        """Remember and add deliveries, in this order, in one transaction of their own that waits for no turn of the
        desk's; which are new. Returns after the commit."""
