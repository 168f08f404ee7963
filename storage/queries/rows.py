"""Columns and mapping shared by the read models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, null, select
from sqlalchemy.sql import ColumnElement, Select

from storage.queries.model import ReportView
from storage.tables import address, case_file, report, reporter, staff
from tipline.desk.records import CaseRow
from tipline.report import from_dict

# Never a sealed column: whether a key is held is asked of the database, the key itself stays there.
_SILENCE: ColumnElement[str | None] = case(
    (reporter.c.wrapped_key.is_(None), "forgotten"),
    (address.c.opted_out.is_not(None), "opted_out"),
    (address.c.blocked, "blocked"),
    else_=null(),
)


CASE_COLUMNS = (*case_file.c, staff.c.name.label("owner"))  # of case_file, with staff joined to its assigned_to


def cases() -> Select[Any]:
    """Every column of a case, and its owner's name."""
    return select(*CASE_COLUMNS).select_from(case_file.outerjoin(staff, staff.c.id == case_file.c.assigned_to))


def case_row(row: Row[Any]) -> CaseRow:
    return CaseRow(
        id=row.id, status=row.status, resolution=row.resolution, version=row.version, created_at=row.created_at,
        updated_at=row.updated_at, opened_at=row.opened_at, urgency=row.urgency, reasons=tuple(row.reasons or ()),
        lane=row.lane, district=row.district, assigned_to=row.assigned_to, acknowledged_at=row.acknowledged_at,
        flags=tuple(row.flags or ()), people=row.people, passed_on=row.passed_on,
        traits=tuple(row.traits or ()),
    )


def reports_of(connection: Connection, case_ids: Sequence[int]) -> list[ReportView]:
    """The reports of these cases, oldest first."""
    wanted = (
        select(
            report.c.id, report.c.case_id, report.c.address_id, report.c.reporter_id, report.c.created_at,
            report.c.updated_at, report.c.data, reporter.c.pseudonym, address.c.channel, address.c.muted,
            address.c.confidentiality, address.c.lang.label("address_lang"), _SILENCE.label("silence"),
        )
        .join(reporter, reporter.c.id == report.c.reporter_id)
        .join(address, address.c.id == report.c.address_id)
        .where(report.c.case_id.in_(case_ids))
        .order_by(report.c.id)
    )
    return [_report(row) for row in _rows(connection, wanted, case_ids)]


def _rows(connection: Connection, statement: Select[Any], ids: Sequence[int]) -> Iterable[Row[Any]]:
    return connection.execute(statement) if ids else ()


def _report(row: Row[Any]) -> ReportView:
    return ReportView(
        id=row.id, case_id=row.case_id, address_id=row.address_id, reporter_id=row.reporter_id,
        pseudonym=row.pseudonym, channel=row.channel, created_at=row.created_at, updated_at=row.updated_at,
        report=from_dict(row.data), silence=row.silence, muted=row.muted, confidentiality=row.confidentiality,
        address_lang=row.address_lang,
    )
