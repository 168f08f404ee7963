"""`tipline doctor`: looks at everything an installation needs, and says of each how it stands and how to mend it."""

from __future__ import annotations

from datetime import datetime

import httpx2

from api.doctor import desk, local, vendors
from api.doctor.finding import Finding, Level
from api.settings import Settings

__all__ = ["Finding", "Level", "examine"]


async def examine(
    settings: Settings, now: datetime, *, sms: httpx2.AsyncBaseTransport | None = None,
    bot: httpx2.AsyncBaseTransport | None = None, ask_vendors: bool = True,
) -> list[Finding]:
    """Every finding, in the order of a start. `now`: this machine's clock, aware. Changes nothing."""
    found = [*local.configuration(settings), *local.keys(settings), *desk.database(settings, now)]
    found += [*local.vault(settings), *local.decoder(), *local.disks(settings), *local.backups(settings, now)]
    if ask_vendors:
        found += await vendors.twilio(settings, now, sms)
        found += await vendors.telegram(settings, now, bot)
    return found
