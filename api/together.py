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
        self._writing = False
        self._looking = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    def put(self, item: T) -> asyncio.Future[R]:
        """Done after the commit that holds the item. Raises what befell it, and RuntimeError once it is closed."""
        if self._closed:
            raise RuntimeError("This process is stopping; the vendor comes again.")
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._idle.clear()
        if not self._writing:
            self._go_on(0)
        return future

    async def close(self) -> None:
        """Writes what was brought, then takes nothing more."""
        self._closed = True
        await self._idle.wait()
        self._thread.shutdown()

    def _go_on(self, seen: int) -> None:
        """Write when enough are waiting, or when a turn of the loop has brought nobody more; no clock is waited for."""
        if len(self._waiting) >= self._enough or (seen and len(self._waiting) == seen):
            self._start()
        elif not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_soon(self._look, len(self._waiting))

    def _look(self, seen: int) -> None:
        self._looking = False
        if self._waiting and not self._writing:
            self._go_on(seen)

    def _start(self) -> None:
        batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._writing = True
        loop = asyncio.get_running_loop()
        written = loop.run_in_executor(self._thread, self._attempt, [item for item, _ in batch])
        written.add_done_callback(lambda done: self._told([future for _, future in batch], done.result()))

    def _told(self, futures: Sequence[asyncio.Future[R]], outcomes: Sequence[R | Exception]) -> None:
        self._writing = False
        for future, outcome in zip(futures, outcomes, strict=True):
            _tell(future, outcome)
        if self._waiting:
            self._go_on(0)
        else:
            self._idle.set()

    def _attempt(self, items: list[T]) -> Sequence[R | Exception]:
        try:
            outcomes = self._write(items)
            if len(outcomes) != len(items):
                raise RuntimeError("A transaction told of more or fewer than it was given.")
        except Exception as error:
            return [error] * len(items)
        return outcomes


def _tell(future: asyncio.Future[R], outcome: R | Exception) -> None:
    if future.done():  # its caller went away meanwhile; what it brought is stored all the same
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
