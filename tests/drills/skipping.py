"""An event loop whose time passes only when nobody has anything to do, and then at once; the line's clock goes with it.

Hours of waiting cost nothing, and a run is the same every time. Use cases run where they are called, on no thread.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
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
        self._skip = skip

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("Everybody waits for something that no time brings.")
        found = super().select(0)
        if not found and timeout > 0:
            self._skip(timeout)
        return found


class SkippingLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: ManualClock) -> None:
        self._passed, self._clock = 0.0, clock
        super().__init__(_Skips(self._skip))

    def time(self) -> float:
        return self._passed

    def run_in_executor(self, _executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """Here and now: while a thread works, no time must pass."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    def _skip(self, seconds: float) -> None:
        self._passed += seconds
        self._clock.move_to(self._clock.now() + timedelta(seconds=seconds))


def run(line: Line, play: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Play it on a loop that skips; Telegram's limits are kept by the same time."""
    loop = SkippingLoop(line.clock)
    paced = BotSender(line.vendors.bot, line.vendors.telegram.transport, Pace(loop.time))
    line.wiring = replace(line.wiring, senders={**line.wiring.senders, Channel.TELEGRAM: paced})
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(play())
