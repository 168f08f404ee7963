"""The store: transactions that hand out repositories."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.arrivals import SqlArrivals
from storage.engine import WRITING, is_down, is_sqlite, take_turn
from storage.repositories.asked import SqlAsked
from storage.repositories.board import SqlChanges, SqlNotices
from storage.repositories.cases import SqlCases
from storage.repositories.custody import SqlCustody
from storage.repositories.dialogues import SqlDialogues
from storage.repositories.evidence import SqlEvidence
from storage.repositories.inbox import SqlInbox
from storage.repositories.incidents import SqlIncidents
from storage.repositories.locks import SqlLocks
from storage.repositories.messages import SqlMessages
from storage.repositories.outbox import SqlOutbox
from storage.repositories.passkeys import SqlPasskeys
from storage.repositories.people import SqlPeople
from storage.repositories.proposals import SqlProposals
from storage.repositories.reports import SqlReports
from storage.repositories.staff import SqlStaff
from storage.sql import Work
from tipline.desk import tx as ports
from tipline.desk.gathered import Incidents
from tipline.desk.records import Delivery
from tipline.errors import Unavailable


class SqlTx:
    """All repositories of one open transaction.

    Writing through any of them takes the desk's turn first; only accepting a delivery never waits for it.
    """

    def __init__(self, conn: Connection, version: str, *, writing: bool) -> None:
        self.conn = conn  # for storage's own queries
        self.forgot = False
        self._version, self._has_turn = version, not writing
        self._work = Work(conn)
        desk = self._desk
        self.inbox: ports.Inbox = SqlInbox(desk, conn)
        self.people: ports.People = SqlPeople(desk, self._note_forgotten)
        self.dialogues: ports.Dialogues = SqlDialogues(desk, conn)
        self.messages: ports.Messages = SqlMessages(desk)
        self.reports: ports.Reports = SqlReports(desk)
        self.cases: ports.Cases = SqlCases(desk)
        self.outbox: ports.Outbox = SqlOutbox(desk)
        self.evidence: ports.EvidenceRows = SqlEvidence(desk)
        self.custody: ports.Custody = SqlCustody(desk, version)
        self.staff: ports.StaffRows = SqlStaff(desk)
        self.passkeys: ports.Passkeys = SqlPasskeys(desk)
        self.proposals: ports.Proposals = SqlProposals(desk)
        self.changes: ports.Changes = SqlChanges(desk)
        self.board: ports.Notices = SqlNotices(desk)
        self.locks: ports.Locks = SqlLocks(self._work)
        self.incidents: Incidents = SqlIncidents(desk)
        self.asked: ports.AskedRows = SqlAsked(desk)

    def _desk(self) -> Work:
        """The connection, once a writing transaction has its turn."""
        if not self._has_turn:
            take_turn(self.conn)
            self._has_turn = True
        return self._work

    @contextmanager
    def part(self) -> Iterator[SqlTx]:
        """A savepoint with repositories of its own: what fails inside is undone alone."""
        self._desk()  # the turn first: a savepoint that is undone would give it back
        if self.conn.dialect.name == "sqlite" and not self.conn.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            raise Unavailable("The database has ended this transaction by itself; nothing of it is stored.")
        with _trouble_told(), self.conn.begin_nested():
            inner = SqlTx(self.conn, self._version, writing=False)
            yield inner
            self.forgot = self.forgot or inner.forgot
        self._work = Work(self.conn)  # what was read before may have been written meanwhile

    def _note_forgotten(self) -> None:
        self.forgot = True


@contextmanager
def _trouble_told() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if is_down(error):
            raise Unavailable("The database does not answer, or takes nothing more.") from error
        raise


class SqlStore:
    """Implements tipline.desk.ports.Store. `version` is the product's, written into custody entries. Its transactions
    raise Unavailable when the database is in trouble.

    On SQLite one writing transaction at a time in the process: threads queue here, in memory, rather than in the
    database's busy loop.
    """

    def __init__(self, engine: Engine, version: str) -> None:
        self.engine = engine
        self._version = version
        self._queue = threading.Lock() if is_sqlite(engine) else nullcontext()
        self._writers: set[int] = set()
        self._wal_to_empty = False
        self._arrivals, self._one_taking = SqlArrivals(engine), threading.Lock()

    @contextmanager
    def write(self) -> Iterator[SqlTx]:
        """One writing transaction. Raises RuntimeError when this thread is inside one already."""
        with _trouble_told(), self._alone(), self.engine.connect().execution_options(**{WRITING: True}) as conn:
            with conn.begin():
                tx = SqlTx(conn, self._version, writing=True)
                yield tx
            if tx.forgot or self._wal_to_empty:
                self._empty_wal(conn)

    @contextmanager
    def read(self) -> Iterator[SqlTx]:
        """A snapshot on its own connection; the database refuses to write through it."""
        with _trouble_told(), self.engine.connect() as conn, conn.begin():
            yield SqlTx(conn, self._version, writing=False)

    def take(self, deliveries: Sequence[Delivery]) -> list[bool]:
        """One transaction for all of them; stands in line with the writers on SQLite, with nobody on PostgreSQL."""
        with _trouble_told(), self._one_taking, self._queue:
            return self._arrivals.take(deliveries)

    def close(self) -> None:
        self._arrivals.close()
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
