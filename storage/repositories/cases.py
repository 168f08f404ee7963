"""The desk's files. A writer names the version it saw; whoever is second hears Conflict."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from storage.repositories.traits import follow
from storage.sql import Repository, inserted, over, upsert
from storage.tables import case_event, case_file, case_to_rank, duty
from tipline.desk.records import CaseEvent, CaseRow, DutyRow
from tipline.errors import Conflict, NotFound

_FIELDS = tuple(CaseRow.__dataclass_fields__)
_CASE = select(*(case_file.c[name] for name in _FIELDS))
_EVENT = select(*(case_event.c[name] for name in CaseEvent.__dataclass_fields__))
_DUTY = select(*(duty.c[name] for name in DutyRow.__dataclass_fields__))


_LISTS = ("reasons", "flags", "traits")
_KEPT = ("id", "version", "created_at", *_LISTS)  # never changed, or spelled otherwise in the table
_BY_ID = _CASE.where(case_file.c.id == bindparam("which"))
_SAVE = (
    update(case_file)
    .where(case_file.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in _FIELDS if name not in ("id", "version", "created_at")})
    .values(version=case_file.c.version + 1)
    .returning(case_file.c.version)
)
_SAVE_SEEN = _SAVE.where(case_file.c.version == bindparam("seen"))
_ADD_EVENT = case_event.insert()
_RANKED = delete(case_to_rank).where(case_to_rank.c.case_id == bindparam("which"))


class SqlCases(Repository):
    def add(self, at: datetime) -> int:
        return self._insert(case_file, {"created_at": at, "updated_at": at, **{name: [] for name in _LISTS}})

    def get(self, case_id: int) -> CaseRow:
        found = self._conn.held(case_file, case_id, lambda: self._found(case_id))
        if found is None:
            raise NotFound(f"There is no case {case_id}.")
        return found

    def _found(self, case_id: int) -> CaseRow | None:
        row = self._conn.execute(_BY_ID, {"which": case_id}).one_or_none()
        return None if row is None else _case(row)

    def save(self, case: CaseRow, seen: int | None) -> CaseRow:
        changes = {k: v for k, v in asdict(case).items() if k not in _KEPT}
        values = {**changes, "which": case.id, **{name: list(getattr(case, name)) for name in _LISTS}}
        save = (_SAVE, values) if seen is None else (_SAVE_SEEN, {**values, "seen": seen})
        before = self._conn.held(case_file, case.id, lambda: self._found(case.id))
        version = self._conn.execute(*save).scalar()
        if version is None or before is None:
            raise Conflict("Somebody changed this case meanwhile. Look at it again, then decide.")
        follow(self._conn, before, case)
        return replace(case, version=version)

    def rank_later(self, case_id: int, due: datetime) -> None:
        inserted(self._conn, case_to_rank, {"case_id": case_id, "due": due})

    def to_rank(self, now: datetime, limit: int) -> list[int]:
        due = select(case_to_rank.c.case_id).where(over(case_to_rank.c.due, now)).order_by(case_to_rank.c.due)
        return list(self._conn.execute(due.limit(limit)).scalars())

    def ranked(self, case_id: int) -> None:
        self._conn.execute(_RANKED, {"which": case_id})

    def add_event(self, event: CaseEvent) -> None:
        self._conn.execute(_ADD_EVENT, asdict(event))

    def events(self, case_id: int) -> list[CaseEvent]:
        rows = self._conn.execute(_EVENT.where(case_event.c.case_id == case_id).order_by(case_event.c.id))
        return [CaseEvent(**row._mapping) for row in rows]

    def put_duty(self, duty_row: DutyRow) -> None:
        values = {name: getattr(duty_row, name) for name in DutyRow.__dataclass_fields__}
        values["detail"] = dict(duty_row.detail)
        changes = {name: values[name] for name in ("outcome", "detail", "at", "staff_id")}
        insert = upsert(self._conn, duty).values(values)
        self._conn.execute(insert.on_conflict_do_update(index_elements=["case_id", "duty"], set_=changes))

    def duties(self, case_id: int) -> list[DutyRow]:
        rows = self._conn.execute(_DUTY.where(duty.c.case_id == case_id).order_by(duty.c.at, duty.c.duty))
        return [DutyRow(**row._mapping) for row in rows]


def _case(row: Row[Any]) -> CaseRow:
    return CaseRow(**{**row._mapping, **{name: tuple(getattr(row, name) or ()) for name in _LISTS}})
