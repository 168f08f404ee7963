"""What one admin proposed and another has not confirmed yet."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base, json, moment, table


class ProposalTable(Base, table=True):
    __tablename__ = "proposal"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str
    role: str
    districts: list[str] | None = json(default=None, nullable=True)
    by: int = Field(foreign_key="staff.id")
    at: datetime = moment()


proposal = table("proposal")
