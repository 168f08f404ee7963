"""Questions of the phrasebook and their answers, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.fakes.memory import Tables, kept
from tipline.desk.asked import AskedRow

_SENT = ("sending", "unknown", "accepted", "delivered")


class FakeAsked:
    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, *, outbox_id: int, report_id: int, address_id: int, key: str, at: datetime) -> int:
        number = self._t.number("asked")
        self._t.asked[number] = kept(AskedRow(number, outbox_id, report_id, address_id, key, at))
        return number

    def of_address(self, address_id: int, since: datetime) -> list[AskedRow]:
        own = [row for row in self._t.asked.values() if row.address_id == address_id and row.at >= since]
        seen = [replace(row, sent=self._state(row) in _SENT) for row in own if self._state(row) != "cancelled"]
        return sorted(seen, key=lambda row: -row.id)

    def _state(self, row: AskedRow) -> str:
        return self._t.outbox[row.outbox_id].row.state

    def answer(self, asked_id: int, state: str, code: str, message_id: int, at: datetime) -> None:
        row = replace(self._t.asked[asked_id], state=state, code=code, message_id=message_id, answered_at=at)
        self._t.asked[asked_id] = kept(row)
