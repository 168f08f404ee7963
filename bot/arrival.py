"""From a webhook's raw body to an Arrival: names taken out, id and chat read. Nothing here ever raises."""

from __future__ import annotations

import json
from typing import Any

from tipline.desk.ports import Arrival
from tipline.message import Channel

# Who somebody is, wherever it stands in an update: sender, chat, forwarded origin, mention, contact, inviter.
# Telegram's Bot API names the fields (types User, Chat, ChatMember*, Contact, MessageOrigin*, Audio, OrderInfo).
_DROPPED = frozenset({
    "first_name", "last_name", "username", "active_usernames", "sender_user_name", "forward_sender_name",
    "forward_signature", "author_signature", "sender_tag", "tag", "custom_title", "bio", "name", "email",
    "phone_number", "vcard", "performer", "file_name", "new_chat_title", "new_chat_photo", "users_shared",
    "chat_shared", "passport_data", "order_info",
})
_DEEPEST = 64  # no update of Telegram's is nested a quarter as deep


def arrive(raw: bytes) -> Arrival:
    """The arrival of one update; a body that is not a JSON object is kept whole, without id and address."""
    update = _read(raw)
    if not isinstance(update, dict):
        return Arrival(Channel.TELEGRAM, None, None, raw)
    number = update.get("update_id")
    return Arrival(
        channel=Channel.TELEGRAM,
        vendor_id=str(number) if _is_id(number) else None,
        address=_chat_of(update),
        payload=json.dumps(strip(update), separators=(",", ":")).encode("ascii"),
    )


def press_of(payload: bytes) -> str | None:
    """The id by which a pressed button is answered, None when the update is no press."""
    update = _read(payload)
    press = update.get("callback_query") if isinstance(update, dict) else None
    found = press.get("id") if isinstance(press, dict) else None
    return found if isinstance(found, str) else None


def strip(value: Any, under: str = "", depth: int = 0) -> Any:
    """The same update without anything that names a person or a chat; `under` is the field that holds `value`."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        if under == "contact":
            return {}  # a card about somebody else: that one came is all we take
        return {k: strip(v, k, depth + 1) for k, v in value.items() if _stays(k, v, under)}
    if isinstance(value, list):
        return [strip(item, under, depth + 1) for item in value]
    return value


def _stays(name: str, value: Any, under: str) -> bool:
    if name == "title":
        return under == "venue"  # a place's title; any other is a chat's, a song's or a game's
    if name == "photo":
        return isinstance(value, list)  # sizes of a picture that was sent; a chat's own photo is an object
    return name not in _DROPPED


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _chat_of(update: dict[str, Any]) -> str | None:
    """The chat an update speaks of, whatever its kind: the reporter's address in a private chat."""
    for part in update.values():
        if not isinstance(part, dict):
            continue
        inner = part.get("message")
        for holder in (part, inner if isinstance(inner, dict) else {}):
            if (found := _id_in(holder, "chat")) is not None:
                return found
        if (found := _id_in(part, "from") or _id_in(part, "user")) is not None:
            return found
    return None


def _id_in(holder: dict[str, Any], name: str) -> str | None:
    inside = holder.get(name)
    found = inside.get("id") if isinstance(inside, dict) else None
    return str(found) if _is_id(found) else None


def _is_id(value: object) -> bool:
    """Telegram's numbers fit in 52 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
