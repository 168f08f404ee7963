"""What the stand-in remembers and how it fails: chats, files, updates nobody has confirmed, calls, knobs."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx2
from starlette.applications import Starlette

from bot.fake import server
from bot.fake.requests import WebhookRequest
from bot.fake.state import Failure, FakeChat, FakeFile, FakeMessage, seconds
from bot.settings import WEBHOOK, BotSettings
from bot.webhook import HEADER


class Ledger:
    """The vendor's side. `clock` gives aware UTC. `calls` lists every method called, with its parameters."""

    def __init__(self, settings: BotSettings, clock: Callable[[], datetime]) -> None:
        self.settings, self.clock = settings, clock
        self.on_message: list[Callable[[FakeMessage], None]] = []
        self.unreachable = False
        self.latency, self.fail_every, self._requests = 0.0, 0, 0
        self.webhook_url = self.webhook_secret = ""
        self.last_error: tuple[str, datetime] | None = None  # of a delivery to the webhook, as Telegram tells it
        self.allowed: tuple[str, ...] = ()  # kinds of updates asked for; none: all
        self.chats: dict[int, FakeChat] = {}
        self.files: dict[str, FakeFile] = {}
        self.sent: list[FakeMessage] = []
        self.answered: list[str] = []  # ids of presses
        self.menus: dict[str, list[dict[str, str]]] = {}
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.waiting: dict[int, dict[str, Any]] = {}
        self._failures: deque[Failure] = deque()
        self._drops = 0
        self._update_id = 700_000_000
        self.app: Starlette = server.app(self)

    @property
    def transport(self) -> httpx2.ASGITransport:
        """For the real sender, media source and poller, instead of the network."""
        return httpx2.ASGITransport(app=self.app)

    def messages_to(self, chat_id: int | str) -> list[FakeMessage]:
        """What this chat has heard from the line, oldest first."""
        return [m for m in self.sent if m.chat_id == int(chat_id)]

    def fail_next(
        self, status: int, description: str | None = None, retry_after: timedelta | int | None = None,
        *, moved_to: int | None = None,
    ) -> None:
        """The next call is refused; calls queue up. `description` None: a gateway's page instead of Telegram's JSON."""
        self._failures.append(Failure(status, description, seconds(retry_after), moved_to))

    def drop_next(self) -> None:
        """The next message is taken, then the connection drops before the answer."""
        self._drops += 1

    def next_failure(self) -> Failure | None:
        self._requests += 1
        if self.fail_every and self._requests % self.fail_every == 0:
            return Failure(500, "Internal Server Error")
        return self._failures.popleft() if self._failures else None

    def drops(self) -> bool:
        dropped = self._drops > 0
        self._drops -= dropped
        return dropped

    def chat(self, chat_id: int | str) -> FakeChat:
        """The chat, opened when it is new."""
        return self.chats.setdefault(int(chat_id), FakeChat(int(chat_id)))

    def take(self, chat: FakeChat, text: str, buttons: tuple[tuple[str, str], ...], silent: bool) -> FakeMessage:
        """A message the API has checked."""
        message = FakeMessage(chat.next_id(), chat.id, text, self.clock(), buttons, silent)
        self.sent.append(message)
        for tell in self.on_message:
            tell(message)
        return message

    def pending(self, offset: int) -> list[dict[str, Any]]:
        """Updates from `offset` on, oldest first; asking so confirms the earlier ones."""
        for number in [n for n in self.waiting if n < offset]:
            del self.waiting[number]
        return [u for _, u in sorted(self.waiting.items()) if not self.allowed or u.keys() & set(self.allowed)]

    def keep(self, folder: str, ending: str, data: bytes, size: int | None = None) -> FakeFile:
        path = f"{folder}/file_{len(self.files)}.{ending}"
        file = FakeFile(f"FAKE{secrets.token_hex(16)}", path, data, len(data) if size is None else size)
        self.files[file.file_id] = file
        return file

    def update(self, kind: str, part: dict[str, Any]) -> WebhookRequest:
        """One update, queued and as Telegram would post it."""
        self._update_id += 1
        update = {"update_id": self._update_id, kind: part}
        self.waiting[self._update_id] = update
        headers = {"Content-Type": "application/json"}
        if self.settings.secret:
            headers[HEADER.title()] = self.settings.secret
        body = json.dumps(update).encode("ascii")
        return WebhookRequest(WEBHOOK, headers, body, self._update_id, part.get("message_id"), self._answer)

    def _answer(self, update_id: int, status: int, body: bytes) -> None:
        """What the line answered to an update: a 2xx confirms it, and its body may call a method."""
        if not 200 <= status < 300:
            return
        self.waiting.pop(update_id, None)
        if body:
            call = json.loads(body)
            method = call.pop("method")
            self.calls.append((method, call))
            server.METHODS[method](self, call)
