"""What the two phones show and what the desk sees of them, as JSON for the page."""

from __future__ import annotations

from typing import Any

from api.console import facts, words
from api.wiring import Wiring
from tipline import triage
from tipline.desk.records import CaseRow, EvidenceRow, ReportRow
from tipline.message import Address


def reports(wiring: Wiring, addresses: list[Address]) -> list[dict[str, Any]]:
    """The reports of these addresses, newest first, as the desk holds them."""
    found: list[tuple[Any, dict[str, Any]]] = []
    with wiring.store.read() as tx:
        for address in addresses:
            contact = tx.people.by_lookup(address.channel, wiring.seals.lookup(address))
            if contact is None:
                continue
            for row in tx.reports.of_reporter(contact.reporter_id):
                case = tx.cases.get(row.case_id)
                card = _card(row, case, tx.evidence.of_report(row.id), contact.pseudonym)
                found.append((row.created_at, card))
    return [card for _, card in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _card(row: ReportRow, case: CaseRow, evidence: list[EvidenceRow], pseudonym: str) -> dict[str, Any]:
    lines = facts.lines(row.report)
    return {
        "reference": row.report.reference,
        "status": words.say(words.STATUS, case.status).lower(),
        "who": pseudonym,
        "lang": row.report.lang,
        "urgent": "Urgent: " + words.reasons(",".join(case.reasons)) if case.urgency >= triage.URGENT else "",
        "facts": [{"name": line.label, "value": line.text, "words": line.words} for line in lines],
        "link": f"/console/cases/{case.id}",
        "evidence": [_evidence(e) for e in evidence],
    }


def _evidence(row: EvidenceRow) -> str:
    if row.state == "stored" and row.sha256:
        shown = "" if row.display == "ok" else ", cannot display"
        return f"{row.media.value} kept, SHA-256 {row.sha256[:12]}...{shown}"
    return f"{row.media.value} {row.state.replace('_', ' ')}"
