"""Cuts the power of a recorded day at many moments and looks at what is left, each time on a disk of its own."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import storage.keys
import storage.migrate
from api import wiring
from api.clock import SystemClock
from tests.crash.known import unread
from tests.power import shim
from tests.power.record import Act, Disk, read
from tests.power.workload import settings_in

_MARK = "A"


@dataclass
class Promised:
    """What the day had promised until a moment."""

    acked: set[bytes] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)

    def hear(self, remark: str) -> None:
        word, _, rest = remark.partition(" ")
        if word == "acked":
            self.acked.add(bytes.fromhex(rest))
        elif word == "sent":
            self.sent.add(int(rest))
        elif word == "deleted":
            self.deleted.add(rest)
        else:
            self.noted.add(rest)


@dataclass
class Found:
    """`cuts` made, `promises` looked at, `lost` among them, and databases that were not sound."""

    cuts: int = 0
    promises: int = 0
    lost: int = 0
    broken: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def recorded(messages: int, seed: int, *controls: str) -> Iterator[tuple[Disk, list[Act]]]:
    """A day's record, and the disk as it was in the morning."""
    folder = Path(tempfile.mkdtemp(prefix="tipline-power-"))
    try:
        settings, log = settings_in(folder), folder / "record"
        storage.keys.init_keys(settings.key_dir)
        storage.migrate.upgrade(settings.database)
        made = wiring.build(settings, known=unread())
        with made.store.write() as tx:
            tx.staff.add("sol", "supervisor", "no password signs in here", None, SystemClock().now())
        made.close()
        disk = Disk(settings.data_dir)
        command = [sys.executable, "-m", "tests.power.workload", folder, str(messages), str(seed), *controls]
        subprocess.run(command, check=True, env=shim.environ(settings.data_dir, log))
        yield disk, read(log)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cut(disk: Disk, acts: list[Act], count: int, chance: random.Random) -> Found:
    """Cut `count` times, at moments all over the day."""
    found, promised = Found(), Promised()
    moments = sorted(chance.choices(range(1, len(acts) + 1), k=count))
    for number, act in enumerate(acts, 1):
        if act.kind == _MARK:
            promised.hear(act.data.decode())
        else:
            disk.happen(act)
        while moments and moments[0] == number:
            moments.pop(0)
            _look(disk, promised, found, chance)
    return found


def _look(disk: Disk, promised: Promised, found: Found, chance: random.Random) -> None:
    found.cuts += 1
    folder = Path(tempfile.mkdtemp(prefix="tipline-cut-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        for name, held in disk.after_cut(chance).items():
            if name.endswith("-shm"):
                continue  # SQLite makes it anew
            path = folder / Path(name).relative_to(disk.root)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(held)
        try:
            _compare(folder, promised, found)
        except sqlite3.DatabaseError as error:
            found.broken += 1
            found.faults.append(f"the database does not open: {error}")
    finally:
        shutil.rmtree(folder)


def _compare(folder: Path, promised: Promised, found: Found) -> None:
    db = sqlite3.connect(folder / "tipline.db")
    try:
        said = [row[0] for row in db.execute("PRAGMA integrity_check")]
        if said != ["ok"]:
            found.broken += 1
            found.faults += said[:3]
        seen = {row[0] for row in db.execute("SELECT digest FROM seen")}
        untold = {row[0] for row in db.execute("SELECT id FROM outbox WHERE state = 'queued'")}
        known = {row[0] for row in db.execute("SELECT id FROM outbox")}
        noted = {row[0] for row in db.execute("SELECT note FROM case_event WHERE action = 'note'")}
        stored = {row[0] for row in db.execute("SELECT sha256 FROM evidence WHERE state = 'stored'")}
    finally:
        db.close()
    _expect(found, "acknowledged messages", promised.acked, seen)
    _expect(found, "sends that were begun", promised.sent, known - untold)
    _expect(found, "notes", promised.noted, noted)
    _expect(found, "media deleted at the vendor", promised.deleted, {d for d in stored if _held(folder, d)})


def _expect(found: Found, what: str, promised: set, held: set) -> None:  # type: ignore[type-arg]
    missing = len(promised - held)
    found.promises += len(promised)
    found.lost += missing
    if missing:
        found.faults.append(f"lost {missing} {what}")


def _held(folder: Path, digest: str) -> bool:
    path = folder / "vault" / "originals" / digest[:2] / digest
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
