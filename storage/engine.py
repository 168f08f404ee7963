"""The database engine.

SQLite: WAL, synchronous FULL (NORMAL loses acknowledged rows at a power cut), one writer.
PostgreSQL: psycopg 3 over a pool; whoever writes for the desk takes a turn (docs/decisions/0005).
"""

from __future__ import annotations

import sqlite3
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tipline.errors import NotFound, SetupError

WRITING = "tipline_writing"  # execution option: this transaction means to write
_PRAGMAS = (
    "busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
    "recursive_triggers=ON",  # so that INSERT OR REPLACE meets the triggers that forbid deleting
)
_SERVER_SETTINGS = (
    r"-c default_transaction_isolation=read\ committed "  # what was committed during the wait for a turn is seen
    "-c timezone=UTC -c lock_timeout=15s "
    "-c idle_in_transaction_session_timeout=60s"  # a process that hangs does not keep the turn for ever
)
_TROUBLE = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
})
_HANG_UP = {  # a server that is gone without a word is noticed within half a minute, not after the system's two hours
    "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000,
}
_TURN = "SELECT pg_advisory_xact_lock(8475463)"  # "tipline" on a telephone, shortened; any number serves


def make_engine(url: str, connections: int = 8) -> Engine:
    """An engine for a database address. Raises SetupError; connects only when it is used.

    `connections`: the most a process holds at once on PostgreSQL. Parameters never appear in its errors or logs: they
    may hold what a witness wrote.
    """
    parsed = _parse(url)
    return _embedded(parsed) if parsed.get_backend_name() == "sqlite" else _server(parsed, connections)


def _embedded(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _server(url: URL, connections: int) -> Engine:
    given = url.query.get("options", "")
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=15,
        connect_args={
            "connect_timeout": 5,
            **_HANG_UP,
            "fallback_application_name": "tipline",
            "options": f"{given} {_SERVER_SETTINGS}".strip(),
        },
    )
    event.listen(engine, "begin", _begin_elsewhere)
    event.listen(engine, "handle_error", _no_such_number)
    event.listen(engine, "handle_error", _withhold_detail)
    return engine


def is_down(error: Exception) -> bool:
    """Whether an error is the database's own trouble: not there, full, locked, cut off; never a statement's fault."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    told = error.orig
    if isinstance(told, sqlite3.OperationalError):
        return told.sqlite_errorcode & 0xFF in _TROUBLE
    return error.connection_invalidated or isinstance(told, psycopg.OperationalError)


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction writes for the desk; lasts until this one ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_TURN)


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


def _no_such_number(context: ExceptionContext) -> None:
    """Who looks for a row by a number that no row can have finds none, as on SQLite."""
    too_large = isinstance(context.original_exception, psycopg.errors.NumericValueOutOfRange)
    if too_large and (context.statement or "").startswith("SELECT"):
        raise NotFound("There is nothing of this number.")


def _withhold_detail(context: ExceptionContext) -> None:
    """PostgreSQL quotes the failing row in an error's detail; only the first line, which names the rule, goes on."""
    told = context.original_exception
    if not isinstance(told, psycopg.Error) or told.diag.message_primary is None:
        return
    told.args = (told.diag.message_primary,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(told).__name__}) {told.diag.message_primary}",)
