"""Every outbound message, from the transaction that decided it to the vendor's last word on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from storage.tables.base import Base, json, moment, one_of, partial, table

QUEUED = "state = 'queued'"
UNKNOWN = "state = 'unknown'"
ALIVE = "state IN ('queued', 'sending', 'unknown')"
SMS = "channel = 'sms'"
TOLD = "notice IS NOT NULL AND case_id IS NOT NULL"


class OutboxTable(Base, table=True):
    """States: tipline.delivery. A notice is told once per case and address. `vendor_id` is sealed."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("state", "queued", "sending", "accepted", "unknown", "delivered", "failed", "cancelled"),
        one_of("stream", "conversation", "notice", "alert"),
        partial("uq_outbox_notice", "case_id", "notice", "address_id", where=TOLD, unique=True),
        partial("ix_outbox_due", "channel", "not_before", "id", where=QUEUED),
        partial("ix_outbox_unknown", "not_before", "id", where=UNKNOWN),
        partial("ix_outbox_alive", "address_id", "stream", "state", "id", where=ALIVE),
        partial("ix_outbox_sent", "sent_at", "segments", where=SMS),  # what a month's texts cost, from the index alone
    )

    id: int | None = Field(default=None, primary_key=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    channel: str = Field(sa_column_kwargs={"server_default": "sms"})  # the address's; only old rows needed the default
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    stream: str
    notice: str | None = None
    notice_number: int | None = None
    urgent: bool = False
    lang: str
    lines: list[dict[str, Any]] = json()
    choices: list[list[str]] = json()
    silent: bool = False
    author: str | None = None
    state: str = "queued"
    created_at: datetime = moment()
    not_before: datetime = moment()
    expires_at: datetime | None = moment(default=None, nullable=True)
    tries: int = 0
    lease_until: datetime | None = moment(default=None, nullable=True)
    unclear: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unclear_at: datetime | None = moment(default=None, nullable=True)
    delivery: str | None = None
    code: str | None = None
    segments: int | None = None
    sent_at: datetime | None = moment(default=None, nullable=True)
    token: str | None = None
    token_digest: bytes | None = Field(default=None, unique=True)
    vendor_id: bytes | None = None
    vendor_lookup: bytes | None = Field(default=None, index=True)


outbox = table("outbox")
