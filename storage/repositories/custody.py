"""The custody log: linked and appended in the transaction that did what it records. Writers take turns
(storage.engine.take_turn), so that the chain has neither gap nor fork; the key and a trigger hold whoever does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from storage.sql import Repository, Work
from storage.tables import custody
from tipline.custody import GENESIS, Entry, link, stamp

_ENTRY = select(*(custody.c[name] for name in Entry.__dataclass_fields__)).order_by(custody.c.seq)
_NEWEST = select(custody.c.seq, custody.c.hash).order_by(custody.c.seq.desc()).limit(1)
_APPEND = custody.insert()
_PAGE = 500


class SqlCustody(Repository):
    __slots__ = ("_version",)

    def __init__(self, desk: Callable[[], Work], version: str) -> None:
        super().__init__(desk)
        self._version = version

    def append(self, at: datetime, actor: str, action: str, subject: str, digest: str | None) -> Entry:
        seq, previous = self._conn.held(custody, "newest", self._newest)
        entry = link(seq + 1, stamp(at), actor, action, subject, digest, previous, self._version)
        self._conn.execute(_APPEND, asdict(entry))
        self._conn.hold(custody, "newest", (entry.seq, entry.hash))
        return entry

    def _newest(self) -> tuple[int, str]:
        row = self._conn.execute(_NEWEST).one_or_none()
        return (0, GENESIS) if row is None else (row.seq, row.hash)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """All entries in order, read page by page."""
        while page := self._conn.execute(_ENTRY.where(custody.c.seq > after).limit(_PAGE)).all():
            for row in page:
                yield Entry(**row._mapping)
            after = page[-1].seq

    def of_subjects(self, subjects: Sequence[str]) -> list[Entry]:
        rows = self._conn.execute(_ENTRY.where(custody.c.subject.in_(list(subjects))))
        return [Entry(**row._mapping) for row in rows]
