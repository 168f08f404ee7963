"""A line for tests of the desk: the real store, seals, parsers and senders; stand-in vendors; a clock that moves.

What an installation reads at its start (lexicons, city facts, an empty database) is read once for all of them.
"""

from __future__ import annotations

import atexit
import logging
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import structlog

from api import logs
from api.clock import ManualClock
from api.phone import pictures
from api.scene import Reply, Scene
from api.settings import Settings
from api.stand_ins import Request, StandIns, arrival
from api.vendors import probes
from api.wiring import Wiring
from bot.media import BotMedia
from bot.sender import BotSender
from sms.backlog import SmsBacklog
from sms.inquiry import SmsInquirer
from sms.media import SmsMedia
from sms.sender import SmsSender
from storage.engine import WRITING, is_sqlite, make_engine
from storage.keys import FileKeys
from storage.seals import AesSeals
from storage.store import SqlStore
from storage.vault import open_vault
from tipline.desk import inbox, intake, outbox
from tipline.desk.means import Means
from tipline.desk.ports import Sender, Store
from tipline.desk.records import Contact, Delivery, EvidenceRow, MessageRow, OutboxRow, ReportRow
from tipline.desk.tx import Tx
from tipline.errors import SendFailed
from tipline.message import Address, Channel, Outbound, Sent

NOON = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # 12:00 in Chicago
SAW = "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago"


