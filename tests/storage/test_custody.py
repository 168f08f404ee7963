"""Promises of the custody log."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import DatabaseError

from tests.storage.sql import on_both
from tipline.custody import GENESIS, verify
from tipline.desk.records import Delivery
from tipline.message import Channel


def fill(store, now, count=5):
    for n in range(count):
        with store.write() as tx:
            tx.custody.append(now + timedelta(seconds=n), "line", "photo stored", f"evidence:{n % 2}", "ab" * 32)


def test_entries_are_linked_and_verify(store, now):
    fill(store, now)
    with store.write() as tx:
        first = tx.custody.append(now, "ana", "photo viewed", "evidence:0", None)
        entries = list(tx.custody.entries())
    assert verify(entries) == []
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert entries[0].previous == GENESIS
    assert entries[5] == first
    assert {entry.version for entry in entries} == {"1.2.3"}


def test_a_time_is_utc_to_a_hundredth_of_a_second_whatever_zone_it_came_in(store):
    chicago = timezone(timedelta(hours=-6))
    with store.write() as tx:
        entry = tx.custody.append(datetime(2026, 11, 22, 15, 4, 5, 987_654, tzinfo=chicago), "a", "b", "c:1", None)
    assert entry.at == "2026-11-22T21:04:05.98Z"


def test_an_entry_without_a_zone_is_refused(store, now):
    with store.write() as tx, pytest.raises(ValueError, match="aware UTC"):
        tx.custody.append(now.replace(tzinfo=None), "a", "b", "c:1", None)


def test_entries_are_read_page_by_page_and_by_subject(store, now):
    with store.write() as tx:
        for n in range(1203):
            tx.custody.append(now, "line", "stored", f"evidence:{n}", None)
    with store.read() as tx:
        assert [entry.seq for entry in tx.custody.entries()] == list(range(1, 1204))
        assert [entry.seq for entry in tx.custody.entries(after=1200)] == [1201, 1202, 1203]
        assert [entry.seq for entry in tx.custody.of_subjects(["evidence:7", "evidence:1000", "report:1"])] == [8, 1001]


_TAMPERING = [
    "UPDATE custody SET actor = 'someone else' WHERE seq = 2",
    "UPDATE custody SET hash = 'x'",
    "DELETE FROM custody WHERE seq = 2",
    "DELETE FROM custody",
    "INSERT INTO custody SELECT 9, at, actor, action, subject, digest, previous, version, hash FROM custody LIMIT 1",
]
_ON_SQLITE = [
    "UPDATE OR REPLACE custody SET seq = 9 WHERE seq = 2",
    "REPLACE INTO custody SELECT * FROM custody WHERE seq = 2",
]
_ON_POSTGRESQL = [
    "TRUNCATE custody",
    "INSERT INTO custody SELECT * FROM custody WHERE seq = 5 ON CONFLICT (seq) DO UPDATE SET actor = 'someone else'",
]


@pytest.mark.parametrize(
    ("url", "statement"),
    [("sqlite", said) for said in _TAMPERING + _ON_SQLITE]
    + [("postgresql", said) for said in _TAMPERING + _ON_POSTGRESQL],
    indirect=["url"],
)
def test_custody_cannot_be_altered_or_deleted_or_given_a_gap(store, now, statement):
    fill(store, now)

    def tamper():
        with store.write() as tx:
            tx.conn.exec_driver_sql(statement)

    with store.read() as tx:
        before = list(tx.custody.entries())
    with pytest.raises(DatabaseError, match=r"append-only|follows the last"):
        tamper()
    with store.read() as tx:
        assert list(tx.custody.entries()) == before


def test_an_entry_is_not_kept_when_its_change_is_not(store, now):
    def fail():
        with store.write() as tx:
            tx.custody.append(now, "line", "report opened", "report:1", None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    fill(store, now, 2)
    with store.read() as tx:
        assert verify(tx.custody.entries()) == []


@on_both
def test_whoever_goes_around_the_triggers_is_found_out(store, now):
    fill(store, now)
    with store.write() as tx:
        for name in ("custody_no_update", "custody_no_delete"):
            where = "" if tx.conn.dialect.name == "sqlite" else " ON custody"
            tx.conn.exec_driver_sql(f"DROP TRIGGER {name}{where}")
        tx.conn.exec_driver_sql("UPDATE custody SET actor = 'someone else' WHERE seq = 2")
        tx.conn.exec_driver_sql("DELETE FROM custody WHERE seq = 4")
    with store.read() as tx:
        entries = list(tx.custody.entries())
        faults = verify(entries)
    assert any("Entry 2 was altered" in fault for fault in faults)
    assert any("Entry 4 is missing" in fault for fault in faults)


@on_both
def test_the_replay_memory_cannot_be_emptied(store, now):
    store.take([Delivery(b"digest", Channel.SMS, b"someone", b"sealed", now)])

    def empty():
        with store.write() as tx:
            tx.conn.exec_driver_sql("DELETE FROM seen")

    with pytest.raises(DatabaseError, match="permanent"):
        empty()
