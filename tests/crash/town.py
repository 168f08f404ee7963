"""One installation under test: its keys, database and processes, the vendors around it, and time that can be moved."""

from __future__ import annotations

import asyncio
import hashlib
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import storage.keys
import storage.migrate
from api import settings as setting
from api import wiring
from tests.crash.clock import SharedClock
from tests.crash.forge import Forge
from tests.crash.known import unread
from tests.crash.people import People, Staff
from tests.crash.process import Order
from tests.crash.vendors import Vendors, free_port
from tests.storage import postgres
from tipline.desk.records import Session

STARTED_S, STOPPED_S = 60.0, 30.0
_CSRF, _TOKEN = "csrf-of-nobody", "session-of-nobody"


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of a fresh, empty database: "" is SQLite in the data folder."""
    if name == "sqlite":
        yield ""
        return
    with postgres.running() as server, server.database() as url:
        yield url


class Town:
    """`kinds`: the names of the processes that make up this installation, "serve" or "work" and perhaps a number."""

    def __init__(
        self, folder: Path, url: str, forge: Forge, chance: random.Random, data: Path | None = None
    ) -> None:
        self.folder, self.forge, self.port = folder, forge, free_port()
        line = f"http://127.0.0.1:{self.port}"
        self.clock = SharedClock(folder / "clock")
        self.vendors = Vendors(self.clock.now, line)
        self.environ = self.vendors.environ() | {
            "TIPLINE_DATA_DIR": str(data or folder / "data"), "TIPLINE_KEY_DIR": str(folder / "keys"),
            "TIPLINE_DATABASE_URL": url, "TIPLINE_PORT": str(self.port),
            "TIPLINE_METRICS_LISTEN": "",
        }
        self.settings = setting.load(self.environ)
        self.kinds: tuple[str, ...] = ("serve",) if self.settings.embedded else ("serve", "work")
        self.ports = {"serve": self.port}  # where each serving process listens
        self.people, self.staff = People(self.vendors, chance), Staff(line, _TOKEN, _CSRF, chance)
        self.running: dict[str, int] = {}
        self.kills = 0
        self.since_recovery: Counter[str] = Counter()  # kills by kind of process

    def found(self) -> None:
        """Keys, tables, and a supervisor with a session."""
        self.settings.data_dir.mkdir()
        storage.keys.init_keys(self.settings.key_dir)
        storage.migrate.upgrade(self.settings.database)
        made = self.built()
        try:
            with made.store.write() as tx:
                now = wiring.SystemClock().now()  # sessions go by the machine's own clock
                staff_id = tx.staff.add("sol", "supervisor", "no password signs in here", None, now)
                digest = hashlib.sha256(_TOKEN.encode()).digest()
                tx.staff.add_session(Session(digest, staff_id, _CSRF, now, now))
        finally:
            made.close()

    def built(self) -> wiring.Wiring:
        """Its wiring, for looking at the books from outside."""
        return wiring.build(self.settings, clock=self.clock, known=unread())

    async def start(
        self, armed: tuple[str, str, int] | None = None, fault: tuple[int, int, int] | None = None
    ) -> None:
        """Start what does not run. `armed`: (kind, point, nth); `fault` as in Order."""
        for kind in self.kinds:
            if kind not in self.running:
                point, nth = (armed[1], armed[2]) if armed and armed[0] == kind else (None, 1)
                environ = self.environ | {"TIPLINE_PORT": str(self.ports.get(kind, 0))}
                what = kind.rstrip("0123456789")
                self.running[kind] = await self.forge.start(
                    Order(what, environ, str(self.folder), point, nth, fault, kind)
                )

    async def answers(self, kind: str = "") -> bool:
        """Whether the line answered within the time a start may take; False when its process ended first."""
        kind = kind or next(iter(self.ports))
        pid, end = self.running[kind], asyncio.get_running_loop().time() + STARTED_S
        while asyncio.get_running_loop().time() < end:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", self.ports[kind])
                writer.close()
                return True
            except OSError:
                if await self.forge.ended(pid, 0.01) is not None:
                    return False
        raise AssertionError(f"The line did not start within {STARTED_S:.0f} s: {self.log()}")

    def lives(self, kind: str) -> bool:
        return kind in self.running and self.forge.lives(self.running[kind])

    async def kill(self, kind: str) -> None:
        pid = self.running.pop(kind)
        self.kills += 1
        self.since_recovery[kind] += 1
        self.forge.kill(pid)
        await self.forge.ended(pid)

    async def kill_all(self) -> None:
        for kind in list(self.running):
            await self.kill(kind)

    async def stop(self) -> None:
        """As an operator stops it."""
        pids = [self.running.pop(kind) for kind in list(self.running)]
        for pid in pids:
            self.forge.kill(pid, signal.SIGTERM)
        for pid in pids:
            if await self.forge.ended(pid, STOPPED_S) is None:
                raise AssertionError(f"The line did not stop within {STOPPED_S:.0f} s: {self.log()}")

    def log(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-4000:] for path in sorted(self.folder.glob("log-*")))

    def forward(self, span: timedelta) -> None:
        self.clock.forward(span)


@asynccontextmanager
async def town(
    url: str, chance: random.Random, *, reading: bool = True, data: Path | None = None,
    under: Callable[[Path], dict[str, str]] | None = None,
) -> AsyncIterator[Town]:
    """An installation with its vendors, stopped and removed at the end. `reading` as in Forge; `data`: where its data
    folder is to be made; `under` gives, for the installation's folder, the environment of its processes.
    """
    folder = Path(tempfile.mkdtemp(prefix="tipline-crash-"))
    try:
        async with Forge(reading=reading, environ=under(folder) if under else None) as forge:
            made = Town(folder, url, forge, chance, data)
            made.found()
            async with made.vendors.open():
                yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)
