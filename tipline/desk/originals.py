"""Open an original: the bytes as they came, for whoever may have them, never without a trace."""

from __future__ import annotations

from datetime import datetime

from tipline.desk.acts import case_for, custody_name
from tipline.desk.ports import Store
from tipline.desk.records import Actor, CaseEvent, EvidenceRow
from tipline.desk.rights import Right, check
from tipline.errors import Invalid


def open_original(store: Store, actor: Actor, evidence_id: int, now: datetime) -> EvidenceRow:
    """Record that the actor takes the original, then say where it lies (`vault_key`).

    Raises Refused, NotFound, Invalid when there are no bytes. The entry names the evidence and its SHA-256.
    """
    check(actor, Right.OPEN_ORIGINAL)
    with store.write() as tx:
        row = tx.evidence.get(evidence_id)
        case = case_for(tx, actor, Right.OPEN_ORIGINAL, tx.reports.get(row.report_id).case_id)
        if row.vault_key is None:
            raise Invalid("The line holds no bytes of this attachment, so there is no original to open.")
        tx.custody.append(now, custody_name(actor), "original opened", f"evidence:{evidence_id}", row.sha256)
        tx.cases.add_event(CaseEvent(case.id, now, actor.name, "original", after=str(evidence_id)))
        tx.changes.bump("case", case.id)
        return row
