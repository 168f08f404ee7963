"""A whole installation in a folder of this disk, on either database, as durable as a real one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings, load
from storage import migrate
from storage.keys import init_keys
from tests.storage import postgres

PUBLIC_URL = "https://tips.example.org"
ACCOUNT = "AC" + "0" * 32
TOKEN = "0123456789abcdef" * 2
DATABASES = ("sqlite", "postgresql")


@contextmanager
def folder() -> Iterator[Path]:
    """On the disk of the working directory: /tmp may be memory, and memory never flushes."""
    made = Path(tempfile.mkdtemp(prefix=".bench-", dir=Path.cwd()))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Installation:
    """`environ` holds the same settings for processes of our own."""

    settings: Settings
    environ: dict[str, str]


@contextmanager
def installation(database: str) -> Iterator[Installation]:
    """Keys and a migrated, empty database. PostgreSQL flushes (fsync on), as SQLite does (synchronous FULL)."""
    with folder() as place:
        if database == "sqlite":
            yield _prepared(place, f"sqlite:///{place / 'data' / 'tipline.db'}")
            return
        with postgres.running(durable=True) as server, server.database() as url:
            yield _prepared(place, url)


def _prepared(place: Path, url: str) -> Installation:
    (place / "data").mkdir(mode=0o700)
    init_keys(place / "keys")
    migrate.upgrade(url)
    environ = {
        "TIPLINE_DATA_DIR": str(place / "data"),
        "TIPLINE_KEY_DIR": str(place / "keys"),
        "TIPLINE_DATABASE_URL": url,
        "TIPLINE_PUBLIC_URL": PUBLIC_URL,
        "TIPLINE_TWILIO_ACCOUNT_SID": ACCOUNT,
        "TIPLINE_TWILIO_AUTH_TOKEN": TOKEN,
        "TIPLINE_TWILIO_FROM": "+17735550100",
    }
    return Installation(load(environ), environ)
