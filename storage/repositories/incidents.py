"""Accounts of events, and how reports came together into cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, or_, select, text, update
from sqlalchemy.sql import ColumnElement

from storage.cells import around, cell
from storage.sql import Repository, inserted
from storage.tables import OPEN, case_file, evidence, gathering, mark, message, outbox, report
from tipline.desk.gathered import APART, Gathering
from tipline.incident import Account, account, copy_of
from tipline.report import from_dict

_c, _g = report.c, gathering.c
_ALIVE = and_(_c.state == "open", text(f"case_file.{OPEN}"))
_FIELDS = tuple(Gathering.__dataclass_fields__)


_OPEN_OF = (
    select(_c.id, _c.case_id, _c.reporter_id, _c.created_at, _c.data)
    .where(_c.case_id.in_(bindparam("cases", expanding=True)), _c.state == "open")
    .order_by(_c.id)
)
_LATE = select(_c.id, func.row_number().over(partition_by=_c.case_id, order_by=_c.id.desc()).label("place")).where(
    _c.case_id.in_(bindparam("cases", expanding=True)), _c.state == "open"
).subquery("late")
_NEWEST_OF = (
    select(_c.id, _c.case_id, _c.reporter_id, _c.created_at, _c.data)
    .join(_LATE, _LATE.c.id == _c.id)
    .where(_LATE.c.place <= bindparam("newest"))
    .order_by(_c.id)
)
_PICTURES = select(evidence.c.report_id, evidence.c.phash, evidence.c.sha256).where(
    evidence.c.report_id.in_(bindparam("reports", expanding=True)), evidence.c.state == "stored"
)
_TEXTS = select(message.c.report_id, message.c.masked_text).where(
    message.c.report_id.in_(bindparam("reports", expanding=True))
)


class SqlIncidents(Repository):
    def accounts(self, case_ids: Collection[int], newest: int | None = None) -> list[Account]:
        if not case_ids:
            return []
        which: dict[str, Any] = {"cases": list(case_ids)}
        wanted, values = (_OPEN_OF, which) if newest is None else (_NEWEST_OF, which | {"newest": newest})
        rows = self._conn.execute(wanted, values).all()
        ids = [row.id for row in rows]
        pictures, copies = self._pictures(ids), self._copies(ids)
        return [
            account(
                from_dict(row.data), report_id=row.id, case_id=row.case_id, reporter_id=row.reporter_id,
                at=row.created_at, pictures=[p for p, _ in pictures[row.id] if p is not None],
                copies=[*copies[row.id], *(sha for _, sha in pictures[row.id] if sha)],
            )
            for row in rows
        ]

    def _pictures(self, report_ids: Sequence[int]) -> dict[int, list[tuple[int | None, str | None]]]:
        found: dict[int, list[tuple[int | None, str | None]]] = defaultdict(list)
        for row in self._conn.execute(_PICTURES, {"reports": report_ids}):
            found[row.report_id].append((row.phash, row.sha256))
        return found

    def _copies(self, report_ids: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for row in self._conn.execute(_TEXTS, {"reports": report_ids}):
            if (known_by := copy_of(row.masked_text)) is not None:
                found[row.report_id].append(known_by)
        return found

    def near(self, points: Collection[tuple[float, float]], since: datetime, limit: int) -> list[int]:
        squares = {square for lat, lng in points for square in around(cell(lat, lng))}
        if not squares:
            return []
        return self._cases(_candidates().where(_c.cell.in_(squares), _c.created_at >= since), limit)

    def marked(self, marks: Collection[str], since: datetime, limit: int) -> list[int]:
        if not marks:
            return []
        borne = _candidates().join(mark, mark.c.report_id == _c.id)
        return self._cases(borne.where(mark.c.mark.in_(marks), _c.created_at >= since), limit)

    def _cases(self, wanted: Select[Any], limit: int) -> list[int]:
        newest = wanted.order_by(_c.created_at.desc(), _c.id.desc()).limit(limit)
        return list(dict.fromkeys(self._conn.execute(newest).scalars()))

    def mark(self, report_id: int, marks: Iterable[str]) -> None:
        for each in marks:
            inserted(self._conn, mark, {"mark": each, "report_id": report_id})

    def refile(self, report_id: int, to_case: int) -> None:
        row = self._conn.execute(select(_c.case_id, _c.address_id).where(_c.id == report_id)).one()
        self._conn.execute(update(report).where(_c.id == report_id).values(case_id=to_case))
        stays = exists().where(_c.case_id == row.case_id, _c.address_id == row.address_id)
        if self._conn.execute(select(stays)).scalar():
            return  # this person has another report there, and what was said belongs to both
        there, o = outbox.alias("there"), outbox.c
        told = exists().where(
            there.c.case_id == to_case, there.c.address_id == o.address_id, there.c.notice == o.notice
        ).correlate(outbox)
        moving = update(outbox).where(o.case_id == row.case_id, o.address_id == row.address_id)
        self._conn.execute(moving.where(or_(o.notice.is_(None), ~told)).values(case_id=to_case))

    def add(self, moves: Sequence[Gathering]) -> int:
        batch: int | None = None
        for move in moves:
            values = {k: v for k, v in asdict(move).items() if k not in ("id", "batch", "reference")}
            key = self._insert(gathering, {**values, "reasons": list(move.reasons), "batch": batch})
            if batch is None:
                batch = key
                self._conn.execute(update(gathering).where(_g.id == key).values(batch=key))
        assert batch is not None
        return batch

    def batch(self, batch: int) -> list[Gathering]:
        return self._moves(_g.batch == batch)

    def history(self, case_id: int) -> list[Gathering]:
        return self._moves(or_(_g.from_case == case_id, _g.to_case == case_id))

    def set_undone(self, batch: int) -> None:
        self._conn.execute(update(gathering).where(_g.batch == batch).values(undone=True))

    def kept_apart(self, case_id: int) -> set[int]:
        both = or_(_g.from_case == case_id, _g.to_case == case_id)
        rows = self._conn.execute(select(_g.from_case, _g.to_case).where(_g.act == APART, ~_g.undone, both))
        return {case for row in rows for case in row} - {case_id}

    def _moves(self, which: ColumnElement[bool]) -> list[Gathering]:
        wanted = select(gathering, _c.reference).outerjoin(report, _c.id == _g.report_id).where(which).order_by(_g.id)
        return [_move(row) for row in self._conn.execute(wanted)]


def _candidates() -> Select[Any]:
    return select(_c.case_id).join(case_file, case_file.c.id == _c.case_id).where(_ALIVE)


def _move(row: Row[Any]) -> Gathering:
    return Gathering(**{name: getattr(row, name) for name in _FIELDS if name != "reasons"}, reasons=tuple(row.reasons))
