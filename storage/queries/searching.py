"""Full-text search: newest first, page by page. Only so many reports are looked at for one page; where it ends is told,
so that nothing is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Integer, and_, any_, bindparam, literal, or_, select, text

from storage.queries.model import QueueRow
from storage.queries.queue import PAGE, rows_of
from storage.queries.rows import CASE_COLUMNS
from storage.queries.view import MOST, holding, is_open, within_reach
from storage.tables import case_file, report, staff
from storage.words import sought
from tipline.desk.rights import Reach
from tipline.search import Term

SCAN = 2000  # reports with these words that are looked at for one page
_NEWEST = 2**62

# PostgreSQL finds a common word soonest among the newest reports, any other through its index, and does not tell the
# two apart by itself: first the newest 8,000 are looked through, then the index is asked (OFFSET 0 keeps it to that).
_SQLITE = text(
    "SELECT rowid FROM report_words WHERE report_words MATCH :sought AND rowid < :below ORDER BY rowid DESC LIMIT :most"
)
_AMONG_NEWEST = text(
    "SELECT report_id FROM (SELECT report_id, words FROM report_words WHERE report_id < :below ORDER BY report_id DESC "
    "LIMIT 8000) AS newest WHERE words @@ CAST(:sought AS tsquery) ORDER BY report_id DESC LIMIT :most"
)
_BY_INDEX = text(
    "SELECT report_id FROM (SELECT report_id FROM report_words WHERE words @@ CAST(:sought AS tsquery) "
    "AND report_id < :below OFFSET 0) AS found ORDER BY report_id DESC LIMIT :most"
)
_AMONG = {
    "sqlite": text("SELECT rowid FROM report_words WHERE report_words MATCH :sought AND rowid IN :which"),
    "postgresql": text(
        "SELECT report_id FROM report_words WHERE words @@ CAST(:sought AS tsquery) AND report_id IN :which"
    ),
}
_COUNT = {
    "sqlite": text("SELECT count(*) FROM (SELECT 1 FROM report_words WHERE report_words MATCH :sought LIMIT :most)"),
    "postgresql": text(
        "SELECT count(*) FROM (SELECT 1 FROM report_words WHERE words @@ CAST(:sought AS tsquery) LIMIT :most) AS found"
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Cases whose reports have the words, those with the newest such report first. `after`: the report to go on from,
    None when everything was looked at."""

    rows: tuple[QueueRow, ...]
    after: int | None


def search(
    connection: Connection, terms: Sequence[Term], within: Reach | None, *, traits: Sequence[str] = (),
    since: datetime | None = None, below: int | None = None, limit: int = PAGE,
) -> Found:
    """Open and closed cases within this reach (None: all), with all the terms in one of their reports. `below`: the
    `after` of the page before."""
    if not terms:
        return Found((), None)
    words = sought(terms, connection.dialect.name)
    may = _may(within, traits, since)
    cases: dict[int, None] = {}
    looked, last, step = 0, below, limit + limit // 5
    while looked < SCAN:
        hits, over = _hits(connection, words, last or _NEWEST, step, limit)
        for number, case_id in _seen(connection, hits, may):
            if len(cases) == limit and case_id not in cases:
                return Found(_rows(connection, _not_before(connection, words, cases, below)), last)
            cases[case_id], last = None, number
        looked, last, step = looked + len(hits), hits[-1] if hits else last, 6 * limit
        if over:
            last = None
            break
    return Found(_rows(connection, _not_before(connection, words, cases, below)), last)


def count_found(connection: Connection, terms: Sequence[Term]) -> int:
    """How many reports have the words, whoever may see them; MOST + 1 when more than MOST."""
    if not terms:
        return 0
    dialect = connection.dialect.name
    asked = {"sought": sought(terms, dialect), "most": MOST + 1}
    return int(connection.execute(_COUNT[dialect], asked).scalar_one())


def _hits(connection: Connection, words: str, below: int, most: int, enough: int) -> tuple[list[int], bool]:
    """Reports with these words, newest first, and whether there is none behind them. On PostgreSQL fewer than `most`
    may come where the newest have `enough` of them: the rest comes when it is asked for."""
    asked = {"sought": words, "below": below, "most": most}
    if connection.dialect.name == "sqlite":
        found = list(connection.execute(_SQLITE, asked).scalars())
        return found, len(found) < most
    newest = list(connection.execute(_AMONG_NEWEST, asked).scalars())
    if len(newest) >= min(enough, most):
        return newest, False
    found = list(connection.execute(_BY_INDEX, asked).scalars())
    return found, len(found) < most


def _seen(connection: Connection, hits: Sequence[int], may: Sequence[ColumnElement[bool]]) -> list[tuple[int, int]]:
    """(report, case) of those hits that may be seen, newest first."""
    if not hits:
        return []
    wanted = select(report.c.id, report.c.case_id).join(case_file, case_file.c.id == report.c.case_id)
    wanted = wanted.where(_one_of(connection, hits), *may).order_by(report.c.id.desc())
    return [(number, case_id) for number, case_id in connection.execute(wanted)]


def _one_of(connection: Connection, hits: Sequence[int]) -> ColumnElement[bool]:
    """A list of thousands is one value on PostgreSQL, where so many of them cost more than the search."""
    if connection.dialect.name == "postgresql":
        return report.c.id == any_(literal(list(hits), ARRAY(Integer)))
    return report.c.id.in_(hits)


def _not_before(connection: Connection, words: str, cases: Iterable[int], below: int | None) -> list[int]:
    """Without the cases that an earlier page showed, for a newer report of theirs."""
    listed = list(cases)
    if below is None or not listed:
        return listed
    newer = select(report.c.id, report.c.case_id).where(report.c.case_id.in_(listed), report.c.id >= below)
    case_of = {number: case_id for number, case_id in connection.execute(newer)}
    if not case_of:
        return listed
    among = _AMONG[connection.dialect.name].bindparams(bindparam("which", expanding=True))
    shown = {case_of[n] for n in connection.execute(among, {"sought": words, "which": list(case_of)}).scalars()}
    return [case_id for case_id in listed if case_id not in shown]


def _rows(connection: Connection, case_ids: Sequence[int]) -> tuple[QueueRow, ...]:
    if not case_ids:
        return ()
    owned = case_file.outerjoin(staff, staff.c.id == case_file.c.assigned_to)
    wanted = select(*CASE_COLUMNS).select_from(owned).where(case_file.c.id.in_(case_ids))
    found: dict[int, Any] = {row.id: row for row in connection.execute(wanted)}
    return rows_of(connection, [found[case_id] for case_id in case_ids])


def _may(within: Reach | None, traits: Sequence[str], since: datetime | None) -> list[ColumnElement[bool]]:
    may = holding(case_file.c.id, traits)
    now, before = within_reach(within), within_reach(within, closed=True)
    if now is not None or before is not None:
        closed = case_file.c.status == "closed"
        parts = ((is_open, now), (closed, before))
        may.append(or_(*(state if seen is None else and_(state, seen) for state, seen in parts)))
    if since is not None:
        may.append(case_file.c.created_at >= since)
    return may
