"""What the stand-in knows of chats, files and messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

_SUPERGROUP = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class FakeMessage:
    """One message from the line to a chat. `buttons` as (code, label), row by row."""

    message_id: int
    chat_id: int = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    buttons: tuple[tuple[str, str], ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class FakeFile:
    """`size` is what Telegram says; bigger than the bytes where only the claim matters."""

    file_id: str = field(repr=False)
    path: str
    data: bytes = field(repr=False)
    size: int


@dataclass(slots=True)
class FakeChat:
    """A private chat (positive id), a group or a supergroup (-100...)."""

    id: int = field(repr=False)
    language: str = "en"
    blocked: bool = False
    moved_to: int | None = None
    last_id: int = 0
    written: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False)  # by the person, as Telegram shows it

    @property
    def type(self) -> str:
        if self.id > 0:
            return "private"
        return "supergroup" if self.id < _SUPERGROUP else "group"

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def as_json(self) -> dict[str, Any]:
        """The Chat, with made-up names so that the drop-list has something to drop."""
        if self.id < 0:
            return {"id": self.id, "type": self.type, "title": "Test Group"}
        return {"id": self.id, "type": self.type, **_NAMES}

    def person(self) -> dict[str, Any]:
        """The User who writes here."""
        return {"id": abs(self.id), "is_bot": False, **_NAMES, "language_code": self.language}


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer the Bot API gives instead of a result."""

    status: int
    description: str | None
    retry_after: int | None = None
    moved_to: int | None = None

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        parameters = {"retry_after": self.retry_after, "migrate_to_chat_id": self.moved_to}
        told = {name: value for name, value in parameters.items() if value is not None}
        return answer | ({"parameters": told} if told else {})


class Refusal(Exception):
    """A call the rules do not let through."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.description)
        self.failure = failure


def bad_request(why: str) -> Refusal:
    return Refusal(Failure(400, f"Bad Request: {why}"))


def seconds(span: timedelta | int | None) -> int | None:
    return int(span.total_seconds()) if isinstance(span, timedelta) else span


_NAMES = {"first_name": "Test", "last_name": "Person", "username": "test_person"}
BOT = {"id": 7735550100, "is_bot": True, "first_name": "Tip Line", "username": "tip_line_test_bot"}
