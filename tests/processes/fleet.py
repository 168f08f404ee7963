"""Several real processes on one PostgreSQL database: any number of `serve` and `work`, with the vendors around them."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx2

import storage.keys
from api import readers, wiring
from api import settings as setting
from api.settings import Settings
from tests.crash.clock import SharedClock
from tests.crash.forge import Forge
from tests.crash.process import Order
from tests.crash.vendors import Vendors, free_port
from tipline.desk.records import Session

_TOKEN, _STARTED_S = "session-of-nobody", 30.0
_SIGNED_IN = {"Cookie": f"tipline={_TOKEN}", "Sec-Fetch-Site": "same-origin"}
_POLLS = ("TIPLINE_PUBLIC_URL", "TIPLINE_TWILIO_ACCOUNT_SID", "TIPLINE_TWILIO_AUTH_TOKEN", "TIPLINE_TWILIO_FROM")


@cache
def _known() -> readers.Knowledge:
    return readers.knowledge(Settings())


@dataclass
class Member:
    """One process. `port` is where it listens, if it does."""

    what: str
    pid: int
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        path = self.folder / f"log-{self.what}"
        return path.read_text(errors="replace") if path.exists() else ""


@dataclass
class Fleet:
    """`polling`: without a public address, so that Telegram is polled and there is no Twilio."""

    folder: Path
    url: str
    forge: Forge
    vendors: Vendors
    clock: SharedClock
    polling: bool
    members: list[Member] = field(default_factory=list)

    def environ(self, port: int) -> dict[str, str]:
        own = {
            "TIPLINE_DATA_DIR": str(self.folder / "data"), "TIPLINE_KEY_DIR": str(self.folder / "keys"),
            "TIPLINE_DATABASE_URL": self.url, "TIPLINE_PORT": str(port), "TIPLINE_METRICS_LISTEN": "",
            "TIPLINE_DATABASE_CONNECTIONS": "4",
        }
        given = self.vendors.environ()
        return {name: value for name, value in given.items() if not (self.polling and name in _POLLS)} | own

    async def start(self, what: str) -> Member:
        port = free_port()
        folder = self.folder / f"{what}-{len(self.members)}"
        folder.mkdir()
        (folder / "clock").hardlink_to(self.folder / "clock")
        pid = await self.forge.start(Order(what, self.environ(port), str(folder)))
        made = Member(what, pid, port, folder)
        self.members.append(made)
        return made

    async def answers(self, member: Member) -> None:
        async with asyncio.timeout(_STARTED_S):
            while True:
                with suppress(OSError):
                    _reader, writer = await asyncio.open_connection("127.0.0.1", member.port)
                    writer.close()
                    return
                assert await self.forge.ended(member.pid, 0.02) is None, member.log()

    async def kill(self, member: Member) -> None:
        self.forge.kill(member.pid)
        await self.forge.ended(member.pid)

    def signal(self, member: Member, number: signal.Signals) -> None:
        self.forge.kill(member.pid, number)

    def wiring(self) -> wiring.Wiring:
        """The same installation, to look into."""
        return wiring.build(setting.load(self.environ(0)), known=_known())

    @asynccontextmanager
    async def console(self, member: Member) -> AsyncIterator[httpx2.AsyncClient]:
        """A signed-in supervisor at this process."""
        async with httpx2.AsyncClient(
            base_url=member.url, headers=_SIGNED_IN, timeout=20.0, trust_env=False
        ) as client:
            yield client


@asynccontextmanager
async def fleet(url: str, *, polling: bool = False) -> AsyncIterator[Fleet]:
    folder = Path(tempfile.mkdtemp(prefix="tipline-fleet-"))
    try:
        clock = SharedClock(folder / "clock")
        async with Forge() as forge:
            made = Fleet(folder, url, forge, Vendors(clock.now, "http://127.0.0.1:1"), clock, polling)
            (folder / "data").mkdir()
            storage.keys.init_keys(folder / "keys")
            _sign_in(made)
            async with made.vendors.open():
                yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sign_in(made: Fleet) -> None:
    looking = made.wiring()
    try:
        with looking.store.write() as tx:
            now = wiring.SystemClock().now()
            staff_id = tx.staff.add("sol", "supervisor", "no password signs in here", None, now)
            tx.staff.add_session(Session(hashlib.sha256(_TOKEN.encode()).digest(), staff_id, "csrf", now, now))
    finally:
        looking.close()
