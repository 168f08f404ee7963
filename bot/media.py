"""Files at Telegram: named by getFile, streamed from the one host the settings name."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx2
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.request import CONNECT_S, SlowDown, close, connect
from bot.settings import BotSettings
from tipline.errors import MediaFailed

TIMEOUT = httpx2.Timeout(20.0, connect=CONNECT_S, pool=CONNECT_S)
_CHUNK = 64 * 1024
_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)*")
_MINUTE = timedelta(minutes=1)


class BotMedia:
    """The MediaSource of the Telegram channel. `transport` stands in for the network in tests and in the demo.

    The host is never read from an answer: it is api.telegram.org over TLS, or the emulator the operator named.
    """

    def __init__(self, settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._api = connect(settings, transport)
        self._files = f"{settings.api_base}/file/bot{settings.token}"
        self._client = httpx2.AsyncClient(
            transport=transport, timeout=TIMEOUT, trust_env=False, follow_redirects=False
        )

    async def stream(self, pointer: str, limit: int) -> AsyncIterator[bytes]:
        """The bytes of a file id, at most `limit` of them. Raises MediaFailed."""
        found = await self._find(pointer)
        if isinstance(found, MediaFailed):
            raise found
        size = found.get("file_size")
        if isinstance(size, int) and size > limit:
            raise MediaFailed("too_large", too_large=True)
        async with self._opened(_path(found)) as answer:
            async for chunk in _capped(answer, limit):
                yield chunk

    async def delete(self, pointer: str) -> None:
        """Nothing: the Bot API cannot delete a file, only the people in the chat can."""

    async def aclose(self) -> None:
        await close(self._api)
        await self._client.aclose()

    async def _find(self, pointer: str) -> dict[str, Any] | MediaFailed:
        """Where the file is now; the path is good for an hour. A failure is a value, without Telegram's words."""
        try:
            found = await self._api.raw("getFile", {"file_id": pointer})
        except TelegramError as error:
            return _refusal(error)
        return found if isinstance(found, dict) else MediaFailed("no_answer")

    @asynccontextmanager
    async def _opened(self, path: str) -> AsyncIterator[httpx2.Response]:
        answer = await self._get(f"{self._files}/{quote(path)}")
        try:
            if answer.status_code != httpx2.codes.OK:
                raise MediaFailed(f"http_{answer.status_code}", refused=answer.is_redirect)
            yield answer
        finally:
            await answer.aclose()

    async def _get(self, url: str) -> httpx2.Response:
        try:
            request = self._client.build_request("GET", url, headers={"Accept-Encoding": "identity"})
            return await self._client.send(request, stream=True)
        except (httpx2.HTTPError, OSError):
            pass  # raised below, outside the handler: the library's error holds the URL and with it the token
        raise MediaFailed("unreachable")


def _path(found: dict[str, Any]) -> str:
    """A path below the bot's own files, nothing that leads elsewhere."""
    path = found.get("file_path")
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        raise MediaFailed("foreign_path", refused=True)
    return path


def _refusal(error: TelegramError) -> MediaFailed:
    said = error.message.lower()
    if isinstance(error, SlowDown):
        return MediaFailed("slow_down", retry_after=error.wait)
    if isinstance(error, InvalidToken):
        return MediaFailed("bad_token", retry_after=_MINUTE)
    if isinstance(error, BadRequest) and "too big" in said:
        return MediaFailed("too_large", too_large=True)
    if isinstance(error, BadRequest) and "temporarily" not in said:
        return MediaFailed("gone", gone=True)  # an id of another bot's, or of a file that no longer exists
    return MediaFailed("unreachable")


async def _capped(answer: httpx2.Response, limit: int) -> AsyncIterator[bytes]:
    """The body as it came over the wire. An encoding we did not ask for would be bytes nobody sent."""
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise MediaFailed("encoded")
    size, broken = 0, False
    try:
        async for chunk in answer.aiter_raw(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise MediaFailed("too_large", too_large=True)
            yield chunk
    except (httpx2.HTTPError, OSError):
        broken = True
    if broken:
        raise MediaFailed("broken_off")
