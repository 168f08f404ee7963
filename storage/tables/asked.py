"""What the desk asked from the phrasebook, and how it was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base, moment, one_of, table


class AskedTable(Base, table=True):
    """The question itself is the outbox row; the answer's words are the message's. Both stay where they are."""

    __tablename__ = "asked"
    __table_args__ = (
        one_of("state", "waiting", "clear", "unsure", "words"),
        Index("ix_asked_address_id_at", "address_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    outbox_id: int = Field(foreign_key="outbox.id")
    report_id: int = Field(foreign_key="report.id", index=True)
    address_id: int = Field(foreign_key="address.id")
    key: str
    at: datetime = moment()
    state: str = "waiting"
    code: str = ""
    message_id: int | None = Field(default=None, foreign_key="message.id")
    answered_at: datetime | None = moment(default=None, nullable=True)


asked = table("asked")
