"""Messages of reporters, masked, and the reports they add up to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from storage.tables.base import Base, json, moment, one_of, table


class MessageTable(Base, table=True):
    """`masked_text` is what the desk reads; `original` and `vendor_id` are sealed, `vendor_lookup` is a keyed hash."""

    __tablename__ = "message"

    id: int | None = Field(default=None, primary_key=True)
    reporter_id: int = Field(foreign_key="reporter.id", index=True)
    address_id: int = Field(foreign_key="address.id")
    report_id: int | None = Field(default=None, foreign_key="report.id", index=True)
    at: datetime = moment()
    kind: str
    masked_text: str
    lang: str | None = None
    amends: int | None = Field(default=None, foreign_key="message.id")
    lat: float | None = None
    lng: float | None = None
    reading: dict[str, Any] = json()
    vendor_lookup: bytes | None = Field(default=None, index=True)
    vendor_id: bytes | None = None
    original: bytes | None = None


class ReportTable(Base, table=True):
    """`data` is the whole report (tipline.report.to_dict); the other columns repeat what pages search by.

    `lat`, `lng`: degrees WGS 84. `cell`: square of about 250 m, see storage.cells.
    """

    __tablename__ = "report"
    __table_args__ = (
        one_of("state", "open", "set_aside", "withdrawn"),
        Index("ix_report_cell_created_at", "cell", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reporter_id: int = Field(foreign_key="reporter.id", index=True)
    address_id: int = Field(foreign_key="address.id")
    case_id: int = Field(foreign_key="case_file.id", index=True)
    reference: str = Field(unique=True)
    state: str = "open"
    lang: str
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()
    lat: float | None = None
    lng: float | None = None
    cell: int | None = Field(default=None, sa_type=BigInteger)
    data: dict[str, Any] = json()


message, report = table("message"), table("report")
