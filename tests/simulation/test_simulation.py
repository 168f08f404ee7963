"""R18 in its short form, the seeds that failed once, and that the simulation sees what it looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.desk.line import logs_of_a_process
from tests.drills import r18_simulation
from tests.drills.contract import SHORT
from tests.simulation.play import draw
from tests.simulation.runner import once, remembered, site
from tests.simulation.world import World
from tipline.desk.ports import Sender
from tipline.errors import SendFailed
from tipline.message import Channel, Outbound, Sent

_BEGINNING = 150


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


@pytest.mark.parametrize("database", r18_simulation.DATABASES)
def test_after_every_storm_everything_holds(database: str) -> None:
    outcome = r18_simulation.run(database, SHORT)
    assert outcome.ok, outcome.words
    assert outcome.counts["deliveries"] > 50
    assert outcome.counts["sent"] > 10


@pytest.mark.parametrize("database", r18_simulation.DATABASES)
def test_what_failed_once_holds(database: str) -> None:
    """Its beginning; the night's form plays it whole."""
    for run in [run for run in remembered() if run.database == database]:
        with site(database) as fresh:
            told = once(fresh, run.seed, draw(run.seed, min(run.steps, _BEGINNING)))
        assert told.fault is None, f"seed {run.seed}: {told.fault} (it was: {run.why})"


# The simulation would see it. Each defect is a part handed to the line in place of the true one.


@dataclass
class SendsTwice:
    inner: Sender

    async def send(self, message: Outbound) -> Sent:
        await self.inner.send(message)
        return await self.inner.send(message)


@dataclass
class SaysSent:
    inner: Sender

    async def send(self, message: Outbound) -> Sent:
        return Sent(f"SM{message.outbox_id}")


@dataclass
class TakesUnclearForRefused:
    """A send without an answer counts as one that never went: blind resending."""

    inner: Sender

    async def send(self, message: Outbound) -> Sent:
        try:
            return await self.inner.send(message)
        except SendFailed as failed:
            raise SendFailed(failed.code, retry_after=failed.retry_after) from None


class SealsNothing:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def seal(self, wrapped_key: bytes, record: str, name: str, plain: str) -> bytes:
        return plain.encode()

    def open(self, wrapped_key: bytes, record: str, name: str, blob: bytes) -> str:
        return blob.decode()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class ForgetsDeliveries:
    """Every seventh delivery is remembered and not kept."""

    def __init__(self, inner: Any) -> None:
        self._inner, self._count = inner, 0

    @contextmanager
    def write(self) -> Iterator[Any]:
        with self._inner.write() as tx:
            yield tx
            self._count += 1
            if self._count % 7 == 0:
                tx.inbox._free.exec_driver_sql("DELETE FROM inbox WHERE id = (SELECT max(id) FROM inbox)")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _senders(kind: Callable[[Sender], Sender]) -> Callable[[World], None]:
    def spoil(world: World) -> None:
        held = world.wiring.senders
        world.use(senders={channel: kind(held[channel]) for channel in Channel})

    return spoil


DEFECTS: dict[str, tuple[Callable[[World], None], str]] = {
    "a sender that sends twice": (_senders(SendsTwice), "reached"),
    "a sender that sends nothing": (_senders(SaysSent), "no vendor took it"),
    "a sender that resends blindly": (_senders(TakesUnclearForRefused), "reached"),
    "seals that seal nothing": (lambda world: world.use(seals=SealsNothing(world.means.seals)), "stands in the database in clear"),
    "a store that loses deliveries": (lambda world: world.use(store=ForgetsDeliveries(world.store)), "were accepted"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_simulation_sees(defect: str) -> None:
    """Within a few seeds: not every day brings the trouble that shows it."""
    spoil, words = DEFECTS[defect]
    faults = []
    with site("sqlite") as fresh:
        for seed in range(1, 7):
            told = once(fresh, seed, draw(seed, 200), spoil=spoil)
            faults.append(told.fault or "")
            if words in faults[-1]:
                return
    raise AssertionError(faults)


def test_a_run_is_the_same_each_time() -> None:
    with site("sqlite") as fresh:
        one, two = (once(fresh, 11, draw(11, 120)) for _ in range(2))
    assert one.story == two.story
    assert len(one.story) == 120
