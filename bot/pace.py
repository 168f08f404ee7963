"""Telegram's limits, kept before it has to remind us: each send waits for its chat's turn, then for the bot's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.settings import OVERALL_S, PER_CHAT_S, PER_GROUP_S

_MANY = 10_000  # chats remembered before those whose turn has passed are dropped


class Pace:
    """`now` gives seconds that never go back; `sleep` waits so many. One object for all sends of a bot."""

    def __init__(
        self, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._now, self._sleep = now, sleep
        self._chats: dict[int, float] = {}
        self._went: dict[int, float] = {}
        self._all = 0.0

    async def turn(self, chat_id: int) -> None:
        """Returns when this chat may be sent to; groups have negative ids and a slower pace.

        A turn is reserved before anything is awaited, so that two sends at once get two turns.
        """
        now = self._now()
        at = max(now, self._chats.get(chat_id, 0.0))
        gap = PER_GROUP_S if chat_id < 0 else PER_CHAT_S
        self._chats[chat_id] = at + gap
        if len(self._chats) > _MANY:
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}
            self._went = {chat: at for chat, at in self._went.items() if at > now - PER_GROUP_S}
        await self._wait(at - now)
        await self._of_the_bot()
        while (left := self._went.get(chat_id, self._now() - gap) + gap - self._now()) > 0:
            # the one before has waited for the bot's turn after its chat's: what counts is when it went
            await self._wait(left)
            await self._of_the_bot()
        self._went[chat_id] = self._now()

    async def _of_the_bot(self) -> None:
        now = self._now()
        at = max(now, self._all)
        self._all = at + OVERALL_S
        await self._wait(at - now)

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await self._sleep(seconds)
