"""The desk's files, its evidence and its people, as repositories of one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from tipline.custody import Entry
from tipline.desk.records import (
    CaseEvent,
    CaseRow,
    DutyRow,
    EvidenceRow,
    Session,
    Staff,
)
from tipline.message import Media


class Cases(Protocol):
    def add(self, at: datetime) -> int:
        """A new case, status "new", version 1."""

    def get(self, case_id: int) -> CaseRow: ...

    def save(self, case: CaseRow, seen: int | None) -> CaseRow:
        """Write it with version + 1. `seen` is the version the actor saw, None for the line itself. Raises Conflict."""

    def rank_later(self, case_id: int, due: datetime) -> None:
        """Have its place in the queue worked out then, or earlier where that was asked for already."""

    def to_rank(self, now: datetime, limit: int) -> list[int]:
        """Cases whose place is due to be worked out, the longest due first."""

    def ranked(self, case_id: int) -> None:
        """Its place has been worked out."""

    def add_event(self, event: CaseEvent) -> None: ...

    def events(self, case_id: int) -> list[CaseEvent]: ...

    def put_duty(self, duty: DutyRow) -> None: ...

    def duties(self, case_id: int) -> list[DutyRow]: ...


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
    def add(
        self, name: str, role: str, password: str, totp: bytes | None, at: datetime, districts: Sequence[str] = ()
    ) -> int: ...

    def by_name(self, name: str) -> Staff | None: ...

    def get(self, staff_id: int) -> Staff: ...

    def all(self) -> list[Staff]: ...

    def save(self, staff: Staff) -> None: ...

    def add_session(self, session: Session) -> None: ...

    def session(self, id_hash: bytes) -> Session | None: ...

    def save_session(self, session: Session) -> None: ...

    def end_sessions(self, staff_id: int, id_hash: bytes | None = None) -> None:
        """End one session, or all of a person's."""

    def give_reason(self, staff_id: int, case_id: int, at: datetime) -> None:
        """Remember until `forget_reasons` that this person said why they look at this case."""

    def gave_reason(self, staff_id: int, case_id: int) -> bool: ...

    def forget_reasons(self, staff_id: int) -> None: ...

    def failures(self, name: str, since: datetime) -> int: ...

    def add_failure(self, name: str, at: datetime) -> None: ...

    def add_link(self, digest: bytes, staff_id: int, expires: datetime) -> None: ...

    def take_link(self, digest: bytes, now: datetime) -> int | None:
        """The staff id of a one-time sign-in link, which is spent by this call."""
