"""Twilio and Telegram on this machine over real HTTP: what was sent to whom is on record, and webhooks come again as
the vendors' do.

Twilio tries a webhook, then its fallback address once, and never again: from there only the line's own asking helps.
Telegram keeps an update until it hears 200, in the order of the chat.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import uvicorn
from starlette.requests import ClientDisconnect

from bot.fake import FakeTelegram, WebhookRequest
from bot.settings import BotSettings
from sms.fake import FakeTwilio, SignedRequest
from sms.settings import SmsSettings

_HOST = "127.0.0.1"
_PATIENCE_S = 10.0
_AGAIN_S = 0.1
_TELLS_AFTER_S = 0.01  # between taking a message and saying so: a crash falls into it
_PUBLIC = "https://tips.example.org"  # what Twilio signs and Telegram is told; a proxy would stand there
_ACCOUNT, _SECRET = "AC" + "7" * 32, "a-token-of-nobody"


def free_port() -> int:
    with socket.socket() as found:
        found.bind((_HOST, 0))
        return int(found.getsockname()[1])


@dataclass
class Ledger:
    """What a reckoning needs: vendor ids of what people sent and of what the line acknowledged, what reached whom."""

    given: dict[str, tuple[str, ...]] = field(default_factory=dict)  # vendor id -> digests of the media that came along
    acked: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)  # Twilio has given up on these
    deliveries: Counter[str] = field(default_factory=Counter)  # how often each was posted
    taken: Counter[str] = field(default_factory=Counter)  # Twilio: callback token -> messages taken
    told: Counter[tuple[int, str]] = field(default_factory=Counter)  # Telegram: chat and text -> messages taken


class Vendors:
    """Both vendors. `line` is where the line listens; `url`s are for its settings."""

    def __init__(self, now: Callable[[], datetime], line: str) -> None:
        self.ports = {name: free_port() for name in ("twilio", "telegram")}
        self.line, self.ledger = line, Ledger()
        self.sms = SmsSettings(_ACCOUNT, _SECRET, "+17735550100", _PUBLIC, self.url("twilio"))
        self.bot = BotSettings("7735550100:nobody", _SECRET, _PUBLIC, self.url("telegram"))
        self.twilio, self.telegram = FakeTwilio(self.sms, now), FakeTelegram(self.bot, now)
        self.telegram.on_message.append(lambda m: self.ledger.told.update([(m.chat_id, m.text)]))
        self._chats: dict[int, asyncio.Queue[tuple[str, WebhookRequest]]] = defaultdict(asyncio.Queue)
        self._tasks: set[asyncio.Task[None]] = set()
        self._posting = 0

    def url(self, name: str) -> str:
        return f"http://{_HOST}:{self.ports[name]}"

    def environ(self) -> dict[str, str]:
        """The line's settings for these two."""
        return {
            "TIPLINE_PUBLIC_URL": _PUBLIC, "TIPLINE_TWILIO_ACCOUNT_SID": _ACCOUNT,
            "TIPLINE_TWILIO_AUTH_TOKEN": _SECRET, "TIPLINE_TWILIO_FROM": self.sms.sender,
            "TIPLINE_TWILIO_API_URL": self.url("twilio"), "TIPLINE_TELEGRAM_TOKEN": self.bot.token,
            "TIPLINE_TELEGRAM_SECRET": _SECRET, "TIPLINE_TELEGRAM_API_URL": self.url("telegram"),
        }

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        apps = {"twilio": _Patient(_Recording(self.twilio.app, self.ledger)), "telegram": _Patient(self.telegram.app)}
        servers = [_Quiet(uvicorn.Config(
            app, host=_HOST, port=self.ports[name], log_config=None, access_log=False, lifespan="off",
        )) for name, app in apps.items()]
        serving = [asyncio.create_task(server.serve()) for server in servers]
        self._client = httpx2.AsyncClient(
            base_url=self.line, timeout=_PATIENCE_S, trust_env=False,
            limits=httpx2.Limits(max_connections=64, max_keepalive_connections=0),
        )
        while not all(server.started for server in servers):
            await asyncio.sleep(0.01)
        callbacks = asyncio.create_task(self._calling_back())
        try:
            yield
        finally:
            for task in (callbacks, *self._tasks):
                task.cancel()
            await asyncio.gather(callbacks, *self._tasks, return_exceptions=True)
            await self._client.aclose()
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*serving)

    def text(self, request: SignedRequest, digests: tuple[str, ...] = ()) -> None:
        """A text a person sent; Twilio delivers it."""
        sid = dict(parse_qsl(request.body.decode()))["MessageSid"]
        self.ledger.given[sid] = digests
        self._begin(self._deliver_text(sid, request))

    def update(self, request: WebhookRequest, chat: int, digests: tuple[str, ...] = ()) -> None:
        """Something a person did in a chat; Telegram delivers it after what came before in this chat."""
        name = f"{chat}:{request.message_id}"
        self.ledger.given[name] = digests
        new = chat not in self._chats
        self._chats[chat].put_nowait((name, request))
        if new:
            self._begin(self._deliver_chat(chat))

    @property
    def idle(self) -> bool:
        """Nothing is being delivered and nothing waits to be."""
        return self._posting == 0 and all(queue.empty() for queue in self._chats.values())

    def give_up(self) -> set[str]:
        """Texts that Twilio has given up on and the line has not acknowledged."""
        return self.ledger.missed - self.ledger.acked

    def _begin(self, work: Any) -> None:
        self._posting += 1
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._posting -= 1
        self._tasks.discard(task)

    async def _deliver_text(self, sid: str, request: SignedRequest) -> None:
        for _address in ("webhook", "fallback"):
            if await self._post(sid, request):
                return
        self.ledger.missed.add(sid)

    async def _deliver_chat(self, chat: int) -> None:
        queue = self._chats[chat]
        while not queue.empty():
            name, request = queue.get_nowait()
            while not await self._post(name, request):
                await asyncio.sleep(_AGAIN_S)
        del self._chats[chat]

    async def _post(self, name: str, request: SignedRequest | WebhookRequest) -> bool:
        self.ledger.deliveries[name] += 1
        try:
            answer = await self._client.post(request.path, headers=dict(request.headers), content=request.body)
        except httpx2.RequestError:
            return False
        if isinstance(request, WebhookRequest) and request.on_answer is not None:
            request.on_answer(request.update_id, answer.status_code, answer.content)
        if answer.status_code != httpx2.codes.OK:
            return False
        self.ledger.acked.add(name)
        return True

    async def _calling_back(self) -> None:
        """Twilio's status callbacks, each tried twice at most."""
        while True:
            for request in self.twilio.status_callbacks():
                self._begin(self._call_back(request))
            await asyncio.sleep(0.05)

    async def _call_back(self, request: SignedRequest) -> None:
        for _address in ("webhook", "fallback"):
            try:
                answer = await self._client.post(request.path, headers=dict(request.headers), content=request.body)
            except httpx2.RequestError:
                continue
            if answer.status_code == httpx2.codes.OK:
                return


class _Quiet(uvicorn.Server):
    """Leaves the signals to the drill."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Patient:
    """A client that dies in the middle of its request is no fault of the vendor's."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        with suppress(ClientDisconnect):
            await self._app(scope, receive, send)


class _Recording:
    """Puts every message Twilio takes on record, by the callback token the line sent along."""

    def __init__(self, app: Any, ledger: Ledger) -> None:
        self._app, self._ledger = app, ledger

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body = bytearray()

        async def listen() -> Any:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] == httpx2.codes.CREATED:
                callback = dict(parse_qsl(body.decode())).get("StatusCallback", "")
                self._ledger.taken.update(parse_qs(urlsplit(callback).query).get("token", ["none"]))
                await asyncio.sleep(_TELLS_AFTER_S)
            await send(message)

        await self._app(scope, listen, answer)
