"""Reports, whole as JSON, with the columns that pages search by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update

from storage.cells import cell
from storage.repositories import words
from storage.sql import Repository
from storage.tables import report as reports
from tipline import search
from tipline.desk.records import ReportRow
from tipline.errors import NotFound
from tipline.report import Report, from_dict, to_dict

_c = reports.c
_REPORT = select(_c.id, _c.reporter_id, _c.address_id, _c.case_id, _c.created_at, _c.updated_at, _c.data)


_BY_ID = _REPORT.where(_c.id == bindparam("which"))
_BY_REFERENCE = _REPORT.where(_c.reference == bindparam("reference"))
_OF_REPORTER = _REPORT.where(_c.reporter_id == bindparam("which")).order_by(_c.created_at.desc(), _c.id.desc())
_OF_CASE = _REPORT.where(_c.case_id == bindparam("which")).order_by(_c.id)
_COUNT_OF_CASE = select(func.count()).select_from(reports).where(_c.case_id == bindparam("which"))
_SAVE = update(reports).where(_c.id == bindparam("which"))


class SqlReports(Repository):
    def add(self, *, reporter_id: int, address_id: int, case_id: int, at: datetime, report: Report) -> int:
        made = self._insert(reports, {
            "reporter_id": reporter_id, "address_id": address_id, "case_id": case_id, "created_at": at,
            "updated_at": at, **_columns(report),
        })
        words.begin(self._conn, made, place_words(report))
        return made

    def save(self, report_id: int, at: datetime, report: Report) -> None:
        self._conn.execute(_SAVE, {"which": report_id, "updated_at": at, **_columns(report)})
        words.add_once(self._conn, report_id, place_words(report))

    def get(self, report_id: int) -> ReportRow:
        found = self._rows(_BY_ID, which=report_id)
        if not found:
            raise NotFound(f"There is no report {report_id}.")
        return found[0]

    def by_reference(self, reference: str) -> ReportRow | None:
        found = self._rows(_BY_REFERENCE, reference=reference)
        return found[0] if found else None

    def of_reporter(self, reporter_id: int) -> list[ReportRow]:
        return self._rows(_OF_REPORTER, which=reporter_id)

    def of_case(self, case_id: int) -> list[ReportRow]:
        return self._rows(_OF_CASE, which=case_id)

    def count_of_case(self, case_id: int) -> int:
        return int(self._conn.execute(_COUNT_OF_CASE, {"which": case_id}).scalar_one())

    def _rows(self, wanted: Select[Any], **values: Any) -> list[ReportRow]:
        key = (id(wanted), *values.values())
        return list(self._conn.held(reports, key, lambda: [_row(r) for r in self._conn.execute(wanted, values)]))


def _row(row: Row[Any]) -> ReportRow:
    return ReportRow(
        row.id, row.reporter_id, row.address_id, row.case_id, row.created_at, row.updated_at, from_dict(row.data)
    )


def _columns(report: Report) -> dict[str, Any]:
    lat, lng = point_of(report)
    return {
        "reference": report.reference, "state": report.state.value, "lang": report.lang, "data": to_dict(report),
        "lat": lat, "lng": lng, "cell": None if lat is None or lng is None else cell(lat, lng),
    }


def place_words(report: Report) -> tuple[str, ...]:
    """The words of the place as the desk reads it: who sent a pin wrote none."""
    place = report.value("place")
    label = place.get("label") if isinstance(place, Mapping) else None
    return search.words(label) if isinstance(label, str) else ()


def point_of(report: Report) -> tuple[float | None, float | None]:
    """A pin's coordinates, else the point that the words of the place led to."""
    place = report.value("place")
    given = report.value("coordinates")
    if given is None and isinstance(place, Mapping):
        given = (place.get("lat"), place.get("lng"))
    if isinstance(given, list | tuple) and len(given) == 2 and all(isinstance(v, int | float) for v in given):
        return float(given[0]), float(given[1])
    return None, None
