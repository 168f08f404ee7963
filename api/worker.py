"""The worker: loops that carry due rows to the vendors and back. Bells only; the database is the diary.

Each loop runs until nothing is due, then sleeps until it is nudged or the bell rings. Any number may run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from api import asking, fetching
from api.catching_up import catch_up
from api.diskspace import Shedding
from api.sending import Sending
from api.wiring import Wiring
from tipline.desk import evidence, intake, ranking, rounds

log = structlog.get_logger()
_PAUSE_AFTER_FAULT = 1.0
_BATCH_S = intake.LEASE.total_seconds() / 2
_EVERY_S = {"inbox": 0.5, "unsettled": 5.0, "catch_up": 60.0, "evidence": 2.0, "sweep": 15.0}
_SEND_EVERY_S = 1.0  # each channel's outbox
_LEFT_BEHIND = timedelta(hours=1)  # what an interrupted fetch or put staged and never finished


class Worker:
    """The loops of one process. `nudge()` after an accept makes the reply prompt; the bells are the net."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._sendings = {channel.value: Sending(wiring, channel) for channel in wiring.senders}
        self._bells = {name: asyncio.Event() for name in (*_EVERY_S, *self._sendings)}
        self._shedding = Shedding(wiring)
        self._tasks: list[asyncio.Task[None]] = []
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._stopping = False

    def nudge(self) -> None:
        """Something arrived: process it now, and ring again when the writer's pause is over."""
        self._bells["inbox"].set()

    def start(self) -> None:
        work: dict[str, Callable[[], Awaitable[int]]] = {
            "inbox": self._inbox,
            "catch_up": self._catch_up,
            "unsettled": lambda: asking.settle_unknown(self._wiring),
            "evidence": self._evidence,
            "sweep": self._sweep,
            **{name: sending.round for name, sending in self._sendings.items()},
        }
        self._tasks = [asyncio.create_task(self._loop(name, step), name=name) for name, step in work.items()]
        for name, seconds in (_EVERY_S | dict.fromkeys(self._sendings, _SEND_EVERY_S)).items():
            self._scheduler.add_job(
                self._bells[name].set,
                "interval",
                seconds=seconds,
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()
        for bell in self._bells.values():
            bell.set()  # whoever ran before may have been cut off in the middle of anything

    async def stop(self) -> None:
        """Ends between two pieces of work where it can; a lease covers what it cannot."""
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(sending.stop() for sending in self._sendings.values()))

    async def _loop(self, name: str, step: Callable[[], Awaitable[int]]) -> None:
        bell = self._bells[name]
        while True:
            await bell.wait()
            bell.clear()
            try:
                while await step():
                    pass
            except Exception as error:  # a loop never dies; what failed is still due
                log.error("loop failed", job=name, exc_info=error)
                await asyncio.sleep(_PAUSE_AFTER_FAULT)
                bell.set()

    async def _inbox(self) -> int:
        wiring, now = self._wiring, self._wiring.clock.now()
        done = await wiring.call(intake.process_due, wiring.means, now, stop=self._stop_at(_BATCH_S))
        rang = await wiring.call(intake.ring_timers, wiring.means, now)
        rang += await wiring.call(ranking.rank_due, wiring.means, now)
        if done or rang:
            self._ring_outbox()
            self._bells["evidence"].set()
        if done:
            pause = wiring.means.line.burst_s + 0.02
            asyncio.get_running_loop().call_later(pause, self._bells["inbox"].set)
        return done + rang

    async def _catch_up(self) -> int:
        wiring = self._wiring
        every = timedelta(seconds=_EVERY_S["catch_up"])
        if not await wiring.call(rounds.ours, wiring.store, "catch_up", every, wiring.clock.now()):
            return 0  # another process asks the vendor in this minute
        if await catch_up(wiring):
            self._bells["inbox"].set()
        return 0

    def _stop_at(self, seconds: float) -> Callable[[], bool]:
        """Whether a batch should end: this worker stops, or the batch has taken so long that its lease is in danger."""
        end = time.monotonic() + seconds
        return lambda: self._stopping or time.monotonic() > end

    def _ring_outbox(self) -> None:
        for name in self._sendings:
            self._bells[name].set()

    async def _evidence(self) -> int:
        wiring = self._wiring
        if await wiring.call(self._shedding.now, wiring.clock.now()):
            return 0  # the vendor keeps them until there is room
        due = await wiring.call(evidence.claim, wiring.means, wiring.clock.now())
        for fetch in due:
            await fetching.fetch_and_keep(wiring, fetch)
        if due:
            self._bells["sweep"].set()
            self._ring_outbox()
        return len(due)

    async def _sweep(self) -> int:
        """Delete the vendors' copies of what we hold."""
        wiring, now = self._wiring, self._wiring.clock.now()
        if await wiring.call(rounds.ours, wiring.store, "vault", _LEFT_BEHIND, now):
            await wiring.call(wiring.vault.sweep, now - _LEFT_BEHIND)
        await wiring.call(fetching.sweep, wiring.incoming, now - _LEFT_BEHIND)
        due = await wiring.call(evidence.to_delete, wiring.means, now)
        for fetch in due:
            await fetching.delete_at_vendor(wiring, fetch)
        return 0
