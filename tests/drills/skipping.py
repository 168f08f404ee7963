"""An event loop whose time passes only when nobody has anything to do, and then at once; the line's clock goes with it.

Hours of waiting cost nothing, and a run is the same every time. Use cases run where they are called, on no thread.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from api.clock import ManualClock
from bot.pace import Pace
from bot.sender import BotSender
from tests.desk.line import Line
from tipline.message import Channel

T = TypeVar("T")


class _Skips(selectors.SelectSelector):
    def __init__(self, skip: Callable[[float], None]) -> None:
        super().__init__()
        self._skip, self.patience_s = skip, 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("Everybody waits for something that no time brings.")
        found = super().select(min(timeout, self.patience_s))
        if not found and timeout > 0:
            self._skip(timeout)
        return found


class SkippingLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: ManualClock) -> None:
        self._passed, self._clock = 0.0, clock
        self._skips = _Skips(self._skip)
        super().__init__(self._skips)

    def time(self) -> float:
        return self._passed

    @contextmanager
    def with_threads(self, seconds: float = 5.0) -> Iterator[None]:
        """Threads are at work in this block: time is skipped only when they bring nothing for so long."""
        self._skips.patience_s = seconds
        try:
            yield
        finally:
            self._skips.patience_s = 0.0

    def _skip(self, seconds: float) -> None:
        self._passed += seconds
        self._clock.move_to(self._clock.now() + timedelta(seconds=seconds))


class _Here(Executor):
    def submit(self, fn: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **named))
        except Exception as error:
            done.set_exception(error)
        return done


def run(line: Line, play: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Play it on a loop that skips; Telegram's limits are kept by the same time."""
    loop = SkippingLoop(line.clock)
    pool, line.wiring = line.wiring.pool, replace(line.wiring, pool=_Here())  # type: ignore[arg-type]
    paced = BotSender(line.vendors.bot, line.vendors.telegram.transport, Pace(loop.time))
    line.wiring = replace(line.wiring, senders={**line.wiring.senders, Channel.TELEGRAM: paced})
    try:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(play())
    finally:
        line.wiring = replace(line.wiring, pool=pool)
