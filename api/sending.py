"""The outbox loop of one channel: claims what is due, sends it outside any transaction, settles what was said.

So many sends at once and no more; a vendor in trouble gets 911 lines and trials only (tipline.breaker).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from api.together import Together
from api.wiring import Wiring
from tipline import breaker, delivery
from tipline.breaker import Breaker, Gate
from tipline.desk import outbox
from tipline.errors import SendFailed
from tipline.message import Channel, Outbound, Sent

log = structlog.get_logger()
AT_ONCE, FOR_URGENT = 20, 20  # sends under way: of all kinds, and 911 lines on top
MOST_AT_ONCE = 100  # with a vendor that has just answered all of them within a second
_LOOK_S = 1.0
_START_S = delivery.LATEST_START.total_seconds()
_SEND_S = delivery.LONGEST_SEND.total_seconds()


class Sending:
    """One channel's sends in this process."""

    def __init__(self, wiring: Wiring, channel: Channel) -> None:
        self._wiring, self.channel = wiring, channel
        self.breaker = Breaker()
        self._flying: dict[asyncio.Task[None], float] = {}
        self._urgent = 0  # of those under way, claimed while nothing else was
        self._many = AT_ONCE
        self._answers = Together(partial(_settle, wiring), f"settle-{channel.value}", MOST_AT_ONCE, MOST_AT_ONCE)
        self._silent = False  # at the last probe

    async def round(self) -> int:
        """Claim as many as there is room for and send them; returns when they are done or a second has passed.

        Gives how many were claimed.
        """
        begun = _seconds()
        self._look_for_stuck(begun)
        gate = await self._gate(begun)
        limit, urgent_only = self._room(gate)
        due = await self._claim(limit, urgent_only=urgent_only) if limit > 0 else []
        if gate is Gate.ONE and not due and not self._flying:
            self.breaker = breaker.went_well(self.breaker)  # it answers, and there is nothing to try it with
        for message in due:
            task = asyncio.create_task(self._send(message, begun))
            self._flying[task] = begun
            task.add_done_callback(partial(self._landed, urgent=urgent_only))
            self._urgent += urgent_only
        if self._flying:
            await asyncio.wait(list(self._flying), timeout=_LOOK_S)
            self._look_for_stuck(_seconds())
        self._many = min(2 * self._many, MOST_AT_ONCE) if len(due) == limit and not self._flying else AT_ONCE
        return len(due) or bool(self._flying)

    def _landed(self, task: asyncio.Task[None], *, urgent: bool) -> None:
        self._flying.pop(task, None)
        self._urgent -= urgent

    async def stop(self) -> None:
        """What is under way is given up; its lease ends and the vendor is asked."""
        flying = list(self._flying)
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        await self._answers.close()

    async def _gate(self, now: float) -> Gate:
        """No message is risked as a trial while the vendor does not answer at all."""
        at = breaker.gate(self.breaker, now)
        if at is not Gate.ONE or self._flying:
            return at
        if not await self._is_there():
            before, self._silent = self.breaker, True
            self.breaker = breaker.went_wrong(before, _seconds())
            self._tell(before)
        elif self._silent:
            self._silent = False
            await self._wiring.call(outbox.hurry, self._wiring.means, self.channel, self._wiring.clock.now())
        return breaker.gate(self.breaker, _seconds())

    async def _is_there(self) -> bool:
        probe = self._wiring.probes.get(self.channel)
        try:
            async with asyncio.timeout(breaker.STUCK_AFTER_S):
                if probe is not None:
                    await probe()
        except (SendFailed, TimeoutError):
            return False
        return True

    def _room(self, gate: Gate) -> tuple[int, bool]:
        """(how many rows, nothing but 911 lines)."""
        flying = len(self._flying)
        free = self._many - flying
        if gate is Gate.ALL and free > 0:
            return free, False
        if gate is Gate.ONE and not flying:
            return 1, False
        return FOR_URGENT - self._urgent, True

    async def _claim(self, limit: int, *, urgent_only: bool) -> list[Outbound]:
        wiring = self._wiring
        return await wiring.call(
            outbox.claim, wiring.means, wiring.clock.now(), limit, self.channel, urgent_only=urgent_only
        )

    async def _send(self, message: Outbound, claimed: float) -> None:
        result = await self._try(message, claimed)
        well_again = self._learn(result)
        wiring = self._wiring
        wiring.meters.sent(self.channel, result)
        await self._answers.put((message, result))
        if well_again:
            await wiring.call(outbox.hurry, wiring.means, self.channel, wiring.clock.now())

    async def _try(self, message: Outbound, claimed: float) -> Sent | SendFailed:
        if _seconds() - claimed > _START_S:
            return SendFailed("ran_out_of_time")  # its lease may end before an answer: somebody else would send it too
        try:
            async with asyncio.timeout(_SEND_S):
                return await self._wiring.senders[self.channel].send(message)
        except SendFailed as failed:
            return failed
        except TimeoutError:
            return SendFailed("no_answer", ambiguous=True)
        except Exception as error:
            log.error("sender failed", channel=self.channel.value, exc_info=error)
            return SendFailed("sender_fault", ambiguous=True)

    def _learn(self, result: Sent | SendFailed) -> bool:
        """True when a vendor in trouble has just become well again."""
        blameless = isinstance(result, Sent) or result.permanent or result.moved_to is not None
        before = self.breaker
        self.breaker = breaker.went_well(before) if blameless else breaker.went_wrong(before, _seconds())
        self._tell(before)
        return bool(before.pause_s) and not self.breaker.pause_s

    def _look_for_stuck(self, now: float) -> None:
        before = self.breaker
        ages = [now - begun for begun in self._flying.values() if begun >= before.since]
        self.breaker = breaker.seen_stuck(before, ages, now)
        self._tell(before)

    def _tell(self, before: Breaker) -> None:
        self._wiring.meters.breaker(self.channel, is_open=bool(self.breaker.pause_s))
        if self.breaker.pause_s > before.pause_s:
            log.warning("vendor in trouble", channel=self.channel.value, pause_s=self.breaker.pause_s)
        elif before.pause_s and not self.breaker.pause_s:
            log.info("vendor well again", channel=self.channel.value)


def _settle(wiring: Wiring, answers: Sequence[tuple[Outbound, Sent | SendFailed]]) -> list[Exception | None]:
    return outbox.settle_all(wiring.means, answers, wiring.clock.now())


def _seconds() -> float:
    return asyncio.get_running_loop().time()
