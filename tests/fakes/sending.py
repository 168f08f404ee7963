"""What goes out, what live pages follow and what the operator sees, in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tests.fakes.inbox import over
from tests.fakes.memory import Tables, Told, kept
from tipline.desk.records import FlyingRow, Line, OutboxRow, TakenRow
from tipline.errors import NotFound
from tipline.message import Channel

_ALIVE = ("queued", "sending", "unknown")
_SAVED = (
    "state", "not_before", "tries", "lease_until", "unclear", "unclear_at", "delivery", "code", "segments", "sent_at",
    "lines", "choices",
)
_CLOCKS_DIFFER = timedelta(minutes=5)


class FakeOutbox:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(
        self, *, address_id: int, case_id: int | None, notice: str | None, lines: Sequence[Line],
        choices: Sequence[tuple[str, str]], **given: object,
    ) -> int | None:
        told = (case_id, notice, address_id)
        if None not in told and any((r.case_id, r.notice, r.address_id) == told for r in self._rows()):
            return None
        number = self._t.number("outbox")
        row = OutboxRow(
            id=number, address_id=address_id, case_id=case_id, notice=notice, lines=tuple(lines),
            choices=tuple((code, label) for code, label in choices), state="queued", tries=0,
            channel=self._t.addresses[address_id].contact.channel.value, **given,  # type: ignore[arg-type]
        )
        self._t.outbox[number] = Told(kept(row))
        return number

    def claim(
        self, now: datetime, lease_until: datetime, limit: int, channel: Channel | None = None, *,
        urgent_only: bool = False,
    ) -> list[OutboxRow]:
        due = [
            row for row in self._rows()
            if row.state == "queued" and row.not_before <= now and not self._held_back(row)
            and (channel is None or row.channel == channel.value) and (row.urgent or not urgent_only)
        ]
        first = sorted(due, key=lambda row: (not row.urgent, row.id))[:limit]
        return [self._put(replace(r, state="sending", lease_until=lease_until, tries=r.tries + 1)) for r in first]

    def _held_back(self, row: OutboxRow) -> bool:
        """An urgent one waits for urgent ones only; any other for whatever is under way or ahead in its stream."""
        for other in self._rows():
            if (other.address_id, other.stream) != (row.address_id, row.stream) or other.state not in _ALIVE:
                continue
            ahead = other.urgent > row.urgent or (other.urgent == row.urgent and other.id < row.id)
            under_way = other.state != "queued" if not row.urgent else other.urgent and other.state == "sending"
            if under_way or (other.state == "queued" and ahead):
                return True
        return False

    def hurry(self, channel: Channel, codes: Sequence[str], now: datetime) -> None:
        for row in self._rows():
            if row.state == "queued" and row.channel == channel.value and row.code in codes and row.not_before > now:
                self._put(replace(row, not_before=now))

    def claim_unknown(self, now: datetime, again_at: datetime, limit: int) -> list[OutboxRow]:
        due = [row for row in self._rows() if row.state == "unknown" and row.not_before <= now][:limit]
        return [self._put(replace(row, not_before=again_at)) for row in due]

    def get(self, row_id: int) -> OutboxRow:
        if row_id not in self._t.outbox:
            raise NotFound(f"There is no outbound message {row_id}.")
        return self._t.outbox[row_id].row

    def flying(self, row_ids: Collection[int]) -> dict[int, FlyingRow]:
        rows = [self.get(number) for number in row_ids if number in self._t.outbox]
        return {row.id: self._flying(row) for row in rows if row.state == "sending" and row.delivery is None}

    def _flying(self, row: OutboxRow) -> FlyingRow:
        key = self._t.keys.get(self._t.addresses[row.address_id].contact.reporter_id)
        return FlyingRow(row.id, Channel(row.channel), row.address_id, row.case_id, row.notice, key)

    def set_tokens(self, tokens: Sequence[tuple[int, str, bytes]]) -> None:
        for row_id, token, digest in tokens:
            self.set_token(row_id, token, digest)

    def take_off(self, taken: Sequence[TakenRow]) -> None:
        for each in taken:
            row = replace(self.get(each.id), state="accepted", delivery="accepted", lease_until=None, code=None)
            self._put(replace(row, segments=each.segments, sent_at=each.sent_at))
            told = self._t.outbox[each.id]
            told.vendor_id, told.vendor_lookup = each.vendor_id, each.vendor_lookup

    def set_token(self, row_id: int, token: str, digest: bytes) -> None:
        told = self._t.outbox[row_id]
        told.row, told.digest = replace(told.row, token=token), digest

    def save(self, row: OutboxRow) -> None:
        changes = {name: getattr(row, name) for name in _SAVED}
        changes |= {"state": str(row.state), "delivery": row.delivery and str(row.delivery)}
        self._put(replace(self.get(row.id), **changes))

    def set_vendor_id(self, row_id: int, sealed: bytes, lookup: bytes) -> None:
        told = self._t.outbox[row_id]
        told.vendor_id, told.vendor_lookup = sealed, lookup

    def by_token(self, digest: bytes) -> OutboxRow | None:
        return next((told.row for told in self._t.outbox.values() if told.digest == digest), None)

    def by_vendor(self, lookup: bytes) -> OutboxRow | None:
        return next((told.row for told in self._t.outbox.values() if told.vendor_lookup == lookup), None)

    def recall(self, now: datetime) -> int:
        ahead = [
            row for row in self._rows()
            if row.state == "queued" and row.created_at > now + _CLOCKS_DIFFER and row.not_before > now
            and (row.tries > 0 or row.not_before == row.created_at)
        ]
        return len([self._put(replace(row, not_before=now)) for row in ahead])

    def expired_leases(self, now: datetime) -> list[OutboxRow]:
        return [row for row in self._rows() if row.state == "sending" and over(row.lease_until, now)]

    def queued(self, address_id: int) -> list[OutboxRow]:
        return [row for row in self.of_address(address_id) if row.state == "queued"]

    def notices_of(self, case_id: int, address_id: int) -> int:
        own = [r for r in self._rows() if (r.case_id, r.address_id) == (case_id, address_id)]
        return max((row.notice_number or 0 for row in own), default=0)

    def set_segments(self, row_id: int, segments: int) -> None:
        self._put(replace(self.get(row_id), segments=segments))

    def sms_segments(self, since: datetime) -> int:
        sms = [row for row in self._rows() if row.channel == Channel.SMS.value]
        gone = sum(row.segments or 0 for row in sms if row.sent_at is not None and row.sent_at >= since)
        going = sum(row.segments or 0 for row in sms if row.sent_at is None and row.state in ("sending", "unknown"))
        return gone + going

    def of_case(self, case_id: int) -> list[OutboxRow]:
        return [row for row in self._rows() if row.case_id == case_id]

    def of_address(self, address_id: int) -> list[OutboxRow]:
        return [row for row in self._rows() if row.address_id == address_id]

    def _rows(self) -> list[OutboxRow]:
        return [told.row for _, told in sorted(self._t.outbox.items())]

    def _put(self, row: OutboxRow) -> OutboxRow:
        self._t.outbox[row.id].row = kept(row)
        return self._t.outbox[row.id].row
