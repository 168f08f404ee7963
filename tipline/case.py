"""Case: the desk's file on an incident. Its status table, the five duties and whom to tell (DOMAIN section 1 and 6)."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    NEW = "new"
    TRIAGE = "triage"
    ASSIGNED = "assigned"
    DOCUMENTING = "documenting"
    DOCUMENTED = "documented"
    CLOSED = "closed"
