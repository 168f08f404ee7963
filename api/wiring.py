"""The composition root: builds everything once from the settings and hands it on. Nothing here decides anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from api import product
from api.clock import SystemClock
from api.meters import Meters
from api.readers import Knowledge, knowledge
from api.refs import RandomRefs
from api.settings import Settings
from api.stand_ins import StandIns
from api.vendors import backlogs, bot_settings, channels, probes, sms_limits, sms_settings
from bot.parse import parse as parse_telegram
from bot.settings import BotSettings
from sms.parse import parse as parse_sms
from sms.settings import SmsSettings
from storage.decoder import decode
from storage.engine import make_engine
from storage.keys import FileKeys, check_key_folder
from storage.migrate import is_current
from storage.seals import AesSeals
from storage.store import SqlStore
from storage.vault import open_vault
from tipline import places
from tipline.desk.means import Means
from tipline.desk.ports import Backlog, Clock, Decoder, Inquirer, MediaSource, Probe, Refs, Sender, Vault
from tipline.dialogue.model import LineFacts
from tipline.errors import SetupError
from tipline.message import Channel
from tipline.phrases import Phrases

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the doors (routes, worker, commands) are handed."""

    settings: Settings
    means: Means
    store: SqlStore
    seals: AesSeals
    clock: Clock
    vault: Vault
    decoder: Decoder
    senders: Mapping[Channel, Sender]
    inquirers: Mapping[Channel, Inquirer]
    backlogs: Mapping[Channel, Backlog]
    probes: Mapping[Channel, Probe]
    media: Mapping[Channel, MediaSource]
    city: places.City
    sms: SmsSettings | None
    bot: BotSettings | None
    listen_to_telegram: bool
    incoming: Path
    pool: ThreadPoolExecutor = field(repr=False)
    meters: Meters = field(default_factory=Meters, repr=False)

    @property
    def refs(self) -> Refs:
        return self.means.refs

    @property
    def phrases(self) -> Phrases:
        return self.means.phrases

    async def call(self, use_case: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run a synchronous use case on a thread; async code reaches the database no other way."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, partial(use_case, *args, **named))

    def not_ready(self) -> str | None:
        """Why this process cannot serve, or None."""
        if not is_current(self.settings.database):
            return "The database is not at this version; run tipline migrate."
        return None

    def close(self) -> None:
        self.pool.shutdown(wait=True)
        self.store.close()


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    vendors: StandIns | None = None,
    private_link: str | None = None,
    known: Knowledge | None = None,
) -> Wiring:
    """Wire an installation whose keys and database exist. `vendors`: stand-ins instead of the network;
    `private_link`: where a group chat is sent to write privately; `known`: what was read from the packages before.
    Raises SetupError.
    """
    check_key_folder(settings.key_dir, settings.data_dir)
    seals = AesSeals(FileKeys(settings.key_dir))
    if not is_current(settings.database):
        raise SetupError("The database is not at this version; run tipline migrate.")
    store = SqlStore(make_engine(settings.database, settings.database_connections), product.VERSION)
    incoming = settings.data_dir / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = known or knowledge(settings)
    account = vendors.sms if vendors else sms_settings(settings)
    telegram = vendors.bot if vendors else bot_settings(settings)
    senders, inquirers, media, limits = channels(account, telegram, vendors)
    means = Means(
        store=store,
        seals=seals,
        refs=RandomRefs(),
        parsers={Channel.SMS: parse_sms, Channel.TELEGRAM: parse_telegram},
        read=known.read,
        locate=partial(places.locate, city=known.city),
        locate_point=partial(places.locate_point, city=known.city),
        phrases=known.phrases,
        line=line_facts(settings, private_link),
        zone=settings.zone,
        languages=known.phrases.languages,
        keep_original=settings.keep_original == "sealed",
        hold_at_night=vendors is None,
        media_limits=limits,
        sms_limits=sms_limits(settings) if vendors is None else None,
    )
    return Wiring(
        settings=settings,
        means=means,
        store=store,
        seals=seals,
        clock=clock or SystemClock(),
        vault=open_vault(settings.vault),
        decoder=decode,
        senders=senders,
        inquirers=inquirers,
        backlogs=backlogs(account, vendors),
        probes=probes(senders),
        media=media,
        city=known.city,
        sms=account,
        bot=telegram,
        listen_to_telegram=vendors is None,
        incoming=incoming,
        pool=ThreadPoolExecutor(settings.database_connections, thread_name_prefix="desk"),
    )


def line_facts(settings: Settings, private_link: str | None) -> LineFacts:
    return LineFacts(
        name=settings.line_name,
        operator=settings.operator,
        hotline=settings.hotline,
        city_help=settings.city_help,
        police_non_emergency=settings.police_non_emergency,
        schedule=settings.retention_schedule or None,
        private_link=private_link,
    )
