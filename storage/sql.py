"""The few statements that the two databases spell differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert


class Repository:
    """One group of tables inside one open transaction. `desk` gives its connection, once it may be used."""

    __slots__ = ("_desk",)

    def __init__(self, desk: Callable[[], Connection]) -> None:
        self._desk = desk

    @property
    def _conn(self) -> Connection:
        return self._desk()

    def _insert(self, into: Table, values: Mapping[str, Any]) -> int:
        """Insert one row; gives its integer key."""
        key = self._conn.execute(into.insert().values(dict(values))).inserted_primary_key
        assert key is not None
        return int(key[0])


def upsert(conn: Connection, into: Table) -> SqliteInsert | PostgresInsert:
    """An INSERT that can say ON CONFLICT; both dialects share its methods."""
    return postgresql.insert(into) if conn.dialect.name == "postgresql" else sqlite.insert(into)


def inserted(conn: Connection, into: Table, values: Mapping[str, Any]) -> bool:
    """Insert unless a unique key is there already; True when the row is new."""
    new = upsert(conn, into).values(dict(values)).on_conflict_do_nothing()
    return conn.execute(new.returning(*into.primary_key)).first() is not None
