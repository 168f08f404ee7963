"""What the store in memory holds: rows of the desk's own records, and what they leave out beside them."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from tipline.custody import Entry
from tipline.desk.asked import AskedRow
from tipline.desk.gathered import Gathering
from tipline.desk.records import (
    Banner,
    CaseEvent,
    CaseRow,
    Contact,
    DutyRow,
    EvidenceRow,
    InboxRow,
    MessageRow,
    OutboxRow,
    Passkey,
    ReportRow,
    Session,
    Staff,
)
from tipline.desk.tx_passkeys import Proposal

T = TypeVar("T")


def kept(row: T) -> T:
    """The row with its times in UTC, as a database gives them back; a time without a zone is refused."""
    assert is_dataclass(row)
    given = {f.name: getattr(row, f.name) for f in fields(row)}
    return replace(row, **{name: utc(v) for name, v in given.items() if isinstance(v, datetime)})  # type: ignore[return-value]


def utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("A time without a zone cannot be stored; use aware UTC.")
    return at.astimezone(UTC)


def stamp(at: datetime) -> str:
    """ISO 8601 UTC to 1/100 s, as custody entries bear it."""
    return f"{utc(at):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 10_000:02d}Z"


@dataclass
class Waiting:
    row: InboxRow
    not_before: datetime
    state: str = "waiting"
    error: str | None = None


@dataclass
class Reached:
    """An address: its contact, and the keyed hash it is found by."""

    contact: Contact
    lookup: bytes | None


@dataclass
class Told:
    """An outbound message, and what only the settling of it needs."""

    row: OutboxRow
    digest: bytes | None = None
    vendor_id: bytes | None = None
    vendor_lookup: bytes | None = None


@dataclass
class Said:
    """A message, and what of it is sealed."""

    row: MessageRow
    vendor_lookup: bytes | None
    vendor_id: bytes | None = None
    original: bytes | None = None


@dataclass
class Piece:
    row: EvidenceRow
    lease_until: datetime | None = None


@dataclass
class Tables:
    last: Counter[str] = field(default_factory=Counter)  # table -> the newest number
    seen: set[bytes] = field(default_factory=set)
    inbox: dict[int, Waiting] = field(default_factory=dict)
    reporters: dict[int, str] = field(default_factory=dict)  # number -> pseudonym
    keys: dict[int, bytes | None] = field(default_factory=dict)
    addresses: dict[int, Reached] = field(default_factory=dict)
    dialogues: dict[int, dict[str, Any]] = field(default_factory=dict)
    timers: dict[tuple[int, str], datetime] = field(default_factory=dict)
    messages: dict[int, Said] = field(default_factory=dict)
    reports: dict[int, ReportRow] = field(default_factory=dict)
    cases: dict[int, CaseRow] = field(default_factory=dict)
    to_rank: dict[int, datetime] = field(default_factory=dict)
    events: list[CaseEvent] = field(default_factory=list)
    duties: dict[tuple[int, str], DutyRow] = field(default_factory=dict)
    outbox: dict[int, Told] = field(default_factory=dict)
    evidence: dict[int, Piece] = field(default_factory=dict)
    custody: list[Entry] = field(default_factory=list)
    staff: dict[int, Staff] = field(default_factory=dict)
    sessions: dict[bytes, Session] = field(default_factory=dict)
    proposals: dict[int, Proposal] = field(default_factory=dict)
    passkeys: dict[int, Passkey] = field(default_factory=dict)
    challenges: dict[bytes, tuple[str, datetime]] = field(default_factory=dict)
    reasons: set[tuple[int, int]] = field(default_factory=set)
    failures: list[tuple[str, datetime]] = field(default_factory=list)
    links: dict[bytes, tuple[int, datetime]] = field(default_factory=dict)
    changes: list[tuple[int, str, int]] = field(default_factory=list)
    looks: dict[tuple[int, int | None], int] = field(default_factory=dict)  # (person, case or the queue) -> change
    banners: dict[str, Banner] = field(default_factory=dict)
    slots: set[tuple[str, str]] = field(default_factory=set)
    caught_up: dict[str, datetime] = field(default_factory=dict)
    locks: dict[str, tuple[str, int]] = field(default_factory=dict)
    gatherings: list[Gathering] = field(default_factory=list)
    marks: set[tuple[str, int]] = field(default_factory=set)
    asked: dict[int, AskedRow] = field(default_factory=dict)

    def copied(self) -> Tables:
        """Another one that shares nothing which changes: the desk's records are frozen, what is kept beside them is not."""
        return Tables(**{f.name: _copied(getattr(self, f.name)) for f in fields(self)})

    def number(self, table: str) -> int:
        self.last[table] += 1
        return self.last[table]


def _copied(table: Any) -> Any:
    if not isinstance(table, dict) or isinstance(table, Counter):
        return copy.copy(table)
    return {key: replace(row) if isinstance(row, _CHANGING) else row for key, row in table.items()}


_CHANGING = (Waiting, Reached, Told, Said, Piece)
