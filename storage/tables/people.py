"""Reporters and their addresses: a pseudonym, a wrapped key, sealed values. No number or handle in clear, ever."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Base, moment, one_of, table


class ReporterTable(Base, table=True):
    """`wrapped_key` NULL: forgotten, and nothing sealed under it can be opened again."""

    __tablename__ = "reporter"

    id: int | None = Field(default=None, primary_key=True)
    pseudonym: str = Field(unique=True)
    wrapped_key: bytes | None = None
    created_at: datetime = moment()


class AddressTable(Base, table=True):
    """`lookup` is the keyed hash of the address, `sealed` the address itself; both go when a reporter is forgotten."""

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("channel", "lookup"),
        one_of("channel", "sms", "telegram"),
        one_of("confidentiality", "requested", "not_requested"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reporter_id: int = Field(foreign_key="reporter.id", index=True)
    channel: str
    lookup: bytes | None = None
    sealed: bytes | None = None
    lang: str | None = None
    opted_out: str | None = None
    blocked: bool = False
    muted: bool = False
    notice_version: str | None = None
    confidentiality: str = "not_requested"
    last_inbound_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = moment()


reporter, address = table("reporter"), table("address")
