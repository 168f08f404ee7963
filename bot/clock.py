"""What time it is at Telegram: the Date of any answer, asked for without the token."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx2

from bot.request import CONNECT_S
from bot.settings import BotSettings


async def vendor_time(settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None) -> datetime | None:
    """Aware, to the second; None while Telegram is silent."""
    async with httpx2.AsyncClient(transport=transport, timeout=CONNECT_S, trust_env=False) as client:
        try:
            answer = await client.get(f"{settings.api_base}/")
            return parsedate_to_datetime(answer.headers.get("date", ""))
        except (httpx2.HTTPError, ValueError):
            return None
