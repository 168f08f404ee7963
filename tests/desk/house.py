"""A desk for tests: the real SQLite store, migrated; people at desks; reports that came in. No network, no clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.engine import make_engine
from storage.store import SqlStore
from tipline.desk.records import Actor, CaseEvent, CaseRow, Contact, OutboxRow
from tipline.message import Channel
from tipline.report import Report, State

NOON = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # 12:00 in Chicago
NIGHT = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # 22:30 in Chicago
CHICAGO = ZoneInfo("America/Chicago")


class Phrases:
    """Says the key and what it was filled with, so that tests see both."""

    def say(self, key: str, lang: str, /, **params: str) -> str:
        return f"{key}|{lang}|" + "|".join(f"{name}={params[name]}" for name in sorted(params))


@dataclass(frozen=True)
class Means:
    """What the use cases of casework are handed."""

    store: SqlStore
    phrases: Phrases = field(default_factory=Phrases)
    zone: tzinfo = CHICAGO
    hold_at_night: bool = True


@contextmanager
def store_from(empty: Path, path: Path) -> Iterator[SqlStore]:
    shutil.copy(empty, path)
    store = SqlStore(make_engine(f"sqlite:///{path}"), "test")
    try:
        yield store
    finally:
        store.close()


class House:
    """Three people at the desk, and reporters who wrote."""

    def __init__(self, store: SqlStore) -> None:
        self.means, self.store = Means(store), store
        self.ana = self.person("ana", "dispatcher")
        self.ben = self.person("ben", "dispatcher")
        self.sol = self.person("sol", "supervisor")
        self.ada = self.person("ada", "admin")

    def person(self, name: str, role: str) -> Actor:
        with self.store.write() as tx:
            return Actor(tx.staff.add(name, role, "no password", None, NOON), name, role)

    def case(self) -> CaseRow:
        with self.store.write() as tx:
            return tx.cases.get(tx.cases.add(NOON))

    def report(
        self, case: CaseRow, reference: str = "K7Q2", *, channel: Channel = Channel.SMS, lang: str = "en",
        state: State = State.OPEN, address_id: int | None = None, told: bool = True,
    ) -> tuple[int, int]:
        """A report on this case from a new reporter (or a known address): (report id, address id)."""
        with self.store.write() as tx:
            if address_id is None:
                reporter = tx.people.add_reporter(f"Heron {reference}", NOON)
                tx.people.set_key(reporter, b"wrapped key")
                address_id = tx.people.add_address(reporter, channel, reference.encode(), NOON)
                tx.people.set_sealed(address_id, reference.encode(), b"sealed")
            reporter = tx.people.contact(address_id).reporter_id
            report_id = tx.reports.add(
                reporter_id=reporter, address_id=address_id, case_id=case.id, at=NOON,
                report=Report(reference, state, lang),
            )
            if told:  # message (a) was the notice "received", number 1
                tx.outbox.add(
                    address_id=address_id, case_id=case.id, stream="conversation", notice="received", notice_number=1,
                    urgent=False, lang=lang, lines=[], choices=(), silent=False, created_at=NOON, not_before=NOON,
                    author=None,
                )
            return report_id, address_id

    def contact(self, address_id: int, **changes: object) -> Contact:
        with self.store.write() as tx:
            changed = replace(tx.people.contact(address_id), **changes)  # type: ignore[arg-type]
            tx.people.save(changed)
            return changed

    def look(self, case: CaseRow) -> CaseRow:
        with self.store.read() as tx:
            return tx.cases.get(case.id)

    def timeline(self, case: CaseRow) -> list[CaseEvent]:
        with self.store.read() as tx:
            return tx.cases.events(case.id)

    def notices(self, case: CaseRow) -> list[OutboxRow]:
        """Those the console caused: the notice stream."""
        with self.store.read() as tx:
            return [row for row in tx.outbox.of_case(case.id) if row.stream == "notice"]

    def replies(self, case: CaseRow) -> list[OutboxRow]:
        with self.store.read() as tx:
            return [row for row in tx.outbox.of_case(case.id) if row.author]

    def custody(self) -> list[tuple[str, str, str]]:
        """(actor, action, subject) of every entry."""
        with self.store.read() as tx:
            return [(e.actor, e.action, e.subject) for e in tx.custody.entries()]

    def changes(self) -> int:
        with self.store.read() as tx:
            return tx.changes.last()


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)
