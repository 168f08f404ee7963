"""People who sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, update

from storage.sql import Repository, inserted
from storage.tables import reason_given, session, sign_in_failure, sign_in_link, staff
from tipline.desk.records import Session, Staff
from tipline.errors import NotFound

_STAFF = select(*(staff.c[name] for name in Staff.__dataclass_fields__)).order_by(staff.c.name)
_SESSION = select(*(session.c[name] for name in Session.__dataclass_fields__))
_FAILURES_KEPT = timedelta(days=1)


class SqlStaff(Repository):
    def add(
        self, name: str, role: str, password: str, totp: bytes | None, at: datetime, districts: Sequence[str] = ()
    ) -> int:
        values = {
            "name": name, "role": role, "password": password, "totp": totp, "created_at": at,
            "districts": list(districts),
        }
        return self._insert(staff, values)

    def by_name(self, name: str) -> Staff | None:
        return self._first(_STAFF.where(staff.c.name == name))

    def get(self, staff_id: int) -> Staff:
        found = self._first(_STAFF.where(staff.c.id == staff_id))
        if found is None:
            raise NotFound(f"There is no staff account {staff_id}.")
        return found

    def all(self) -> list[Staff]:
        return [_person(row) for row in self._conn.execute(_STAFF)]

    def save(self, person: Staff) -> None:
        changes = {k: v for k, v in asdict(person).items() if k != "id"} | {"districts": list(person.districts)}
        self._conn.execute(update(staff).where(staff.c.id == person.id).values(changes))

    def add_session(self, new: Session) -> None:
        self._conn.execute(session.insert().values(asdict(new)))

    def session(self, id_hash: bytes) -> Session | None:
        row = self._conn.execute(_SESSION.where(session.c.id_hash == id_hash)).one_or_none()
        return None if row is None else Session(**row._mapping)

    def save_session(self, held: Session) -> None:
        changes = {k: v for k, v in asdict(held).items() if k != "id_hash"}
        self._conn.execute(update(session).where(session.c.id_hash == held.id_hash).values(changes))

    def end_sessions(self, staff_id: int, id_hash: bytes | None = None) -> None:
        ended = delete(session).where(session.c.staff_id == staff_id)
        self._conn.execute(ended if id_hash is None else ended.where(session.c.id_hash == id_hash))

    def give_reason(self, staff_id: int, case_id: int, at: datetime) -> None:
        inserted(self._conn, reason_given, {"staff_id": staff_id, "case_id": case_id, "at": at})

    def gave_reason(self, staff_id: int, case_id: int) -> bool:
        c = reason_given.c
        wanted = select(c.case_id).where(c.staff_id == staff_id, c.case_id == case_id)
        return self._conn.execute(wanted).first() is not None

    def forget_reasons(self, staff_id: int) -> None:
        self._conn.execute(delete(reason_given).where(reason_given.c.staff_id == staff_id))

    def failures(self, name: str, since: datetime) -> int:
        c = sign_in_failure.c
        wanted = select(func.count()).select_from(sign_in_failure).where(c.name == name, c.at >= since)
        return int(self._conn.execute(wanted).scalar_one())

    def add_failure(self, name: str, at: datetime) -> None:
        """Old failures go: anyone can cause them, and they serve a quarter of an hour."""
        self._conn.execute(delete(sign_in_failure).where(sign_in_failure.c.at < at - _FAILURES_KEPT))
        self._conn.execute(sign_in_failure.insert().values(name=name, at=at))

    def add_link(self, digest: bytes, staff_id: int, expires: datetime) -> None:
        self._conn.execute(sign_in_link.insert().values(digest=digest, staff_id=staff_id, expires=expires))

    def take_link(self, digest: bytes, now: datetime) -> int | None:
        c = sign_in_link.c
        spent = delete(sign_in_link).where(c.digest == digest).returning(c.staff_id, c.expires)
        row = self._conn.execute(spent).one_or_none()
        return None if row is None or row.expires <= now else int(row.staff_id)

    def _first(self, wanted: Select[Any]) -> Staff | None:
        row = self._conn.execute(wanted).one_or_none()
        return None if row is None else _person(row)


def _person(row: Any) -> Staff:
    held = dict(row._mapping)
    return Staff(**held | {"districts": tuple(held["districts"] or ())})
