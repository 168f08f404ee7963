"""One transaction, as repositories. `storage` implements them; nothing here knows SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from tipline.custody import Entry
from tipline.desk.gathered import Incidents
from tipline.desk.records import (
    Banner,
    CaseEvent,
    CaseRow,
    Contact,
    DutyRow,
    EvidenceRow,
    InboxRow,
    Line,
    MessageRow,
    OutboxRow,
    ReportRow,
    Session,
    Staff,
)
from tipline.message import Channel, Media
from tipline.report import Report


class Inbox(Protocol):
    """Deliveries that wait to be understood; they come in by Store.take."""

    def remembered(self, digests: Sequence[bytes]) -> set[bytes]:
        """Which of these the replay memory knows."""

    def due(self, now: datetime, limit: int) -> list[InboxRow]:
        """Waiting rows whose time has come, claimed or not, oldest first: for looking, not for taking."""

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[InboxRow]:
        """Take due rows under a lease, oldest first. All of an address are one worker's: while it holds one, nobody
        else gets any, and later ones wait. A row that waits after a failure holds back none. Waits for nobody."""

    def claim_abandoned(self, now: datetime, lease_until: datetime) -> InboxRow | None:
        """Take over one row whose worker vanished; that counts as a try."""

    def give_back(self, rows: Sequence[InboxRow]) -> None:
        """End our claim on rows that were not tried."""

    def done(self, row: InboxRow) -> None:
        """Processed: the row goes, its payload with it. Raises Conflict when the claim is no longer ours."""

    def failed(self, row: InboxRow, tries: int, not_before: datetime, error: str, *, parked: bool) -> None:
        """Give a claimed row back with so many tries. `error` is an exception's class name, never its words. Parked
        rows keep their payload. Raises Conflict when the claim is no longer ours."""

    def parked(self) -> list[tuple[int, Channel, datetime, str]]:
        """(id, channel, received_at, error class) of what could not be understood."""


class People(Protocol):
    def by_lookup(self, channel: Channel, lookup: bytes) -> Contact | None: ...

    def contact(self, address_id: int) -> Contact: ...

    def pseudonym_taken(self, pseudonym: str) -> bool: ...

    def add_reporter(self, pseudonym: str, at: datetime) -> int: ...

    def set_key(self, reporter_id: int, wrapped_key: bytes) -> None: ...

    def add_address(self, reporter_id: int, channel: Channel, lookup: bytes, at: datetime) -> int: ...

    def set_sealed(self, address_id: int, lookup: bytes, sealed: bytes) -> None: ...

    def save(self, contact: Contact) -> None:
        """Write the contact's changeable fields (lang, opted_out, blocked, muted, notice_version, ...)."""

    def forget(self, reporter_id: int) -> None:
        """Destroy the data key, sealed addresses and lookups; the pseudonym stays."""


class Dialogues(Protocol):
    def get(self, address_id: int) -> Mapping[str, object] | None: ...

    def put(self, address_id: int, state: Mapping[str, object], at: datetime) -> None: ...

    def set_timer(self, address_id: int, kind: str, due: datetime) -> None:
        """One timer per (address, kind); a new one replaces the old."""

    def clear_timer(self, address_id: int, kind: str) -> None: ...

    def claim_timers(
        self, now: datetime, lease_until: datetime, limit: int, *, brief: Sequence[str] = ()
    ) -> list[tuple[int, str]]:
        """(address_id, kind) of timers that are due. They are due again when the lease ends, unless somebody takes or
        sets them before. A timer waits while a delivery of its address is there to be understood. `brief` kinds are
        never set far ahead: one that is was set before the clock went back, and is due."""

    def take_timer(self, address_id: int, kind: str, lease_until: datetime) -> bool:
        """Take one that was claimed until then; False when it was set anew or claimed by another meanwhile."""


