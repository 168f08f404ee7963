"""Who works at which desk, and the custody log as its readers may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, cast, func, literal, or_, select, text
from sqlalchemy.sql import ColumnElement

from storage.queries.view import within_reach
from storage.tables import OPEN, case_file, custody, evidence, passkey, report, session, staff
from tipline.custody import Entry
from tipline.desk.rights import Reach

ENTRIES = 50
_ENTRY = select(*(custody.c[name] for name in Entry.__dataclass_fields__)).order_by(custody.c.seq.desc())


@dataclass(frozen=True, slots=True)
class Employed:
    """One account as colleagues and admins see it. `seen_at`: when a session of theirs was last active."""

    id: int
    name: str
    role: str
    disabled: bool
    districts: tuple[str, ...]
    created_at: datetime
    passkeys: int
    seen_at: datetime | None


def employed(connection: Connection) -> tuple[Employed, ...]:
    """Every account, by name."""
    seen = select(func.max(session.c.seen_at)).where(session.c.staff_id == staff.c.id).scalar_subquery()
    keys = select(func.count()).where(passkey.c.staff_id == staff.c.id).scalar_subquery()
    c = staff.c
    wanted = select(
        c.id, c.name, c.role, c.disabled, c.districts, c.created_at, keys.label("passkeys"), seen.label("seen_at")
    ).order_by(c.name)
    return tuple(
        Employed(**dict(row._mapping) | {"districts": tuple(row.districts or ())}) for row in connection.execute(wanted)
    )


def open_by_district(connection: Connection) -> dict[str | None, int]:
    """How many open cases lie in each district; under None those whose district is not known."""
    wanted = select(case_file.c.district, func.count()).where(text(f"case_file.{OPEN}")).group_by(case_file.c.district)
    return {district: count for district, count in connection.execute(wanted)}


def custody_page(
    connection: Connection, within: Reach | None, before: int | None = None, limit: int = ENTRIES
) -> tuple[Entry, ...]:
    """Entries newest first, from before the number `before`; `within`: only those about cases of this reach."""
    wanted = _ENTRY.limit(limit)
    if before is not None:
        wanted = wanted.where(custody.c.seq < before)
    if within is not None:
        wanted = wanted.where(or_(*_about(within)))
    return tuple(Entry(**row._mapping) for row in connection.execute(wanted))


def _about(within: Reach) -> Sequence[ColumnElement[bool]]:
    held = within_reach(within, closed=True)
    cases = select(case_file.c.id) if held is None else select(case_file.c.id).where(held)
    reports = select(report.c.id).where(report.c.case_id.in_(cases))
    return (
        custody.c.subject.in_(select(_subject("case", case_file.c.id)).where(case_file.c.id.in_(cases))),
        custody.c.subject.in_(select(_subject("report", report.c.id)).where(report.c.case_id.in_(cases))),
        custody.c.subject.in_(select(_subject("evidence", evidence.c.id)).where(evidence.c.report_id.in_(reports))),
    )


def _subject(kind: str, number: ColumnElement[int]) -> ColumnElement[str]:
    return literal(f"{kind}:").concat(cast(number, String))
