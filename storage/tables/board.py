"""What live pages follow, what the operator must see, and which process rang which bell."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base, moment, table


class ChangeTable(Base, table=True):
    """The change sequence; `seq` never repeats."""

    __tablename__ = "change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True)
    topic: str
    ident: int


class BannerTable(Base, table=True):
    __tablename__ = "banner"

    kind: str = Field(primary_key=True)
    count: int = 1
    first_at: datetime = moment()
    last_at: datetime = moment()


class JobSlotTable(Base, table=True):
    """One row per rung slot of a job: the process that writes it is the one that rings."""

    __tablename__ = "job_slot"

    job: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)


class CaughtUpTable(Base, table=True):
    """Up to when everything a vendor has received for us is known to be here."""

    __tablename__ = "caught_up"

    source: str = Field(primary_key=True)
    until: datetime = moment()


change, banner, job_slot, caught_up = table("change"), table("banner"), table("job_slot"), table("caught_up")
