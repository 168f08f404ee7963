"""The worker's loops: prompt when nudged, unharmed by any fault, and gone when told to stop."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import asking
from api.phone import pictures
from api.worker import Worker
from tests.desk.line import SAW, Line, Phone, logs_of_a_process, open_line
from tipline import delivery
from tipline.message import Channel, Outbound, Sent

SHOT = "someone was shot by ICE at 26th and Kedzie, he is bleeding, happening now"


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    with logs_of_a_process():
        yield


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


@asynccontextmanager
async def working(line: Line) -> AsyncIterator[Worker]:
    worker = Worker(line.wiring)
    worker.start()
    try:
        yield worker
    finally:
        await worker.stop()


async def until(true: Callable[[], object], seconds: float = 5.0) -> float:
    """Waits for it; gives how long it took."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "it never came"
        await asyncio.sleep(0.01)
    return time.monotonic() - start


async def test_a_nudge_makes_the_answer_prompt(line: Line) -> None:
    async with working(line) as worker:
        phone = line.phone()
        phone.types(SHOT)
        worker.nudge()
        await until(lambda: phone.heard)
        assert "911" in phone.heard[0]


async def test_the_bell_rings_where_nobody_nudged(line: Line) -> None:
    async with working(line):
        phone = line.phone()
        phone.types(SAW)
        await until(lambda: line.count("message"))
        line.pass_time(timedelta(seconds=3))
        await until(lambda: len(phone.heard) == 2)


async def test_a_photo_goes_all_the_way_to_the_vault_and_away_from_the_vendor(line: Line) -> None:
    async with working(line) as worker:
        phone = line.phone()
        line.takes(line.vendors.photo(phone.address, pictures.jpeg("vans")))
        worker.nudge()
        await until(lambda: [row.state for row in phone.evidence] == ["stored"])
        await until(lambda: not line.vendors.twilio.media)


async def test_a_loop_outlives_a_database_that_was_away(line: Line) -> None:
    async with working(line) as worker:
        line.query("ALTER TABLE inbox RENAME TO elsewhere")
        worker.nudge()
        await asyncio.sleep(0.2)
        line.query("ALTER TABLE elsewhere RENAME TO inbox")
        phone = line.phone()
        phone.types(SHOT)
        await until(lambda: phone.heard)


class Falls:
    """A sender with a fault of its own at the first message."""

    def __init__(self, inner: object) -> None:
        self._inner, self.fallen = inner, False

    async def send(self, message: Outbound) -> Sent:
        if not self.fallen:
            self.fallen = True
            raise RuntimeError(f"no such number {message.address.value}")
        return await self._inner.send(message)  # type: ignore[attr-defined, no-any-return]


async def test_a_sender_that_falls_leaves_its_message_unknown_and_the_others_untouched(line: Line) -> None:
    falls = Falls(line.wiring.senders[Channel.SMS])
    line.wiring = replace(line.wiring, senders={**line.wiring.senders, Channel.SMS: falls})
    first, second = line.phone(), line.phone()
    for phone in (first, second):
        phone.types(SHOT)
        line.understands()
    async with working(line):
        await until(lambda: second.heard)
        await until(lambda: [row.state for row in first.outbox][:1] == ["unknown"])
        assert first.outbox[0].code == "sender_fault"


async def test_a_row_whose_worker_vanished_is_freed_by_the_next_look(line: Line) -> None:
    phone = line.phone()
    phone.types(SHOT)
    line.understands()
    [number] = line.claims()
    line.pass_time(delivery.LEASE)
    await asking.settle_unknown(line.wiring)
    assert line.row(number).state == "unknown"


async def test_stopping_ends_every_loop_and_leaves_no_row_behind(line: Line) -> None:
    before = asyncio.all_tasks()
    phones = [line.phone() for _ in range(5)]
    async with working(line) as worker:
        for phone in phones:
            phone.types(SHOT)
        worker.nudge()
        await until(lambda: line.count("message"))
    assert asyncio.all_tasks() == before
    assert all(answered(line, phone) for phone in phones)


def answered(line: Line, phone: Phone) -> bool:
    """What is not answered yet is still waiting to be."""
    if line.count("inbox") or phone.heard:
        return True
    return any(row.state in ("queued", "sending") for row in phone.outbox)


async def test_two_workers_send_nothing_twice(line: Line) -> None:
    phones = [line.phone() for _ in range(6)]
    async with working(line) as one, working(line) as other:
        for phone in phones:
            phone.types(SHOT)
            one.nudge()
            other.nudge()
        for phone in phones:
            await until(lambda phone=phone: phone.heard)
        await asyncio.sleep(0.2)
    for phone in phones:
        assert len(phone.heard) == len(set(phone.heard)) == len([r for r in phone.outbox if r.state == "accepted"])
    assert line.count("message") == len(phones)


async def test_what_an_interrupted_fetch_left_behind_goes_after_an_hour_and_what_is_under_way_stays(line: Line) -> None:
    old, new = line.wiring.incoming / "in-old", line.wiring.incoming / "in-new"
    for folder, hours in ((old, 2), (new, 0)):
        folder.mkdir()
        (folder / "original").write_bytes(b"somebody's photo")
        at = (line.clock.now() - timedelta(hours=hours)).timestamp()
        os.utime(folder, (at, at))
    async with working(line):
        await until(lambda: not old.exists())
    assert new.exists()
