"""Questions that people at the desk asked from the phrasebook, and what came back, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One question to the reporter of one report. `key`: of its entry in the phrasebook.

    `state`: waiting, clear, unsure or words; `code`: the answer as a code that needs no language. `sent`: the vendor
    may have it, so that an answer may come.
    """

    id: int
    outbox_id: int
    report_id: int
    address_id: int
    key: str
    at: datetime
    state: str = "waiting"
    code: str = ""
    message_id: int | None = None
    answered_at: datetime | None = None
    sent: bool = False


class AskedRows(Protocol):
    def add(self, *, outbox_id: int, report_id: int, address_id: int, key: str, at: datetime) -> int: ...

    def of_address(self, address_id: int, since: datetime) -> list[AskedRow]:
        """Asked since then and not taken back before it went out, newest first."""

    def answer(self, asked_id: int, state: str, code: str, message_id: int, at: datetime) -> None:
        """A later answer takes the place of an earlier one."""
