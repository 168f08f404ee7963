"""Deliveries that wait to be understood, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tests.fakes.memory import Tables, Waiting, utc
from tipline.desk.records import Delivery, InboxRow
from tipline.errors import Conflict
from tipline.message import Channel

_LONGEST = timedelta(minutes=15)


def over(until: datetime | None, now: datetime) -> bool:
    """As storage.sql.over: ended, or further ahead than any lease can be."""
    return until is not None and (until <= now or until > now + _LONGEST)


class FakeInbox:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def arrive(self, given: Delivery, at: datetime) -> bool:
        if given.digest in self._t.seen:
            return False
        self._t.seen.add(given.digest)
        number = self._t.number("inbox")
        self._t.inbox[number] = Waiting(InboxRow(number, given.channel, given.lookup, at, given.payload), at)
        return True

    def remembered(self, digests: Sequence[bytes]) -> set[bytes]:
        return set(digests) & self._t.seen

    def due(self, now: datetime, limit: int) -> list[InboxRow]:
        return [w.row for w in self._waiting() if is_due(w, now)][:limit]

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[InboxRow]:
        leased = {w.row.lookup for w in self._waiting() if w.row.lease_until is not None}
        free = [w.row for w in self._waiting() if is_due(w, now) and w.row.lookup not in leased]
        heads = list(dict.fromkeys(row.lookup for row in free))[:limit]
        share = max(1, limit // 4)
        mine = [r for h in heads for r in [row for row in free if row.lookup == h][:share]]
        mine = sorted(mine, key=lambda row: row.id)[:limit]
        return [self._lease(row, lease_until, row.tries) for row in mine]

    def claim_abandoned(self, now: datetime, lease_until: datetime) -> InboxRow | None:
        rows = [w.row for w in self._waiting()]
        alive = {row.lookup for row in rows if row.lease_until is not None and not over(row.lease_until, now)}
        left = [row for row in rows if over(row.lease_until, now) and row.lookup not in alive]
        return self._lease(left[0], lease_until, left[0].tries + 1) if left else None

    def give_back(self, rows: Sequence[InboxRow]) -> None:
        for row in rows:
            if (held := self._ours(row)) is not None:
                held.row = replace(held.row, lease_until=None)

    def done(self, row: InboxRow) -> None:
        if self._ours(row) is None:
            raise Conflict("Another process has handled this delivery already.")
        del self._t.inbox[row.id]

    def failed(self, row: InboxRow, tries: int, not_before: datetime, error: str, *, parked: bool) -> None:
        held = self._ours(row)
        if held is None:
            raise Conflict("Another process has handled this delivery already.")
        held.row = replace(held.row, tries=tries, lease_until=None)
        held.not_before, held.error, held.state = not_before, error, "parked" if parked else "waiting"

    def parked(self) -> list[tuple[int, Channel, datetime, str]]:
        rows = [w for w in self._t.inbox.values() if w.state == "parked"]
        return [(w.row.id, w.row.channel, w.row.received_at, w.error or "") for w in rows]

    def _waiting(self) -> list[Waiting]:
        return [w for _, w in sorted(self._t.inbox.items()) if w.state == "waiting"]

    def _lease(self, row: InboxRow, until: datetime, tries: int) -> InboxRow:
        held = self._t.inbox[row.id]
        held.row = replace(row, lease_until=utc(until), tries=tries)
        return held.row

    def _ours(self, row: InboxRow) -> Waiting | None:
        held = self._t.inbox.get(row.id)
        return held if held is not None and held.row.lease_until == row.lease_until else None


def is_due(waiting: Waiting, now: datetime) -> bool:
    return waiting.row.tries == 0 or over(waiting.not_before, now)


def is_there(waiting: Waiting, now: datetime) -> bool:
    """Whether it is to be understood now, or is just being."""
    return waiting.state == "waiting" and (waiting.row.lease_until is not None or is_due(waiting, now))
