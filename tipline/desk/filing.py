"""What the conversation may know of a reporter's own reports and contact."""

from __future__ import annotations

from tipline import case
from tipline.desk.records import Contact
from tipline.desk.tx import Tx
from tipline.dialogue.model import ContactFacts, Filed


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
                opened=file.opened_at is not None,
                report=row.report,
                held=file.status != case.Status.CLOSED,
                fingerprints=prints,
            )
        )
    return tuple(found)
