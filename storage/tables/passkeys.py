"""Passkeys of the people who sign in, and the challenges that wait to be answered."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base, moment, table


class PasskeyTable(Base, table=True):
    """`credential_id`, `public_key` and `sign_count` as WebAuthn has them; `rp_id`: the host it is bound to."""

    __tablename__ = "passkey"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int
    rp_id: str
    name: str
    created_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)


class ChallengeTable(Base, table=True):
    """`digest`: SHA-256 of a challenge; the row goes when it is answered or over."""

    __tablename__ = "challenge"

    digest: bytes = Field(primary_key=True)
    purpose: str
    expires: datetime = moment()


passkey, challenge = table("passkey"), table("challenge")
