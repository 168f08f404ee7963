"""What time it is at Twilio: the Date of any answer, asked for without credentials."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx2

from sms.rest import TIMEOUT
from sms.settings import SmsSettings


async def vendor_time(settings: SmsSettings, transport: httpx2.AsyncBaseTransport | None = None) -> datetime | None:
    """Aware, to the second; None while Twilio is silent."""
    async with httpx2.AsyncClient(transport=transport, timeout=TIMEOUT, trust_env=False) as client:
        try:
            answer = await client.get(f"{settings.api_base}/")
            return parsedate_to_datetime(answer.headers.get("date", ""))
        except (httpx2.HTTPError, ValueError):
            return None