class Messages(Protocol):
    def add(
        self, *, reporter_id: int, address_id: int, report_id: int | None, at: datetime, kind: str, masked_text: str,
        lang: str | None, vendor_lookup: bytes, amends: int | None, lat: float | None, lng: float | None,
        reading: Mapping[str, object],
    ) -> int: ...

    def keep_sealed(self, message_id: int, vendor_id: bytes, original: bytes | None) -> None:
        """Store the sealed vendor id and, where the settings keep it, the sealed original text."""

    def by_vendor(self, vendor_lookup: bytes) -> MessageRow | None: ...

    def attach(self, message_ids: Iterable[int], report_id: int) -> None: ...

    def of_report(self, report_id: int) -> list[MessageRow]: ...


class Reports(Protocol):
    def add(self, *, reporter_id: int, address_id: int, case_id: int, at: datetime, report: Report) -> int: ...

    def save(self, report_id: int, at: datetime, report: Report) -> None: ...

    def get(self, report_id: int) -> ReportRow: ...

    def by_reference(self, reference: str) -> ReportRow | None: ...

    def of_reporter(self, reporter_id: int) -> list[ReportRow]:
        """Newest first."""

    def of_case(self, case_id: int) -> list[ReportRow]: ...


class Cases(Protocol):
    def add(self, at: datetime) -> int:
        """A new case, status "new", version 1."""

    def get(self, case_id: int) -> CaseRow: ...

    def save(self, case: CaseRow, seen: int | None) -> CaseRow:
        """Write it with version + 1. `seen` is the version the actor saw, None for the line itself. Raises Conflict."""

    def add_event(self, event: CaseEvent) -> None: ...

    def events(self, case_id: int) -> list[CaseEvent]: ...

    def put_duty(self, duty: DutyRow) -> None: ...

    def duties(self, case_id: int) -> list[DutyRow]: ...


class Outbox(Protocol):
    def add(
        self, *, address_id: int, case_id: int | None, stream: str, notice: str | None, notice_number: int | None,
        urgent: bool, lang: str, lines: Sequence[Line], choices: Sequence[tuple[str, str]], silent: bool,
        created_at: datetime, not_before: datetime, author: str | None, expires_at: datetime | None = None,
    ) -> int | None:
        """None when this (case, notice, address) has been told already."""

    def claim(
        self, now: datetime, lease_until: datetime, limit: int, channel: Channel | None = None, *,
        urgent_only: bool = False,
    ) -> list[OutboxRow]:
        """Queued rows due, at most one per address and stream, urgent first, marked sending under a lease; their tries
        count this claim."""

    def hurry(self, channel: Channel, codes: Sequence[str], now: datetime) -> None:
        """Queued rows whose last try failed with one of these codes are due now."""

    def claim_unknown(self, now: datetime, again_at: datetime, limit: int) -> list[OutboxRow]:
        """Unknown rows due for a look, oldest first; nobody else gets them before `again_at`."""

    def get(self, row_id: int) -> OutboxRow: ...

    def set_token(self, row_id: int, token: str, digest: bytes) -> None: ...

    def save(self, row: OutboxRow) -> None:
        """Write state, times, tries, lease, unclear sends, delivery, code, segments, lines and choices."""

    def set_vendor_id(self, row_id: int, sealed: bytes, lookup: bytes) -> None: ...

    def by_token(self, digest: bytes) -> OutboxRow | None: ...

    def by_vendor(self, lookup: bytes) -> OutboxRow | None: ...

    def expired_leases(self, now: datetime) -> list[OutboxRow]: ...

    def queued(self, address_id: int) -> list[OutboxRow]: ...

    def notices_of(self, case_id: int, address_id: int) -> int:
        """How many notices this address has been told of this case: the next one's number is this plus one."""

    def set_segments(self, row_id: int, segments: int) -> None: ...

    def sms_segments(self, since: datetime) -> int:
        """Segments of SMS sent since then, and of those on their way now."""

    def of_case(self, case_id: int) -> list[OutboxRow]: ...

    def of_address(self, address_id: int) -> list[OutboxRow]: ...


class EvidenceRows(Protocol):
    def add(
        self, *, report_id: int, message_id: int, address_id: int, media: Media, at: datetime, state: str,
        content_type: str | None, size: int | None,
    ) -> int: ...

    def set_pointer(self, evidence_id: int, sealed: bytes | None) -> None: ...

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[EvidenceRow]:
        """Wanted rows due (and fetching rows whose lease ran out), marked fetching."""

    def claim_undeleted(self, now: datetime, lease_until: datetime, limit: int) -> list[EvidenceRow]:
        """Stored here, not yet deleted at the vendor, due for a try; due again when the lease ends."""

    def get(self, evidence_id: int) -> EvidenceRow: ...

    def save(self, row: EvidenceRow, lease_until: datetime | None = None) -> None: ...

    def of_report(self, report_id: int) -> list[EvidenceRow]: ...


