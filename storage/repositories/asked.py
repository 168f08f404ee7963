"""Questions of the phrasebook and their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.sql import Repository
from storage.tables import asked, outbox
from tipline.desk.asked import AskedRow

_c = asked.c
_NAMES = (
    "id", "outbox_id", "report_id", "address_id", "key", "at", "state", "code", "message_id", "answered_at",
)  # fmt: skip
_SENT = ("sending", "unknown", "accepted", "delivered")
_OF_ADDRESS = (
    select(*(_c[name] for name in _NAMES), outbox.c.state.in_(_SENT).label("sent"))
    .join(outbox, outbox.c.id == _c.outbox_id)
    .where(_c.address_id == bindparam("whom"), _c.at >= bindparam("since"), outbox.c.state.not_in(("cancelled",)))
    .order_by(_c.id.desc())
)
_ANSWER = update(asked).where(_c.id == bindparam("which"))


class SqlAsked(Repository):
    def add(self, *, outbox_id: int, report_id: int, address_id: int, key: str, at: datetime) -> int:
        return self._insert(asked, {
            "outbox_id": outbox_id, "report_id": report_id, "address_id": address_id, "key": key, "at": at,
            "state": "waiting", "code": "",
        })  # fmt: skip

    def of_address(self, address_id: int, since: datetime) -> list[AskedRow]:
        rows = self._conn.execute(_OF_ADDRESS, {"whom": address_id, "since": since})
        return [AskedRow(**{**row._mapping, "sent": bool(row.sent)}) for row in rows]

    def answer(self, asked_id: int, state: str, code: str, message_id: int, at: datetime) -> None:
        values = {"state": state, "code": code, "message_id": message_id, "answered_at": at}
        self._conn.execute(_ANSWER, {"which": asked_id, **values})
