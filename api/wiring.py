"""The composition root: builds everything once from the settings and hands it on. Nothing here decides anything."""

from __future__ import annotations

import asyncio
import importlib.resources
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import bot.media
import bot.parse
import bot.sender
import bot.settings
import sms.media
import sms.parse
import sms.sender
import sms.settings
import storage.decoder
import storage.engine
import storage.keys
import storage.migrate
import storage.seals
import storage.store
import storage.vault
from api import product
from api.clock import SystemClock
from api.refs import RandomRefs
from api.settings import Settings
from tipline import phrases, places, reading
from tipline.desk.means import Means
from tipline.desk.ports import Clock, Decoder, MediaSource, Refs, Sender, Vault
from tipline.dialogue.model import LineFacts
from tipline.errors import SetupError
from tipline.message import Channel

T = TypeVar("T")
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the doors (routes, worker, commands) are handed."""

    settings: Settings
    means: Means
    clock: Clock
    vault: Vault
    decoder: Decoder
    senders: Mapping[Channel, Sender]
    media: Mapping[Channel, MediaSource]
    city: places.City
    sms: sms.settings.SmsSettings | None
    bot: bot.settings.BotSettings | None
    pool: ThreadPoolExecutor = field(repr=False)

    @property
    def store(self) -> Any:
        return self.means.store

    @property
    def seals(self) -> Any:
        return self.means.seals

    @property
    def refs(self) -> Refs:
        return self.means.refs

    @property
    def phrases(self) -> phrases.Phrases:
        return self.means.phrases

    async def call(self, use_case: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run a synchronous use case on a thread; async code reaches the database no other way."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, partial(use_case, *args, **named))
