"""What the Telegram front end must be told, in one frozen object whose repr hides the secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tipline.errors import SetupError

TELEGRAM_API = "https://api.telegram.org"
FILE_LIMIT = 20 * 1024 * 1024  # what the Bot API lets a bot download
PER_CHAT_S = 1.0  # one message a second and chat
PER_GROUP_S = 3.0  # twenty a minute in a group
OVERALL_S = 1 / 30  # thirty a second over all chats
WEBHOOK = "/bot/webhook"
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class BotSettings:
    """`secret` is the webhook's header, empty when polling. `public_url`: where Telegram reaches us, None to poll.

    `api_url`: an emulator's address instead of Telegram's, None for the real one. `file_limit` in bytes. `paced`: keep
    to Telegram's limits; only a stand-in in this process can do without. Raises SetupError.
    """

    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    public_url: str | None = None
    api_url: str | None = None
    file_limit: int = FILE_LIMIT
    paced: bool = True

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise SetupError("TIPLINE_TELEGRAM_TOKEN is not a bot token; copy it from BotFather, digits:letters.")
        if self.secret and not _SECRET.fullmatch(self.secret):
            raise SetupError("TIPLINE_TELEGRAM_SECRET may hold 1 to 256 of A-Z, a-z, 0-9, _ and - and nothing else.")

    @property
    def api_base(self) -> str:
        """Where API calls go, without a slash at the end."""
        return (self.api_url or TELEGRAM_API).rstrip("/")

    @property
    def webhook_url(self) -> str:
        """The address Telegram is told to post to. Needs `public_url`."""
        if not self.public_url:
            raise SetupError("A Telegram webhook needs TIPLINE_PUBLIC_URL; without it the line polls.")
        return self.public_url.rstrip("/") + WEBHOOK
