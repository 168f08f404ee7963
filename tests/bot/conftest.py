"""A line's Telegram door and its stand-in vendor, both in this process."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI

import bot.webhook
from bot.fake import FakeTelegram, WebhookRequest, deliver
from bot.sender import BotSender
from bot.settings import BotSettings
from tipline.desk.ports import Arrival
from tipline.message import Address, Channel, Choice, Outbound

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
WITNESS = 7735550142
TOKEN, SECRET = "7735550100:AAtest-token_of_a_bot_that_is_nowhere", "secret-of-the_webhook"


@pytest.fixture
def settings() -> BotSettings:
    return BotSettings(
        token=TOKEN, secret=SECRET, public_url="https://tips.example.org", api_url="http://telegram.invalid:8081",
        paced=False,
    )


@dataclass
class Door:
    """What came through the webhook; `break_with` makes the desk fail."""

    app: FastAPI = field(default_factory=FastAPI)
    arrivals: list[Arrival] = field(default_factory=list)
    refusals: list[tuple[str, bool]] = field(default_factory=list)
    break_with: Exception | None = None

    async def accept(self, arrival: Arrival) -> bool:
        if self.break_with:
            raise self.break_with
        self.arrivals.append(arrival)
        return True

    def refused(self, reason: str, names_our_account: bool) -> None:
        self.refusals.append((reason, names_our_account))


@pytest.fixture
def door(settings: BotSettings) -> Door:
    made = Door()
    made.app.include_router(bot.webhook.router(settings, made.accept, on_refusal=made.refused))
    return made


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=door.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://inside") as made:
        yield made


@pytest.fixture
def post(client: httpx2.AsyncClient) -> Callable[[WebhookRequest], object]:
    async def send(request: WebhookRequest) -> httpx2.Response:
        return await deliver(request, client, "http://inside")

    return send


@pytest.fixture
def fake(settings: BotSettings) -> FakeTelegram:
    return FakeTelegram(settings, lambda: NOW)


@pytest.fixture
def sender(settings: BotSettings, fake: FakeTelegram) -> BotSender:
    return BotSender(settings, fake.transport)


@pytest.fixture
def outbound() -> Callable[..., Outbound]:
    def make(
        text: str = "Where is it?", to: int = WITNESS, choices: tuple[Choice, ...] = (), silent: bool = False
    ) -> Outbound:
        return Outbound(7, Address(Channel.TELEGRAM, str(to)), text, "tok-en_1", choices, silent)

    return make
