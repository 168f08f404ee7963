"""Read models of the console's pages. A fixed number of statements a page, whatever it shows; sealed columns are
never selected."""

from __future__ import annotations

from storage.queries.case import case_of_evidence, case_view, events_since, find_case, viewed_evidence
from storage.queries.health import Health, health
from storage.queries.model import (
    CaseView,
    DutyDone,
    EventView,
    EvidenceView,
    Heard,
    Place,
    QueuePage,
    QueueRow,
    ReportView,
    Spoken,
    Worker,
)
from storage.queries.queue import PAGE, cases_of_addresses, lane_counts, last_report_at, queue_page, workers
from tipline.triage import LANES

__all__ = [
    "LANES", "PAGE", "CaseView", "DutyDone", "EventView", "EvidenceView", "Health", "Heard", "Place", "QueuePage",
    "QueueRow", "ReportView", "Spoken", "Worker", "case_of_evidence", "case_view", "cases_of_addresses", "events_since",
    "find_case", "health", "lane_counts", "last_report_at", "queue_page", "viewed_evidence", "workers",
]
