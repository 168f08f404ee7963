"""One process to a SQLite database: its worker runs inside `serve`, and two of them would be in each other's way."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url

from tipline.errors import SetupError


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Hold a SQLite database for this process until the block ends, however it ends; PostgreSQL takes any number.

    Raises SetupError when another process has it. Commands that write once (accounts, migrations) take turns with it.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        yield
        return
    held = os.open(f"{address.database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system frees it with the process
    except BlockingIOError:
        os.close(held)
        raise SetupError(
            "Another tipline process serves this SQLite database. Stop it first, or set TIPLINE_DATABASE_URL to a "
            "PostgreSQL database, where any number of processes may run."
        ) from None
    try:
        yield
    finally:
        os.close(held)
