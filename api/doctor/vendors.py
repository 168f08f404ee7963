"""What the vendors hold about us, read back through their own APIs, and what time it is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import httpx2

import bot.clock
import bot.held
import sms.clock
from api.doctor.desk import clocks
from api.doctor.finding import Finding, fail, ok, warn
from api.settings import Settings
from api.vendors import bot_settings, sms_settings
from sms.setup import SmsSetup
from tipline.errors import SetupError

_MANY_PENDING = 100


async def twilio(settings: Settings, now: datetime, wire: httpx2.AsyncBaseTransport | None) -> list[Finding]:
    account = sms_settings(settings)
    if account is None:
        return []
    setup = SmsSetup(account, wire)
    try:
        found = await setup.read()
    except SetupError as error:
        return [fail("Twilio", str(error))]
    finally:
        await setup.aclose()
    told = [fail("Twilio", f"{held.where}: {held.name} is not ours; run tipline sms set-up.") for held in found.wrong]
    told += [warn("Twilio", remark) for remark in found.remarks]
    if not found.wrong:
        told.append(ok("Twilio", f"Texts and calls of {account.sender} come to this line."))
    return [*told, *_clock("Twilio", await sms.clock.vendor_time(account, wire), now)]


async def telegram(settings: Settings, now: datetime, wire: httpx2.AsyncBaseTransport | None) -> list[Finding]:
    account = bot_settings(settings)
    if account is None:
        return []
    try:
        found = await bot.held.read(account, wire)
    except SetupError as error:
        return [fail("Telegram", str(error))]
    told = [fail("Telegram", f"{held.name} is not ours; run tipline bot set-up.") for held in found.wrong]
    if not found.wrong:
        way = "to this line's webhook" if account.public_url else "by polling"
        told.append(ok("Telegram", f"Updates come {way}; {found.pending} wait at Telegram."))
    return [*told, *_deliveries(found, now), *_clock("Telegram", await bot.clock.vendor_time(account, wire), now)]


def _deliveries(found: bot.held.Found, now: datetime) -> Iterator[Finding]:
    if found.last_error_at is not None and (now - found.last_error_at).days < 1:
        yield warn("Telegram", f"A delivery failed on {found.last_error_at:%Y-%m-%d %H:%M} UTC: {found.last_error}.")
    if found.pending > _MANY_PENDING:
        yield warn("Telegram", f"{found.pending} updates wait at Telegram: it does not reach the line, or too slowly.")


def _clock(whose: str, theirs: datetime | None, ours: datetime) -> Sequence[Finding]:
    if theirs is None:
        return [warn("clock", f"{whose} did not tell its time.")]
    return list(clocks(whose, theirs, ours))
