"""Twilio's list of messages, read page by page (Twilio's OpenAPI, ListMessage and ListMedia)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

from sms.rest import RestClient
from sms.settings import SmsSettings

Listed = Mapping[str, object]
API = "/2010-04-01/Accounts"


class TooMany(Exception):
    """There is more than the caller wants to look through."""


class Listing:
    """Lists of one account. Raises sms.rest.Refused, httpx2's errors, and ValueError for what is not Twilio's."""

    def __init__(self, settings: SmsSettings, http: RestClient) -> None:
        self._http, self._root = http, f"{API}/{settings.account_sid}/"
        self._auth = (settings.account_sid, settings.auth_token)

    async def messages(self, wanted: Mapping[str, str], *, size: int, pages: int) -> list[Listed]:
        """Messages that fit, newest first, in at most so many pages of `size` (1-1,000). Raises TooMany."""
        return await self._all("Messages.json", "messages", wanted, size, pages)

    async def media(self, message_sid: str) -> list[Listed]:
        """What came with one message, as far as it is still there."""
        return await self._all(f"Messages/{message_sid}/Media.json", "media_list", {}, 50, 1)

    async def _all(self, path: str, key: str, wanted: Mapping[str, str], size: int, pages: int) -> list[Listed]:
        query, found, at = {**wanted, "PageSize": str(size)}, list[Listed](), self._root + path
        for _ in range(pages):
            answer = await self._http.request("GET", at, params=query, auth=self._auth)
            page = _object(answer.text)
            found += _items(page.get(key))
            onward = page.get("next_page_uri")
            if not onward:
                return found
            parts = urlsplit(str(onward))
            if parts.path != self._root + path:
                raise ValueError("The next page lies elsewhere.")
            query = dict(parse_qsl(parts.query))
        raise TooMany


def moment(listed: Listed, name: str) -> datetime | None:
    """A time of a listed message, RFC 2822 in Twilio's answers, as aware UTC. Raises ValueError."""
    value = listed.get(name)
    if not value:
        return None
    at = parsedate_to_datetime(str(value))
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def word(listed: Listed, name: str) -> str:
    """A field as text, "" where there is none."""
    value = listed.get(name)
    return "" if value is None else str(value)


def _object(text: str) -> Listed:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("The answer is not a page of a list.")
    return found


def _items(value: object) -> list[Listed]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError("The page holds no list.")
    return value
