"""Messages of reporters, masked; what is sealed can be stored here and not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from storage.repositories import words
from storage.sql import Repository
from storage.tables import message
from tipline import search
from tipline.desk.records import MessageRow

_READABLE = (
    "id", "reporter_id", "address_id", "report_id", "at", "kind", "masked_text", "lang", "amends", "lat", "lng",
    "reading",
)
_MESSAGE = select(*(message.c[name] for name in _READABLE))


_SAVE = update(message).where(message.c.id == bindparam("which"))
_ATTACH = update(message).where(message.c.id.in_(bindparam("which", expanding=True)))


_TEXTS = (
    select(message.c.masked_text).where(message.c.id.in_(bindparam("which", expanding=True))).order_by(message.c.id)
)
_RECENT = (
    select(message.c.id)
    .where(message.c.reporter_id == bindparam("which"), message.c.at >= bindparam("since"))
    .limit(bindparam("most"))
)
_COUNT_SINCE = select(func.count()).select_from(_RECENT.subquery())


class SqlMessages(Repository):
    def add(
        self, *, reporter_id: int, address_id: int, report_id: int | None, at: datetime, kind: str, masked_text: str,
        lang: str | None, vendor_lookup: bytes, amends: int | None, lat: float | None, lng: float | None,
        reading: Mapping[str, object],
    ) -> int:
        made = self._insert(message, {
            "reporter_id": reporter_id, "address_id": address_id, "report_id": report_id, "at": at, "kind": kind,
            "masked_text": masked_text, "lang": lang, "vendor_lookup": vendor_lookup, "amends": amends, "lat": lat,
            "lng": lng, "reading": dict(reading),
        })
        if report_id is not None:
            words.add(self._conn, report_id, search.words(masked_text))
        return made

    def keep_sealed(self, message_id: int, vendor_id: bytes, original: bytes | None) -> None:
        self._conn.execute(_SAVE, {"which": message_id, "vendor_id": vendor_id, "original": original})

    def by_vendor(self, vendor_lookup: bytes) -> MessageRow | None:
        """The first message under this id: an edit carries the id of what it amends."""
        wanted = _MESSAGE.where(message.c.vendor_lookup == vendor_lookup).order_by(message.c.id).limit(1)
        row = self._conn.execute(wanted).one_or_none()
        return None if row is None else MessageRow(**row._mapping)

    def attach(self, message_ids: Iterable[int], report_id: int) -> None:
        which = list(message_ids)
        self._conn.execute(_ATTACH, {"which": which, "report_id": report_id})
        texts = self._conn.execute(_TEXTS, {"which": which}).scalars()
        words.add(self._conn, report_id, [word for text in texts for word in search.words(text)])

    def count_since(self, reporter_id: int, since: datetime, most: int) -> int:
        asked = {"which": reporter_id, "since": since, "most": most}
        return int(self._conn.execute(_COUNT_SINCE, asked).scalar_one())

    def of_report(self, report_id: int) -> list[MessageRow]:
        rows = self._conn.execute(_MESSAGE.where(message.c.report_id == report_id).order_by(message.c.id))
        return [MessageRow(**row._mapping) for row in rows]
