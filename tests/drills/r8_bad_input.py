"""R8, bad input: whatever strangers and confused vendors send, the line answers, stores nothing of strangers, stays itself.

First requests of strangers at every door of the real process, then true requests of both vendors that mean nothing.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from api import wiring
from api.clock import SystemClock
from api.refusals import BANNERS
from bot.fake import FakeTelegram
from sms.fake import FakeTwilio
from storage import migrate
from storage.engine import make_engine
from storage.tables import metadata
from tests.drills.contract import Outcome, Size
from tests.fuzz.forge import Forger
from tests.fuzz.nonsense import Nonsense
from tests.fuzz.odd import MARK, NUMBER
from tests.fuzz.serving import Served, serving
from tests.fuzz.wire import Raw, send_all
from tests.storage import postgres
from tipline.desk import intake

DATABASES = ("sqlite", "postgresql")
GROWTH = 12 * 1024 * 1024  # of memory after the warm-up, which a slow leak passes within a night's requests
COUNTS_GUESSES = frozenset({"sign_in_failure", "banner", "change"})  # what may grow by strangers: it slows or reports them
_OPEN_TO_ALL = ("/healthz", "/readyz", "/openapi.json", "/static", "/console/signin", "/console/link/")


def run(database: str, size: Size) -> Outcome:
    """2,500, 50,000 or 100,000 requests on each database, one in ten of them signed."""
    count, seed = size.pick(2_500, 50_000, 100_000), random.SystemRandom().randrange(2**32)
    print(f"R8 on {database}, seed {seed}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="r8-") as folder, _database(database, Path(folder)) as url:
        seen = asyncio.run(_drill(Path(folder), url, count, random.Random(seed)))
    words = f"Every door answered {sum(seen.statuses.values())} odd requests and stored nothing of strangers."
    if seen.faults:
        words = f"Seed {seed}: {'; '.join(seen.faults[:5])}"
    counts = {"requests": sum(seen.statuses.values()), "signed": seen.signed, "parked": seen.parked, "memory_kib": seen.grown // 1024}
    return Outcome("R8", database, counts, seen.lost, seen.doubled, time.monotonic() - began, not seen.faults, words)


@dataclass
class Seen:
    """What the run showed. `faults`: sentences about what did not hold."""

    faults: list[str] = field(default_factory=list)
    statuses: Counter[int | None] = field(default_factory=Counter)
    signed: int = 0
    parked: int = 0
    lost: int = 0
    doubled: int = 0
    grown: int = 0

    def stranger(self, asked: Raw, status: int | None) -> None:
        self.statuses[status] += 1
        if status is not None and status >= 500:
            self.faults.append(f"{asked.kind}: {status}")
        if status is None and asked.whole:
            self.faults.append(f"{asked.kind}: no answer")
        if status is not None and status < 300 and not _open(asked):
            self.faults.append(f"{asked.kind}: taken in with {status}")

    def vendor(self, asked: Raw, status: int | None) -> None:
        self.statuses[status] += 1
        self.signed += 1
        if status != 200:
            self.faults.append(f"{asked.kind}: {status} for a request the vendor signed")


def _open(asked: Raw) -> bool:
    """Doors that answer everybody: health, the sign-in pages, the browser's own files."""
    target = asked.data.split(b" ", 2)[1] if asked.whole else b"/healthz"
    return target.startswith(tuple(path.encode() for path in _OPEN_TO_ALL))


async def _drill(folder: Path, url: str, count: int, dice: random.Random) -> Seen:
    seen = Seen()
    with serving(folder, url) as served:
        before, began = rows(url), time.monotonic()
        forger = Forger(served.sms, served.bot, dice)
        strangers = forger.forged(count - count // 10)
        await send_all(served.port, islice(strangers, count // 5), seen.stranger)
        warm = served.memory()
        await send_all(served.port, strangers, seen.stranger)
        seen.grown = served.memory() - warm
        if seen.grown > GROWTH:
            seen.faults.append(f"memory grew by {seen.grown // 1024} KiB after the warm-up")
        seen.faults += _stored(before, rows(url), time.monotonic() - began) + _logged(served)
        now = SystemClock().now
        nonsense = Nonsense(served.sms, served.bot, dice, FakeTwilio(served.sms, now), FakeTelegram(served.bot, now))
        await send_all(served.port, nonsense.signed(count // 10), seen.vendor)
        seen.faults += _planted(served)
    _settle(served, nonsense, seen)
    return seen


def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            return {table.name: [repr(row) for row in conn.execute(select(table))] for table in metadata.sorted_tables}
    finally:
        engine.dispose()


def _stored(before: dict[str, list[str]], after: dict[str, list[str]], seconds: float) -> list[str]:
    found = [f"strangers changed the table {name}" for name in after if after[name] != before[name] and name not in COUNTS_GUESSES]
    if not all(any(kind in row for kind in BANNERS.values()) for row in after["banner"]):
        found.append("strangers raised another banner than that of a wrong set-up")
    most = len(BANNERS) * (seconds / 300 + 1) + 1  # each alarm once in five minutes, and the process's own start
    if len(after["change"]) > most:
        found.append(f"strangers woke the live pages {len(after['change'])} times in {seconds:.0f} seconds")
    return found


def _logged(served: Served) -> list[str]:
    """What strangers did is refused, never a fault of ours; every line is one of ours."""
    found = []
    for line in served.log.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("WARNING uvicorn.error "):
            continue
        told = json.loads(line) if line.startswith("{") else None
        if told is None or (told["level"] == "error" and told["event"] != "telegram webhook not set"):
            found.append(f"the log says: {line[:200]}")
    return found + _planted(served)


def _planted(served: Served) -> list[str]:
    lake = served.log.read_bytes()
    secret = [MARK.encode(), NUMBER[2:].encode(), b"7735550167", served.sms.auth_token.encode(), served.bot.secret.encode(), b"\x1b", b"\x00"]
    return [f"the log holds {value!r}" for value in secret if value in lake]


def _settle(served: Served, nonsense: Nonsense, seen: Seen) -> None:
    """What the vendors signed was stored once each, and is understood or parked within the hour."""
    made = wiring.build(served.settings)
    try:
        now = made.clock.now()
        for minute in range(60):
            while intake.process_due(made.means, now + timedelta(minutes=minute)):
                pass
        with made.store.read() as tx:
            parked = tx.inbox.parked()
            seen.parked = len(parked)
            if other := {error for *_, error in parked} - {"BadPayload"}:
                seen.faults.append(f"deliveries were parked by faults of ours: {', '.join(sorted(other))}")
            if tx.inbox.due(now + timedelta(days=1), 1):
                seen.faults.append("a delivery is neither understood nor parked after an hour")
            if seen.parked and "parked_message" not in [banner.kind for banner in tx.board.banners()]:
                seen.faults.append("what could not be understood is not shown")
    finally:
        made.close()
    stored = len(rows(served.settings.database)["seen"])
    seen.lost, seen.doubled = max(0, len(nonsense.arrived) - stored), max(0, stored - len(nonsense.arrived))
    if stored != len(nonsense.arrived):
        seen.faults.append(f"{len(nonsense.arrived)} deliveries were signed and {stored} are remembered")


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        (folder / "data").mkdir()
        url = f"sqlite:///{folder / 'data' / 'tipline.db'}"
        migrate.upgrade(url)
        yield url
        return
    with postgres.running() as server, server.database() as url:
        yield url
