"""Promises of transactions, times and addresses of databases."""

from __future__ import annotations

import sqlite3
import threading
import traceback
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, StatementError

from storage.engine import make_engine
from storage.store import SqlStore
from tests.storage.conftest import open_store
from tests.storage.sql import on_both
from tipline.custody import verify
from tipline.errors import NotFound, SetupError, Unavailable


def test_a_failed_transaction_leaves_nothing(store, now):
    def fail():
        with store.write() as tx:
            added.append(tx.cases.add(now))
            raise ZeroDivisionError

    added = []
    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as tx, pytest.raises(NotFound):
        tx.cases.get(*added)


def test_reading_sees_one_moment(store):
    with store.read() as reader:
        assert reader.changes.last() == 0
        with store.write() as tx:
            tx.changes.bump("case", 1)
        assert reader.changes.last() == 0
    with store.read() as reader:
        assert reader.changes.last() == 1


@on_both
def test_reading_cannot_write(store):
    def write():
        with store.read() as tx:
            tx.changes.bump("case", 1)

    with pytest.raises(DatabaseError):
        write()
    with store.write() as tx:
        tx.changes.bump("case", 1)
        assert tx.changes.last() == 1


def test_one_thread_writes_for_the_desk_at_a_time(store):
    inside, most, done = [], [], []

    def write():
        for _ in range(10):
            with store.write() as tx:
                tx.changes.bump("case", 1)
                inside.append(1)
                most.append(len(inside))
                inside.pop()
        done.append(1)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(done) == 6
    with store.read() as tx:
        assert tx.changes.last() == 60


def test_a_use_case_inside_a_use_case_is_an_error_and_not_a_standstill(store):
    def nest():
        with store.write(), store.write():
            pass

    with pytest.raises(RuntimeError, match="one transaction"):
        nest()
    with store.write() as tx:
        tx.changes.bump("case", 1)


def test_two_processes_take_turns(store, url):
    other = open_store(url)
    wrote = []

    def write():
        with other.write() as tx:
            tx.changes.bump("case", 2)
        wrote.append(1)

    thread = threading.Thread(target=write)
    with store.write() as tx:
        tx.changes.bump("case", 1)
        thread.start()
        thread.join(0.3)
        assert wrote == []
    thread.join(5)
    other.close()
    with store.read() as tx:
        assert [ident for _, _, ident in tx.changes.since(0)] == [1, 2]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_embedded_database_is_durable_and_private(store):
    with store.write() as tx:
        settings = {
            name: tx.conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000,
    }


def test_naive_times_are_refused(store, people, now):
    address = people.address()
    naive = now.replace(tzinfo=None)

    def put():
        with store.write() as tx:
            tx.dialogues.set_timer(address, "burst", naive)

    with pytest.raises((StatementError, ValueError), match="aware UTC"):
        put()


@pytest.mark.parametrize("hours", [-6, 0, 5.75, 14])
def test_times_come_back_as_the_same_moment_in_utc(store, people, hours):
    address = people.address()
    given = datetime(2026, 11, 1, 1, 30, 0, 250_000, tzinfo=timezone(timedelta(hours=hours)))
    with store.write() as tx:
        tx.people.save(replace(tx.people.contact(address), last_inbound_at=given))
        held = tx.people.contact(address).last_inbound_at
    assert held == given
    assert held.tzinfo is UTC


def test_times_sort_as_they_happened_whatever_zone_they_came_in(store, people, now):
    addresses = [people.address() for _ in range(3)]
    zones = [timezone(timedelta(hours=h)) for h in (-11, 0, 13)]
    with store.write() as tx:
        for n, (address, zone) in enumerate(zip(addresses, zones, strict=True)):
            tx.dialogues.set_timer(address, "burst", (now + timedelta(microseconds=n)).astimezone(zone))
        later = now + timedelta(1)
        assert [tx.dialogues.claim_timers(later, later + timedelta(1), 1)[0][0] for _ in addresses] == addresses


