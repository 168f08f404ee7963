"""One process at a time: the others wait, take over when it dies, and a sleeper that wakes stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from api.lead import lead
from api.wiring import Wiring
from tests.desk.line import Line, logs_of_a_process, open_line
from tipline.errors import Unavailable

BEAT, PATIENCE = 0.02, 0.4


class Worker:
    """Counts itself among those who do the work."""

    working: set[int] = set()

    def __init__(self, number: int) -> None:
        self.number = number

    async def work(self) -> None:
        assert not self.working, "two of them at once"
        self.working.add(self.number)
        try:
            await asyncio.Event().wait()
        finally:
            self.working.discard(self.number)


@pytest.fixture(autouse=True)
def _quiet():
    Worker.working = set()
    with logs_of_a_process():
        yield


@pytest.fixture
def line(tmp_path: Path, url: str):
    with open_line(tmp_path / "line", url=url) as made:
        yield made


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


def begin(wiring: Wiring, number: int) -> asyncio.Task[None]:
    return asyncio.create_task(lead(wiring, "poll", Worker(number).work, beat_s=BEAT, patience_s=PATIENCE))


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_one_does_it_and_who_stops_hands_over_at_once(line: Line) -> None:
    tasks = [begin(line.wiring, number) for number in range(3)]
    await until(lambda: Worker.working)
    for _ in range(2):
        [first] = Worker.working
        await end(tasks[first])
        await until(lambda: Worker.working)
        assert first not in Worker.working
    await end(*tasks)
    with line.read() as tx:
        assert tx.locks.look("poll") is None


async def test_who_dies_without_a_word_is_followed(line: Line) -> None:
    with line.write() as tx:
        assert tx.locks.take("poll", "somebody who died", None)
    task = begin(line.wiring, 1)
    await until(lambda: Worker.working)
    await end(task)


async def test_who_was_asleep_while_another_took_over_stops(line: Line) -> None:
    task = begin(line.wiring, 1)
    await until(lambda: Worker.working)
    with line.write() as tx:
        held = tx.locks.look("poll")
        while not tx.locks.take("poll", "another", held):
            held = tx.locks.look("poll")
    await until(lambda: not Worker.working)
    for _ in range(30):
        with line.write() as tx:
            assert tx.locks.beat("poll", "another")
        await asyncio.sleep(BEAT)
    assert not Worker.working
    await until(lambda: Worker.working)  # the other one went silent
    await end(task)


async def test_work_that_ends_by_itself_is_begun_again(line: Line) -> None:
    begun: list[int] = []

    async def work() -> None:
        begun.append(1)
        raise Unavailable("The database does not answer.")

    task = asyncio.create_task(lead(line.wiring, "poll", work, beat_s=BEAT, patience_s=PATIENCE))
    await until(lambda: len(begun) > 1)
    await end(task)
