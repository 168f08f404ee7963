"""A day's work on the real store and vault, under the shim: what has to survive is marked once it was promised.

`python -m tests.power.workload FOLDER MESSAGES SEED [normal] [unforced]`. The words at the end are the controls, which
have to lose something: SQLite with synchronous=NORMAL, and a vault that forces nothing to the disk.
"""

from __future__ import annotations

import asyncio
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from api import fetching, wiring
from api.clock import ManualClock, SystemClock
from api.phone import pictures
from api.readers import knowledge
from api.settings import Settings
from api.stand_ins import Request, StandIns, arrival
from storage.vault import ObjectVault
from tests.power.shim import Inside
from tipline.desk import casework, evidence, inbox, intake, outbox
from tipline.desk.records import Actor
from tipline.desk.rights import Role
from tipline.message import Address, Channel, Sent

_WAVE, _AT_ONCE = 12, 4
_SUPERVISOR = Actor(1, "sol", Role.SUPERVISOR)
_WORDS = "ICE is taking two people at {house} W 26th St, a white van"


def settings_in(folder: Path) -> Settings:
    return Settings(data_dir=folder / "data", key_dir=folder / "keys", public_url="https://tips.example.org")


def _unforced(_path: Path) -> None:
    """As a vault that trusts the system to write some day."""


class Day:
    """One installation at work in this process."""

    def __init__(self, folder: Path, seed: int, controls: set[str]) -> None:
        self._shim, self._chance, self._turn = Inside(), random.Random(seed), 0
        settings, self._clock = settings_in(folder), ManualClock(SystemClock().now())
        self._vendors = StandIns(self._clock)
        made = wiring.build(settings, clock=self._clock, vendors=self._vendors, known=knowledge(settings))
        if "normal" in controls:
            event.listen(made.store.engine, "connect", _normal)
        if "unforced" in controls:
            assert isinstance(made.vault, ObjectVault)
            made = replace(made, vault=ObjectVault(made.vault._store, made.vault._folder, _unforced))
        self._made, self._means = made, made.means
        self._photo = pictures.jpeg(pictures.ROLL[0].name)

    def work(self, messages: int) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            while self._turn < messages:
                list(pool.map(self._accept, [self._request() for _ in range(_WAVE)]))
                self._process()
                asyncio.run(self._fetch())
                self._send()
                self._act()
        self._made.close()

    def _request(self) -> Request:
        self._turn += 1
        channel = self._chance.choice(tuple(Channel))
        value = f"+1773555{100 + self._turn % 100:04d}" if channel is Channel.SMS else str(773_550_000 + self._turn)
        words = _WORDS.format(house=self._chance.randrange(500, 4600, 10))
        if self._turn % _WAVE == 1:
            return self._vendors.photo(Address(channel, value), self._photo + self._chance.randbytes(16), words)
        return self._vendors.text(Address(channel, value), words)

    def _accept(self, request: Request) -> None:
        came = arrival(request)
        inbox.accept(self._made.store, self._made.seals, came, self._clock.now())
        self._shim.mark(f"acked {self._made.seals.seen(came.channel, came.vendor_id or '').hex()}")

    def _process(self) -> None:
        """Until nothing is due, and again after the pause that ends a burst."""
        for _ in range(2):
            while intake.process_due(self._means, self._clock.now()) + intake.ring_timers(self._means, self._clock.now()):
                pass
            self._clock.move_to(self._clock.now() + timedelta(seconds=70))

    async def _fetch(self) -> None:
        for fetch in evidence.claim(self._means, self._clock.now(), 10):
            await fetching.fetch_and_keep(self._made, fetch)
        for fetch in evidence.to_delete(self._means, self._clock.now(), 10):
            with self._made.store.read() as tx:
                digest = tx.evidence.get(fetch.evidence_id).sha256
            self._shim.mark(f"deleted {digest}")  # from here on nobody else has these bytes
            await fetching.delete_at_vendor(self._made, fetch)

    def _send(self) -> None:
        for message in outbox.claim(self._means, self._clock.now()):
            self._shim.mark(f"sent {message.outbox_id}")  # from here on the vendor has it
            outbox.settle(self._means, message, Sent(f"SM{message.outbox_id:032d}", 1), self._clock.now())

    def _act(self) -> None:
        words = f"remark {self._turn}"
        casework.note(self._means, _SUPERVISOR, 1, words, self._clock.now())
        self._shim.mark(f"noted {words}")


def _normal(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")


if __name__ == "__main__":
    Day(Path(sys.argv[1]), int(sys.argv[3]), set(sys.argv[4:])).work(int(sys.argv[2]))
