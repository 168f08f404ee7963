"""The hottest write of all: many deliveries into replay memory and inbox, in as few statements as the database allows.

Written as text for the driver: building and compiling a statement would cost more than running it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from storage.engine import WRITING, is_sqlite
from storage.tables.base import UtcDateTime
from tipline.desk.records import Delivery

_TIME = UtcDateTime().dialect_impl(sqlite.dialect()).bind_processor(sqlite.dialect()) or str
MOST = 32  # deliveries in one statement on SQLite: the driver keeps the statements of every length
# Sorted for the replay memory, so that two processes with the same deliveries wait for each other in one order only.
_POSTGRES = """
WITH given AS (
  SELECT * FROM unnest(%s::bytea[], %s::text[], %s::bytea[], %s::bytea[], %s::timestamptz[])
  WITH ORDINALITY AS g (digest, channel, lookup, payload, at, place)
), fresh AS (
  INSERT INTO seen (digest) SELECT digest FROM given ORDER BY digest ON CONFLICT DO NOTHING RETURNING digest
), added AS (
  INSERT INTO inbox (channel, lookup, received_at, payload, state, not_before, tries)
  SELECT channel, lookup, at, payload, 'waiting', at, 0 FROM given JOIN fresh USING (digest) ORDER BY place
)
SELECT digest FROM fresh"""


class SqlArrivals:
    """Takes deliveries in over a connection of its own, kept open; one thread at a time.

    A transaction of the desk costs a connection from the pool, a ping and a dozen objects; here that would be paid
    while vendors wait.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conn: Connection | None = None

    def take(self, deliveries: Sequence[Delivery]) -> list[bool]:
        """Remember and add those that are new, in order, in one transaction; which are. After an error nothing is
        stored, unless PostgreSQL was lost while it committed: then they come again and are known."""
        first = {d.digest: n for n, d in reversed(list(enumerate(deliveries)))}
        wanted = [d for n, d in enumerate(deliveries) if first[d.digest] == n]
        fresh = self._store(wanted)
        return [d.digest in fresh and first[d.digest] == n for n, d in enumerate(deliveries)]

    def close(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            conn.close()

    def _store(self, wanted: Sequence[Delivery]) -> set[bytes]:
        store = _on_sqlite if is_sqlite(self._engine) else _on_postgres
        kept = self._conn is not None
        try:
            return store(self._opened(), wanted)
        except DBAPIError as error:
            self._drop()
            if not (kept and error.connection_invalidated):
                raise
        return store(self._opened(), wanted)  # the server was started anew since; it is asked once more

    def _opened(self) -> Connection:
        if self._conn is None:
            self._conn = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT", **{WRITING: True})
            if is_sqlite(self._engine):
                _driver(self._conn).execute("PRAGMA query_only=OFF")
        return self._conn

    def _drop(self) -> None:
        """Whatever state it is in: the next one is new."""
        conn, self._conn = self._conn, None
        if conn is not None:
            conn.invalidate()
            conn.close()


def _on_postgres(conn: Connection, wanted: Sequence[Delivery]) -> set[bytes]:
    columns = zip(*((d.digest, d.channel.value, d.lookup, d.payload, d.at) for d in wanted), strict=True)
    return {bytes(row[0]) for row in conn.exec_driver_sql(_POSTGRES, tuple(list(column) for column in columns))}


def _on_sqlite(conn: Connection, wanted: Sequence[Delivery]) -> set[bytes]:
    """The driver itself: SQLAlchemy would cost as much again. Whole lists in one step, because between two steps
    another thread takes the interpreter, and the flush waits for it."""
    db = _driver(conn)
    try:
        db.execute("BEGIN IMMEDIATE")
        fresh = set[bytes]()
        for start in range(0, len(wanted), MOST):
            fresh |= _part(db, wanted[start : start + MOST])
        db.execute("COMMIT")
    except sqlite3.Error as error:  # as from any other statement here; the connection is dropped, and its work with it
        raise DBAPIError.instance(None, None, error, sqlite3.Error) from error
    return fresh


def _driver(conn: Connection) -> sqlite3.Connection:
    db = conn.connection.driver_connection
    assert isinstance(db, sqlite3.Connection)
    return db


def _part(db: sqlite3.Connection, part: Sequence[Delivery]) -> set[bytes]:
    held = {row[0] for row in db.execute(_held(len(part)), tuple(d.digest for d in part))}
    new = [d for d in part if d.digest not in held]
    if new:
        db.execute(_remember(len(new)), tuple(d.digest for d in new))
        db.execute(_add(len(new)), tuple(value for d in new for value in _row(d)))
    return {d.digest for d in new}


def _row(d: Delivery) -> tuple[object, ...]:
    at = _TIME(d.at)
    return d.channel.value, d.lookup, at, d.payload, at


@lru_cache(MOST)
def _held(count: int) -> str:
    return f"SELECT digest FROM seen WHERE digest IN ({', '.join('?' * count)})"  # noqa: S608  (question marks only)


@lru_cache(MOST)
def _remember(count: int) -> str:
    return f"INSERT INTO seen (digest) VALUES {', '.join(['(?)'] * count)}"  # noqa: S608


@lru_cache(MOST)
def _add(count: int) -> str:
    rows = ", ".join(["(?, ?, ?, ?, 'waiting', ?, 0)"] * count)
    return f"INSERT INTO inbox (channel, lookup, received_at, payload, state, not_before, tries) VALUES {rows}"  # noqa: S608
