"""The desk's files: case, timeline, duties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from storage.tables.base import Base, json, moment, one_of, partial, table

OPEN = "status <> 'closed'"


class CaseTable(Base, table=True):
    """`version` grows with every change. Open cases are found newest first, by lane, and by district and urgency."""

    __tablename__ = "case_file"
    __table_args__ = (
        one_of("status", "new", "triage", "assigned", "documenting", "documented", "closed"),
        partial("ix_case_file_open_newest", "created_at", "id", where=OPEN),
        partial("ix_case_file_open_worst", "urgency", "created_at", "id", where=OPEN),
        partial("ix_case_file_open_lane", "lane", "urgency", "created_at", "id", where=OPEN),
        partial("ix_case_file_open_district", "district", "urgency", "created_at", "id", where=OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    status: str = "new"
    resolution: str | None = None
    version: int = 1
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()
    opened_at: datetime | None = moment(default=None, nullable=True)
    acknowledged_at: datetime | None = moment(default=None, nullable=True)
    urgency: int = 0
    reasons: list[str] = json()
    lane: str = "standard"
    district: str | None = None
    assigned_to: int | None = Field(default=None, foreign_key="staff.id", index=True)
    flags: list[str] | None = json(default=None, nullable=True)
    people: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    passed_on: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    traits: list[str] | None = json(default=None, nullable=True)


class CaseTraitTable(Base, table=True):
    """What the queue is filtered by: a case's traits, its status and its lane, each in the order of the queue.

    `standing`: storage.standing; that of its case, kept here so that one index answers a filter.
    """

    __tablename__ = "case_trait"
    __table_args__ = (
        Index("ix_case_trait_trait_standing_case_id", "trait", "standing", "case_id"),
        {"sqlite_with_rowid": False},
    )

    case_id: int = Field(
        primary_key=True, foreign_key="case_file.id", sa_column_kwargs={"autoincrement": False}
    )
    trait: str = Field(primary_key=True)
    standing: int = Field(sa_type=BigInteger)


class CaseToRankTable(Base, table=True):
    """Cases of many reports whose place in the queue is to be worked out again."""

    __tablename__ = "case_to_rank"

    case_id: int = Field(primary_key=True, foreign_key="case_file.id", sa_column_kwargs={"autoincrement": False})
    due: datetime = moment(index=True)


class CaseEventTable(Base, table=True):
    """One line of a timeline; `actor` is a staff name, or "line"."""

    __tablename__ = "case_event"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    at: datetime = moment()
    actor: str
    action: str
    before: str | None = None
    after: str | None = None
    note: str | None = None


class DutyTable(Base, table=True):
    """The outcome of one of the five duties; a later word replaces the earlier, the timeline keeps both."""

    __tablename__ = "duty"

    case_id: int = Field(primary_key=True, foreign_key="case_file.id")
    duty: str = Field(primary_key=True)
    outcome: str
    detail: dict[str, Any] = json()
    at: datetime = moment()
    staff_id: int = Field(foreign_key="staff.id")


case_file, case_trait = table("case_file"), table("case_trait")
case_event, case_to_rank, duty = table("case_event"), table("case_to_rank"), table("duty")
