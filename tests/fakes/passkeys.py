"""Passkeys and challenges in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.fakes.memory import Tables
from tipline.desk.records import Passkey


class FakePasskeys:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, key: Passkey) -> int:
        number = self._t.number("passkey")
        self._t.passkeys[number] = replace(key, id=number)
        return number

    def of_staff(self, staff_id: int) -> list[Passkey]:
        return [key for key in self._t.passkeys.values() if key.staff_id == staff_id]

    def by_credential(self, credential_id: bytes) -> Passkey | None:
        return next((key for key in self._t.passkeys.values() if key.credential_id == credential_id), None)

    def used(self, key_id: int, sign_count: int, at: datetime) -> None:
        self._t.passkeys[key_id] = replace(self._t.passkeys[key_id], sign_count=sign_count, used_at=at)

    def remove(self, key_id: int) -> None:
        self._t.passkeys.pop(key_id, None)

    def remove_all(self, staff_id: int) -> None:
        self._t.passkeys = {number: key for number, key in self._t.passkeys.items() if key.staff_id != staff_id}

    def add_challenge(self, digest: bytes, purpose: str, expires: datetime, now: datetime) -> None:
        self._t.challenges = {key: held for key, held in self._t.challenges.items() if held[1] > now}
        self._t.challenges[digest] = purpose, expires

    def take_challenge(self, digest: bytes, now: datetime) -> str | None:
        purpose, expires = self._t.challenges.pop(digest, (None, now))
        return purpose if expires > now else None
