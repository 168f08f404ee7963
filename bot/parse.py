"""From a stored update to an Inbound. python-telegram-bot reads the shape, this module says what it means to us."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from telegram import Chat, Message, Update, User

from bot import content, prune
from bot.arrival import arrive, press_of
from tipline.errors import BadPayload
from tipline.message import Address, Channel, Inbound, Kind

__all__ = ["arrive", "parse", "press_of"]

COMMANDS = (
    "start", "help", "status", "language", "private", "mute", "unmute", "withdraw", "delete", "stop",
)
_COMMAND = re.compile(r"/(?P<name>[A-Za-z]+)(@\w+)?(\s+(?P<rest>.*))?", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# What a person can say or show. A message without any of it is a service message (joined, pinned, renamed).
_SPOKEN = frozenset({
    "text", "photo", "live_photo", "video", "video_note", "voice", "audio", "animation", "document", "location",
    "venue", "sticker", "contact", "poll", "dice", "game", "story", "paid_media", "checklist", "rich_message",
})
_Raw = Mapping[str, Any]


def parse(payload: bytes, received_at: datetime) -> Inbound:
    """Understand one update. A kind we do not know is NOTHING. Raises BadPayload."""
    raw = _load(payload)
    for name, read in _READERS.items():
        if name in raw:
            try:
                return read(raw, received_at)
            except (TypeError, ValueError, KeyError, AttributeError, OverflowError, OSError) as error:
                fault = type(error).__name__
            raise BadPayload(f"An update of the kind {name} is not in the shape Telegram sends ({fault}).")
    return Inbound(Kind.NOTHING, Address(Channel.TELEGRAM, ""), f"update:{raw['update_id']}", received_at)


def _load(payload: bytes) -> _Raw:
    raw: object = None
    with suppress(ValueError, RecursionError):  # told below: the decoder's own error quotes the body
        raw = json.loads(payload.decode("utf-8"))
    if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
        raise BadPayload("This is no update of Telegram's.")
    return raw


def _update(raw: _Raw, name: str, part: dict[str, Any]) -> Update:
    return Update.de_json({"update_id": raw["update_id"], name: part})


def _message(raw: _Raw, at: datetime) -> Inbound:
    message = _update(raw, "message", prune.message(raw["message"])).message
    assert message is not None
    if message.migrate_to_chat_id is not None:
        return _moved(message, at, old=message.chat.id, new=message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return _moved(message, at, old=message.migrate_from_chat_id, new=message.chat.id)
    if not _SPOKEN & raw["message"].keys():
        return _bare(Kind.NOTHING, message, at)
    if message.chat.type != Chat.PRIVATE:
        return _bare(Kind.GROUP, message, at)
    command, text = _command(content.words(message))
    return _heard(Kind.MESSAGE, message, at, text, command)


def _edited(raw: _Raw, at: datetime) -> Inbound:
    message = _update(raw, "edited_message", prune.message(raw["edited_message"])).edited_message
    assert message is not None
    if message.chat.type != Chat.PRIVATE:
        return _bare(Kind.NOTHING, message, at)  # the group's one line was said at the message itself
    return _heard(Kind.EDIT, message, at, content.words(message), None)


def _posted(raw: _Raw, at: datetime) -> Inbound:
    message = _update(raw, "channel_post", prune.message(raw["channel_post"])).channel_post
    assert message is not None
    spoken = _SPOKEN & raw["channel_post"].keys()
    return _bare(Kind.GROUP if spoken else Kind.NOTHING, message, at)


def _pressed(raw: _Raw, at: datetime) -> Inbound:
    press = _update(raw, "callback_query", prune.press(raw["callback_query"])).callback_query
    assert press is not None
    chat = press.message.chat if press.message is not None else None
    address = _address(chat.id if chat is not None else press.from_user.id)
    pressed = isinstance(press.data, str) and (chat is None or chat.type == Chat.PRIVATE)
    return Inbound(
        Kind.BUTTON if pressed else Kind.NOTHING, address, f"press:{content.clean(str(press.id))}", at,
        choice=content.clean(press.data) if pressed else None, language_hint=_language(press.from_user),
    )


def _member(raw: _Raw, at: datetime) -> Inbound:
    vendor_id = f"update:{raw['update_id']}"
    part = prune.membership(raw["my_chat_member"])
    if part is None:
        return Inbound(Kind.NOTHING, Address(Channel.TELEGRAM, ""), vendor_id, at)
    change = _update(raw, "my_chat_member", part).my_chat_member
    assert change is not None
    kind = Kind.UNBLOCKED if change.new_chat_member.status == "member" else Kind.BLOCKED
    return Inbound(kind, _address(change.chat.id), vendor_id, at)


_READERS: dict[str, Callable[[_Raw, datetime], Inbound]] = {
    "message": _message,
    "edited_message": _edited,
    "channel_post": _posted,
    "callback_query": _pressed,
    "my_chat_member": _member,
}


def _heard(kind: Kind, message: Message, at: datetime, text: str, command: str | None) -> Inbound:
    album = message.media_group_id
    return Inbound(
        kind, _address(message.chat.id), _name(message), at, text=text, attachments=content.attachments(message),
        pin=content.pin(message), command=command, album=content.clean(album) if isinstance(album, str) else None,
        language_hint=_language(message.from_user),
    )


def _bare(kind: Kind, message: Message, at: datetime) -> Inbound:
    """Without words and attachments: nothing of it is kept."""
    return Inbound(kind, _address(message.chat.id), _name(message), at)


def _moved(message: Message, at: datetime, *, old: int, new: int) -> Inbound:
    return Inbound(Kind.MOVED, _address(old), _name(message), at, moved_to=_address(new))


def _address(chat_id: object) -> Address:
    if not isinstance(chat_id, int) or isinstance(chat_id, bool):
        raise BadPayload("An update does not say in which chat it was written.")
    return Address(Channel.TELEGRAM, str(chat_id))


def _name(message: Message) -> str:
    """The message's name in our books: its number is unique within its chat only."""
    if not isinstance(message.message_id, int):
        raise BadPayload("A message's number is no number.")
    return f"{message.chat.id}:{message.message_id}"


def _command(text: str) -> tuple[str | None, str]:
    """A command of ours and the words after it; what follows /start comes from a link, not from a person."""
    found = _COMMAND.fullmatch(text)
    name = found["name"].lower() if found else None
    if found is None or name not in COMMANDS:
        return None, text
    return name, "" if name == "start" else (found["rest"] or "").strip()


def _language(person: User | None) -> str | None:
    code = person.language_code if person is not None else None
    return code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else None
