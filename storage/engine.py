"""The database engine. SQLite: WAL, synchronous FULL (NORMAL loses acknowledged rows at a power cut), one writer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from tipline.errors import SetupError

WRITING = "tipline_writing"  # execution option: this transaction means to write
_PRAGMAS = (
    "busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
    "recursive_triggers=ON",  # so that INSERT OR REPLACE meets the triggers that forbid deleting
)


def make_engine(url: str) -> Engine:
    """An engine for a database address. Raises SetupError; connects only when it is used.

    Parameters never appear in its errors or logs: they may hold what a witness wrote.
    """
    parsed = _parse(url)
    engine = create_engine(parsed, hide_parameters=True)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "begin", _begin_elsewhere)
    return engine


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SetupError("TIPLINE_DATABASE_URL is not a database address such as sqlite:///data/tipline.db.") from None
    name = parsed.get_backend_name()
    if name not in ("sqlite", "postgresql"):
        raise SetupError(f"TIPLINE_DATABASE_URL names {name}; the tip line runs on sqlite or postgresql.")
    if name == "sqlite" and (not parsed.database or ":memory:" in parsed.database):
        raise SetupError("TIPLINE_DATABASE_URL has to name a file: a database in memory is gone after a restart.")
    return parsed


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver would begin too late and too weakly
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_elsewhere(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITING, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
