"""Group commit: what arrives while one transaction flushes shares the next one, and each caller waits for its own.

A flush of the disk costs the same for one row and for fifty. Nothing waits on purpose: whoever comes alone is written
alone and at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
ENOUGH = 8  # callers among whom the price of a transaction is small; more would leave the disk idle
MOST = 64  # in one transaction: it holds the writer for a few milliseconds at most


class Together(Generic[T, R]):
    """Callers of one event loop, one thread of its own that writes what they brought, in the order it was brought.

    `write` gets a list and gives an outcome for each, after its commit; an outcome that is an exception is raised to
    its caller. When `write` itself raises, everyone in that list is told: none of it is committed.
    """

    def __init__(
        self, write: Callable[[Sequence[T]], Sequence[R | Exception]], name: str, most: int = MOST, enough: int = ENOUGH
    ) -> None:
        self._write, self._most, self._enough = write, most, enough
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def put(self, item: T) -> R:
        """Returns after the commit that holds the item. Raises what befell it, RuntimeError once it is closed."""
        if self._closed:
            raise RuntimeError("This process is stopping; the vendor comes again.")
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._flush())
        return await future

    async def close(self) -> None:
        """Writes what was brought, then takes nothing more."""
        self._closed = True
        if self._task is not None:
            await self._task
        self._thread.shutdown()

    async def _flush(self) -> None:
        """Ends when nobody waits; the next caller starts it again."""
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                await self._gather()
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                outcomes = await loop.run_in_executor(self._thread, self._attempt, [item for item, _ in batch])
                for (_item, future), outcome in zip(batch, outcomes, strict=True):
                    _tell(future, outcome)
        finally:
            self._task = None

    async def _gather(self) -> None:
        """While each turn of the loop brings more callers, a few of them go along; no clock is waited for."""
        held = 0
        while held < len(self._waiting) < self._enough:
            held = len(self._waiting)
            await asyncio.sleep(0)

    def _attempt(self, items: list[T]) -> Sequence[R | Exception]:
        try:
            return self._write(items)
        except Exception as error:
            return [error] * len(items)


def _tell(future: asyncio.Future[R], outcome: R | Exception) -> None:
    if future.done():  # its caller went away meanwhile; what it brought is stored all the same
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
