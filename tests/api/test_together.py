"""Group commit: those who come while one transaction flushes share the next; each hears of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from api import web
from api.stand_ins import arrival
from api.together import Together
from tests.desk.line import SAW, client_of, open_line
from tipline.desk import inbox
from tipline.desk.ports import Store
from tipline.desk.records import Delivery
from tipline.errors import Unavailable


class Notebook:
    """Writes lists of numbers; `gate` holds a write up until it is opened."""

    def __init__(self) -> None:
        self.lists: list[list[int]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.faults: list[Exception] = []

    def write(self, numbers: Sequence[int]) -> list[int | Exception]:
        assert self.gate.wait(10)
        self.lists.append(list(numbers))
        if self.faults:
            raise self.faults.pop()
        return [ValueError("thirteen") if number == 13 else number * 10 for number in numbers]

    @property
    def written(self) -> list[int]:
        return [number for numbers in self.lists for number in numbers]


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
async def group(notebook: Notebook) -> AsyncIterator[Together[int, int]]:
    made = Together(notebook.write, "test", most=64)
    yield made
    notebook.gate.set()
    await made.close()


async def test_two_hundred_callers_share_a_few_transactions_in_the_order_they_came(
    group: Together[int, int], notebook: Notebook
) -> None:
    numbers = range(100, 300)
    assert await asyncio.gather(*(group.put(number) for number in numbers)) == [n * 10 for n in numbers]
    assert notebook.written == list(numbers)
    assert len(notebook.lists) <= 5
    assert max(len(numbers) for numbers in notebook.lists) == 64


async def test_who_comes_alone_is_written_alone(group: Together[int, int], notebook: Notebook) -> None:
    for number in (1, 2, 3):
        assert await group.put(number) == number * 10
    assert notebook.lists == [[1], [2], [3]]


async def test_who_comes_while_one_is_written_goes_into_the_next(
    group: Together[int, int], notebook: Notebook
) -> None:
    notebook.gate.clear()
    first = asyncio.ensure_future(group.put(1))
    await asyncio.sleep(0.05)
    others = [asyncio.ensure_future(group.put(number)) for number in (2, 3, 4)]
    await asyncio.sleep(0.05)
    assert not first.done()
    notebook.gate.set()
    assert await asyncio.gather(first, *others) == [10, 20, 30, 40]
    assert notebook.lists == [[1], [2, 3, 4]]


async def test_a_transaction_that_fails_is_told_to_everyone_in_it_and_to_nobody_else(
    group: Together[int, int], notebook: Notebook
) -> None:
    notebook.faults.append(OSError("disk full"))
    told = await asyncio.gather(*(group.put(number) for number in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in told] == [OSError] * 5
    assert await group.put(7) == 70


async def test_one_that_cannot_be_written_fails_alone(group: Together[int, int]) -> None:
    told = await asyncio.gather(*(group.put(number) for number in (12, 13, 14)), return_exceptions=True)
    assert told[0] == 120
    assert isinstance(told[1], ValueError)
    assert told[2] == 140


async def test_a_caller_who_goes_away_takes_nobody_along(group: Together[int, int], notebook: Notebook) -> None:
    notebook.gate.clear()
    tasks = [asyncio.ensure_future(group.put(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0.05)
    tasks[1].cancel()
    notebook.gate.set()
    assert await asyncio.gather(tasks[0], tasks[2]) == [10, 30]
    assert notebook.written == [1, 2, 3]


async def test_stopping_waits_for_what_was_brought_and_takes_nothing_more(
    group: Together[int, int], notebook: Notebook
) -> None:
    notebook.gate.clear()
    tasks = [asyncio.ensure_future(group.put(number)) for number in range(100, 200)]
    await asyncio.sleep(0.05)
    closing = asyncio.create_task(group.close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    with pytest.raises(RuntimeError, match="stopping"):
        await group.put(200)
    notebook.gate.set()
    await closing
    assert await asyncio.gather(*tasks) == [number * 10 for number in range(100, 200)]


class Counting:
    """A store that counts how many transactions deliveries took, and fails one when told to."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.taken: list[int] = []
        self.faults: list[Exception] = []

    def take(self, deliveries: Sequence[Delivery]) -> list[bool]:
        self.taken.append(len(deliveries))
        if self.faults:
            raise self.faults.pop()
        return self._inner.take(deliveries)


async def test_texts_that_arrive_together_are_stored_before_each_hears_200(tmp_path: Path) -> None:
    with open_line(tmp_path) as line:
        store = Counting(line.wiring.store)
        wiring = replace(line.wiring, store=store)
        phone = line.phone()
        texts = [line.vendors.text(phone.address, f"{SAW} {number}") for number in range(200)]
        async with client_of(web.build(wiring, with_worker=False)) as client:

            async def post(number: int) -> tuple[int, int]:
                request = texts[number]
                answer = await client.post(request.path, headers=dict(request.headers), content=request.body)
                return answer.status_code, line.count("seen")

            answers = await asyncio.gather(*(post(number) for number in range(200)))
        assert {status for status, _ in answers} == {200}
        assert line.count("inbox") == line.count("seen") == sum(store.taken) == 200
        assert len(store.taken) <= 20
        assert all(seen >= store.taken[0] for _, seen in answers)


async def test_a_failed_commit_is_503_to_everyone_whose_delivery_was_in_it(tmp_path: Path) -> None:
    with open_line(tmp_path) as line:
        store = Counting(line.wiring.store)
        store.faults.append(Unavailable("The disk is full."))
        wiring = replace(line.wiring, store=store)
        texts = [line.vendors.text(line.phone().address, SAW) for _ in range(20)]
        async with client_of(web.build(wiring, with_worker=False)) as client:

            async def post(number: int) -> int:
                request = texts[number]
                answer = await client.post(request.path, headers=dict(request.headers), content=request.body)
                return answer.status_code

            told = await asyncio.gather(*(post(number) for number in range(20)))
            assert told.count(503) == store.taken[0]
            assert line.count("inbox") == told.count(200) == 20 - store.taken[0]
            assert [await post(number) for number in range(20)] == [200] * 20  # the vendor comes again
        assert line.count("inbox") == 20


async def test_a_delivery_that_no_database_takes_fails_alone(tmp_path: Path) -> None:
    with open_line(tmp_path) as line:
        now, seals = line.now, line.wiring.seals
        deliveries = [inbox.sealed(seals, arrival(line.vendors.text(line.phone().address, SAW)), now) for _ in range(5)]
        deliveries[2] = replace(deliveries[2], payload=None)  # type: ignore[arg-type]
        told = inbox.accept_all(line.wiring.store, deliveries)
        assert [outcome is True for outcome in told] == [True, True, False, True, True]
        assert isinstance(told[2], Exception)
        assert line.count("inbox") == 4
