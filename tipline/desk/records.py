"""Rows as the desk sees them: frozen values, no SQL. Times are aware UTC; sealed fields are bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tipline.message import Channel, Media
from tipline.report import Report


@dataclass(frozen=True, slots=True)
class Delivery:
    """One authenticated delivery on its way in. `digest` is its place in the replay memory, `payload` is sealed."""

    digest: bytes = field(repr=False)
    channel: Channel
    lookup: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One stored delivery waiting to be understood. `payload` is sealed under the epoch key.

    `lease_until` is its worker's claim: whoever holds another one holds nothing.
    """

    id: int
    channel: Channel
    lookup: bytes = field(repr=False)
    received_at: datetime
    payload: bytes = field(repr=False)
    tries: int = 0
    lease_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One address of a reporter, with what we may do with it. `wrapped_key` None: forgotten."""

    address_id: int
    reporter_id: int
    channel: Channel
    pseudonym: str
    wrapped_key: bytes | None = field(repr=False)
    sealed_address: bytes | None = field(repr=False)
    lang: str | None = None
    opted_out: str | None = None  # "carrier", "wording", "erasure"
    blocked: bool = False
    muted: bool = False
    notice_version: str | None = None  # wording version of message (b) that this contact was sent
    confidentiality: str = "not_requested"  # or "requested"
    last_inbound_at: datetime | None = None

    @property
    def reachable(self) -> bool:
        """False: "cannot text back"."""
        return not (self.opted_out or self.blocked or self.wrapped_key is None)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of a reporter as the desk may read it: masked, never the original."""

    id: int
    reporter_id: int
    address_id: int
    report_id: int | None
    at: datetime
    kind: str  # tipline.message.Kind
    masked_text: str
    lang: str | None
    amends: int | None = None  # the message this edit amends
    lat: float | None = None
    lng: float | None = None
    reading: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What one reporter told us, and where it is filed."""

    id: int
    reporter_id: int
    address_id: int
    case_id: int
    created_at: datetime
    updated_at: datetime
    report: Report


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The desk's file. `version` grows with every change; a writer names the version it saw."""

    id: int
    status: str  # tipline.case.Status
    resolution: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    opened_at: datetime | None  # when a person first opened it
    urgency: int  # tipline.triage: higher is worse
    reasons: tuple[str, ...]
    lane: str
    district: str | None
    assigned_to: int | None  # staff id
    acknowledged_at: datetime | None = None
    flags: tuple[str, ...] = ()  # tipline.triage.red_flags
    people: int = 1  # independent people who tell it
    passed_on: int = 0  # reporters who only handed on what others had
    traits: tuple[str, ...] = ()  # tipline.triage.traits: what the queue can be filtered by


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One of the five duties of a case. `detail` follows the duty's own fields."""

    case_id: int
    duty: str  # tipline.case.Duty
    outcome: str
    detail: Mapping[str, str]
    at: datetime
    staff_id: int


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of a case's timeline. `actor` is a staff name, or "line" for the product itself."""

    case_id: int
    at: datetime
    actor: str
    action: str  # "opened", "moved", "duty", "reply", "note", "assigned", ...
    before: str | None = None
    after: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an outbound message, already in the reader's language. `question` lines may be dropped unsent."""

    key: str
    text: str
    question: bool = False


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One outbound message. States and delivery words: tipline.delivery."""

    id: int
    address_id: int
    case_id: int | None
    stream: str  # conversation, notice, alert
    notice: str | None  # notice kind when stream is notice or when the message doubles as one
    notice_number: int | None
    urgent: bool  # a 911 line: passes every stream, quiet hours and limit, never an opt-out
    lang: str
    lines: tuple[Line, ...]
    choices: tuple[tuple[str, str], ...]
    silent: bool
    state: str
    created_at: datetime
    not_before: datetime
    tries: int  # claims so far
    lease_until: datetime | None = None
    delivery: str | None = None
    code: str | None = None
    segments: int | None = None
    sent_at: datetime | None = None
    author: str | None = None  # staff name for a reply written by a person
    token: str | None = field(default=None, repr=False)
    channel: str = ""  # tipline.message.Channel, that of the address
    expires_at: datetime | None = None  # not sent from then on
    unclear: int = 0  # how many sends ended without an answer
    unclear_at: datetime | None = None  # since when it is unknown whether the last of them was taken


@dataclass(frozen=True, slots=True)
class FlyingRow:
    """What settling must know of a row that is being sent and of which the vendor has said nothing yet."""

    id: int
    channel: Channel
    address_id: int
    case_id: int | None
    notice: str | None
    wrapped_key: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row that the vendor took. Its id there: sealed, and to be found by; None for a person who was forgotten."""

    id: int
    segments: int | None
    sent_at: datetime
    vendor_id: bytes | None = field(repr=False)
    vendor_lookup: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One attachment and the bytes we hold of it.

    `state`: wanted, fetching, stored, too_large, gone, failed. `display`: None until decoded, then "ok" or the reason.
    """

    id: int
    report_id: int
    message_id: int
    address_id: int
    media: Media
    state: str
    at: datetime
    tries: int
    not_before: datetime
    pointer: bytes | None = field(repr=False)  # sealed; destroyed once the vendor's copy is deleted
    content_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    vault_key: str | None = None
    width: int | None = None
    height: int | None = None
    display: str | None = None
    views: Mapping[str, str] = field(default_factory=dict)  # derivative name -> vault key
    phash: int | None = field(default=None, repr=False)
    stored_at: datetime | None = None
    vendor_deleted_at: datetime | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in person's account. `totp` is sealed by the key store, never in clear."""

    id: int
    name: str  # sign-in name, shown to colleagues
    role: str  # tipline.desk.rights.Role
    password: str = field(repr=False)  # argon2id
    totp: bytes | None = field(repr=False)
    disabled: bool = False
    last_step: int = 0  # last TOTP time step used: a code works once
    districts: tuple[str, ...] = ()  # of their desk; none: the whole city, for an officer nothing


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Each use case checks this, deny by default."""

    staff_id: int
    name: str
    role: str
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A server-side session; `id_hash` is SHA-256 of the cookie's token."""

    id_hash: bytes = field(repr=False)
    staff_id: int
    csrf: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    locked: bool = False
    confirmed_at: datetime | None = None  # when the person last gave a second factor; None: only a password so far


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of a person who signs in: WebAuthn's public half, and how it is called on their page."""

    id: int
    staff_id: int
    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int
    rp_id: str
    name: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Banner:
    """Something the operator must see: "twilio_auth", "wrong_public_url", "unregistered_sender", ..."""

    kind: str
    count: int
    first_at: datetime
    last_at: datetime
