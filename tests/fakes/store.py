"""A store in memory that keeps the contract of the real ones: for tests that want none of their cost."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.fakes.asked import FakeAsked
from tests.fakes.board import FakeBoard, FakeChanges, FakeLocks
from tests.fakes.files import FakeCases, FakeCustody, FakeEvidence, FakeStaff
from tests.fakes.inbox import FakeInbox
from tests.fakes.incidents import FakeIncidents
from tests.fakes.memory import Tables, utc
from tests.fakes.passkeys import FakePasskeys
from tests.fakes.proposals import FakeProposals
from tests.fakes.reporters import FakeDialogues, FakeMessages, FakePeople, FakeReports
from tests.fakes.sending import FakeOutbox
from tipline.desk.records import Delivery


class FakeTx:
    """Implements tipline.desk.tx.Tx over tables that are this transaction's own."""

    def __init__(self, tables: Tables, version: str) -> None:
        self._tables, self._version = tables, version
        self.inbox, self.people = FakeInbox(tables), FakePeople(tables)
        self.dialogues, self.messages = FakeDialogues(tables), FakeMessages(tables)
        self.reports, self.cases = FakeReports(tables), FakeCases(tables)
        self.outbox, self.evidence = FakeOutbox(tables), FakeEvidence(tables)
        self.custody, self.staff = FakeCustody(tables, version), FakeStaff(tables)
        self.changes, self.board, self.locks = FakeChanges(tables), FakeBoard(tables), FakeLocks(tables)
        self.incidents, self.asked = FakeIncidents(tables), FakeAsked(tables)
        self.passkeys, self.proposals = FakePasskeys(tables), FakeProposals(tables)

    @contextmanager
    def part(self) -> Iterator[FakeTx]:
        before = vars(self._tables.copied())
        try:
            yield FakeTx(self._tables, self._version)
        except BaseException:
            vars(self._tables).update(before)
            raise


class FakeStore:
    """Implements tipline.desk.ports.Store: one writer at a time, a reader sees one moment."""

    def __init__(self, version: str = "1.2.3") -> None:
        self._version, self._tables = version, Tables()
        self._turn, self._writer = threading.Lock(), 0

    @contextmanager
    def write(self) -> Iterator[FakeTx]:
        if self._writer == threading.get_ident():
            raise RuntimeError("This thread is inside a writing transaction already; a use case is one transaction.")
        with self._turn:
            self._writer = threading.get_ident()
            try:
                own = self._tables.copied()
                yield FakeTx(own, self._version)
                self._tables = own
            finally:
                self._writer = 0

    @contextmanager
    def read(self) -> Iterator[FakeTx]:
        yield FakeTx(self._tables.copied(), self._version)

    def take(self, deliveries: Sequence[Delivery]) -> list[bool]:
        with self._turn:
            own = self._tables.copied()
            inbox = FakeInbox(own)
            new = [inbox.arrive(delivery, utc(delivery.at)) for delivery in deliveries]
            self._tables = own
            return new

    def close(self) -> None:
        """Nothing is open."""
