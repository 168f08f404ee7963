"""What the two phones show and what the desk sees of them, as JSON for the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.wiring import Wiring
from tipline import triage
from tipline.desk.records import CaseRow, EvidenceRow, ReportRow
from tipline.message import Address

# Field -> the word a newcomer reads; the order is the order of the card.
_NAMES = {
    "activity": "What",
    "place": "Where",
    "when": "When",
    "ongoing": "Still going on",
    "agencies": "Agency",
    "agents": "Agents",
    "vehicles": "Vehicles",
    "plates": "Plates",
    "injury": "Injury",
    "emergency": "Needs 911",
    "firsthand": "First-hand",
    "descriptions": "Described as",
    "direction": "Direction",
    "place_type": "Kind of place",
}


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
    facts = [
        {"name": name, "value": _say(field, fact.value), "words": fact.words}
        for field, name in _NAMES.items()
        if (fact := row.report.facts.get(field)) is not None and fact.value not in (None, [], (), False, "")
    ]
    return {
        "reference": row.report.reference,
        "status": case.status,
        "who": pseudonym,
        "lang": row.report.lang,
        "urgent": ", ".join(case.reasons) if case.urgency >= triage.URGENT else "",
        "facts": facts,
        "link": f"/console/cases/{case.id}",
        "evidence": [_evidence(e) for e in evidence],
    }


def _say(field: str, value: object) -> str:
    if field == "place" and isinstance(value, Mapping):
        label = str(value.get("label") or "a point")
        districts = value.get("districts") or []
        return label + (f" - district {', '.join(map(str, districts))}" if districts else "")
    if field == "agents" and isinstance(value, (list, tuple)):
        low, high = value
        return str(low) if low == high else f"{low} to {high}"
    if field == "when" and isinstance(value, Mapping):
        kind = value.get("kind")
        return {"now": "now", "ago": f"{value.get('minutes')} min before"}.get(str(kind), str(value.get("text")))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v).replace("_", " ") for v in value)
    return str(value).replace("_", " ")


def _evidence(row: EvidenceRow) -> str:
    if row.state == "stored" and row.sha256:
        shown = "" if row.display == "ok" else ", cannot display"
        return f"{row.media.value} kept, SHA-256 {row.sha256[:12]}...{shown}"
    return f"{row.media.value} {row.state.replace('_', ' ')}"
