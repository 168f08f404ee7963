"""Attachments with the bytes we hold of them, and the custody log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.tables.base import Base, Unsigned64, json, moment, one_of, partial, table

PENDING = "state IN ('wanted', 'fetching')"
UNDELETED = "vendor_deleted_at IS NULL AND pointer IS NOT NULL AND state = 'stored'"


class EvidenceTable(Base, table=True):
    """`pointer` is sealed and goes once the vendor's copy is deleted. `views`: derivative name -> vault key."""

    __tablename__ = "evidence"
    __table_args__ = (
        one_of("state", "wanted", "fetching", "stored", "too_large", "gone", "failed"),
        partial("ix_evidence_pending", "not_before", "id", where=PENDING),
        partial("ix_evidence_undeleted", "not_before", "id", where=UNDELETED),
    )

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    media: str
    state: str
    at: datetime = moment()
    tries: int = 0
    not_before: datetime = moment()
    lease_until: datetime | None = moment(default=None, nullable=True)
    pointer: bytes | None = None
    content_type: str | None = None
    size: int | None = Field(default=None, sa_type=BigInteger)  # as announced: Telegram names up to 4 GB
    sha256: str | None = Field(default=None, index=True)
    vault_key: str | None = None
    width: int | None = None
    height: int | None = None
    display: str | None = None
    phash: int | None = Field(default=None, sa_type=Unsigned64)
    views: dict[str, Any] = json()
    stored_at: datetime | None = moment(default=None, nullable=True)
    vendor_deleted_at: datetime | None = moment(default=None, nullable=True)
    code: str | None = None


class CustodyTable(Base, table=True):
    """Append-only by trigger (storage.triggers). Columns are those of tipline.custody.Entry, `at` as hashed."""

    __tablename__ = "custody"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str
    actor: str
    action: str
    subject: str = Field(index=True)
    digest: str | None = None
    previous: str
    version: str
    hash: str


evidence, custody = table("evidence"), table("custody")
