"""Harder messages: several facts at once, slips of the finger, talk of other things, private data in odd spacing."""

from __future__ import annotations

Case = tuple[str, dict[str, object]]

REPORTS: list[Case] = []
FOLLOWUPS: list[Case] = []
OTHERS: list[Case] = []
PRIVATE: list[tuple[str, str, list[str]]] = []
