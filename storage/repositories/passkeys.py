"""Passkeys and challenges."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.sql import Repository
from storage.tables import challenge, passkey
from tipline.desk.records import Passkey

_PASSKEY = select(*(passkey.c[name] for name in Passkey.__dataclass_fields__)).order_by(passkey.c.id)


class SqlPasskeys(Repository):
    def add(self, key: Passkey) -> int:
        return self._insert(passkey, {name: value for name, value in asdict(key).items() if name != "id"})

    def of_staff(self, staff_id: int) -> list[Passkey]:
        return [Passkey(**row._mapping) for row in self._conn.execute(_PASSKEY.where(passkey.c.staff_id == staff_id))]

    def by_credential(self, credential_id: bytes) -> Passkey | None:
        row = self._conn.execute(_PASSKEY.where(passkey.c.credential_id == credential_id)).one_or_none()
        return None if row is None else Passkey(**row._mapping)

    def used(self, key_id: int, sign_count: int, at: datetime) -> None:
        self._conn.execute(update(passkey).where(passkey.c.id == key_id).values(sign_count=sign_count, used_at=at))

    def remove(self, key_id: int) -> None:
        self._conn.execute(delete(passkey).where(passkey.c.id == key_id))

    def remove_all(self, staff_id: int) -> None:
        self._conn.execute(delete(passkey).where(passkey.c.staff_id == staff_id))

    def add_challenge(self, digest: bytes, purpose: str, expires: datetime, now: datetime) -> None:
        self._conn.execute(delete(challenge).where(challenge.c.expires <= now))
        self._conn.execute(challenge.insert().values(digest=digest, purpose=purpose, expires=expires))

    def take_challenge(self, digest: bytes, now: datetime) -> str | None:
        c = challenge.c
        row = self._conn.execute(
            delete(challenge).where(c.digest == digest).returning(c.purpose, c.expires)
        ).one_or_none()
        return None if row is None or row.expires <= now else str(row.purpose)
