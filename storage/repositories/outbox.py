"""Outbound messages. Order holds per address and stream; claim is one statement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, Table, and_, bindparam, func, not_, or_, select, text, update

from storage.sql import Repository, for_both, over
from storage.tables import address, outbox, reporter
from storage.tables.outbox import ALIVE, QUEUED, SMS, UNKNOWN
from tipline.desk.records import FlyingRow, Line, OutboxRow, TakenRow
from tipline.errors import NotFound
from tipline.message import Channel

_c = outbox.c
_FIELDS = tuple(OutboxRow.__dataclass_fields__)
_ROW = select(*(_c[name] for name in _FIELDS)).order_by(_c.id)
_ahead = outbox.alias("ahead")
_CLOCKS_DIFFER = timedelta(minutes=5)


_BY_ID = _ROW.where(_c.id == bindparam("which"))
_QUEUED = _ROW.where(text(ALIVE), _c.address_id == bindparam("which"), _c.state == "queued")
_BY_TOKEN = _ROW.where(_c.token_digest == bindparam("digest"))
_BY_VENDOR = _ROW.where(_c.vendor_lookup == bindparam("lookup"))
_FLYING = (
    select(_c.id, _c.channel, _c.address_id, _c.case_id, _c.notice, reporter.c.wrapped_key)
    .join(address, address.c.id == _c.address_id)
    .join(reporter, reporter.c.id == address.c.reporter_id)
    .where(_c.id.in_(bindparam("which", expanding=True)), _c.state == "sending", _c.delivery.is_(None))
)
_SAVE = update(outbox).where(_c.id == bindparam("which"))
_NUMBER = select(func.max(_c.notice_number)).where(_c.case_id == bindparam("case"), _c.address_id == bindparam("whom"))
_CHANNEL = select(address.c.channel).where(address.c.id == bindparam("whom")).scalar_subquery()
_ADDED = (
    "address_id", "case_id", "stream", "notice", "notice_number", "urgent", "lang", "lines", "choices", "silent",
    "state", "tries", "created_at", "not_before", "expires_at", "author",
)


def _add(insert: Callable[[Table], Any]) -> Any:
    plain: dict[str, Any] = {name: bindparam(name) for name in _ADDED}
    return insert(outbox).values(**plain, channel=_CHANNEL).on_conflict_do_nothing().returning(_c.id)


_ADD = for_both(_add)


class SqlOutbox(Repository):
    def add(
        self, *, address_id: int, case_id: int | None, stream: str, notice: str | None, notice_number: int | None,
        urgent: bool, lang: str, lines: Sequence[Line], choices: Sequence[tuple[str, str]], silent: bool,
        created_at: datetime, not_before: datetime, author: str | None, expires_at: datetime | None = None,
    ) -> int | None:
        values = {
            "address_id": address_id, "whom": address_id, "case_id": case_id, "stream": str(stream),
            "notice": notice, "notice_number": notice_number, "urgent": urgent, "lang": lang,
            "lines": _lines_out(lines), "choices": [list(choice) for choice in choices], "silent": silent,
            "state": "queued", "tries": 0, "created_at": created_at, "not_before": not_before,
            "expires_at": expires_at, "author": author,
        }
        key: int | None = self._conn.execute(_ADD[self._conn.dialect.name], values).scalar()
        return key

    def claim(
        self, now: datetime, lease_until: datetime, limit: int, channel: Channel | None = None, *,
        urgent_only: bool = False,
    ) -> list[OutboxRow]:
        heads = select(_c.id).where(text(QUEUED), _c.not_before <= now, not_(_held_back()))
        if channel is not None:
            heads = heads.where(_c.channel == channel.value)
        if urgent_only:
            heads = heads.where(_c.urgent)
        heads = heads.order_by(_c.urgent.desc(), _c.id).limit(limit)
        rows = self._take(heads, state="sending", lease_until=lease_until, tries=_c.tries + 1)
        return sorted(rows, key=lambda row: (not row.urgent, row.id))

    def claim_unknown(self, now: datetime, again_at: datetime, limit: int) -> list[OutboxRow]:
        due = select(_c.id).where(text(UNKNOWN), _c.not_before <= now).order_by(_c.id).limit(limit)
        return sorted(self._take(due, not_before=again_at), key=lambda row: row.id)

    def _take(self, wanted: Select[Any], **values: Any) -> list[OutboxRow]:
        if self._conn.dialect.name == "postgresql":
            wanted = wanted.with_for_update(skip_locked=True)
        change = update(outbox).where(_c.id.in_(wanted)).values(values)
        return [_row(r) for r in self._conn.execute(change.returning(*(_c[name] for name in _FIELDS)))]

    def hurry(self, channel: Channel, codes: Sequence[str], now: datetime) -> None:
        wanted = (text(QUEUED), _c.channel == channel.value, _c.code.in_(codes), _c.not_before > now)
        self._conn.execute(update(outbox).where(*wanted).values(not_before=now))

    def get(self, row_id: int) -> OutboxRow:
        found = self._first(_BY_ID, which=row_id)
        if found is None:
            raise NotFound(f"There is no outbound message {row_id}.")
        return found

    def flying(self, row_ids: Collection[int]) -> dict[int, FlyingRow]:
        rows = self._conn.execute(_FLYING, {"which": list(row_ids)}) if row_ids else ()
        return {r.id: FlyingRow(**{**r._mapping, "channel": Channel(r.channel)}) for r in rows}

    def set_tokens(self, tokens: Sequence[tuple[int, str, bytes]]) -> None:
        self._conn.update_many(outbox, ("token", "token_digest"), tokens)

    def take_off(self, taken: Sequence[TakenRow]) -> None:
        self._conn.update_many(
            outbox, ("segments", "sent_at", "vendor_id", "vendor_lookup"),
            [(t.id, t.segments, t.sent_at, t.vendor_id, t.vendor_lookup) for t in taken],
            state="accepted", delivery="accepted", lease_until=None, code=None,
        )

    def save(self, row: OutboxRow) -> None:
        """Writes `choices` as well: they go when the question they answer is dropped."""
        changes = {
            "state": str(row.state), "not_before": row.not_before, "tries": row.tries, "lease_until": row.lease_until,
            "unclear": row.unclear, "unclear_at": row.unclear_at,
            "delivery": row.delivery and str(row.delivery), "code": row.code, "segments": row.segments,
            "sent_at": row.sent_at, "lines": _lines_out(row.lines), "choices": [list(c) for c in row.choices],
        }
        self._conn.execute(_SAVE, {"which": row.id, **changes})

    def set_vendor_id(self, row_id: int, sealed: bytes, lookup: bytes) -> None:
        self._conn.execute(_SAVE, {"which": row_id, "vendor_id": sealed, "vendor_lookup": lookup})

    def by_token(self, digest: bytes) -> OutboxRow | None:
        return self._first(_BY_TOKEN, digest=digest)

    def by_vendor(self, lookup: bytes) -> OutboxRow | None:
        return self._first(_BY_VENDOR, lookup=lookup)

    def expired_leases(self, now: datetime) -> list[OutboxRow]:
        return self._rows(_ROW.where(text(ALIVE), _c.state == "sending", over(_c.lease_until, now)))

    def recall(self, now: datetime) -> int:
        ahead = and_(text(QUEUED), _c.created_at > now + _CLOCKS_DIFFER, _c.not_before > now)
        held = and_(_c.tries == 0, _c.not_before != _c.created_at)
        return self._conn.execute(update(outbox).where(ahead, not_(held)).values(not_before=now)).rowcount

    def queued(self, address_id: int) -> list[OutboxRow]:
        return self._rows(_QUEUED, which=address_id)

    def notices_of(self, case_id: int, address_id: int) -> int:
        """The highest number given so far: a number is never given twice."""
        return self._conn.execute(_NUMBER, {"case": case_id, "whom": address_id}).scalar() or 0

    def set_segments(self, row_id: int, segments: int) -> None:
        self._conn.execute(update(outbox).where(_c.id == row_id).values(segments=segments))

    def sms_segments(self, since: datetime) -> int:
        sent = and_(text(SMS), _c.sent_at >= since)
        under_way = and_(text(ALIVE), _c.state != "queued", _c.sent_at.is_(None), text(SMS))
        sums = (select(func.sum(_c.segments)).where(which) for which in (sent, under_way))
        return sum(self._conn.execute(wanted).scalar() or 0 for wanted in sums)

    def of_case(self, case_id: int) -> list[OutboxRow]:
        return self._rows(_ROW.where(_c.case_id == case_id))

    def of_address(self, address_id: int) -> list[OutboxRow]:
        return self._rows(_ROW.where(_c.address_id == address_id))

    def _rows(self, wanted: Select[Any], **values: Any) -> list[OutboxRow]:
        return [_row(r) for r in self._conn.execute(wanted, values)]

    def _first(self, wanted: Select[Any], **values: Any) -> OutboxRow | None:
        row = self._conn.execute(wanted, values).first()
        return None if row is None else _row(row)


def _held_back() -> Any:
    """Is something of the same address and stream in flight, unsettled or ahead in line?

    An urgent row is ahead of all others and waits for urgent ones only, and never for an answer about them.
    """
    a = _ahead.c
    in_line = and_(a.state == "queued", or_(a.urgent > _c.urgent, and_(a.urgent == _c.urgent, a.id < _c.id)))
    under_way = or_(and_(not_(_c.urgent), a.state != "queued"), and_(a.urgent, a.state == "sending"))
    same = and_(a.address_id == _c.address_id, a.stream == _c.stream, text(f"ahead.{ALIVE}"))
    return select(a.id).where(same, or_(under_way, in_line)).correlate(outbox).exists()


def _lines_out(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"key": line.key, "text": line.text, "question": line.question} for line in lines]


def _row(row: Row[Any]) -> OutboxRow:
    values = dict(row._mapping)
    values["lines"] = tuple(Line(**line) for line in row.lines)
    values["choices"] = tuple((code, label) for code, label in row.choices)
    return OutboxRow(**values)
