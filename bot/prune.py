"""Cut an update down to what the line reads, in the shape python-telegram-bot wants.

A field Telegram adds tomorrow then cannot make a message unreadable, and what the drop-list took out although the
library requires it (`first_name`) is filled in empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tipline.errors import BadPayload

_MEDIA_FIELDS = ("file_id", "file_unique_id", "width", "height", "length", "duration", "mime_type", "file_size")
_PLAIN = (
    "message_id", "date", "edit_date", "text", "caption", "media_group_id", "migrate_to_chat_id",
    "migrate_from_chat_id",
)
_ONE_FILE = ("live_photo", "video", "video_note", "voice", "audio", "animation", "document")
_PLACE = ("latitude", "longitude", "live_period")
# Chat member states that matter to us, and how to say them with the fewest required fields.
_MEMBER = {"member": "member", "administrator": "member", "creator": "member", "left": "left", "kicked": "kicked"}


def message(raw: Any) -> dict[str, Any]:
    """A Message. Raises BadPayload when it is none."""
    given = _dict(raw)
    kept = _pick(given, _PLAIN)
    kept["chat"] = _pick(_dict(given.get("chat")), ("id", "type"))
    kept.setdefault("date", 0)
    if "from" in given:
        kept["from"] = user(given["from"])
    kept |= {name: _pick(_dict(given[name]), _MEDIA_FIELDS) for name in _ONE_FILE if name in given}
    if "photo" in given:
        kept["photo"] = [_pick(_dict(size), _MEDIA_FIELDS) for size in _list(given["photo"])]
    if "location" in given:
        kept["location"] = _pick(_dict(given["location"]), _PLACE)
    if "venue" in given:
        venue = _dict(given["venue"])
        place = _pick(_dict(venue.get("location")), _PLACE)
        kept["venue"] = {"location": place, "title": venue.get("title", ""), "address": venue.get("address", "")}
    return kept


def press(raw: Any) -> dict[str, Any]:
    """A CallbackQuery. Raises BadPayload when it is none."""
    given = _dict(raw)
    kept = _pick(given, ("id", "data")) | {"from": user(given.get("from")), "chat_instance": ""}
    if isinstance(given.get("message"), dict):
        kept["message"] = message(_pick(given["message"], ("message_id", "date", "chat")))
    return kept


def membership(raw: Any) -> dict[str, Any] | None:
    """A ChatMemberUpdated; None when the new state says nothing about whether we may write."""
    given = _dict(raw)
    status = _MEMBER.get(str(_dict(given.get("new_chat_member")).get("status")))
    if status is None:
        return None
    who = user(given.get("from"))
    new = {"status": status, "user": who} | ({"until_date": 0} if status == "kicked" else {})
    return {
        "chat": _pick(_dict(given.get("chat")), ("id", "type")),
        "from": who,
        "date": 0,
        "old_chat_member": {"status": "left", "user": who},
        "new_chat_member": new,
    }


def user(raw: Any) -> dict[str, Any]:
    kept = _pick(_dict(raw), ("id", "is_bot", "language_code"))
    return {"is_bot": False, "first_name": ""} | kept


def _pick(given: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadPayload("An update lacks a part that Telegram always sends.")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadPayload("An update lacks a part that Telegram always sends.")
    return value
