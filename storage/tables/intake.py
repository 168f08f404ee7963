"""Deliveries as they came, the replay memory, and the conversation's state and timers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from storage.tables.base import Base, json, moment, one_of, partial, table

WAITING = "state = 'waiting'"


class InboxTable(Base, table=True):
    """Deliveries not yet understood; a row goes when it is processed. `lookup` is a keyed hash, `payload` is sealed.

    `lease_until` is set while a worker has the row (docs/decisions/0006).
    """

    __tablename__ = "inbox"
    __table_args__ = (
        one_of("state", "waiting", "parked"),
        partial("ix_inbox_waiting", "id", "not_before", where=WAITING),
        partial("ix_inbox_sender", "lookup", "id", where=WAITING),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    lookup: bytes
    received_at: datetime = moment()
    payload: bytes
    state: str = "waiting"
    not_before: datetime = moment()
    lease_until: datetime | None = moment(default=None)
    tries: int = 0
    error: str | None = None


class SeenTable(Base, table=True):
    """The permanent replay memory: a keyed hash, and nothing it could be joined with."""

    __tablename__ = "seen"
    __table_args__ = ({"sqlite_with_rowid": False},)

    digest: bytes = Field(primary_key=True)


class DialogueTable(Base, table=True):
    __tablename__ = "dialogue"

    address_id: int = Field(primary_key=True, foreign_key="address.id", sa_column_kwargs={"autoincrement": False})
    state: dict[str, Any] = json()
    updated_at: datetime = moment()


class TimerTable(Base, table=True):
    __tablename__ = "timer"

    address_id: int = Field(primary_key=True, foreign_key="address.id")
    kind: str = Field(primary_key=True)
    due: datetime = moment(index=True)


inbox, seen, dialogue, timer = table("inbox"), table("seen"), table("dialogue"), table("timer")
