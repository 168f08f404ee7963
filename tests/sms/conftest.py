"""A line's SMS doors and its stand-in vendor, both in this process."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI

import sms.webhook
from sms.fake import FakeTwilio, SignedRequest, deliver
from sms.settings import SmsSettings
from tipline.desk.ports import Arrival, DeliveryNote
from tipline.message import Address, Channel, Outbound

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
WITNESS = "+17735550142"


@pytest.fixture
def settings() -> SmsSettings:
    return SmsSettings(
        account_sid="AC" + "a1" * 16, auth_token="b2" * 16, sender="+17735550100",
        public_url="https://tips.example.org", api_url="http://twilio.invalid:8123",
    )


@dataclass
class Doors:
    """What came through the webhooks; `break_with` makes the desk fail."""

    app: FastAPI = field(default_factory=FastAPI)
    arrivals: list[Arrival] = field(default_factory=list)
    notes: list[DeliveryNote] = field(default_factory=list)
    refusals: list[tuple[str, bool]] = field(default_factory=list)
    break_with: Exception | None = None

    async def accept(self, arrival: Arrival) -> bool:
        if self.break_with:
            raise self.break_with
        self.arrivals.append(arrival)
        return True

    async def note(self, said: DeliveryNote) -> None:
        if self.break_with:
            raise self.break_with
        self.notes.append(said)

    def refused(self, reason: str, names_our_account: bool) -> None:
        self.refusals.append((reason, names_our_account))


@pytest.fixture
def doors(settings: SmsSettings) -> Doors:
    made = Doors()
    made.app.include_router(
        sms.webhook.router(
            settings, made.accept, made.note, on_refusal=made.refused, line_name="Chicago Tip Line"
        )
    )
    return made


@pytest.fixture
async def client(doors: Doors) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=doors.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://inside") as made:
        yield made


@pytest.fixture
def post(client: httpx2.AsyncClient) -> Callable[[SignedRequest], object]:
    async def send(request: SignedRequest) -> httpx2.Response:
        return await deliver(request, client, "http://inside")

    return send


@pytest.fixture
def fake(settings: SmsSettings) -> FakeTwilio:
    return FakeTwilio(settings, lambda: NOW)


@pytest.fixture
def outbound() -> Callable[..., Outbound]:
    def make(text: str = "Where is it?", to: str = WITNESS, token: str = "tok-en_1") -> Outbound:
        return Outbound(7, Address(Channel.SMS, to), text, token)

    return make
