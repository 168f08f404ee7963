"""What Telegram must be told about the bot: where to post, which updates to send, and the menu of commands."""

from __future__ import annotations

import httpx2
from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot import codes
from bot.request import Api, close, connect
from bot.settings import BotSettings
from tipline.errors import SendFailed

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

# The menu beside the keyboard. Telegram shows the first table to everybody whose language has none of its own.
MENU: dict[str | None, tuple[tuple[str, str], ...]] = {
    None: (
        ("help", "Who reads this, and what to do in danger"),
        ("status", "What became of my report"),
        ("language", "Choose a language"),
        ("private", "Ask that my identity be kept confidential"),
        ("mute", "No more notices"),
        ("unmute", "Notices again"),
        ("withdraw", "Take my report back"),
        ("delete", "Erase what leads to me"),
        ("stop", "No more messages"),
        ("start", "Begin, or begin again"),
    ),
    "es": (
        ("help", "Quién lee esto y qué hacer en peligro"),
        ("status", "Qué pasó con mi reporte"),
        ("language", "Elegir un idioma"),
        ("private", "Pedir que mi identidad sea confidencial"),
        ("mute", "No más avisos"),
        ("unmute", "Avisos otra vez"),
        ("withdraw", "Retirar mi reporte"),
        ("delete", "Borrar lo que lleva a mí"),
        ("stop", "No más mensajes"),
        ("start", "Empezar, o empezar de nuevo"),
    ),
}


async def set_webhook(settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
    """Point Telegram at our public URL and fill the menu. What waits at Telegram is kept. Raises SendFailed."""
    url = settings.webhook_url
    api = connect(settings, transport)
    try:
        failed = await _told(api, url, settings.secret)
    finally:
        await close(api)
    if failed is not None:
        raise failed


async def set_menu(api: Api) -> None:
    """The commands, in private chats only: a group hears one line whatever it says. Raises TelegramError."""
    for language, commands in MENU.items():
        await api.set_my_commands(
            [BotCommand(name, says) for name, says in commands], scope=BotCommandScopeAllPrivateChats(),
            language_code=language,
        )


async def link(settings: BotSettings, transport: httpx2.AsyncBaseTransport | None = None) -> str | None:
    """The address of a private chat with the bot, for the one line said in groups; None while Telegram is silent."""
    api = connect(settings, transport)
    try:
        me = await api.raw("getMe", {})
    except TelegramError:
        return None
    finally:
        await close(api)
    name = me.get("username") if isinstance(me, dict) else None
    return f"https://t.me/{name}" if name else None


async def _told(api: Api, url: str, secret: str) -> SendFailed | None:
    try:
        await api.set_webhook(
            url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False
        )
        await set_menu(api)
    except TelegramError as error:
        return codes.failure(error)
    return None
