"""Long polling, for a line without a public address. The offset moves past an update only once it is committed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx2
import structlog
from telegram.error import TelegramError

from bot import codes
from bot.arrival import arrive, press_of
from bot.request import Api, SlowDown, close, connect
from bot.settings import BotSettings
from bot.setup import ALLOWED_UPDATES, set_menu
from tipline.desk.ports import Accept

log = structlog.get_logger()
WAIT_S = 50  # how long Telegram holds a call when there is nothing to tell
_GRACE_S = 10.0  # what the network may take on top
_BACK_OFF_S = (1.0, 2.0, 5.0, 10.0, 30.0)
Sleep = Callable[[float], Awaitable[None]]


async def poll(
    settings: BotSettings,
    accept: Accept,
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    sleep: Sleep = asyncio.sleep,
    wait_s: int = WAIT_S,
) -> None:
    """Fetch updates until cancelled. `accept` returns after its commit; if it raises, the update is fetched again.

    A process that dies between commit and the next call is told the update again; the inbox knows it by its id.
    """
    poller = _Poller(connect(settings, transport), accept, wait_s)
    failures, ready = 0, False
    try:
        while True:
            wait = 0.0
            try:
                if not ready:
                    await poller.begin()
                    ready = True
                await poller.round()
                failures = 0
            except Exception as error:  # whatever it was, the updates are still at Telegram
                wait = _wait(error, failures)
                failures += 1
                _tell(error)
            if wait:
                await sleep(wait)
    finally:
        await poller.end()


class _Poller:
    def __init__(self, api: Api, accept: Accept, wait_s: int) -> None:
        self._api, self._accept, self._wait_s = api, accept, wait_s
        self._offset: int | None = None

    async def begin(self) -> None:
        """A webhook and polling exclude each other. What waits at Telegram is kept."""
        await self._api.delete_webhook(drop_pending_updates=False)
        with suppress(TelegramError):  # a line without a menu still takes reports
            await set_menu(self._api)

    async def end(self) -> None:
        await close(self._api)

    async def round(self) -> None:
        """One call and what it brought, in order. The offset it was called with confirms what came before."""
        asked: dict[str, Any] = {"timeout": self._wait_s, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        for update in await self._api.raw("getUpdates", asked, read_timeout=self._wait_s + _GRACE_S):
            arrival = arrive(json.dumps(update).encode("ascii"))
            await self._accept(arrival)
            self._offset = update["update_id"] + 1
            await self._answer(press_of(arrival.payload))

    async def _answer(self, press: str | None) -> None:
        if press is not None:
            with suppress(TelegramError):  # the button's wheel turns a little longer, no more
                await self._api.answer_callback_query(press)


def _wait(error: Exception, failures: int) -> float:
    if isinstance(error, SlowDown):
        return error.wait.total_seconds()
    return _BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)]


def _tell(error: Exception) -> None:
    code = codes.meaning(error).code if isinstance(error, TelegramError) else None
    log.warning("telegram poll failed", code=code, error=type(error).__name__)
