"""One case page: the case, what was told, what was said, what is held and what was done. Nine statements, always."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from storage.queries.model import AskedView, CaseView, DutyDone, EventView, EvidenceView, Heard, ReportView, Spoken
from storage.queries.queue import workers
from storage.queries.rows import case_row, cases, reports_of
from storage.tables import asked, case_event, case_file, duty, evidence, message, outbox, report, reporter, staff
from tipline.errors import NotFound

_EVIDENCE = (
    evidence.c.id, evidence.c.report_id, evidence.c.message_id, evidence.c.media, evidence.c.state, evidence.c.at,
    evidence.c.content_type, evidence.c.size, evidence.c.sha256, evidence.c.vault_key, evidence.c.width,
    evidence.c.height, evidence.c.display, evidence.c.views, evidence.c.stored_at, evidence.c.vendor_deleted_at,
    evidence.c.code,
)

_ASKED = (
    asked.c.key.label("asked_key"), asked.c.report_id.label("asked_report"), asked.c.state.label("asked_state"),
    asked.c.code.label("asked_code"), asked.c.message_id.label("asked_message"),
)  # fmt: skip
_LARGEST = 2**31 - 1  # of a case number, on PostgreSQL


def case_view(connection: Connection, case_id: int) -> CaseView:
    """Everything the page of this case shows. Raises NotFound."""
    row = connection.execute(cases().where(case_file.c.id == case_id)).one_or_none()
    if row is None:
        raise NotFound("There is no case of this number.")
    reports = tuple(reports_of(connection, [case_id]))
    return CaseView(
        case=case_row(row), owner=row.owner, reports=reports,
        heard=_heard(connection, [r.id for r in reports]),
        spoken=_spoken(connection, case_id, reports),
        evidence=_evidence(connection, [r.id for r in reports]),
        duties=_duties(connection, case_id), events=events_since(connection, case_id), workers=workers(connection),
    )


def _heard(connection: Connection, report_ids: Sequence[int]) -> tuple[Heard, ...]:
    c = message.c
    wanted = (
        select(c.id, c.report_id, c.address_id, c.at, c.kind, c.masked_text, c.lang, c.amends, c.lat, c.lng)
        .where(c.report_id.in_(report_ids)).order_by(c.at, c.id)
    )
    return tuple(
        Heard(r.id, r.report_id, r.address_id, r.at, r.kind, r.masked_text, r.lang, r.amends, r.lat, r.lng)
        for r in connection.execute(wanted)
    )


def _spoken(connection: Connection, case_id: int, reports: Sequence[ReportView]) -> tuple[Spoken, ...]:
    """What was said about this case, and what was said to its reporters about no case since they reported it."""
    c = outbox.c
    loose = [
        and_(c.address_id == r.address_id, c.case_id.is_(None), c.created_at >= r.created_at) for r in reports
    ]
    wanted = (
        select(
            c.id, c.address_id, c.stream, c.notice, c.notice_number, c.urgent, c.lang, c.lines, c.choices, c.silent,
            c.author, c.state, c.delivery, c.code, c.segments, c.tries, c.created_at, c.not_before, c.sent_at,
            *_ASKED,
        )
        .outerjoin(asked, asked.c.outbox_id == c.id)
        .where(or_(c.case_id == case_id, *loose)).order_by(c.created_at, c.id)
    )
    return tuple(_said(row) for row in connection.execute(wanted))


def _said(row: Any) -> Spoken:
    return Spoken(
        id=row.id, address_id=row.address_id, stream=row.stream, notice=row.notice, notice_number=row.notice_number,
        urgent=row.urgent, lang=row.lang, lines=tuple((line["key"], line["text"]) for line in row.lines),
        choices=tuple(label for _, label in row.choices), silent=row.silent, author=row.author, state=row.state,
        delivery=row.delivery, code=row.code, segments=row.segments, tries=row.tries, created_at=row.created_at,
        not_before=row.not_before, sent_at=row.sent_at, asked=_asked(row) if row.asked_key else None,
    )


def _asked(row: Any) -> AskedView:
    return AskedView(row.asked_key, row.asked_report, row.asked_state, row.asked_code, row.asked_message)


def asked_of(connection: Connection, report_id: int) -> list[AskedView]:
    """What the desk asked the reporter of this report, oldest first."""
    wanted = select(*_ASKED).where(asked.c.report_id == report_id).order_by(asked.c.id)
    return [_asked(row) for row in connection.execute(wanted)]


def _evidence(connection: Connection, report_ids: Sequence[int]) -> tuple[EvidenceView, ...]:
    wanted = select(*_EVIDENCE).where(evidence.c.report_id.in_(report_ids)).order_by(evidence.c.id)
    return tuple(_view(row) for row in connection.execute(wanted))


def _view(row: Any) -> EvidenceView:
    return EvidenceView(
        id=row.id, report_id=row.report_id, message_id=row.message_id, media=row.media, state=row.state, at=row.at,
        content_type=row.content_type, size=row.size, sha256=row.sha256, vault_key=row.vault_key, width=row.width,
        height=row.height, display=row.display, views=dict(row.views or {}), stored_at=row.stored_at,
        deleted_at=row.vendor_deleted_at, code=row.code,
    )


def _duties(connection: Connection, case_id: int) -> tuple[DutyDone, ...]:
    wanted = (
        select(duty.c.duty, duty.c.outcome, duty.c.detail, duty.c.at, staff.c.name)
        .join(staff, staff.c.id == duty.c.staff_id).where(duty.c.case_id == case_id)
    )
    return tuple(DutyDone(r.duty, r.outcome, dict(r.detail), r.at, r.name) for r in connection.execute(wanted))


def events_since(connection: Connection, case_id: int, last: int = 0) -> tuple[EventView, ...]:
    """The timeline after the event `last`, oldest first."""
    c = case_event.c
    wanted = select(case_event).where(c.case_id == case_id, c.id > last).order_by(c.id)
    return tuple(
        EventView(r.id, r.at, r.actor, r.action, r.before, r.after, r.note) for r in connection.execute(wanted)
    )


def case_of_evidence(connection: Connection, evidence_id: int) -> int:
    """The case an attachment belongs to. Raises NotFound."""
    wanted = select(report.c.case_id).join(evidence, evidence.c.report_id == report.c.id)
    found = connection.execute(wanted.where(evidence.c.id == evidence_id)).scalar()
    if found is None:
        raise NotFound("There is no evidence of this number.")
    return int(found)


def viewed_evidence(connection: Connection, evidence_id: int) -> EvidenceView:
    """Raises NotFound."""
    row = connection.execute(select(*_EVIDENCE).where(evidence.c.id == evidence_id)).one_or_none()
    if row is None:
        raise NotFound("There is no evidence of this number.")
    return _view(row)


def find_case(connection: Connection, words: str) -> int | None:
    """The case of a reference (K7Q2), of a pseudonym (Heron 4821, its newest) or of a case number (#12)."""
    words = " ".join(words.split())
    if words.lstrip("#").isdecimal() and len(words) < 12:
        number = int(words.lstrip("#"))
        if number > _LARGEST:
            return None
        return connection.execute(select(case_file.c.id).where(case_file.c.id == number)).scalar()
    by_reference = select(report.c.case_id).where(report.c.reference == words.upper())
    by_pseudonym = (
        select(func.max(report.c.case_id)).join(reporter, reporter.c.id == report.c.reporter_id)
        .where(reporter.c.pseudonym == words.title())
    )
    return connection.execute(by_reference).scalar() or connection.execute(by_pseudonym).scalar()
