"""R11, the disk fills: at nine tenths media are left with their vendor and words go on; when it is full nothing is
acknowledged that is not stored; when there is room again everything goes on without hands.

The data folder lies on a small file system of its own in memory, and on PostgreSQL the database's tables too. The server's
own log of changes has room: a server without any stops, and to start it again is the operator's (or systemd's) part.
Mounting needs root; without it the drill is skipped.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select

from api import wiring
from api.diskspace import BANNER
from storage import tables
from tests.crash.reckoning import Reckoning, reckon, settle
from tests.crash.town import Town, town
from tests.drills.contract import Outcome, Size
from tests.storage import postgres

DATABASES = ("sqlite", "postgresql")
_MB = 1 << 20
_SIZE_MB = {"sqlite": 24, "postgresql": 64}
_PATIENCE_S = 40.0


def run(database: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R11 {database}: seed {seed}", flush=True)
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(_SIZE_MB[database]))
        url = ""
        if database == "postgresql":
            server = stack.enter_context(postgres.running())
            (disk.folder / "tables").mkdir()
            nobody = pwd.getpwnam("nobody")
            os.chown(disk.folder / "tables", nobody.pw_uid, nobody.pw_gid)
            url = stack.enter_context(server.database(disk=disk.folder / "tables"))
        drill = Filling(disk, random.Random(seed), size)
        found = asyncio.run(drill.play(url))
    found.faults += drill.faults
    words = "media were left first, nothing false was acknowledged, and it went on without hands"
    if not found.ok:
        words = f"seed {seed}: " + "; ".join(found.faults[:5])
    return Outcome("R11", database, found.counts, found.lost, found.doubled, time.monotonic() - began, found.ok, words)


class Disk:
    """A small file system, and what takes its room away."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def fill_to(self, share: float) -> None:
        use = shutil.disk_usage(self.folder)
        with self._ballast.open("ab") as file:
            file.write(bytes(max(0, int(share * use.total) - use.used)))

    def fill(self) -> None:
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def make_room(self) -> None:
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk]:
    folder = Path(tempfile.mkdtemp(prefix="tipline-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        folder.rmdir()
        pytest.skip("A small disk cannot be mounted here: that needs root.")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


class Filling:
    def __init__(self, disk: Disk, chance: random.Random, size: Size) -> None:
        self._disk, self._chance = disk, chance
        self._times, self._waves = size.pick(1, 5, 20), size.pick(8, 30, 100)
        self.faults: list[str] = []
        self.heard: dict[int, int] = {}

    async def play(self, url: str) -> Reckoning:
        async with town(url, self._chance, data=self._disk.folder / "data") as made:
            await made.start()
            await made.answers()
            for _ in range(self._times):
                await self._nearly_full(made)
                await self._full(made)
                self._disk.make_room()
                await self._goes_on(made)
            await settle(made)
            found = reckon(made)
        found.counts = {"times full": self._times, "heard 200": self.heard.get(200, 0), "heard 503": self.heard.get(503, 0)}\
            | found.counts
        if not self.heard.get(503):
            self.faults.append(f"nobody was refused while the disk was full: {self.heard}")
        return found

    async def _nearly_full(self, made: Town) -> None:
        """A photo comes with words: the words are filed, the photo waits at its vendor, the operator is told."""
        self._disk.fill_to(0.92)
        await self._until(lambda: BANNER in self._banners(made), "the banner")
        await self._until(lambda: self._count(made, "fetching") == 0, "the media that were on their way")
        stored = self._count(made, "stored")
        made.people.speak(texts=2, chats=1, photos=True)
        await self._until(lambda: self._count(made, "wanted") > 0 and made.vendors.idle, "the photo's words")
        await asyncio.sleep(3.0)  # more than one look for evidence
        if self._count(made, "stored") != stored:
            self.faults.append("media were fetched although the disk was nine tenths full")

    async def _full(self, made: Town) -> None:
        self._disk.fill()
        for wave in range(self._waves):
            made.people.speak(texts=2, chats=1, photos=wave % 4 == 0)
            status = await self._ask(made)
            self.heard[status] = self.heard.get(status, 0) + 1
            self._disk.fill()
        if odd := set(self.heard) - {200, 503}:
            self.faults.append(f"while the disk was full the line answered {sorted(odd)}")
        for kind, pid in made.running.items():
            if await made.forge.ended(pid, 0.05) is not None:
                self.faults.append(f"{kind} ended by itself: {made.log()[-300:]}")

    async def _goes_on(self, made: Town) -> None:
        await self._until(lambda: BANNER not in self._banners(made), "the banner's end")
        await self._until(lambda: self._count(made, "wanted") == 0, "the media that waited")

    async def _ask(self, made: Town) -> int:
        """What the line says to a text, which is long, so that it needs room; 0: nothing, or too late."""
        request = made.vendors.twilio.inbound("+17735550199", "they are still here " * 60)
        sid = request.body.decode().split("MessageSid=")[1].split("&")[0]
        made.vendors.ledger.given[sid] = ()
        made.vendors.ledger.missed.add(sid)
        async with httpx2.AsyncClient(base_url=made.vendors.line, timeout=10.0, trust_env=False) as client:
            try:
                answer = await client.post(request.path, headers=dict(request.headers), content=request.body)
            except httpx2.RequestError:
                return 0
        if answer.status_code == 200:
            made.vendors.ledger.acked.add(sid)
        return answer.status_code

    async def _until(self, true: object, what: str) -> None:
        end = asyncio.get_running_loop().time() + _PATIENCE_S
        while not true():  # type: ignore[operator]
            if asyncio.get_running_loop().time() > end:
                self.faults.append(f"it never came: {what}")
                return
            await asyncio.sleep(0.3)

    def _count(self, made: Town, state: str) -> int:
        with _looking(made) as tx:
            c = tables.evidence.c
            return int(tx.conn.execute(select(func.count()).where(c.state == state)).scalar_one())

    def _banners(self, made: Town) -> set[str]:
        with _looking(made) as tx:
            return {banner.kind for banner in tx.board.banners()}


@contextmanager
def _looking(made: Town) -> Iterator:  # type: ignore[type-arg]
    store = wiring.SqlStore(wiring.make_engine(made.settings.database, 2), "drill")
    try:
        with store.read() as tx:
            yield tx
    finally:
        store.close()
