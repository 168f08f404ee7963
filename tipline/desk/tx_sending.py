"""What goes out, what live pages follow and what the operator sees, as repositories of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from tipline.desk.records import (
    Banner,
    FlyingRow,
    Line,
    OutboxRow,
    TakenRow,
)
from tipline.message import Channel


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

    def flying(self, row_ids: Collection[int]) -> dict[int, FlyingRow]:
        """Those of them that are being sent and of which the vendor has said nothing yet, by their ids."""

    def set_tokens(self, tokens: Sequence[tuple[int, str, bytes]]) -> None:
        """(row, token, its digest)."""

    def take_off(self, taken: Sequence[TakenRow]) -> None:
        """Rows that were flying: accepted, without lease and code, with what the vendor said of them."""

    def save(self, row: OutboxRow) -> None:
        """Write state, times, tries, lease, unclear sends, delivery, code, segments, lines and choices."""

    def set_vendor_id(self, row_id: int, sealed: bytes, lookup: bytes) -> None: ...

    def by_token(self, digest: bytes) -> OutboxRow | None: ...

    def by_vendor(self, lookup: bytes) -> OutboxRow | None: ...

    def recall(self, now: datetime) -> int:
        """Make due what was written before the clock was set back and was held for nothing but a retry; how many."""

    def expired_leases(self, now: datetime) -> list[OutboxRow]: ...

    def queued(self, address_id: int) -> list[OutboxRow]: ...

    def notices_of(self, case_id: int, address_id: int) -> int:
        """How many notices this address has been told of this case: the next one's number is this plus one."""

    def set_segments(self, row_id: int, segments: int) -> None: ...

    def sms_segments(self, since: datetime) -> int:
        """Segments of SMS sent since then, and of those on their way now."""

    def of_case(self, case_id: int) -> list[OutboxRow]: ...

    def of_address(self, address_id: int) -> list[OutboxRow]: ...


class Changes(Protocol):
    def bump_all(self, topics: Collection[tuple[str, int]]) -> None:
        """Each of these, in one go."""

    def bump(self, topic: str, ident: int) -> None:
        """Append to the change sequence that live pages follow; topics: "case", "banner", "outbox"."""

    def since(self, seq: int, limit: int = 200) -> list[tuple[int, str, int]]: ...

    def last(self) -> int: ...

    def saw(self, staff_id: int, case_id: int | None, seq: int, at: datetime) -> None:
        """This person has seen everything up to a change: of one case, or (None) of the whole queue. Never undone by
        an earlier change."""

    def seen(self, staff_id: int, case_id: int | None) -> int | None:
        """The change up to which this person has seen it."""


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
