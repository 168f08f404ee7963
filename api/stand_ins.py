"""Both stand-in vendors and the settings of accounts that exist nowhere: for the demo, `talk` and the tests."""

from __future__ import annotations

from typing import TypeAlias

from bot.arrival import arrive as arrive_telegram
from bot.fake import FakeTelegram, WebhookRequest
from bot.fake import pretend_settings as pretend_telegram
from sms.fake import FakeTwilio, SignedRequest
from sms.fake import pretend_settings as pretend_twilio
from sms.parse import arrive as arrive_sms
from tipline.desk.ports import Arrival, Clock
from tipline.message import Address, Channel

Request: TypeAlias = SignedRequest | WebhookRequest


class StandIns:
    """Twilio and Telegram in this process. What a phone does becomes the request its vendor would make."""

    def __init__(self, clock: Clock, public_url: str = "https://tips.example.org") -> None:
        self.sms = pretend_twilio(public_url)
        self.bot = pretend_telegram(public_url)
        self.twilio = FakeTwilio(self.sms, clock.now)
        self.telegram = FakeTelegram(self.bot, clock.now)

    def text(self, address: Address, text: str) -> Request:
        if address.channel is Channel.SMS:
            return self.twilio.inbound(address.value, text)
        return self.telegram.message(int(address.value), text)

    def photo(self, address: Address, data: bytes, text: str = "", content_type: str = "image/jpeg") -> Request:
        if address.channel is Channel.SMS:
            return self.twilio.inbound(address.value, text, [(content_type, data)])
        return self.telegram.photo(int(address.value), data, text)

    def voice(self, address: Address, data: bytes, text: str = "") -> Request:
        if address.channel is Channel.SMS:
            return self.twilio.inbound(address.value, text, [("audio/wav", data)])
        return self.telegram.voice(int(address.value), data)

    def pin(self, address: Address, lat: float, lng: float) -> Request:
        """On SMS a phone shares a place as a map link."""
        if address.channel is Channel.SMS:
            return self.twilio.inbound(address.value, f"https://maps.google.com/?q={lat:.6f},{lng:.6f}")
        return self.telegram.pin(int(address.value), lat, lng)


def arrival(request: Request) -> Arrival:
    """The request as the webhook would hand it to the desk after checking it."""
    if isinstance(request, SignedRequest):
        return arrive_sms(request.body, request.headers.get("Content-Type") or request.headers.get("content-type"))
    return arrive_telegram(request.body)
