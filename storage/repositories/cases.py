"""The desk's files. A writer names the version it saw; whoever is second hears Conflict."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from storage.sql import Repository, upsert
from storage.tables import case_event, case_file, duty
from tipline.desk.records import CaseEvent, CaseRow, DutyRow
from tipline.errors import Conflict, NotFound

_FIELDS = tuple(CaseRow.__dataclass_fields__)
_CASE = select(*(case_file.c[name] for name in _FIELDS))
_EVENT = select(*(case_event.c[name] for name in CaseEvent.__dataclass_fields__))
_DUTY = select(*(duty.c[name] for name in DutyRow.__dataclass_fields__))


class SqlCases(Repository):
    def add(self, at: datetime) -> int:
        return self._insert(case_file, {"created_at": at, "updated_at": at, "reasons": []})

    def get(self, case_id: int) -> CaseRow:
        row = self._conn.execute(_CASE.where(case_file.c.id == case_id)).one_or_none()
        if row is None:
            raise NotFound(f"There is no case {case_id}.")
        return _case(row)

    def save(self, case: CaseRow, seen: int | None) -> CaseRow:
        changes = {k: v for k, v in asdict(case).items() if k not in ("id", "version", "created_at", "reasons")}
        change = update(case_file).where(case_file.c.id == case.id).values(
            **changes, reasons=list(case.reasons), version=case_file.c.version + 1
        )
        if seen is not None:
            change = change.where(case_file.c.version == seen)
        version = self._conn.execute(change.returning(case_file.c.version)).scalar()
        if version is None:
            raise Conflict("Somebody changed this case meanwhile. Look at it again, then decide.")
        return replace(case, version=version)

    def add_event(self, event: CaseEvent) -> None:
        self._conn.execute(case_event.insert().values(asdict(event)))

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
    return CaseRow(**{**row._mapping, "reasons": tuple(row.reasons)})
