"""Read models of the console's pages. A fixed number of statements a page, whatever it shows; sealed columns are
never selected."""

from __future__ import annotations

from storage.queries.case import asked_of, case_of_evidence, case_view, events_since, find_case, viewed_evidence
from storage.queries.fresh import Fresh, Urgent, became_urgent, fresh
from storage.queries.health import Health, health
from storage.queries.model import (
    AskedView,
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
from storage.queries.points import POINTS, Point, Points, points_at, points_of
from storage.queries.queue import (
    PAGE,
    cases_of_addresses,
    lane_counts,
    last_report_at,
    page_of,
    queue_page,
    workers,
)
from storage.queries.searching import Found, count_found, search
from storage.queries.staffing import ENTRIES, Employed, custody_page, employed, open_by_district
from storage.queries.view import MOST, View, count
from tipline.triage import LANES

__all__ = [
    "ENTRIES", "LANES", "MOST", "PAGE", "POINTS", "AskedView", "CaseView", "DutyDone", "Employed", "EventView",
    "EvidenceView", "Found", "Fresh", "Health", "Heard", "Place", "Point", "Points", "QueuePage", "QueueRow",
    "ReportView", "Spoken", "Urgent", "View", "Worker", "asked_of", "became_urgent", "case_of_evidence", "case_view",
    "cases_of_addresses", "count", "count_found", "custody_page", "employed", "events_since", "find_case", "fresh",
    "health", "lane_counts", "last_report_at", "open_by_district", "page_of", "points_at", "points_of", "queue_page",
    "search", "viewed_evidence", "workers",
]
