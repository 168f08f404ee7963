"""The store: transactions that hand out repositories."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property

from sqlalchemy import Connection, Engine

from storage.engine import WRITING, is_sqlite, take_turn
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
    """All repositories of one open transaction.

    Writing through any of them takes the desk's turn first; only accepting a delivery never waits for it.
    """

    def __init__(self, conn: Connection, version: str, *, writing: bool) -> None:
        self.conn = conn  # for storage's own queries
        self.forgot = False
        self._version = version
        self._writing = writing
        self.inbox: ports.Inbox = SqlInbox(conn, lambda: self._desk)

    @cached_property
    def _desk(self) -> Connection:
        """The connection, once this transaction has its turn."""
        if self._writing:
            take_turn(self.conn)
        return self.conn

    @cached_property
    def people(self) -> ports.People:
        return SqlPeople(self._desk, self._note_forgotten)

    @cached_property
    def dialogues(self) -> ports.Dialogues:
        return SqlDialogues(self._desk)

    @cached_property
    def messages(self) -> ports.Messages:
        return SqlMessages(self._desk)

    @cached_property
    def reports(self) -> ports.Reports:
        return SqlReports(self._desk)

    @cached_property
    def cases(self) -> ports.Cases:
        return SqlCases(self._desk)

    @cached_property
    def outbox(self) -> ports.Outbox:
        return SqlOutbox(self._desk)

    @cached_property
    def evidence(self) -> ports.EvidenceRows:
        return SqlEvidence(self._desk)

    @cached_property
    def custody(self) -> ports.Custody:
        return SqlCustody(self._desk, self._version)

    @cached_property
    def staff(self) -> ports.StaffRows:
        return SqlStaff(self._desk)

    @cached_property
    def changes(self) -> ports.Changes:
        return SqlChanges(self._desk)

    @cached_property
    def board(self) -> ports.Notices:
        return SqlNotices(self._desk)

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
        self._queue = threading.Lock() if is_sqlite(engine) else nullcontext()
        self._writers: set[int] = set()
        self._wal_to_empty = False

    @contextmanager
    def write(self) -> Iterator[SqlTx]:
        """One writing transaction. Raises RuntimeError when this thread is inside one already."""
        with self._alone(), self.engine.connect().execution_options(**{WRITING: True}) as conn:
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

    @contextmanager
    def _alone(self) -> Iterator[None]:
        me = threading.get_ident()
        if me in self._writers:
            raise RuntimeError("This thread is inside a writing transaction already; a use case is one transaction.")
        self._writers.add(me)
        try:
            with self._queue:
                yield
        finally:
            self._writers.discard(me)

    def _empty_wal(self, conn: Connection) -> None:
        """What was forgotten would live on in the write-ahead log. A reader can be in the way: then after the next
        write."""
        if not is_sqlite(self.engine):
            return
        driver = conn.connection.driver_connection
        assert driver is not None
        busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._wal_to_empty = bool(busy)
