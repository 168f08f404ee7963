"""What a database says of itself, for whoever looks after it. Opens it for reading only and makes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from storage.engine import is_sqlite, make_engine
from tipline.errors import SetupError

_SERVER = (
    "server_version", "fsync", "full_page_writes", "synchronous_commit", "log_error_verbosity",
    "log_parameter_max_length_on_error",
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """`kind`: "sqlite" or "postgresql". `settings`: names as the database has them. `now`: its own clock, aware UTC."""

    kind: str
    settings: Mapping[str, str]
    now: datetime


def pulse(url: str) -> Pulse:
    """Raises SetupError when the database is not there or does not answer."""
    engine = make_engine(url)
    file = engine.url.database or ""
    if is_sqlite(engine) and not Path(file).exists():
        raise SetupError(f"There is no database at {file}; run tipline migrate.")
    try:
        with engine.connect() as conn, conn.begin():
            return _embedded(conn) if is_sqlite(engine) else _server(conn)
    except SQLAlchemyError as error:
        raise SetupError(f"The database does not answer: {type(error).__name__}.") from None
    finally:
        engine.dispose()


def _embedded(conn: Connection) -> Pulse:
    pragmas = {name: str(conn.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in ("journal_mode", "synchronous")}
    version, now = conn.exec_driver_sql("SELECT sqlite_version(), strftime('%Y-%m-%dT%H:%M:%f', 'now')").one()
    return Pulse("sqlite", {"version": version, **pragmas}, datetime.fromisoformat(now).replace(tzinfo=UTC))


def _server(conn: Connection) -> Pulse:
    held = {name: str(conn.exec_driver_sql(f"SHOW {name}").scalar()) for name in _SERVER}
    now = conn.exec_driver_sql("SELECT clock_timestamp()").scalar()
    assert isinstance(now, datetime)
    return Pulse("postgresql", {"version": held.pop("server_version"), **held}, now.astimezone(UTC))
