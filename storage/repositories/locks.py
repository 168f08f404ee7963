"""What only one process does at a time. Nothing here waits for the desk's turn: a busy desk is no dead process."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from storage.sql import Work, inserted
from storage.tables import process_lock

_c = process_lock.c


class SqlLocks:
    __slots__ = ("_free",)

    def __init__(self, free: Work) -> None:
        self._free = free

    def look(self, name: str) -> tuple[str, int] | None:
        row = self._free.execute(select(_c.holder, _c.beat).where(_c.name == name)).one_or_none()
        return None if row is None else (row.holder, row.beat)

    def take(self, name: str, holder: str, seen: tuple[str, int] | None) -> bool:
        if seen is None:
            return inserted(self._free, process_lock, {"name": name, "holder": holder, "beat": 0})
        old = (_c.name == name) & (_c.holder == seen[0]) & (_c.beat == seen[1])
        return self._free.execute(update(process_lock).where(old).values(holder=holder, beat=0)).rowcount == 1

    def beat(self, name: str, holder: str) -> bool:
        ours = (_c.name == name) & (_c.holder == holder)
        return self._free.execute(update(process_lock).where(ours).values(beat=_c.beat + 1)).rowcount == 1

    def release(self, name: str, holder: str) -> None:
        self._free.execute(delete(process_lock).where(_c.name == name, _c.holder == holder))
