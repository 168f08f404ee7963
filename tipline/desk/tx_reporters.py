"""What reporters sent and told, as repositories of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tipline.desk.records import (
    Contact,
    InboxRow,
    MessageRow,
    ReportRow,
)
from tipline.message import Channel
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

    def contacts(self, address_ids: Collection[int]) -> dict[int, Contact]:
        """By the ids of their addresses."""

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

    def count_since(self, reporter_id: int, since: datetime, most: int) -> int:
        """How many messages this reporter wrote since then; counts no further than `most`."""

    def of_report(self, report_id: int) -> list[MessageRow]: ...


class Reports(Protocol):
    def add(self, *, reporter_id: int, address_id: int, case_id: int, at: datetime, report: Report) -> int: ...

    def save(self, report_id: int, at: datetime, report: Report) -> None: ...

    def get(self, report_id: int) -> ReportRow: ...

    def by_reference(self, reference: str) -> ReportRow | None: ...

    def of_reporter(self, reporter_id: int) -> list[ReportRow]:
        """Newest first."""

    def of_case(self, case_id: int) -> list[ReportRow]: ...

    def count_of_case(self, case_id: int) -> int: ...
