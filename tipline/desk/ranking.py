"""Where a case stands in the queue, from all its reports as they now are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tipline import triage
from tipline.desk.carry.turn import LINE
from tipline.desk.records import CaseEvent
from tipline.desk.tx import Tx


def rank(tx: Tx, case_id: int, now: datetime) -> None:
    """Place the case in its lane again, from all its reports as they now stand."""
    case = tx.cases.get(case_id)
    reports = [r.report for r in tx.reports.of_case(case_id)]
    judged = triage.judge(reports, now)
    if case.urgency != judged.urgency and judged.urgency >= triage.URGENT > case.urgency:
        tx.cases.add_event(CaseEvent(case_id, now, LINE, "urgent", note=", ".join(judged.reasons)))
    district = next((d for r in reports if (d := triage.district(r))), None)
    tx.cases.save(
        replace(
            case, urgency=judged.urgency, reasons=judged.reasons, lane=judged.lane, district=district, updated_at=now
        ),
        None,
    )
    tx.changes.bump("case", case_id)
