"""What every table shares: metadata with named constraints, the one UTC column type, and short column helpers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Index, MetaData, Table, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out. SQLite stores it naive as ISO text, which sorts; PostgreSQL as timestamptz.

    A naive value is refused: it would be somebody's local time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("A time without a zone cannot be stored; use aware UTC.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Unsigned64(TypeDecorator[int]):
    """64 unsigned bits in the signed column that both databases have."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return value - (1 << 64) if value is not None and value >= 1 << 63 else value

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        return None if value is None else value % (1 << 64)


class Base(SQLModel):
    """Tables describe, they do not validate: what reaches them was checked at the edge."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def table(name: str) -> Table:
    """The Core table behind a SQLModel class, for statements."""
    return Base.metadata.tables[name]


def moment(**options: Any) -> Any:
    """A UTC column."""
    return Field(sa_type=UtcDateTime, **options)


def json(**options: Any) -> Any:
    """A JSON column, text on SQLite."""
    return Field(sa_type=JSON, **options)


def one_of(column: str, *words: str) -> CheckConstraint:
    """Strings, not database enums; the words are those of the rules."""
    quoted = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({quoted})", name=column)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that are still alive. Statements repeat `where` literally, else SQLite cannot use it."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
