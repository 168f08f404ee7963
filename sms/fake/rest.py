"""Twilio's REST API as far as the line uses it: messages, media, its own numbers; with Twilio's refusals."""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sms.fake.dated import Dated
from sms.fake.errors import error, not_found
from sms.fake.listing import Lists
from sms.fake.message import API, FakeMedia
from sms.fake.numbers import Numbers

if TYPE_CHECKING:
    from sms.fake.vendor import Failure, FakeTwilio

_LONGEST = 1600
_E164 = re.compile(r"\+[1-9]\d{6,14}")
Handler = Callable[[Request], Awaitable[Response]]


def app(vendor: FakeTwilio) -> Starlette:
    """The API and, below /{account}/{key}, its content network."""
    api, numbers, lists = _Api(vendor), Numbers(vendor), Lists(vendor)
    messages, owned = API + "/{account}/Messages", API + "/{account}/IncomingPhoneNumbers"
    return Starlette(routes=[
        Route(f"{messages}.json", api.guard(api.create), methods=["POST"]),
        Route(f"{messages}.json", api.guard(lists.messages), methods=["GET"]),
        Route(messages + "/{sid}.json", api.guard(api.fetch), methods=["GET"]),
        Route(messages + "/{parent}/Media.json", api.guard(lists.media), methods=["GET"]),
        Route(messages + "/{parent}/Media/{sid}", api.guard(api.media), methods=["GET", "DELETE"]),
        Route(f"{owned}.json", api.guard(numbers.list), methods=["GET"]),
        Route(owned + "/{sid}.json", api.guard(numbers.number), methods=["GET", "POST"]),
        Route("/v1/Services/{sid}", api.guard(numbers.service), methods=["GET", "POST"]),
        Route("/v1/Services/{sid}/PhoneNumbers", api.guard(numbers.of_service), methods=["GET"]),
        Route("/{account}/{key}", api.content, methods=["GET"]),
    ], middleware=[Middleware(Dated, clock=lambda: vendor.clock())])


class _Api:
    def __init__(self, vendor: FakeTwilio) -> None:
        self._vendor = vendor

    def guard(self, handler: Handler) -> Handler:
        """Latency, credentials, the account and the failures ordered by a test come before everything else."""

        async def guarded(request: Request) -> Response:
            vendor = self._vendor
            if vendor.unreachable:
                raise httpx2.ConnectError("The stand-in vendor is switched off.")
            if not vendor.latency:
                return await self._answer(handler, request)
            await request.body()
            # what has reached Twilio is carried out, whether or not the caller still waits for the answer
            return await asyncio.shield(vendor.under_way(self._late(handler, request, vendor.latency)))

        return guarded

    async def _late(self, handler: Handler, request: Request, seconds: float) -> Response:
        await asyncio.sleep(seconds)
        return await self._answer(handler, request)

    async def _answer(self, handler: Handler, request: Request) -> Response:
        vendor = self._vendor
        if not self._authentic(request):
            return error(20003, "Authenticate", 401)
        if request.path_params.get("account", vendor.settings.account_sid) != vendor.settings.account_sid:
            return not_found()
        failure = vendor.next_failure()
        return _fail(failure) if failure else await handler(request)

    def _authentic(self, request: Request) -> bool:
        settings = self._vendor.settings
        expected = base64.b64encode(f"{settings.account_sid}:{settings.auth_token}".encode())
        given = request.headers.get("authorization", "").encode("utf-8")
        return hmac.compare_digest(given, b"Basic " + expected)

    async def create(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8"), keep_blank_values=True))
        refusal = self._refusal(form)
        if refusal is not None:
            return refusal
        vendor = self._vendor
        message = vendor.take(
            form["To"], form["Body"], form.get("MessagingServiceSid"), form.get("StatusCallback")
        )
        if vendor.drops():
            raise httpx2.RemoteProtocolError("The stand-in vendor took the message and dropped the connection.")
        return JSONResponse(message.as_json(vendor.settings.account_sid), 201)

    def _refusal(self, form: Mapping[str, str]) -> Response | None:
        to, body = form.get("To", ""), form.get("Body", "")
        if not _E164.fullmatch(to):
            return error(21211, f"The 'To' number {to} is not a valid phone number.")
        if self._vendor.carrier.blocks(to):
            return error(21610, "Attempt to send to unsubscribed recipient")
        if not body:
            return error(21602, "Message body is required.")
        if len(body.encode("utf-16-le")) // 2 > _LONGEST:
            return error(21617, "The concatenated message body exceeds the 1600 character limit.")
        return self._wrong_sender(form) or _wrong_callback(form.get("StatusCallback"))

    def _wrong_sender(self, form: Mapping[str, str]) -> Response | None:
        settings = self._vendor.settings
        sender, service = form.get("From"), form.get("MessagingServiceSid")
        if sender is None and service is None:
            return error(21603, "A 'From' phone number is required.")
        if service is not None and service != settings.sender:
            return error(21705, f"The Messaging Service Sid {service} is invalid.")
        if sender is not None and sender != settings.sender:
            return error(21606, f"The From phone number {sender} is not a valid, SMS-capable number of this account.")
        return None

    async def fetch(self, request: Request) -> Response:
        message = self._vendor.messages.get(request.path_params["sid"])
        return not_found() if message is None else JSONResponse(message.as_json(self._vendor.settings.account_sid))

    async def media(self, request: Request) -> Response:
        """Without an extension the content, by way of the content network; with .json the resource."""
        name: str = request.path_params["sid"]
        sid = name.removesuffix(".json")
        media = self._media(request.path_params["parent"], sid)
        if media is None:
            return not_found()
        if request.method == "DELETE":
            del self._vendor.media[sid]
            return Response(status_code=204)
        if name != sid:
            return JSONResponse(media.as_json(self._vendor.settings.account_sid))
        return RedirectResponse(self._vendor.cdn_url(media), 307)

    def _media(self, parent: str, sid: str) -> FakeMedia | None:
        media = self._vendor.media.get(sid)
        return media if media is not None and media.parent == parent else None

    async def content(self, request: Request) -> Response:
        if "authorization" in request.headers:
            return PlainTextResponse("Only one auth mechanism allowed", 400)
        key = request.path_params["key"]
        found = next((m for m in self._vendor.media.values() if m.key == key), None)
        if found is None:
            return PlainTextResponse("Not found", 404)
        return Response(found.data, media_type=found.content_type)


def _wrong_callback(url: str | None) -> Response | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.hostname and "_" not in parts.hostname:
        return None
    return error(21609, f"The StatusCallback URL {url} is not a valid URL.")


def _fail(failure: Failure) -> Response:
    made: Response
    if failure.code is None:
        made = PlainTextResponse("upstream fault", failure.http_status)
    else:
        made = error(failure.code, "Refused because a test asked for it.", failure.http_status)
    if failure.retry_after is not None:
        made.headers["Retry-After"] = str(int(failure.retry_after.total_seconds()))
    return made
