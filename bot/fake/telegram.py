"""The people behind the stand-in: whatever one can do to a bot, as the update Telegram makes of it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from bot.fake import content
from bot.fake.ledger import Ledger
from bot.fake.requests import WebhookRequest
from bot.fake.state import BOT, FakeChat
from bot.settings import BotSettings

_SUPERGROUPS = -1_007_735_550_000


def pretend_settings(public_url: str | None = None) -> BotSettings:
    """Settings of a bot that exists nowhere, with fresh secrets; for the demo and `tipline talk`."""
    return BotSettings(
        token=f"{BOT['id']}:{secrets.token_urlsafe(26)}", secret=secrets.token_urlsafe(24), public_url=public_url,
        api_url="http://telegram.invalid", paced=False,
    )


class FakeTelegram(Ledger):
    """Telegram in this process: `app` speaks the Bot API; `message`, `photo`, ... are people writing to the bot.

    Each gives the WebhookRequest that Telegram would post, and leaves the update for getUpdates until it is confirmed.
    Chat ids: positive for people, negative for groups. Pictures are kept as they are given: the real Telegram shrinks
    what is sent as a photo and drops its camera data. Knobs: `fail_next`, `drop_next`,
    `unreachable`, `latency` in seconds, `fail_every` (each so-many-th call ends in Telegram's own fault).
    """

    def speaks(self, chat_id: int | str, language: str) -> None:
        """The language of this person's Telegram."""
        self.chat(chat_id).language = language

    def message(self, chat_id: int | str, text: str, *, language: str | None = None) -> WebhookRequest:
        if language is not None:
            self.speaks(chat_id, language)
        return self.write(chat_id, content.text(text))

    def group_message(self, chat_id: int | str, text: str) -> WebhookRequest:
        """A message in a group (negative id) the bot is in."""
        if int(chat_id) >= 0:
            raise ValueError("A group's id is negative.")
        return self.write(chat_id, content.text(text))

    def photo(self, chat_id: int | str, data: bytes, caption: str = "", album: str | None = None) -> WebhookRequest:
        """A picture sent as a photo; those with the same `album` belong together."""
        return self.write(chat_id, content.photo(self.keep("photos", "jpg", data), caption, album))

    def document(
        self, chat_id: int | str, data: bytes, file_name: str = "IMG_0001.jpg", mime_type: str | None = "image/jpeg",
        caption: str = "", *, album: str | None = None, size: int | None = None,
    ) -> WebhookRequest:
        """A file; `size` in bytes where it is to claim more than it holds."""
        file = self.keep("documents", "bin", data, size)
        return self.write(chat_id, content.document(file, file_name, mime_type, caption, album))

    def voice(self, chat_id: int | str, data: bytes, duration: int = 4, caption: str = "") -> WebhookRequest:
        """A voice note of `duration` seconds."""
        return self.write(chat_id, content.voice(self.keep("voice", "oga", data), duration, caption))

    def video(
        self, chat_id: int | str, data: bytes, duration: int = 8, caption: str = "", *, album: str | None = None,
        size: int | None = None,
    ) -> WebhookRequest:
        return self.write(chat_id, content.video(self.keep("videos", "mp4", data, size), duration, caption, album))

    def pin(self, chat_id: int | str, lat: float, lng: float) -> WebhookRequest:
        return self.write(chat_id, content.pin(lat, lng))

    def live_pin(self, chat_id: int | str, lat: float, lng: float, period_s: int = 900) -> WebhookRequest:
        return self.write(chat_id, content.pin(lat, lng, period_s))

    def move_pin(self, chat_id: int | str, lat: float, lng: float) -> WebhookRequest:
        """The person with the last live pin has moved on. Raises ValueError when there is none."""
        chat = self.chat(chat_id)
        live = [n for n, m in chat.written.items() if "live_period" in m.get("location", {})]
        if not live:
            raise ValueError("There is no live pin to move.")
        period = chat.written[live[-1]]["location"]["live_period"]
        return self._edit(chat, live[-1], content.pin(lat, lng, period))

    def venue(self, chat_id: int | str, lat: float, lng: float, title: str, address: str = "") -> WebhookRequest:
        return self.write(chat_id, content.venue(lat, lng, title, address))

    def edit(self, chat_id: int | str, text: str, message_id: int | None = None) -> WebhookRequest:
        """The person rewrites a message of theirs, the last one unless named. Raises ValueError when there is none."""
        chat = self.chat(chat_id)
        number = message_id or max(chat.written, default=0)
        if number not in chat.written:
            raise ValueError("There is no message to edit.")
        field = "text" if "text" in chat.written[number] else "caption"
        return self._edit(chat, number, content.text(text, field))

    def press(self, chat_id: int | str, code: str, message_id: int | None = None) -> WebhookRequest:
        """A button under the newest message that offers it, or under the one named. Raises ValueError."""
        chat = self.chat(chat_id)
        found = [m for m in self.messages_to(chat.id) if message_id in (None, m.message_id)]
        under = next((m for m in reversed(found) if code in dict(m.buttons)), None)
        if under is None:
            raise ValueError("There is no such button to press.")
        shown = {
            "message_id": under.message_id, "date": _unix(under.at), "chat": chat.as_json(), "from": BOT,
            "text": under.text,
        }
        return self.update("callback_query", {
            "id": secrets.token_hex(8), "from": chat.person(), "message": shown, "chat_instance": "1", "data": code,
        })

    def block(self, chat_id: int | str) -> WebhookRequest:
        """The person blocks the bot, or the group removes it."""
        return self._membership(chat_id, blocked=True)

    def unblock(self, chat_id: int | str) -> WebhookRequest:
        return self._membership(chat_id, blocked=False)

    def migrate(self, chat_id: int | str) -> tuple[WebhookRequest, WebhookRequest]:
        """A group becomes a supergroup: one service message in each; the new id is `chats[old].moved_to`."""
        old = self.chat(chat_id)
        new = self.chat(_SUPERGROUPS - len(self.chats))
        old.moved_to = new.id
        return self.write(old.id, {"migrate_to_chat_id": new.id}), self.write(new.id, {"migrate_from_chat_id": old.id})

    def write(self, chat_id: int | str, fields: dict[str, Any]) -> WebhookRequest:
        """A message with these fields from the person in this chat."""
        chat = self.chat(chat_id)
        number = chat.next_id()
        message = {
            "message_id": number, "from": chat.person(), "chat": chat.as_json(), "date": _unix(self.clock()), **fields,
        }
        chat.written[number] = message
        return self.update("message", message)

    def _edit(self, chat: FakeChat, number: int, fields: dict[str, Any]) -> WebhookRequest:
        message = chat.written[number] | fields | {"edit_date": _unix(self.clock())}
        chat.written[number] = message
        return self.update("edited_message", message)

    def _membership(self, chat_id: int | str, *, blocked: bool) -> WebhookRequest:
        chat = self.chat(chat_id)
        chat.blocked = blocked
        kicked, member = {"status": "kicked", "user": BOT, "until_date": 0}, {"status": "member", "user": BOT}
        return self.update("my_chat_member", {
            "chat": chat.as_json(), "from": chat.person(), "date": _unix(self.clock()),
            "old_chat_member": member if blocked else kicked, "new_chat_member": kicked if blocked else member,
        })


def _unix(at: datetime) -> int:
    return int(at.timestamp())
