"""What Telegram holds about the bot beside what it should: read, set, read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2
from telegram import BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot import codes
from bot.request import Api, close, connect
from bot.settings import BotSettings
from bot.setup import ALLOWED_UPDATES, MENU, set_menu, set_webhook
from tipline.errors import SendFailed, SetupError


@dataclass(frozen=True, slots=True)
class Held:
    """One setting at Telegram. Values as text, "" for none."""

    name: str
    value: str
    wanted: str

    @property
    def right(self) -> bool:
        return self.value == self.wanted


@dataclass(frozen=True, slots=True)
class Found:
    """How Telegram is set up for us, and how its deliveries fare. Telegram never shows the secret it was given.

    `pending`: updates that wait at Telegram. `last_error`: what Telegram said of its last failed delivery.
    """

    held: tuple[Held, ...]
    pending: int = 0
    last_error: str | None = None
    last_error_at: datetime | None = None

    @property
    def wrong(self) -> tuple[Held, ...]:
        return tuple(held for held in self.held if not held.right)


async def read(settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None) -> Found:
    """What Telegram holds. Raises SetupError."""
    api = connect(settings, transport)
    failure: TelegramError
    try:
        return _found(settings, await api.raw("getWebhookInfo", {}), await _menus(api))
    except TelegramError as error:
        failure = error
    finally:
        await close(api)
    raise _sentence(codes.failure(failure))


async def write(settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None) -> Found:
    """Set everything, the secret with it, and read it back: the webhook, or none where the line polls. What waits at
    Telegram is kept. Raises SetupError.
    """
    failure: SendFailed | None = None
    try:
        await (set_webhook(settings, transport) if settings.public_url else _unset(settings, transport))
    except SendFailed as failed:
        failure = failed
    if failure is not None:
        raise _sentence(failure)
    return await read(settings, transport)


async def _unset(settings: BotSettings, transport: httpx2.AsyncBaseTransport | None) -> None:
    api = connect(settings, transport)
    failure: TelegramError
    try:
        await api.delete_webhook(drop_pending_updates=False)
        await set_menu(api)
        return
    except TelegramError as error:
        failure = error
    finally:
        await close(api)
    raise codes.failure(failure)


async def _menus(api: Api) -> dict[str, str]:
    """Language -> the commands of its menu."""
    menus = {}
    for language in MENU:
        held = await api.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code=language)
        menus[language or ""] = " ".join(command.command for command in held)
    return menus


def _found(settings: BotSettings, info: Any, menus: dict[str, str]) -> Found:
    told: dict[str, Any] = info if isinstance(info, dict) else {}
    wanted = {language or "": " ".join(name for name, _ in commands) for language, commands in MENU.items()}
    held = [Held("webhook", str(told.get("url") or ""), settings.webhook_url if settings.public_url else "")]
    if settings.public_url:
        kinds = " ".join(sorted(told.get("allowed_updates") or ()))
        held.append(Held("allowed_updates", kinds, " ".join(sorted(ALLOWED_UPDATES))))
    held += [Held(f"menu {name or 'of everybody'}".strip(), menus.get(name, ""), menu) for name, menu in wanted.items()]
    at = told.get("last_error_date")
    return Found(
        tuple(held), int(told.get("pending_update_count") or 0), told.get("last_error_message"),
        datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None,
    )


def _sentence(failed: SendFailed) -> SetupError:
    """The desk's sentences speak of a message; only a refused token reads the same here."""
    if failed.code == "bad_token":
        return SetupError(codes.sentence(failed.code))
    return SetupError(f"Telegram could not be asked or told ({failed.code}); try again in a minute.")
