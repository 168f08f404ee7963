"""What reports are found by, written as their messages and places come in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, text

from storage.sql import Work
from storage.words import kept, sought
from tipline.search import Term

_NEW = {
    "sqlite": text("INSERT INTO report_words (rowid, words) VALUES (:which, :words)"),
    "postgresql": text("INSERT INTO report_words (report_id, words) VALUES (:which, CAST(:words AS tsvector))"),
}
_MORE = {
    "sqlite": text("UPDATE report_words SET words = words || ' ' || :words WHERE rowid = :which"),
    "postgresql": text("UPDATE report_words SET words = words || CAST(:words AS tsvector) WHERE report_id = :which"),
}
_UNLESS = {
    "sqlite": text(
        "UPDATE report_words SET words = words || ' ' || :words WHERE rowid = :which AND instr(words, :words) = 0"
    ),
    "postgresql": text(
        "UPDATE report_words SET words = words || CAST(:words AS tsvector) "
        "WHERE report_id = :which AND NOT words @@ CAST(:sought AS tsquery)"
    ).bindparams(bindparam("sought")),
}


def begin(conn: Work, report_id: int, words: Sequence[str]) -> None:
    """A new report; it may have no words yet."""
    conn.execute(_NEW[conn.dialect.name], {"which": report_id, "words": kept(words, conn.dialect.name)})


def add(conn: Work, report_id: int, words: Sequence[str]) -> None:
    if words:
        conn.execute(_MORE[conn.dialect.name], {"which": report_id, "words": kept(words, conn.dialect.name)})


def add_once(conn: Work, report_id: int, words: Sequence[str]) -> None:
    """Unless they are there already, one after the other."""
    if not words:
        return
    dialect = conn.dialect.name
    values = {"which": report_id, "words": kept(words, dialect)}
    if dialect == "postgresql":
        values["sought"] = sought([Term(tuple(words))], dialect)
    conn.execute(_UNLESS[dialect], values)
