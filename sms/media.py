"""Media at Twilio: fetched with our credentials from its hosts only, and deleted there once we hold them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urljoin

import httpx2

from sms import hosts
from sms.rest import retry_after
from sms.settings import SmsSettings
from tipline.errors import MediaFailed

TIMEOUT = httpx2.Timeout(20.0, connect=5.0, pool=5.0)
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_OF_MEDIA = re.compile(r"(?P<media>.*/Messages/[^/?]+/Media/[^/?.]+)(\.json)?")


class SmsMedia:
    """The MediaSource of the SMS channel. `transport` and `resolve` stand in for the network in tests and the demo."""

    def __init__(
        self, settings: SmsSettings, transport: httpx2.AsyncBaseTransport | None = None,
        resolve: hosts.Resolve = hosts.resolve,
    ) -> None:
        self._settings, self._resolve = settings, resolve
        # no proxy from the environment: the address we looked at is the one we connect to
        self._client = httpx2.AsyncClient(transport=transport, timeout=TIMEOUT, trust_env=False)

    async def stream(self, pointer: str, limit: int) -> AsyncIterator[bytes]:
        """The bytes behind a MediaUrl, at most `limit` of them. Raises MediaFailed."""
        async with self._opened(self._target(pointer)) as answer:
            async for chunk in _capped(answer, limit):
                yield chunk

    async def delete(self, pointer: str) -> None:
        """Delete Twilio's copy; one already gone is success. Raises MediaFailed."""
        target = self._target(pointer)
        named = _OF_MEDIA.fullmatch(target.url)
        if not target.credentials or named is None:
            return  # only the API can delete, and nothing but media
        request = await self._request("DELETE", self._target(f"{named['media']}.json"))
        answer = await self._send(request)
        await answer.aclose()
        if not answer.is_success and answer.status_code not in _GONE:
            raise _failed(answer)

    async def aclose(self) -> None:
        await self._client.aclose()

    @asynccontextmanager
    async def _opened(self, target: hosts.Target) -> AsyncIterator[httpx2.Response]:
        """The answer that holds the bytes, one redirect further at most."""
        answer = await self._send(await self._request("GET", target))
        try:
            if answer.status_code in _REDIRECTS:
                onward = self._target(urljoin(target.url, answer.headers.get("location", "")))
                await answer.aclose()
                answer = await self._send(await self._request("GET", onward, credentials=False))
            if answer.status_code != httpx2.codes.OK:
                raise _failed(answer)
            yield answer
        finally:
            await answer.aclose()

    def _target(self, url: str) -> hosts.Target:
        target = hosts.target(url, self._settings)
        if target is None or not _is_url(target.url):
            raise MediaFailed("foreign_host", refused=True)
        return target

    async def _request(self, method: str, target: hosts.Target, *, credentials: bool = True) -> httpx2.Request:
        """Pinned to the address that was looked at: a second look-up could answer something else."""
        url = httpx2.URL(target.url)
        headers = {"Accept-Encoding": "identity", "Host": url.netloc.decode("ascii")}
        if credentials and target.credentials:
            login = httpx2.BasicAuth(self._settings.account_sid, self._settings.auth_token)
            signed = next(login.auth_flow(httpx2.Request(method, url)))
            headers["Authorization"] = signed.headers["Authorization"]
        if target.emulator:
            return self._client.build_request(method, url, headers=headers)
        pinned = url.copy_with(host=await self._address(target))
        name = {"sni_hostname": target.host}
        return self._client.build_request(method, pinned, headers=headers, extensions=name)

    async def _address(self, target: hosts.Target) -> str:
        try:
            found = await self._resolve(target.host, target.port)
        except OSError:
            found = None
        if found is None:
            raise MediaFailed("unreachable")
        address = hosts.public_address(found)
        if address is None:
            raise MediaFailed("private_address", refused=True)
        return address

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await self._client.send(request, stream=True, follow_redirects=False)
        except httpx2.RequestError:
            pass  # raised below, outside the handler: the library's error names the URL
        raise MediaFailed("unreachable")


def _is_url(text: str) -> bool:
    try:
        httpx2.URL(text)
    except httpx2.InvalidURL:
        return False
    return True


async def _capped(answer: httpx2.Response, limit: int) -> AsyncIterator[bytes]:
    """The body as it came over the wire. An encoding we did not ask for would be bytes nobody sent."""
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise MediaFailed("encoded")
    told = answer.headers.get("content-length", "")
    if told.isascii() and told.isdecimal() and int(told) > limit:
        raise MediaFailed("too_large", too_large=True)
    size, broken = 0, False
    try:
        async for chunk in answer.aiter_raw(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise MediaFailed("too_large", too_large=True)
            yield chunk
    except httpx2.RequestError:
        broken = True
    if broken:
        raise MediaFailed("broken_off")


def _failed(answer: httpx2.Response) -> MediaFailed:
    """404 and 410: gone; a second redirect: refused; all else may come right later."""
    return MediaFailed(
        f"http_{answer.status_code}",
        gone=answer.status_code in _GONE,
        refused=answer.status_code in _REDIRECTS,
        retry_after=retry_after(answer.headers),
    )