@on_both
def test_what_a_witness_wrote_is_not_in_the_database_s_errors(store, people):
    address = people.address()
    words = " ".join(["my", "secret", "words"])  # not in this line either: a traceback shows source
    for broken in ({"report_id": 404}, {"kind": None}):
        with pytest.raises(DatabaseError) as told:
            people.message(address, text=words, **broken)
        assert words not in repr(told.value)
        assert words not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "not a database address"),
        ("mysql://localhost/tipline", "sqlite or postgresql"),
        ("sqlite://", "has to name a file"),
        ("sqlite:///:memory:", "has to name a file"),
    ],
)
def test_a_wrong_database_address_is_a_clear_sentence(url, sentence):
    with pytest.raises(SetupError, match=sentence):
        make_engine(url)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_locked_database_is_in_trouble_and_serves_again_when_it_is_free(url, store):
    with store.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA busy_timeout=10")
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable), store.write():
            pass
    with store.write() as tx:
        tx.changes.bump("case", 1)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_full_disk_is_the_databases_trouble_and_takes_nothing_half(url, store, now):
    with store.engine.connect() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def fill():
        with store.write() as tx:
            tx.changes.bump("case", 1)
            tx.staff.add("x" * 100_000, "dispatcher", "no password", None, now)

    with pytest.raises(Unavailable):
        fill()
    with store.read() as tx:
        assert tx.changes.last() == 0
    with store.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count=100000")
    fill()


# Parts of one transaction


def test_a_part_that_fails_is_undone_alone(store, now):
    cases = []
    with store.write() as tx:
        for number in range(4):
            with suppress(ZeroDivisionError), tx.part() as part:
                cases.append(part.cases.add(now))
                part.changes.bump("case", number)
                part.custody.append(now, "line", "opened", f"case:{number}", None)
                if number in (0, 2):
                    raise ZeroDivisionError
    with store.read() as tx:
        assert [ident for _, _, ident in tx.changes.since(0)] == [1, 3]
        assert [entry.subject for entry in tx.custody.entries()] == ["case:1", "case:3"]
        assert verify(tx.custody.entries()) == []
        assert tx.cases.get(cases[3]).created_at == now


def test_parts_see_what_earlier_parts_wrote_and_nothing_of_those_undone(store, people, now):
    address = people.address()
    with store.write() as tx:
        assert tx.people.contact(address).lang is None
        with tx.part() as part:
            part.people.save(replace(part.people.contact(address), lang="es"))
        with suppress(ZeroDivisionError), tx.part() as part:
            part.people.save(replace(part.people.contact(address), lang="pl"))
            raise ZeroDivisionError
        with tx.part() as part:
            assert part.people.contact(address).lang == "es"
        assert tx.people.contact(address).lang == "es"


def test_when_the_whole_fails_no_part_of_it_stays(store, now):
    def fail():
        with store.write() as tx:
            with tx.part() as part:
                part.changes.bump("case", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as tx:
        assert tx.changes.last() == 0


def test_a_failed_part_keeps_the_desk_s_turn(store, url):
    """On PostgreSQL a lock that was taken inside a savepoint goes with it: it is taken before."""
    other, wrote = SqlStore(make_engine(url), "1.2.3") if url.startswith("postgresql") else store, []

    def write():
        with other.write() as tx:
            tx.changes.bump("case", 2)
        wrote.append(1)

    thread = threading.Thread(target=write)
    with store.write() as tx:
        with suppress(ZeroDivisionError), tx.part() as part:
            part.changes.bump("case", 1)
            raise ZeroDivisionError
        thread.start()
        thread.join(0.3)
        assert wrote == []
    thread.join(5)
    assert wrote == [1]
    if other is not store:
        other.close()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_transaction_that_the_database_ended_takes_no_further_part(store):
    def go_on():
        with store.write() as tx:
            with tx.part() as part:
                part.changes.bump("case", 1)
            tx.conn.connection.driver_connection.rollback()  # as SQLite does by itself on a full disk
            with tx.part() as part:
                part.changes.bump("case", 2)

    with pytest.raises(Unavailable):
        go_on()
    with store.read() as tx:
        assert tx.changes.last() == 0


@on_both
def test_a_part_in_which_somebody_is_forgotten_empties_the_log(store, people, seals):
    address = people.address("+17735550177")
    with store.write() as tx, tx.part() as part:
        held = part.people.contact(address)
        part.people.forget(held.reporter_id)
    if store.engine.dialect.name == "sqlite":
        path = Path(store.engine.url.database)
        left = b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
        assert held.wrapped_key not in left
