"""What the repositories share: statements built once, what was read held until its table is written, and the few
statements that the two databases spell differently.

Building a statement costs four times what running it does, so those of a conversation are module constants; their
values come as parameters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Insert,
    Table,
    Update,
    bindparam,
    or_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

T = TypeVar("T")
Built = Mapping[str, Any]  # a statement for each database, by its dialect's name


_NO_LEASE_IS_LONGER = timedelta(minutes=15)  # nor is a retry of a delivery; clocks of machines may differ by as much


def over(until: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    """Whether a lease has ended. One that lies further ahead than any can was given before the clock was set back."""
    return or_(until <= now, until > now + _NO_LEASE_IS_LONGER)


class Work:
    """The connection of one transaction of the desk. What it has read stands until something is written there: whoever
    writes for the desk is alone (docs/decisions/0005), and a reader has a snapshot."""

    __slots__ = ("_conn", "_held", "dialect")

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._held: dict[str, dict[Hashable, Any]] = defaultdict(dict)
        self.dialect = conn.dialect

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        if statement.is_dml:
            self._held.pop(statement.table.name, None)  # type: ignore[attr-defined]
        return self._conn.execute(statement, values)

    def held(self, table: Table | str, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` gives, once until the table is written. `key` says which reading of this table it is."""
        known = self._held[table if isinstance(table, str) else table.name]
        if key not in known:
            known[key] = read()
        found: T = known[key]
        return found

    def update_many(self, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]], **same: Any) -> None:
        """Rows of (id, a value for each name); `same`: columns that become the same in all of them. One statement on
        PostgreSQL, one for each row on SQLite, which has no round trips."""
        if not rows:
            return
        if self.dialect.name == "postgresql":
            self._held.pop(table.name, None)
            columns = [list(column) for column in zip(*rows, strict=True)]
            self._conn.exec_driver_sql(_many_on_postgres(table, names, tuple(same)), (*same.values(), *columns))
            return
        values = [{"which": row[0], **dict(zip(names, row[1:], strict=True)), **same} for row in rows]
        self.execute(_many_on_sqlite(table, (*names, *same)), values)

    def hold(self, table: Table, key: Hashable, value: object) -> None:
        """What was just written is what reading it would give."""
        self._held[table if isinstance(table, str) else table.name][key] = value


class Repository:
    """One group of tables inside one open transaction. `desk` gives its connection, once it may be used."""

    __slots__ = ("_desk",)

    def __init__(self, desk: Callable[[], Work]) -> None:
        self._desk = desk

    @property
    def _conn(self) -> Work:
        return self._desk()

    def _insert(self, into: Table, values: Mapping[str, Any]) -> int:
        """Insert one row; gives its integer key."""
        key = self._conn.execute(_insert_into(into), dict(values)).inserted_primary_key
        assert key is not None
        return int(key[0])


@lru_cache(100)
def _many_on_sqlite(table: Table, names: tuple[str, ...]) -> Update:
    return update(table).where(table.c.id == bindparam("which")).values({name: bindparam(name) for name in names})


@lru_cache(100)
def _many_on_postgres(table: Table, names: tuple[str, ...], same: tuple[str, ...]) -> str:
    """Names and types are the tables' own; values go in as lists."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    kinds = {c.name: c.type.compile(dialect) for c in table.columns}
    changes = [f"{name} = %s::{kinds[name]}" for name in same] + [f"{name} = given.{name}" for name in names]
    lists = ", ".join(f"%s::{kinds[name]}[]" for name in ("id", *names))
    return (
        f"UPDATE {table.name} SET {', '.join(changes)} "  # noqa: S608
        f"FROM unnest({lists}) AS given (id, {', '.join(names)}) WHERE {table.name}.id = given.id"
    )


@lru_cache(100)
def _insert_into(table: Table) -> Insert:
    return table.insert()


def for_both(build: Callable[[Callable[[Table], Any]], Any]) -> Built:
    """One statement for each database, built once; `build` is handed the INSERT that can say ON CONFLICT."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def upsert(conn: Work, into: Table) -> SqliteInsert | PostgresInsert:
    """An INSERT that can say ON CONFLICT; both dialects share its methods."""
    return postgresql.insert(into) if conn.dialect.name == "postgresql" else sqlite.insert(into)


def inserted(conn: Work, into: Table, values: Mapping[str, Any]) -> bool:
    """Insert unless a unique key is there already; True when the row is new."""
    new = upsert(conn, into).values(dict(values)).on_conflict_do_nothing()
    return conn.execute(new.returning(*into.primary_key)).first() is not None
