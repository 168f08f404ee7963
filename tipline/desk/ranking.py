"""Where a case stands in the queue, from all its reports as they now are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tipline import triage
from tipline.desk.carry.turn import LINE
from tipline.desk.means import Means
from tipline.desk.records import CaseEvent, ReportRow
from tipline.desk.tx import Tx
from tipline.incident import People, people
from tipline.report import Report

# Whoever writes more than this in an hour goes to the bulk lane, which everybody sees (SECURITY section 6).
FLOOD, FLOOD_SPAN = 30, timedelta(hours=1)
MANY, LATER = 24, timedelta(seconds=1)


def rank_soon(tx: Tx, case_id: int, now: datetime, told: Report) -> None:
    """As `rank`, after this report of it changed. A case of many waits a second for what else comes, so that a crowd at
    one corner is weighed once and not for each of its messages; unless the report alone is worse than the case stands.
    """
    few = tx.reports.count_of_case(case_id) <= MANY
    if few or triage.judge([told], now).urgency > tx.cases.get(case_id).urgency:
        rank(tx, case_id, now)
    else:
        tx.cases.rank_later(case_id, now + LATER)
        tx.changes.bump("case", case_id)


def rank_due(means: Means, now: datetime, limit: int = 20) -> int:
    """Rank the cases that waited for it; returns how many."""
    with means.store.read() as tx:
        if not tx.cases.to_rank(now, limit):
            return 0
    with means.store.write() as tx:
        due = tx.cases.to_rank(now, limit)
        for case_id in due:
            tx.cases.ranked(case_id)
            rank(tx, case_id, now)
    return len(due)


def rank(tx: Tx, case_id: int, now: datetime) -> None:
    """Place the case in its lane again, from all its reports as they now stand."""
    case = tx.cases.get(case_id)
    rows = tx.reports.of_case(case_id)
    reports = [r.report for r in rows]
    told = people(tx.incidents.accounts([case_id])) if len(rows) > 1 else People(1, 0)
    judged = triage.judge(reports, now, ("bulk",) if _flooded(tx, rows, now) else (), told.count)
    if case.urgency != judged.urgency and judged.urgency >= triage.URGENT > case.urgency:
        tx.cases.add_event(CaseEvent(case_id, now, LINE, "urgent", note=", ".join(judged.reasons)))
    district = next((d for r in reports if (d := triage.district(r))), None)
    tx.cases.save(
        replace(
            case, urgency=judged.urgency, reasons=judged.reasons, lane=judged.lane, district=district, updated_at=now,
            flags=triage.red_flags(reports, told.passed_on), people=max(told.count, 1), passed_on=told.passed_on,
            traits=triage.traits(reports),
        ),
        None,
    )
    tx.changes.bump("case", case_id)


def _flooded(tx: Tx, rows: Sequence[ReportRow], now: datetime) -> bool:
    """Whether everybody who tells it floods the line: one flooder among others hides nobody."""
    since = now - FLOOD_SPAN
    return bool(rows) and all(tx.messages.count_since(r.reporter_id, since, FLOOD + 1) > FLOOD for r in rows)
