"""Where each conversation stands, and when it is to be woken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, or_, select, text, tuple_, update

from storage.repositories.inbox import is_due
from storage.sql import Repository, Work, for_both
from storage.tables import address, dialogue, inbox, timer
from storage.tables.intake import WAITING

_t = timer.c
_NO_BRIEF_WAIT = timedelta(minutes=5)


_STATE = select(dialogue.c.state).where(dialogue.c.address_id == bindparam("address_id"))
_CLEAR = delete(timer).where(_t.address_id == bindparam("address_id"), _t.kind == bindparam("kind"))
_TAKE = _CLEAR.where(_t.due == bindparam("due"))


def _put(insert: Callable[[Table], Any]) -> Any:
    new = insert(dialogue)
    changes = {"state": new.excluded.state, "updated_at": new.excluded.updated_at}
    return new.on_conflict_do_update(index_elements=["address_id"], set_=changes)


def _set(insert: Callable[[Table], Any]) -> Any:
    new = insert(timer)
    return new.on_conflict_do_update(index_elements=["address_id", "kind"], set_={"due": new.excluded.due})


_PUT, _SET = for_both(_put), for_both(_set)


class SqlDialogues(Repository):
    """Claiming a timer uses the connection `free` and waits for nobody's turn."""

    __slots__ = ("_free",)

    def __init__(self, desk: Callable[[], Work], free: Connection) -> None:
        super().__init__(desk)
        self._free = free

    def get(self, address_id: int) -> Mapping[str, object] | None:
        state = self._conn.execute(_STATE, {"address_id": address_id}).scalar()
        return None if state is None else dict(state)

    def put(self, address_id: int, state: Mapping[str, object], at: datetime) -> None:
        put = _PUT[self._conn.dialect.name]
        self._conn.execute(put, {"address_id": address_id, "state": dict(state), "updated_at": at})

    def set_timer(self, address_id: int, kind: str, due: datetime) -> None:
        self._conn.execute(_SET[self._conn.dialect.name], {"address_id": address_id, "kind": kind, "due": due})

    def clear_timer(self, address_id: int, kind: str) -> None:
        self._conn.execute(_CLEAR, {"address_id": address_id, "kind": kind})

    def claim_timers(
        self, now: datetime, lease_until: datetime, limit: int, *, brief: Sequence[str] = ()
    ) -> list[tuple[int, str]]:
        """The lease is the timer's own time, put off: no worker that vanished keeps it from ringing."""
        wrong_clock = and_(_t.kind.in_(list(brief)), _t.due > now + _NO_BRIEF_WAIT)
        before = or_(is_due(inbox, now), inbox.c.lease_until.is_not(None))
        unread = select(inbox.c.id).where(inbox.c.lookup == address.c.lookup, text(f"inbox.{WAITING}"), before)
        due = select(_t.address_id, _t.kind).join(address, address.c.id == _t.address_id)
        due = due.where(or_(_t.due <= now, wrong_clock), ~unread.correlate(address).exists())
        due = due.order_by(_t.due, _t.address_id).limit(limit)
        if self._free.dialect.name == "postgresql":
            due = due.with_for_update(skip_locked=True, of=timer)
        change = update(timer).where(tuple_(_t.address_id, _t.kind).in_(due)).values(due=lease_until)
        return sorted((r.address_id, r.kind) for r in self._free.execute(change.returning(_t.address_id, _t.kind)))

    def take_timer(self, address_id: int, kind: str, lease_until: datetime) -> bool:
        taken = self._conn.execute(_TAKE, {"address_id": address_id, "kind": kind, "due": lease_until})
        return taken.rowcount == 1
