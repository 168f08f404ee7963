"""The store: transactions that hand out repositories."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Connection, Engine

from storage.engine import WRITING, is_sqlite
from storage.repositories.board import SqlChanges, SqlNotices
from storage.repositories.cases import SqlCases
from storage.repositories.custody import SqlCustody
from storage.repositories.dialogues import SqlDialogues
from storage.repositories.evidence import SqlEvidence
from storage.repositories.inbox import SqlInbox
from storage.repositories.messages import SqlMessages
from storage.repositories.outbox import SqlOutbox
from storage.repositories.people import SqlPeople
from storage.repositories.reports import SqlReports
from storage.repositories.staff import SqlStaff
from tipline.desk import tx as ports


class SqlTx:
    """All repositories of one open transaction."""

    def __init__(self, conn: Connection, version: str, *, writing: bool) -> None:
        self.conn = conn  # for storage's own queries
        self.forgot = False
        self.inbox: ports.Inbox = SqlInbox(conn)
        self.people: ports.People = SqlPeople(conn, self._note_forgotten)
        self.dialogues: ports.Dialogues = SqlDialogues(conn)
        self.messages: ports.Messages = SqlMessages(conn)
        self.reports: ports.Reports = SqlReports(conn)
        self.cases: ports.Cases = SqlCases(conn, writing=writing)
        self.outbox: ports.Outbox = SqlOutbox(conn)
        self.evidence: ports.EvidenceRows = SqlEvidence(conn)
        self.custody: ports.Custody = SqlCustody(conn, version)
        self.staff: ports.StaffRows = SqlStaff(conn)
        self.changes: ports.Changes = SqlChanges(conn)
        self.board: ports.Notices = SqlNotices(conn)

    def _note_forgotten(self) -> None:
        self.forgot = True


class SqlStore:
    """Implements tipline.desk.ports.Store. `version` is the product's, written into custody entries.

    On SQLite one writing transaction at a time in the process: threads queue here, in memory, rather than in the
    database's busy loop.
    """

    def __init__(self, engine: Engine, version: str) -> None:
        self.engine = engine
        self._version = version
        self._writer = threading.Lock()
        self._holder: int | None = None
        self._wal_to_empty = False

    @contextmanager
    def write(self) -> Iterator[SqlTx]:
        """One writing transaction. Raises RuntimeError when this thread is inside one already."""
        with self._turn(), self.engine.connect().execution_options(**{WRITING: True}) as conn:
            with conn.begin():
                tx = SqlTx(conn, self._version, writing=True)
                yield tx
            if tx.forgot or self._wal_to_empty:
                self._empty_wal(conn)

    @contextmanager
    def read(self) -> Iterator[SqlTx]:
        """A snapshot on its own connection; the database refuses to write through it."""
        with self.engine.connect() as conn, conn.begin():
            yield SqlTx(conn, self._version, writing=False)

    def close(self) -> None:
        self.engine.dispose()

    def _turn(self) -> AbstractContextManager[None]:
        return self._alone() if is_sqlite(self.engine) else nullcontext()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._holder == me:
            raise RuntimeError("This thread is inside a writing transaction already; a use case is one transaction.")
        with self._writer:
            self._holder = me
            try:
                yield
            finally:
                self._holder = None

    def _empty_wal(self, conn: Connection) -> None:
        """What was forgotten would live on in the write-ahead log. A reader can be in the way: then after the next
        write."""
        if not is_sqlite(self.engine):
            return
        driver = conn.connection.driver_connection
        assert driver is not None
        busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._wal_to_empty = bool(busy)
