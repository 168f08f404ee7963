"""Databases and people for the promises of storage, which hold on both databases alike."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.engine import make_engine
from storage.keys import FileKeys, init_keys
from storage.seals import AesSeals
from storage.store import SqlStore
from tests.conftest import DATABASES
from tests.fakes.store import FakeStore
from tipline.message import Address, Channel
from tipline.report import Report

NOW = datetime(2026, 11, 22, 21, 0, 0, 123_456, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


FAKES: dict[str, FakeStore] = {}  # by their addresses, so that several may work on one
CONTRACT = frozenset({
    "asked", "cases", "conversations", "custody", "inbox", "incidents", "locks", "outbox", "people", "store", "together",
})


def open_store(url: str) -> Any:
    """Another way into a database: a store of its own, or the one in memory again."""
    return FAKES[url] if url in FAKES else SqlStore(make_engine(url), "1.2.3")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The contract holds for the store in memory as well; what is SQL's own names its databases itself (sql.py)."""
    named = any("url" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    module = metafunc.module.__name__.rpartition("test_")[2]
    if "url" in metafunc.fixturenames and not named:
        metafunc.parametrize("url", ("fake", *DATABASES) if module in CONTRACT else DATABASES, indirect=True)


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh migrated database, or of the store in memory."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def fake_url() -> Iterator[str]:
    FAKES["fake"] = FakeStore()
    yield "fake"
    del FAKES["fake"]


@pytest.fixture
def store(url: str) -> Iterator[Any]:
    made = open_store(url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def seals(tmp_path_factory: pytest.TempPathFactory) -> AesSeals:
    folder = tmp_path_factory.mktemp("keys") / "keys"
    init_keys(folder)
    return AesSeals(FileKeys(folder))


class People:
    """Makes contacts, cases and reports with as few words as a test wants to spend on them."""

    def __init__(self, store: SqlStore, seals: AesSeals) -> None:
        self.store, self.seals = store, seals
        self._numbers = itertools.count(100)

    def address(self, value: str | None = None, channel: Channel = Channel.SMS) -> int:
        number = next(self._numbers)
        where = Address(channel, value or f"+177355501{number % 100:02d}{number}")
        with self.store.write() as tx:
            reporter = tx.people.add_reporter(f"Heron {number}", NOW)
            key = self.seals.new_data_key(reporter)
            tx.people.set_key(reporter, key)
            lookup = self.seals.lookup(where)
            address = tx.people.add_address(reporter, channel, lookup, NOW)
            tx.people.set_sealed(
                address, lookup, self.seals.seal(key, f"address:{address}", "address", where.value)
            )
        return address

    def case(self) -> int:
        with self.store.write() as tx:
            return tx.cases.add(NOW)

    def report(self, address: int, case: int, reference: str = "K7Q2", at: datetime = NOW) -> int:
        with self.store.write() as tx:
            reporter = tx.people.contact(address).reporter_id
            return tx.reports.add(
                reporter_id=reporter, address_id=address, case_id=case, at=at, report=Report(reference)
            )

    def message(self, address: int, vendor: bytes = b"vendor", text: str = "they took a man", **more: object) -> int:
        with self.store.write() as tx:
            reporter = tx.people.contact(address).reporter_id
            given: dict[str, object] = {
                "reporter_id": reporter, "address_id": address, "report_id": None, "at": NOW, "kind": "message",
                "masked_text": text, "lang": "en", "vendor_lookup": vendor, "amends": None, "lat": None, "lng": None,
                "reading": {"intent": "report"},
            }
            return tx.messages.add(**(given | more))  # type: ignore[arg-type]


@pytest.fixture
def people(store: SqlStore, seals: AesSeals) -> People:
    return People(store, seals)


@pytest.fixture
def after() -> Callable[[float], datetime]:
    """So many seconds after now."""
    return lambda seconds: NOW + timedelta(seconds=seconds)
