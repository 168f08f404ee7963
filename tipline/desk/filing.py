"""What the conversation may know of a reporter's own reports and contact."""

from __future__ import annotations

from datetime import datetime, timedelta

from tipline import case, custody
from tipline.desk.records import CaseRow, Contact, ReportRow
from tipline.desk.tx import Tx
from tipline.dialogue.model import ContactFacts, Filed
from tipline.phrasebook import BY_KEY, Asked, State

_ANSWERABLE = timedelta(days=2)  # a question asked longer ago is answered by nothing that comes now


def contact_facts(contact: Contact, languages: tuple[str, ...]) -> ContactFacts:
    return ContactFacts(
        channel=contact.channel.value,
        lang=contact.lang,
        opted_out=contact.opted_out,
        muted=contact.muted,
        notice_given=contact.notice_version is not None,
        confidentiality=contact.confidentiality,
        languages=languages,
    )


def filed(tx: Tx, reporter_id: int) -> tuple[Filed, ...]:
    """This reporter's reports, newest first, as STATUS may tell of them."""
    found = []
    for row in tx.reports.of_reporter(reporter_id):
        file = tx.cases.get(row.case_id)
        prints = tuple(e.sha256[:12] for e in tx.evidence.of_report(row.id) if e.sha256)
        found.append(
            Filed(
                reference=row.report.reference,
                status=case.told_as(case.Status(file.status)),
                at=file.updated_at,
                opened=_opened(tx, file, row),
                report=row.report,
                held=file.status != case.Status.CLOSED,
                fingerprints=prints,
            )
        )
    return tuple(found)


def asked(tx: Tx, contact: Contact, now: datetime) -> tuple[Asked, ...]:
    """What the desk asked this address lately, newest first."""
    rows = tx.asked.of_address(contact.address_id, now - _ANSWERABLE)
    return tuple(
        Asked(
            row.id, row.key, tx.reports.get(row.report_id).report.reference, row.at, State(row.state), row.message_id,
            row.sent,
        )
        for row in rows
        if row.key in BY_KEY
    )


def _opened(tx: Tx, file: CaseRow, row: ReportRow) -> bool:
    """Whether a person has looked since the report was there: it may have joined a case opened before it came."""
    if file.opened_at is None or file.opened_at >= row.created_at:
        return file.opened_at is not None
    looks = [e for e in tx.custody.of_subjects([f"case:{file.id}"]) if e.action == "opened"]
    return any(entry.at >= custody.stamp(row.created_at) for entry in looks)
