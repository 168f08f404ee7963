"""What is known of events across cases, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from storage.cells import around, cell
from storage.repositories.reports import point_of
from tests.fakes.memory import Tables, kept
from tipline.desk.gathered import APART, Gathering
from tipline.desk.records import ReportRow
from tipline.incident import Account, account, copy_of


class FakeIncidents:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def accounts(self, case_ids: Collection[int], newest: int | None = None) -> list[Account]:
        rows = [row for _, row in sorted(self._t.reports.items()) if row.case_id in case_ids and _open(row)]
        if newest is not None:
            rows = [row for row in rows if sum(r.case_id == row.case_id and r.id > row.id for r in rows) < newest]
        return [self._account(row) for row in rows]

    def _account(self, row: ReportRow) -> Account:
        pieces = [p.row for p in self._t.evidence.values() if p.row.report_id == row.id and p.row.state == "stored"]
        texts = [copy_of(s.row.masked_text) for s in self._t.messages.values() if s.row.report_id == row.id]
        return account(
            row.report, report_id=row.id, case_id=row.case_id, reporter_id=row.reporter_id, at=row.created_at,
            pictures=[piece.phash for piece in pieces if piece.phash is not None],
            copies=[*(text for text in texts if text is not None), *(piece.sha256 for piece in pieces if piece.sha256)],
        )

    def near(self, points: Collection[tuple[float, float]], since: datetime, limit: int) -> list[int]:
        squares = {square for lat, lng in points for square in around(cell(lat, lng))}
        return self._cases([r for r in self._candidates(since) if _cell(r) in squares], limit)

    def marked(self, marks: Collection[str], since: datetime, limit: int) -> list[int]:
        bear = {report_id for mark, report_id in self._t.marks if mark in marks}
        return self._cases([row for row in self._candidates(since) if row.id in bear], limit)

    def _candidates(self, since: datetime) -> list[ReportRow]:
        alive = [r for r in self._t.reports.values() if self._t.cases[r.case_id].status != "closed" and _open(r)]
        return [row for row in alive if row.created_at >= since]

    def _cases(self, rows: Iterable[ReportRow], limit: int) -> list[int]:
        newest = sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)[:limit]
        return list(dict.fromkeys(row.case_id for row in newest))

    def mark(self, report_id: int, marks: Iterable[str]) -> None:
        self._t.marks |= {(mark, report_id) for mark in marks}

    def refile(self, report_id: int, to_case: int) -> None:
        row = self._t.reports[report_id]
        self._t.reports[report_id] = replace(row, case_id=to_case)
        if any((r.case_id, r.address_id) == (row.case_id, row.address_id) for r in self._t.reports.values()):
            return  # this person has another report there, and what was said belongs to both
        said = [told for told in self._t.outbox.values() if told.row.address_id == row.address_id]
        there = {told.row.notice for told in said if told.row.case_id == to_case}
        for told in said:
            if told.row.case_id == row.case_id and (told.row.notice is None or told.row.notice not in there):
                told.row = replace(told.row, case_id=to_case)

    def add(self, moves: Sequence[Gathering]) -> int:
        numbers = [self._t.number("gathering") for _ in moves]
        self._t.gatherings += [kept(replace(m, id=n, batch=numbers[0])) for m, n in zip(moves, numbers, strict=True)]
        return numbers[0]

    def batch(self, batch: int) -> list[Gathering]:
        return [self._shown(move) for move in self._t.gatherings if move.batch == batch]

    def history(self, case_id: int) -> list[Gathering]:
        return [self._shown(move) for move in self._t.gatherings if case_id in (move.from_case, move.to_case)]

    def _shown(self, move: Gathering) -> Gathering:
        row = self._t.reports.get(move.report_id or 0)
        return replace(move, reference=row.report.reference if row else None)

    def set_undone(self, batch: int) -> None:
        self._t.gatherings = [replace(m, undone=True) if m.batch == batch else m for m in self._t.gatherings]

    def kept_apart(self, case_id: int) -> set[int]:
        apart = [m for m in self._t.gatherings if m.act == APART and not m.undone]
        return {case for m in apart for case in (m.from_case, m.to_case) if case_id in (m.from_case, m.to_case)} - {case_id}


def _open(row: ReportRow) -> bool:
    return row.report.state.value == "open"


def _cell(row: ReportRow) -> object:
    lat, lng = point_of(row.report)
    return None if lat is None or lng is None else cell(lat, lng)
