"""The long-running processes and the checks that need the whole wiring."""

from __future__ import annotations

import asyncio
import hashlib
import signal
from collections.abc import Callable
from contextlib import suppress

import structlog

import bot.setup
from api import metrics, serving, web, wiring
from api.settings import Settings
from api.vendors import bot_settings
from api.worker import Worker
from storage.alone import alone
from tipline import custody
from tipline.errors import SetupError

log = structlog.get_logger()
_PATIENCE_S = 5
Build = Callable[..., wiring.Wiring]


def make_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SetupError(f"TIPLINE_DATA_DIR cannot be made: {error.strerror}.") from error


def serve(settings: Settings, build: Build = wiring.build) -> None:
    """Serve until told to stop. The access log is off: it would hold addresses of people."""
    made = build(settings, private_link=asyncio.run(_private_link(settings)))
    try:
        app = web.build(made, with_worker=settings.embedded)
        log.info("serving", listen=f"{settings.host}:{settings.port}")
        with alone(settings.database), metrics.served(made):
            serving.serve(app, host=settings.host, port=settings.port)
    finally:
        made.close()


async def _private_link(settings: Settings) -> str | None:
    """The bot's own address, for the one line said in groups; None without a bot or while Telegram is silent."""
    found = bot_settings(settings)
    if found is None:
        return None
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await bot.setup.link(found)
    except Exception as error:
        log.warning("the bot's address is not known", exc_info=error)
        return None


def work(settings: Settings, build: Build = wiring.build) -> None:
    """Run the loops alone, beside any number of others."""
    if settings.embedded:
        raise SetupError(
            "On SQLite the worker runs inside `tipline serve`. To run it apart, set TIPLINE_DATABASE_URL to a "
            "PostgreSQL database."
        )
    made = build(settings, private_link=asyncio.run(_private_link(settings)))
    try:
        with metrics.served(made):
            asyncio.run(_work(made))
    finally:
        made.close()


async def _work(made: wiring.Wiring) -> None:
    worker, stop = Worker(made), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    worker.start()
    log.info("working")
    await stop.wait()
    await worker.stop()


def verify_custody(settings: Settings) -> tuple[list[str], int, int]:
    """Faults as sentences, entries read, originals compared."""
    made = wiring.build(settings)
    try:
        with made.store.read() as tx:
            entries = list(tx.custody.entries())
        faults = custody.verify(entries)
        digests = sorted({e.digest for e in entries if e.digest and e.action.endswith(" stored")})
        for digest in digests:
            faults += _compare(made, digest)
        return faults, len(entries), len(digests)
    finally:
        made.close()


def _compare(made: wiring.Wiring, digest: str) -> list[str]:
    key = f"originals/{digest[:2]}/{digest}"
    if not made.vault.exists(key):
        return [f"The original with SHA-256 {digest} is missing from the vault."]
    held = hashlib.sha256()
    for chunk in made.vault.stream(key):
        held.update(chunk)
    return [] if held.hexdigest() == digest else [f"The original with SHA-256 {digest} was altered in the vault."]
