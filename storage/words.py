"""The words that reports are searched by, apart from the reports: full text on both databases.

SQLite: an FTS5 table whose rowid is the report. PostgreSQL: a tsvector put together here, so that no dictionary of the
server decides what a word is. Neither is in the metadata, which holds what both databases have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from tipline.search import Term

NAME = "report_words"
_SQLITE = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5(words, tokenize = \"unicode61 remove_diacritics 0\", prefix = '2 3 4')",
)
_POSTGRES = (
    f"CREATE TABLE {NAME} (report_id INTEGER CONSTRAINT pk_{NAME} PRIMARY KEY "
    f"CONSTRAINT fk_{NAME}_report_id_report REFERENCES report (id), words TSVECTOR NOT NULL)",
    f"CREATE INDEX ix_{NAME}_words ON {NAME} USING gin (words) WITH (fastupdate = off)",
)


def create(conn: Connection) -> None:
    for statement in _POSTGRES if conn.dialect.name == "postgresql" else _SQLITE:
        conn.execute(text(statement))


def drop(conn: Connection) -> None:
    conn.execute(text(f"DROP TABLE {NAME}"))


def kept(words: Sequence[str], dialect: str) -> str:
    """Words as the database's table takes them."""
    if dialect == "sqlite":
        return " ".join(words)
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, 1))


def sought(terms: Iterable[Term], dialect: str) -> str:
    """Terms as the database's MATCH takes them. All of them have to be there."""
    said = [_phrase(term) for term in terms] if dialect == "sqlite" else [_followed(term) for term in terms]
    return (" AND " if dialect == "sqlite" else " & ").join(said)


def _phrase(term: Term) -> str:
    return f"\"{' '.join(term.words)}\"" + ("*" if term.open else "")


def _followed(term: Term) -> str:
    said = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({said})" if len(term.words) > 1 else said + (":*" if term.open else "")
