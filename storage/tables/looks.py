"""What each person of the desk has seen of the queue."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base, moment, table

WHOLE = 0  # in place of a case's number: the queue as a whole


class LookTable(Base, table=True):
    """Everything up to the change `seq` of this case, or of the whole queue, was before this person's eyes."""

    __tablename__ = "look"

    staff_id: int = Field(primary_key=True, foreign_key="staff.id", sa_column_kwargs={"autoincrement": False})
    case_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    at: datetime = moment()


look = table("look")
