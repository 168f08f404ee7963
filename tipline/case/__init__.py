"""Case: the desk's file on an incident. Its status table, the five duties and whom to tell (DOMAIN section 1 and 6)."""

from __future__ import annotations

from tipline.case.duties import (
    Blank,
    Duty,
    DutyText,
    DutyTexts,
    Outcome,
    check_detail,
    due_since,
    duty_order,
    may_document,
    missing_duties,
)
from tipline.case.status import (
    TABLE,
    Resolution,
    Status,
    notice_for,
    notice_phrase,
    path,
    told_as,
    whom_to_tell,
)

__all__ = [
    "TABLE", "Blank", "Duty", "DutyText", "DutyTexts", "Outcome", "Resolution", "Status", "check_detail", "due_since",
    "duty_order", "may_document", "missing_duties", "notice_for", "notice_phrase", "path", "told_as", "whom_to_tell",
]  # fmt: skip
