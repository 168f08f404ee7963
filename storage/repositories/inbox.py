"""Deliveries: remembered once, claimed in order per address, gone when processed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from storage.sql import Repository, Work, over
from storage.tables import inbox, seen
from storage.tables.intake import WAITING
from tipline.desk.records import InboxRow
from tipline.errors import Conflict
from tipline.message import Channel

_c = inbox.c
_MOST_PARAMETERS = 500  # of one statement
_FIELDS = tuple(InboxRow.__dataclass_fields__)
_LEASE = bindparam("lease", type_=_c.lease_until.type)
_DONE = delete(inbox).where(_c.id == bindparam("which"), _c.lease_until.is_not_distinct_from(_LEASE))


class SqlInbox(Repository):
    """Only what ends a row (`done`, `failed`) takes the desk's turn; everything else uses the connection `free`."""

    __slots__ = ("_free",)

    def __init__(self, desk: Callable[[], Work], free: Connection) -> None:
        super().__init__(desk)
        self._free = free

    def remembered(self, digests: Sequence[bytes]) -> set[bytes]:
        known: set[bytes] = set()
        for start in range(0, len(digests), _MOST_PARAMETERS):
            some = digests[start : start + _MOST_PARAMETERS]
            known |= set(self._free.execute(select(seen.c.digest).where(seen.c.digest.in_(some))).scalars())
        return known

    def due(self, now: datetime, limit: int) -> list[InboxRow]:
        wanted = select(*(_c[name] for name in _FIELDS)).where(text(WAITING), is_due(inbox, now))
        return [_row(r) for r in self._free.execute(wanted.order_by(_c.id).limit(limit))]

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[InboxRow]:
        """The oldest due row of an address stands for the address: who locks it has them all, and takes so many that
        the batch has room for others: who floods the line waits behind nobody and stands before nobody."""
        other = inbox.alias("other")
        o = other.c
        ahead = or_(o.lease_until.is_not(None), and_(o.id < _c.id, is_due(other, now)))
        held_back = select(o.id).where(o.lookup == _c.lookup, text(f"other.{WAITING}"), ahead).correlate(inbox).exists()
        heads = select(_c.lookup).where(text(WAITING), is_due(inbox, now), _c.lease_until.is_(None), ~held_back)
        heads = heads.order_by(_c.id).limit(limit)
        if self._free.dialect.name == "postgresql":
            heads = heads.with_for_update(skip_locked=True)
        taken = heads.cte("taken")
        place = func.row_number().over(partition_by=o.lookup, order_by=o.id).label("place")
        theirs = select(o.id, place).join(taken, taken.c.lookup == o.lookup)
        theirs = theirs.where(text(f"other.{WAITING}"), is_due(other, now), o.lease_until.is_(None))
        rows = theirs.subquery("rows")
        mine = select(rows.c.id).where(rows.c.place <= share_of(limit)).order_by(rows.c.id).limit(limit)
        return self._lease(_c.id.in_(mine), lease_until=lease_until)

    def claim_abandoned(self, now: datetime, lease_until: datetime) -> InboxRow | None:
        other = inbox.alias("other")
        o = other.c
        gone = over(_c.lease_until, now)
        ahead = or_(~over(o.lease_until, now), o.id < _c.id)
        held_back = select(o.id).where(
            o.lookup == _c.lookup, text(f"other.{WAITING}"), o.lease_until.is_not(None), ahead
        )
        first = select(_c.id).where(text(WAITING), gone, ~held_back.correlate(inbox).exists()).order_by(_c.id).limit(1)
        if self._free.dialect.name == "postgresql":
            first = first.with_for_update(skip_locked=True)
        found = self._lease(_c.id.in_(first), lease_until=lease_until, tries=_c.tries + 1)
        return found[0] if found else None

    def give_back(self, rows: Sequence[InboxRow]) -> None:
        for row in rows:
            self._free.execute(update(inbox).where(_ours(row)).values(lease_until=None))

    def done(self, row: InboxRow) -> None:
        if self._conn.execute(_DONE, {"which": row.id, "lease": row.lease_until}).rowcount != 1:
            raise Conflict("Another process has handled this delivery already.")

    def failed(self, row: InboxRow, tries: int, not_before: datetime, error: str, *, parked: bool) -> None:
        state = "parked" if parked else "waiting"
        changes = {"tries": tries, "not_before": not_before, "error": error, "state": state, "lease_until": None}
        if self._conn.execute(update(inbox).where(_ours(row)).values(changes)).rowcount != 1:
            raise Conflict("Another process has handled this delivery already.")

    def parked(self) -> list[tuple[int, Channel, datetime, str]]:
        wanted = select(_c.id, _c.channel, _c.received_at, _c.error).where(_c.state == "parked").order_by(_c.id)
        return [(r.id, Channel(r.channel), r.received_at, r.error or "") for r in self._free.execute(wanted)]

    def _lease(self, which: ColumnElement[bool], **changes: Any) -> list[InboxRow]:
        change = update(inbox).where(which).values(changes).returning(*(_c[name] for name in _FIELDS))
        return sorted((_row(r) for r in self._free.execute(change)), key=lambda row: row.id)


def share_of(limit: int) -> int:
    """How many rows of one address a batch holds at most."""
    return max(1, limit // 4)


def is_due(rows: FromClause, now: datetime) -> ColumnElement[bool]:
    """Whether a delivery's time has come. A new one never waits, whatever the clock said when it arrived."""
    c = rows.c
    return or_(c.tries == 0, over(c.not_before, now))


def _ours(row: InboxRow) -> ColumnElement[bool]:
    return and_(_c.id == row.id, _c.lease_until.is_not_distinct_from(row.lease_until))


def _row(row: Row[Any]) -> InboxRow:
    return InboxRow(**{**row._mapping, "channel": Channel(row.channel)})