@cache
def _shared() -> tuple[Path, Wiring]:
    """A folder to copy from, and what was read from the packages."""
    folder = Path(tempfile.mkdtemp(prefix="line-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    scene = Scene(folder, NOON, Settings())
    scene.close()
    return folder, scene.wiring


class Line(Scene):
    """An installation of its own in `folder`. `facts` change what its sentences are filled with. `url`: a migrated
    database elsewhere."""

    def __init__(
        self, folder: Path, start: datetime = NOON, *, hold_at_night: bool = False, url: str = "", **facts: Any
    ) -> None:
        template, shared = _shared()
        shutil.copytree(template, folder, dirs_exist_ok=True)
        own = {"data_dir": folder / "data", "key_dir": folder / "keys", "database_url": url}
        settings = shared.settings.model_copy(update=own)
        self.clock = ManualClock(start)
        self.vendors = StandIns(self.clock)
        store = SqlStore(make_engine(settings.database), "test")
        seals = AesSeals(FileKeys(settings.key_dir))
        sms, bot = self.vendors.sms, self.vendors.bot
        by_sms, by_bot = self.vendors.twilio.transport, self.vendors.telegram.transport
        incoming = settings.data_dir / "incoming"
        incoming.mkdir(exist_ok=True)
        senders: dict[Channel, Sender] = {Channel.SMS: SmsSender(sms, by_sms), Channel.TELEGRAM: BotSender(bot, by_bot)}
        self.wiring = replace(
            shared,
            settings=settings,
            means=replace(
                shared.means, store=store, seals=seals, hold_at_night=hold_at_night,
                line=replace(shared.means.line, **facts),
            ),
            store=store,
            seals=seals,
            clock=self.clock,
            vault=open_vault(settings.vault),
            senders=senders,
            probes=probes(senders),
            inquirers={Channel.SMS: SmsInquirer(sms, by_sms)},
            backlogs={Channel.SMS: SmsBacklog(sms, by_sms)},
            media={Channel.SMS: SmsMedia(sms, by_sms), Channel.TELEGRAM: BotMedia(bot, by_bot)},
            sms=sms,
            bot=bot,
            incoming=incoming,
            pool=ThreadPoolExecutor(4),
        )
        self._told = {}
        self._known = {}
        self._phones = 0

    @property
    def means(self) -> Means:
        return self.wiring.means

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def phone(self, channel: Channel = Channel.SMS) -> Phone:
        self._phones += 1
        number = f"+1773555{110 + self._phones:04d}" if channel is Channel.SMS else f"77355501{self._phones:02d}"
        return Phone(self, Address(channel, number))

    def takes(self, request: Request) -> bool:
        """The webhook's part: the delivery is stored, nothing else. True when it is new."""
        return inbox.accept(self.wiring.store, self.wiring.seals, arrival(request), self.now)

    def understands(self) -> int:
        """The conversation's part: deliveries and timers that are due; nothing is sent."""
        return intake.process_due(self.means, self.now) + intake.ring_timers(self.means, self.now)

    def decides(self) -> None:
        """Understands what came, and what the end of the burst brings; nothing is sent."""
        self.understands()
        self.pass_time(timedelta(seconds=self.means.line.burst_s + 0.5))
        self.understands()

    async def sends(self) -> int:
        return await self._send()

    def claims(self) -> list[int]:
        """The outbox rows that are now being sent by a worker of ours."""
        return [message.outbox_id for message in outbox.claim(self.means, self.now)]

    def settles(self, row_id: int, result: Sent | SendFailed) -> None:
        """The worker that has the row tells what its sender said."""
        message = Outbound(row_id, Address(Channel.SMS, ""), "", "", attempt=self.row(row_id).tries)
        outbox.settle(self.means, message, result, self.now)

    async def passes(self, **span: float) -> None:
        self.pass_time(timedelta(**span))
        await self.work()

    def read(self) -> AbstractContextManager[Tx]:
        return self.wiring.store.read()

    def write(self) -> AbstractContextManager[Tx]:
        return self.wiring.store.write()

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Straight from the database, past every repository."""
        engine = self.wiring.store.engine
        if not is_sqlite(engine):
            with engine.connect().execution_options(**{WRITING: True}) as conn, conn.begin():
                found = conn.exec_driver_sql(sql.replace("?", "%s"), values)
                return [tuple(row) for row in found] if found.returns_rows else []
        with closing(sqlite3.connect(self.wiring.settings.data_dir / "tipline.db")) as db, db:
            return db.execute(sql, values).fetchall()

    def count(self, table: str) -> int:
        return int(self.query(f"SELECT count(*) FROM {table}")[0][0])

    def banners(self) -> list[str]:
        with self.read() as tx:
            return [banner.kind for banner in tx.board.banners()]

    def custody(self) -> list[str]:
        with self.read() as tx:
            return [entry.action for entry in tx.custody.entries()]

    def row(self, row_id: int) -> OutboxRow:
        with self.read() as tx:
            return tx.outbox.get(row_id)


@dataclass
class Phone:
    """One witness's phone."""

    line: Line
    address: Address

    async def says(self, text: str) -> list[Reply]:
        """The text comes in, the burst ends, everything due is done; gives what was heard since the last look."""
        return await self.brings(self.line.vendors.text(self.address, text))

    async def brings(self, request: Request) -> list[Reply]:
        await self.line.hears(arrival(request))
        return self.line.replies(self.address)

    async def sends_photo(self, data: bytes | None = None, text: str = "") -> list[Reply]:
        return await self.brings(self.line.vendors.photo(self.address, data or pictures.jpeg("vans"), text))

    def types(self, text: str) -> None:
        """The text reaches the inbox and waits there."""
        assert self.line.takes(self.line.vendors.text(self.address, text))

    @property
    def heard(self) -> list[str]:
        """Every message the vendor brought to this phone, the carrier's own left out."""
        if self.address.channel is Channel.SMS:
            told = self.line.vendors.twilio.messages_to(self.address.value)
            return [message.body for message in told if not message.from_carrier]
        return [message.text for message in self.line.vendors.telegram.messages_to(self.address.value)]

    @property
    def known(self) -> Contact | None:
        lookup = self.line.wiring.seals.lookup(self.address)
        with self.line.read() as tx:
            return tx.people.by_lookup(self.address.channel, lookup)

    @property
    def contact(self) -> Contact:
        found = self.known
        assert found is not None
        return found

    @property
    def reports(self) -> list[ReportRow]:
        return list(self.line.reports(self.address))

    @property
    def messages(self) -> list[MessageRow]:
        """Those filed with a report of this phone's, in order."""
        with self.line.read() as tx:
            return [message for report in self.reports for message in tx.messages.of_report(report.id)]

    @property
    def outbox(self) -> list[OutboxRow]:
        with self.line.read() as tx:
            return tx.outbox.of_address(self.contact.address_id)

    @property
    def evidence(self) -> list[EvidenceRow]:
        with self.line.read() as tx:
            return [row for report in self.reports for row in tx.evidence.of_report(report.id)]


@contextmanager
def open_line(folder: Path, **how: Any) -> Iterator[Line]:
    line = Line(folder, **how)
    try:
        yield line
    finally:
        line.close()


@contextmanager
def logs_of_a_process() -> Iterator[None]:
    """Logs as a real process has them, and afterwards everything as the test runner had it.

    structlog's own way of showing an exception prints whatever is in the variables, and takes a minute for it.
    """
    root = logging.getLogger()
    handlers, hooks = root.handlers[:], (sys.excepthook, threading.excepthook)
    before = structlog.get_config()
    logs.configure()
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        sys.excepthook, threading.excepthook = hooks
        structlog.configure(**before)


class FailsAtTheEnd:
    """A store one of whose writing transactions fails at its last moment: the work was done and is not committed.

    `spared`: how many go well before it, such as the one that claims.
    """

    def __init__(self, inner: Store, error: BaseException, *, spared: int = 1) -> None:
        self._inner, self._error = inner, error
        self._left = spared

    @contextmanager
    def write(self) -> Iterator[Tx]:
        with self._inner.write() as tx:
            yield tx
            self._left -= 1
            if self._left == -1:
                raise self._error

    def read(self) -> AbstractContextManager[Tx]:
        return self._inner.read()

    def take(self, deliveries: Sequence[Delivery]) -> list[bool]:
        return self._inner.take(deliveries)


def client_of(app: Any, base: str = "https://tips.example.org") -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=base)


def dice(seed: int | None = None) -> random.Random:
    """Chance whose seed is printed, so that a failure can be played again."""
    chosen = random.SystemRandom().randrange(2**32) if seed is None else seed
    print(f"seed {chosen}")
    return random.Random(chosen)
