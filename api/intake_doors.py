"""The vendors' doors: webhooks that accept, or the poller; each only when its credentials are set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

import structlog
from fastapi import APIRouter

import bot.polling
import bot.setup
import bot.webhook
import sms.webhook
from api import refusals
from api.lead import PATIENCE_S, lead
from api.together import Together
from api.wiring import Wiring
from tipline.desk import delivery_status, inbox
from tipline.desk.ports import Arrival, DeliveryNote
from tipline.message import Channel

log = structlog.get_logger()


class Doors:
    """Accepts what authenticates, counts what names our account and does not."""

    def __init__(self, wiring: Wiring, nudge: Callable[[], None]) -> None:
        self._wiring, self._nudge = wiring, nudge
        self._watches = {channel: refusals.Watch() for channel in Channel}
        self._taken = Together(partial(inbox.accept_all, wiring.store), "accept")
        self._told_of = Together(self._note_all, "note")
        self._writes: set[asyncio.Task[None]] = set()

    def routers(self) -> list[APIRouter]:
        found = []
        if self._wiring.sms is not None:
            found.append(
                sms.webhook.router(
                    self._wiring.sms,
                    self.accept,
                    self.note,
                    on_refusal=partial(self.refused, Channel.SMS),
                    line_name=self._wiring.settings.line_name,
                )
            )
        if self._wiring.bot is not None:
            on_refusal = partial(self.refused, Channel.TELEGRAM)
            found.append(bot.webhook.router(self._wiring.bot, self.accept, on_refusal=on_refusal))
        return found

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Set Telegram's webhook where there is a public address, poll where there is none."""
        task: asyncio.Task[None] | None = None
        settings = self._wiring.bot
        if settings is not None and self._wiring.listen_to_telegram:
            if settings.public_url:
                task = asyncio.create_task(self._set_webhook())
            else:
                poll = partial(bot.polling.poll, settings, self.accept)
                alone = self._wiring.settings.embedded  # whoever held the lock is gone: there is one process
                patience_s = 0.0 if alone else PATIENCE_S
                task = asyncio.create_task(lead(self._wiring, "telegram", poll, patience_s=patience_s))
        yield
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        await self._taken.close()
        await self._told_of.close()

    async def _set_webhook(self) -> None:
        assert self._wiring.bot is not None
        try:
            await bot.setup.set_webhook(self._wiring.bot)
        except Exception as error:
            log.error("telegram webhook not set", exc_info=error)

    async def accept(self, arrival: Arrival) -> bool:
        """Returns after the commit, which it may share with others that arrived meanwhile."""
        new = await self._taken.put(inbox.sealed(self._wiring.seals, arrival, self._wiring.clock.now()))
        self._wiring.meters.delivered(arrival.channel, new=new)
        self._went_well(arrival.channel)
        if new:
            self._nudge()
        return new

    async def note(self, said: DeliveryNote) -> None:
        await self._told_of.put(said)
        self._went_well(said.channel)

    def _note_all(self, told: Sequence[DeliveryNote]) -> list[bool | Exception]:
        return delivery_status.note_all(self._wiring.means, told, self._wiring.clock.now())

    def refused(self, channel: Channel, reason: str, names_our_account: bool) -> None:
        log.warning("webhook refused", reason=reason)
        self._wiring.meters.refused(reason)
        now = self._wiring.clock.now()
        if names_our_account and self._watches[channel].refused(now):
            self._beside(partial(refusals.tell, self._wiring.store, channel, now))

    def _went_well(self, channel: Channel) -> None:
        if self._watches[channel].went_well(self._wiring.clock.now()):
            self._beside(partial(refusals.clear, self._wiring.store, channel))

    def _beside(self, write: Callable[[], None]) -> None:
        """Written beside the answer, which does not wait for it."""
        task = asyncio.get_running_loop().create_task(self._wiring.call(write))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
