"""The change sequence, the operator's banners, and the slots of the bells."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, or_, select

from storage.sql import Repository, inserted, upsert
from storage.tables import banner, caught_up, change, job_slot, look
from storage.tables.looks import WHOLE
from tipline.desk.records import Banner

_BUMP = change.insert()
_BUMPED = "bumped"  # no table's: a later bump does not undo an earlier one


class SqlChanges(Repository):
    """What one transaction bumps twice, live pages see once: at its commit."""

    def bump(self, topic: str, ident: int) -> None:
        self._conn.held(_BUMPED, (topic, ident), lambda: self._bump(topic, ident))

    def bump_all(self, topics: Collection[tuple[str, int]]) -> None:
        if topics:
            self._conn.execute(_BUMP, [{"topic": topic, "ident": ident} for topic, ident in topics])

    def _bump(self, topic: str, ident: int) -> None:
        self._conn.execute(_BUMP, {"topic": topic, "ident": ident})

    def since(self, seq: int, limit: int = 200) -> list[tuple[int, str, int]]:
        c = change.c
        wanted = select(c.seq, c.topic, c.ident).where(c.seq > seq).order_by(c.seq).limit(limit)
        return [(r.seq, r.topic, r.ident) for r in self._conn.execute(wanted)]

    def last(self) -> int:
        return self._conn.execute(select(func.max(change.c.seq))).scalar() or 0

    def saw(self, staff_id: int, case_id: int | None, seq: int, at: datetime) -> None:
        new = upsert(self._conn, look).values(staff_id=staff_id, case_id=case_id or WHOLE, seq=seq, at=at)
        self._conn.execute(new.on_conflict_do_update(
            index_elements=["staff_id", "case_id"], set_={"seq": seq, "at": at}, where=new.excluded.seq > look.c.seq
        ))

    def seen(self, staff_id: int, case_id: int | None) -> int | None:
        wanted = select(look.c.seq).where(look.c.staff_id == staff_id, look.c.case_id == (case_id or WHOLE))
        found: int | None = self._conn.execute(wanted).scalar()
        return found


class SqlNotices(Repository):
    def raise_banner(self, kind: str, at: datetime) -> None:
        new = upsert(self._conn, banner).values(kind=kind, count=1, first_at=at, last_at=at)
        again = {"count": banner.c.count + 1, "last_at": at}
        self._conn.execute(new.on_conflict_do_update(index_elements=["kind"], set_=again))

    def clear_banner(self, kind: str) -> None:
        self._conn.execute(delete(banner).where(banner.c.kind == kind))

    def banners(self) -> list[Banner]:
        c = banner.c
        rows = self._conn.execute(select(c.kind, c["count"], c.first_at, c.last_at).order_by(c.first_at, c.kind))
        return [Banner(**row._mapping) for row in rows]

    def caught_up(self, source: str) -> datetime | None:
        wanted = select(caught_up.c.until).where(caught_up.c.source == source)
        found: datetime | None = self._conn.execute(wanted).scalar()
        return found

    def set_caught_up(self, source: str, until: datetime) -> None:
        new = upsert(self._conn, caught_up).values(source=source, until=until)
        self._conn.execute(new.on_conflict_do_update(index_elements=["source"], set_={"until": until}))

    def take_slot(self, job: str, slot: str) -> bool:
        return inserted(self._conn, job_slot, {"job": job, "slot": slot})

    def drop_slots(self, job: str, before: str, after: str) -> None:
        c = job_slot.c
        self._conn.execute(delete(job_slot).where(c.job == job, or_(c.slot < before, c.slot > after)))
