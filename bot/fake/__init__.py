"""A stand-in for Telegram, for the demo, `tipline talk` and tests. It reaches nobody."""

from bot.fake.requests import WebhookRequest, deliver
from bot.fake.state import FakeMessage
from bot.fake.telegram import FakeTelegram, pretend_settings

__all__ = ["FakeMessage", "FakeTelegram", "WebhookRequest", "deliver", "pretend_settings"]
