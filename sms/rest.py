"""twilio's client interface over httpx2, for the library to speak through. Nothing here is ever logged."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from sms.settings import TWILIO_SERVICES, SmsSettings

TIMEOUT = httpx2.Timeout(15.0, connect=5.0, pool=5.0)
_LONGEST_WAIT = timedelta(hours=1)


class Refused(Exception):
    """Twilio answered, but not with 2xx. Its own words are left out: they quote the number they speak of."""

    def __init__(self, http_status: int, code: str | None, retry_after: timedelta | None) -> None:
        super().__init__(code or f"http_{http_status}")
        self.http_status, self.code, self.retry_after = http_status, code, retry_after


class RestClient(AsyncHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Goes to `settings.api_base`, or to Twilio's own host for Messaging Services, whatever else the library names;
    with an emulator's address always there. `transport`: None for the real network.
    """

    def __init__(self, settings: SmsSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self._base = settings.api_base
        self._services = settings.api_base if settings.api_url else TWILIO_SERVICES
        # no proxy and no netrc from the environment: the token goes where the settings say and nowhere else
        self._client = httpx2.AsyncClient(transport=transport, timeout=TIMEOUT, trust_env=False)

    async def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, no redirect followed. Raises Refused, or httpx2's errors when no answer came."""
        wanted = urlsplit(uri)
        base = self._services if f"https://{wanted.hostname}" == TWILIO_SERVICES else self._base
        answer = await self._client.request(
            method,
            base + wanted.path,
            params=params,
            headers=headers,
            auth=auth,
            content=urlencode(dict(data), doseq=True, errors="replace") if data else None,
            follow_redirects=False,
        )
        if not answer.is_success:
            raise Refused(answer.status_code, _code(answer.text), retry_after(answer.headers))
        return Response(answer.status_code, answer.text, answer.headers)

    async def aclose(self) -> None:
        await self._client.aclose()


def _code(body: str) -> str | None:
    """Twilio's error code, as text, where the body is Twilio's."""
    try:
        code = json.loads(body)["code"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return str(code) if isinstance(code, int) else None


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The vendor's own wait where it names seconds, an hour at most."""
    value = headers.get("retry-after") or ""
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        return None
    return min(timedelta(seconds=int(value)), _LONGEST_WAIT)
