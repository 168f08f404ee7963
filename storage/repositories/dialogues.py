"""Where each conversation stands, and when it is to be woken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from storage.sql import Repository, upsert
from storage.tables import dialogue, timer


class SqlDialogues(Repository):
    def get(self, address_id: int) -> Mapping[str, object] | None:
        state = self._conn.execute(select(dialogue.c.state).where(dialogue.c.address_id == address_id)).scalar()
        return None if state is None else dict(state)

    def put(self, address_id: int, state: Mapping[str, object], at: datetime) -> None:
        changes = {"state": dict(state), "updated_at": at}
        insert = upsert(self._conn, dialogue).values(address_id=address_id, **changes)
        self._conn.execute(insert.on_conflict_do_update(index_elements=["address_id"], set_=changes))

    def set_timer(self, address_id: int, kind: str, due: datetime) -> None:
        insert = upsert(self._conn, timer).values(address_id=address_id, kind=kind, due=due)
        self._conn.execute(insert.on_conflict_do_update(index_elements=["address_id", "kind"], set_={"due": due}))

    def clear_timer(self, address_id: int, kind: str) -> None:
        self._conn.execute(delete(timer).where(timer.c.address_id == address_id, timer.c.kind == kind))

    def due_timers(self, now: datetime, limit: int) -> list[tuple[int, str, datetime]]:
        c = timer.c
        wanted = select(c.address_id, c.kind, c.due).where(c.due <= now).order_by(c.due, c.address_id).limit(limit)
        return [(r.address_id, r.kind, r.due) for r in self._conn.execute(wanted)]
