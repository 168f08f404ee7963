"""What the stand-in lets a bot set about itself: its webhook and its menus, and what it tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.fake import rules

if TYPE_CHECKING:
    from bot.fake.ledger import Ledger

Params = Mapping[str, str]


def set_webhook(fake: Ledger, params: Params) -> Any:
    fake.webhook_url, fake.webhook_secret = rules.webhook(params)
    allow(fake, params)
    return True


def delete_webhook(fake: Ledger, _params: Params) -> Any:
    fake.webhook_url = ""
    return True


def get_webhook_info(fake: Ledger, _params: Params) -> Any:
    """The secret is never shown; what was asked for is, when it is not everything."""
    info: dict[str, Any] = {
        "url": fake.webhook_url, "has_custom_certificate": False, "pending_update_count": len(fake.waiting),
    }
    if fake.webhook_url:
        info["max_connections"] = 40
    if fake.allowed:
        info["allowed_updates"] = list(fake.allowed)
    if fake.last_error is not None:
        words, at = fake.last_error
        info |= {"last_error_date": int(at.timestamp()), "last_error_message": words}
    return info


def allow(fake: Ledger, params: Params) -> None:
    kinds = rules.value(params, "allowed_updates")
    if kinds is not None:
        fake.allowed = tuple(kinds)


def set_my_commands(fake: Ledger, params: Params) -> Any:
    fake.menus[params.get("language_code", "")] = rules.commands(params)
    return True


def get_my_commands(fake: Ledger, params: Params) -> Any:
    return fake.menus.get(params.get("language_code", ""), [])
