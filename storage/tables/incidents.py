"""How reports came together and apart, and what an event may be known by."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base, json, moment, one_of, table


class GatheringTable(Base, table=True):
    """One report's move from case to case; what one click moved shares a `batch` (the id of its first row).

    `from_status`: that of the case it left, to give back when the move is undone. An `apart` row moves nothing: a
    person said that the two cases are two events.
    """

    __tablename__ = "gathering"
    __table_args__ = (one_of("act", "joined", "merged", "split", "undone", "apart"),)

    id: int | None = Field(default=None, primary_key=True)
    batch: int | None = Field(default=None, index=True)
    at: datetime = moment()
    actor: str
    act: str
    report_id: int | None = Field(default=None, foreign_key="report.id")
    from_case: int = Field(foreign_key="case_file.id", index=True)
    to_case: int = Field(foreign_key="case_file.id", index=True)
    from_status: str | None = None
    score: float | None = None
    reasons: list[str] = json()
    undone: bool = False


class MarkTable(Base, table=True):
    """What an event may be known by wherever it was told: a plate, or a quarter of a picture's hash."""

    __tablename__ = "mark"

    mark: str = Field(primary_key=True)
    report_id: int = Field(primary_key=True, foreign_key="report.id")


gathering, mark = table("gathering"), table("mark")
