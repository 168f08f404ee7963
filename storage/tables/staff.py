"""People who sign in: accounts, sessions, failures, one-time links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base, json, moment, table


class StaffTable(Base, table=True):
    """`password` is argon2id, `totp` sealed by the key store."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: str
    password: str
    totp: bytes | None = None
    disabled: bool = False
    last_step: int = 0
    districts: list[str] | None = json(default=None, nullable=True)
    created_at: datetime = moment()


class SessionTable(Base, table=True):
    """`id_hash`: SHA-256 of the cookie's token."""

    __tablename__ = "session"

    id_hash: bytes = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    csrf: str
    created_at: datetime = moment()
    seen_at: datetime = moment()
    locked: bool = False
    confirmed_at: datetime | None = moment(default=None, nullable=True)


class ReasonGivenTable(Base, table=True):
    """Cases of another desk that a person opened with a reason; what they said is in the case's timeline."""

    __tablename__ = "reason_given"

    staff_id: int = Field(primary_key=True, foreign_key="staff.id")
    case_id: int = Field(primary_key=True, foreign_key="case_file.id")
    at: datetime = moment()


class SignInFailureTable(Base, table=True):
    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_name_at", "name", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    at: datetime = moment()


class SignInLinkTable(Base, table=True):
    """A one-time link; the row goes when it is used."""

    __tablename__ = "sign_in_link"

    digest: bytes = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    expires: datetime = moment()


staff, session, reason_given = table("staff"), table("session"), table("reason_given")
sign_in_failure, sign_in_link = table("sign_in_failure"), table("sign_in_link")
