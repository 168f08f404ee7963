"""Incident: what happened; which reports speak of one event, how sure that is and why, and how many people tell it."""

from __future__ import annotations

from tipline.incident.account import Account, account, copy_of
from tipline.incident.likeness import MARGIN, Likeness, alike, best, compare, metres
from tipline.incident.people import People, people

__all__ = [
    "MARGIN", "Account", "Likeness", "People", "account", "alike", "best", "compare", "copy_of", "metres", "people",
]