class Custody(Protocol):
    def append(self, at: datetime, actor: str, action: str, subject: str, digest: str | None) -> Entry:
        """Link and store one entry; `subject` such as "report:12", `digest` hex SHA-256 of the object, if any."""

    def entries(self, after: int = 0) -> Iterator[Entry]: ...

    def of_subjects(self, subjects: Sequence[str]) -> list[Entry]: ...


class StaffRows(Protocol):
    def add(self, name: str, role: str, password: str, totp: bytes | None, at: datetime) -> int: ...

    def by_name(self, name: str) -> Staff | None: ...

    def get(self, staff_id: int) -> Staff: ...

    def all(self) -> list[Staff]: ...

    def save(self, staff: Staff) -> None: ...

    def add_session(self, session: Session) -> None: ...

    def session(self, id_hash: bytes) -> Session | None: ...

    def save_session(self, session: Session) -> None: ...

    def end_sessions(self, staff_id: int, id_hash: bytes | None = None) -> None:
        """End one session, or all of a person's."""

    def failures(self, name: str, since: datetime) -> int: ...

    def add_failure(self, name: str, at: datetime) -> None: ...

    def add_link(self, digest: bytes, staff_id: int, expires: datetime) -> None: ...

    def take_link(self, digest: bytes, now: datetime) -> int | None:
        """The staff id of a one-time sign-in link, which is spent by this call."""


class Changes(Protocol):
    def bump(self, topic: str, ident: int) -> None:
        """Append to the change sequence that live pages follow; topics: "case", "banner", "outbox"."""

    def since(self, seq: int, limit: int = 200) -> list[tuple[int, str, int]]: ...

    def last(self) -> int: ...


class Notices(Protocol):
    """The operator's board: banners and scheduler slots."""

    def raise_banner(self, kind: str, at: datetime) -> None: ...

    def clear_banner(self, kind: str) -> None: ...

    def banners(self) -> list[Banner]: ...

    def caught_up(self, source: str) -> datetime | None:
        """Up to when everything this vendor received for us is here."""

    def set_caught_up(self, source: str, until: datetime) -> None: ...

    def take_slot(self, job: str, slot: str) -> bool:
        """True for the one process that rings this slot. Slots are times as text, which sort as they follow."""

    def drop_slots(self, job: str, before: str, after: str) -> None:
        """Forget the slots of a job outside these two."""


class Locks(Protocol):
    """What only one process does at a time. A holder beats; who sees no beat for a while takes over."""

    def look(self, name: str) -> tuple[str, int] | None:
        """(holder, beat), None when nobody has it."""

    def take(self, name: str, holder: str, seen: tuple[str, int] | None) -> bool:
        """Take it from whoever was seen; False when that has beaten since, or another was faster."""

    def beat(self, name: str, holder: str) -> bool:
        """Say that we live; False when it is no longer ours."""

    def release(self, name: str, holder: str) -> None: ...


class Tx(Protocol):
    """All repositories of one open transaction."""

    def part(self) -> AbstractContextManager[Tx]:
        """A part of this transaction, with repositories of its own: what fails inside is undone alone, and the
        exception goes on. Commits with the whole. Raises Unavailable when the whole is lost already."""

    @property
    def inbox(self) -> Inbox: ...

    @property
    def people(self) -> People: ...

    @property
    def dialogues(self) -> Dialogues: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def cases(self) -> Cases: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def evidence(self) -> EvidenceRows: ...

    @property
    def custody(self) -> Custody: ...

    @property
    def staff(self) -> StaffRows: ...

    @property
    def changes(self) -> Changes: ...

    @property
    def board(self) -> Notices: ...

    @property
    def locks(self) -> Locks: ...

    @property
    def incidents(self) -> Incidents: ...
