"""One process at a time does what two must not: by a row that its holder keeps beating (docs/decisions/0007)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from api.wiring import Wiring

log = structlog.get_logger()
BEAT_S = 1.0
PATIENCE_S = 5.0  # without a beat, by the watch of whoever waits


async def lead(
    wiring: Wiring, name: str, work: Callable[[], Awaitable[None]], *, beat_s: float = BEAT_S,
    patience_s: float = PATIENCE_S,
) -> None:
    """Do `work` while this process is the one that does `name`, until cancelled. Any number may wait for their turn.

    A holder that dies is followed within `patience_s`; one that stops hands over at once; one that was paused and wakes
    learns with its next beat that it is no longer the one, and stops.
    """
    seat = _Seat(wiring, name)
    try:
        while True:
            await seat.wait(beat_s, patience_s)
            log.info("leading", job=name)
            task = asyncio.ensure_future(work())
            try:
                await seat.keep(task, beat_s, max(patience_s, PATIENCE_S))
            finally:
                task.cancel()
                [ended] = await asyncio.gather(task, return_exceptions=True)
            fault = ended if isinstance(ended, Exception) else None
            log.warning("no longer leading", job=name, exc_info=fault)
    finally:
        await seat.leave()


class _Seat:
    """This process and the row. Times are the event loop's, which no clock moves."""

    def __init__(self, wiring: Wiring, name: str) -> None:
        self._wiring, self._name, self._me = wiring, name, wiring.refs.token()
        self._now = asyncio.get_running_loop().time

    async def wait(self, beat_s: float, patience_s: float) -> None:
        """Until the row is ours: nobody has it, or who has it has not beaten for `patience_s`."""
        seen: tuple[str, int] | None = None
        since = self._now()
        while True:
            stale = seen if self._now() - since >= patience_s else None
            try:
                held = await self._wiring.call(self._contend, stale)
            except Exception as error:
                log.warning("lock not read", job=self._name, exc_info=error)
                since = self._now()  # while nobody can beat, silence says nothing
            else:
                if held is None:
                    return
                if held != seen:
                    seen, since = held, self._now()
            await asyncio.sleep(beat_s)

    async def keep(self, work: asyncio.Future[None], beat_s: float, patience_s: float) -> None:
        """Until another has it, we could not say for `patience_s` that we live, or the work ended by itself."""
        last = self._now()
        while self._now() - last < patience_s:
            await asyncio.wait({work}, timeout=beat_s)
            if work.done():
                return
            try:
                async with asyncio.timeout(patience_s):
                    if not await self._wiring.call(self._beat):
                        return
                last = self._now()
            except Exception as error:
                log.warning("lock not beaten", job=self._name, exc_info=error)

    async def leave(self) -> None:
        try:
            await asyncio.shield(self._wiring.call(self._release))
        except Exception as error:
            log.warning("lock not released", job=self._name, exc_info=error)

    def _contend(self, stale: tuple[str, int] | None) -> tuple[str, int] | None:
        """Who holds it; None when it is ours now."""
        with self._wiring.store.write() as tx:
            held = tx.locks.look(self._name)
            free = held is None or held == stale
            return None if free and tx.locks.take(self._name, self._me, held) else held or ("", 0)

    def _beat(self) -> bool:
        with self._wiring.store.write() as tx:
            return tx.locks.beat(self._name, self._me)

    def _release(self) -> None:
        with self._wiring.store.write() as tx:
            tx.locks.release(self._name, self._me)
