"""PostgreSQL, by its own pg_dump and pg_restore. Where it is and the password reach them by environment, never by their
command line, which everybody on the machine can read."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy.engine import make_url

from storage.backup import disk
from storage.backup.facts import Facts, facts
from tipline.errors import SetupError

ENDING = ".dump"
_DEBIAN = Path("/usr/lib/postgresql")
_VARIABLES = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
    "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY", "passfile": "PGPASSFILE", "options": "PGOPTIONS", "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def program(name: str, folder: Path | None = None) -> Path:
    """pg_dump or pg_restore: in the folder given, else on the PATH, else Debian's newest. Raises SetupError."""
    if folder is not None:
        found = folder / name if (folder / name).exists() else None
    else:
        on_path = shutil.which(name)
        newest = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
        found = Path(on_path) if on_path else newest[-1] if newest else None
    if found is None:
        raise SetupError(
            f"{name} is not on this machine: install PostgreSQL's client programs, of the server's version or newer "
            "(Debian: postgresql-client), or name their folder with --programs."
        )
    return found


def dump(url: str, target: Path, folder: Path | None = None) -> Facts:
    """Copy the database as of one moment, and the facts of that same moment. Raises SetupError."""
    staged = target.with_name(target.name + ".partial")
    staged.unlink(missing_ok=True)
    dumping = program("pg_dump", folder)
    try:
        with psycopg.connect(_plain(url)) as conn:
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            row = conn.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            found = facts(lambda sql: conn.execute(sql.encode()).fetchall())
            _run([dumping, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={row[0]}",
                  f"--file={staged}"], url)
    except psycopg.Error as error:
        raise SetupError(f"The database could not be read: {type(error).__name__}.") from error
    disk.settle(staged, target)
    return found


def load(source: Path, url: str, folder: Path | None = None) -> None:
    """Fill an empty database in one transaction. Raises SetupError."""
    restoring = program("pg_restore", folder)
    _run([restoring, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
          f"--dbname={conninfo_to_dict(_plain(url)).get('dbname', '')}", source], url)


def is_empty(url: str) -> bool:
    """Whether nothing was made in the database yet. Raises SetupError."""
    tables = "SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1"
    try:
        with psycopg.connect(_plain(url)) as conn:
            return conn.execute(tables).fetchone() is None
    except psycopg.Error as error:
        raise SetupError(f"The database cannot be opened: {type(error).__name__}. Create it first, empty.") from error


def _plain(url: str) -> str:
    """As PostgreSQL's own programs read it."""
    parsed = make_url(url)
    parts: dict[str, Any] = parsed.translate_connect_args(username="user", database="dbname")
    query = {name: value if isinstance(value, str) else ",".join(value) for name, value in parsed.query.items()}
    return make_conninfo(**parts, **query)


def _run(command: list[Path | str], url: str) -> None:
    given = conninfo_to_dict(_plain(url))
    own = {variable: str(given[name]) for name, variable in _VARIABLES.items() if given.get(name)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "TIPLINE_"))}
    done = subprocess.run(command, env=kept | own, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        first = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "it gave no reason")
        raise SetupError(f"{Path(command[0]).name} failed: {first.strip()}")
