"""What live pages follow, what the operator must see, and which process rang which bell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.tables.base import Base, moment, partial, table

CASES = "topic = 'case'"


class ChangeTable(Base, table=True):
    """The change sequence; `seq` never repeats. What changed since, and when one case last did, are found by index."""

    __tablename__ = "change"
    __table_args__ = (
        partial("ix_change_case", "ident", "seq", where=CASES),
        {"sqlite_autoincrement": True},
    )

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


class ProcessLockTable(Base, table=True):
    """What only one process does at a time, and who does it. `beat` grows while it lives; no clock is asked."""

    __tablename__ = "process_lock"

    name: str = Field(primary_key=True)
    holder: str
    beat: int = Field(default=0, sa_type=BigInteger)


change, banner, job_slot = table("change"), table("banner"), table("job_slot")
caught_up, process_lock = table("caught_up"), table("process_lock")
