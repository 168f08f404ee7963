"""What the Bot API refuses, in its own words. Source: core.telegram.org/bots/api (limits) and its server's answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.fake.state import bad_request
from bot.keyboard import MOST_BYTES
from bot.sender import MOST_UNITS

_MOST_ALERT = 200
_MOST_COMMANDS = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def value(params: Mapping[str, str], name: str) -> Any:
    """A parameter that is no plain text: Telegram reads JSON in form fields. None when absent."""
    given = params.get(name)
    if given is None:
        return None
    try:
        return json.loads(given)
    except ValueError:
        raise bad_request(f"can't parse {name}: not a JSON value") from None


def chat_id(params: Mapping[str, str]) -> int:
    given = params.get("chat_id", "")
    try:
        return int(given)
    except ValueError:
        raise bad_request("chat_id is empty" if not given else "chat not found") from None


def text(params: Mapping[str, str]) -> str:
    given = params.get("text", "")
    if not given.strip():
        raise bad_request("message text is empty")
    if len(given.encode("utf-16-le")) // 2 > MOST_UNITS:
        raise bad_request("message is too long")
    return given


def buttons(params: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The inline buttons as (code, label)."""
    markup = value(params, "reply_markup")
    if markup is None:
        return ()
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        raise bad_request("object expected as reply markup")
    return tuple(_button(button) for row in markup["inline_keyboard"] for button in row)


def _button(button: dict[str, Any]) -> tuple[str, str]:
    label, code = button.get("text", ""), button.get("callback_data", "")
    if not label:
        raise bad_request("Can't parse inline keyboard button: Text must be non-empty")
    if not 0 < len(code.encode("utf-8")) <= MOST_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return code, label


def webhook(params: Mapping[str, str]) -> tuple[str, str]:
    """The address and the secret of setWebhook."""
    url, secret = params.get("url", ""), params.get("secret_token", "")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return url, secret


def commands(params: Mapping[str, str]) -> list[dict[str, str]]:
    given = value(params, "commands")
    if not isinstance(given, list) or len(given) > _MOST_COMMANDS:
        raise bad_request("commands must be an array of at most 100")
    for command in given:
        described = 0 < len(command.get("description", "")) <= 256
        if not _COMMAND.fullmatch(command.get("command", "")) or not described:
            raise bad_request("BOT_COMMAND_INVALID")
    return given


def alert(params: Mapping[str, str]) -> str:
    if not params.get("callback_query_id"):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(params.get("text", "")) > _MOST_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")
    return params["callback_query_id"]
