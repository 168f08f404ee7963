"""Deliveries: remembered once, taken in order, gone when processed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, text, update

from storage.sql import Repository, inserted
from storage.tables import inbox, seen
from storage.tables.intake import WAITING
from tipline.desk.records import InboxRow
from tipline.errors import Conflict
from tipline.message import Channel


class SqlInbox(Repository):
    """Remembering, adding and reading use the connection `free` and wait for nobody's turn."""

    __slots__ = ("_free",)

    def __init__(self, desk: Callable[[], Connection], free: Connection) -> None:
        super().__init__(desk)
        self._free = free

    def remember(self, digest: bytes) -> bool:
        return inserted(self._free, seen, {"digest": digest})

    def add(self, channel: Channel, lookup: bytes, payload: bytes, at: datetime) -> int:
        values = {"channel": channel.value, "lookup": lookup, "payload": payload, "received_at": at, "not_before": at}
        key = self._free.execute(insert(inbox), values).inserted_primary_key
        assert key is not None
        return int(key[0])

    def due(self, now: datetime, limit: int) -> list[InboxRow]:
        c = inbox.c
        wanted = select(c.id, c.channel, c.lookup, c.received_at, c.payload, c.tries)
        rows = self._free.execute(wanted.where(text(WAITING), c.not_before <= now).order_by(c.id).limit(limit))
        return [InboxRow(r.id, Channel(r.channel), r.lookup, r.received_at, r.payload, r.tries) for r in rows]

    def done(self, row_id: int) -> None:
        """The row goes, its payload with it. Raises Conflict when another process was faster, so that its turn counts
        and ours is rolled back."""
        if self._conn.execute(delete(inbox).where(inbox.c.id == row_id)).rowcount != 1:
            raise Conflict("Another process has handled this delivery already.")

    def failed(self, row_id: int, not_before: datetime, error: str, *, parked: bool) -> None:
        state = "parked" if parked else "waiting"
        changes = {"tries": inbox.c.tries + 1, "not_before": not_before, "error": error, "state": state}
        self._conn.execute(update(inbox).where(inbox.c.id == row_id).values(changes))

    def parked(self) -> list[tuple[int, Channel, datetime, str]]:
        c = inbox.c
        wanted = select(c.id, c.channel, c.received_at, c.error).where(c.state == "parked").order_by(c.id)
        return [(r.id, Channel(r.channel), r.received_at, r.error or "") for r in self._free.execute(wanted)]
