"""Passkeys with their challenges, and what admins proposed to each other, as repositories of one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tipline.desk.records import Passkey


class Passkeys(Protocol):
    def add(self, key: Passkey) -> int:
        """Its id; that of `key` does not count."""

    def of_staff(self, staff_id: int) -> list[Passkey]:
        """Oldest first."""

    def by_credential(self, credential_id: bytes) -> Passkey | None: ...

    def used(self, key_id: int, sign_count: int, at: datetime) -> None: ...

    def remove(self, key_id: int) -> None: ...

    def remove_all(self, staff_id: int) -> None: ...

    def add_challenge(self, digest: bytes, purpose: str, expires: datetime, now: datetime) -> None:
        """Remember a challenge, and forget those that are over."""

    def take_challenge(self, digest: bytes, now: datetime) -> str | None:
        """What the challenge was for; it is spent by this call. None when it is unknown or over."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an admin proposed. `kind` as in tipline.desk.powers; `by` is the admin's staff id."""

    id: int
    kind: str
    name: str
    role: str
    districts: tuple[str, ...]
    by: int
    at: datetime


class Proposals(Protocol):
    def add(self, proposal: Proposal) -> int:
        """Its id; that of `proposal` does not count."""

    def since(self, at: datetime) -> list[Proposal]:
        """Oldest first."""

    def remove(self, proposal_id: int) -> None: ...
