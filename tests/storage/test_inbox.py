"""Promises of the inbox and the replay memory."""

from __future__ import annotations

import itertools
import random
import threading
from dataclasses import replace

import pytest

from storage.arrivals import MOST
from tests.storage.conftest import open_store
from tests.storage.sql import on_both
from tipline.desk.records import Delivery
from tipline.errors import Conflict, Unavailable
from tipline.message import Channel

_numbers = itertools.count(1)


def delivery(at, payload=b"sealed", lookup=b"someone", digest=None):
    return Delivery(digest or b"digest %d" % next(_numbers), Channel.SMS, lookup, payload, at)


def arrive(store, at, **more):
    """One delivery comes in; gives its row's id."""
    assert store.take([delivery(at, **more)]) == [True]
    with store.read() as tx:
        return max(row.id for row in tx.inbox.due(at, 1000))


def test_a_delivery_is_remembered_once(store, now):
    assert store.take([delivery(now, digest=b"one")]) == [True]
    assert store.take([delivery(now, digest=b"one")]) == [False]
    assert store.take([delivery(now, digest=b"one"), delivery(now, digest=b"two")]) == [False, True]


def test_a_delivery_that_comes_twice_at_once_is_new_once(store, now):
    twins = [delivery(now, digest=name) for name in (b"b", b"a", b"b", b"b", b"a")]
    assert store.take(twins) == [True, True, False, False, False]
    with store.read() as tx:
        assert len(tx.inbox.due(now, 10)) == 2


@pytest.mark.parametrize("count", [1, MOST - 1, MOST, MOST + 1, 3 * MOST + 5])
def test_many_deliveries_at_once_keep_their_order(store, now, count):
    payloads = [b"payload %d" % n for n in range(count)]
    assert store.take([delivery(now, payload=payload) for payload in payloads]) == [True] * count
    with store.read() as tx:
        assert [row.payload for row in tx.inbox.due(now, count + 1)] == payloads


@on_both
def test_when_one_cannot_be_stored_none_is_and_all_may_come_again(store, now):
    good = [delivery(now) for _ in range(3)]
    with pytest.raises(Exception, match=r"(?i)null"):
        store.take([*good, replace(delivery(now), lookup=None)])
    with store.read() as tx:
        assert tx.inbox.due(now, 10) == []
    assert store.take(good) == [True] * 3


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_on_a_full_disk_nothing_is_taken_and_afterwards_everything_is(store, now):
    with store.write() as tx:  # as many pages as there are: the next one needed is one too many
        pages = tx.conn.exec_driver_sql("PRAGMA page_count").scalar()
    store.take([delivery(now)])
    driver = _taking(store)
    driver.execute(f"PRAGMA max_page_count={pages + 2}")
    large = [delivery(now, payload=b"x" * 4000) for _ in range(20)]
    with pytest.raises(Unavailable):
        store.take(large)
    with store.read() as tx:
        assert len(tx.inbox.due(now, 50)) == 1
    assert store.take(large) == [True] * 20  # a new connection knows no such limit


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_server_that_was_started_anew_is_asked_again(store, now):
    store.take([delivery(now)])
    with store.write() as tx:
        tx.conn.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                                "AND datname = current_database()")
    assert store.take([delivery(now)]) == [True]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_connection_that_takes_flushes_every_commit(store, now):
    store.take([delivery(now)])
    assert _taking(store).execute("PRAGMA synchronous").fetchone() == (2,)
    assert _taking(store).execute("PRAGMA secure_delete").fetchone() == (1,)


def _taking(store):
    return store._arrivals._conn.connection.driver_connection


def test_threads_that_bring_the_same_deliveries_in_any_order_store_each_once(url, now):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    digests = [b"digest %d" % n for n in range(40)]
    orders = [chance.sample(digests, len(digests)) for _ in range(6)]
    won, errors = [], []

    def bring(order):
        own = open_store(url)
        try:
            for start in range(0, len(order), 8):
                part = [delivery(now, digest=digest) for digest in order[start : start + 8]]
                won.extend(d.digest for d, new in zip(part, own.take(part), strict=True) if new)
        except Exception as error:
            errors.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=bring, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(won) == sorted(digests)


def test_deliveries_come_out_oldest_first_with_everything_they_went_in_with(store, now):
    ids = [arrive(store, now, payload=bytes([n])) for n in range(5)]
    with store.read() as tx:
        due = tx.inbox.due(now, 10)
        assert [row.id for row in due] == ids
        assert [row.payload for row in due] == [bytes([n]) for n in range(5)]
        assert (due[0].channel, due[0].lookup, due[0].received_at, due[0].tries) == (Channel.SMS, b"someone", now, 0)
        assert [row.id for row in tx.inbox.due(now, 2)] == ids[:2]


def test_a_delivery_is_due_at_once_whatever_the_clock_said_when_it_arrived(store, now, after):
    row = arrive(store, after(3600))
    assert [r.id for r in claim(store, now, after)] == [row]


# Claims


def claim(store, at, after, limit=10, lease=30):
    with store.write() as tx:
        return tx.inbox.claim(at, at + (after(lease) - after(0)), limit)


def test_what_one_worker_has_no_other_gets(store, now, after):
    ids = [arrive(store, now, lookup=bytes([n])) for n in range(4)]
    assert [row.id for row in claim(store, now, after, limit=3)] == ids[:3]
    assert [row.id for row in claim(store, now, after)] == ids[3:]
    assert claim(store, now, after) == []


def test_all_of_an_address_are_one_workers_and_later_ones_wait_for_it(store, now, after):
    first, other, second = arrive(store, now), arrive(store, now, lookup=b"else"), arrive(store, now)
    mine = claim(store, now, after, limit=2)
    assert [row.id for row in mine] == [first, other]
    third = arrive(store, now)
    assert claim(store, now, after) == []
    with store.write() as tx:
        tx.inbox.done(mine[0])
    assert [row.id for row in claim(store, now, after)] == [second, third]


def test_a_sender_who_floods_the_line_stands_before_nobody(store, now, after):
    flood = [arrive(store, now, lookup=b"flood") for _ in range(30)]
    others = [arrive(store, now, lookup=bytes([n])) for n in range(3)]
    batch = claim(store, now, after, limit=8)
    assert [row.id for row in batch] == [*flood[:2], *others]
    with store.write() as tx:
        for row in batch:
            tx.inbox.done(row)
    assert [row.id for row in claim(store, now, after, limit=8)] == flood[2:4]


def test_a_processed_delivery_is_gone_and_cannot_be_processed_twice(store, now, after):
    arrive(store, now)
    [row] = claim(store, now, after)
    with store.write() as tx:
        tx.inbox.done(row)
    with store.read() as tx:
        assert tx.inbox.due(now, 10) == []
    with pytest.raises(Conflict), store.write() as tx:
        tx.inbox.done(row)


def test_a_failed_delivery_waits_its_time_and_holds_back_nobody(store, now, after):
    bad, good = arrive(store, now), arrive(store, now)
    first, second = claim(store, now, after)
    with store.write() as tx:
        tx.inbox.failed(first, 1, after(20), "BadPayload", parked=False)
        tx.inbox.give_back([second])
    [held] = claim(store, now, after)
    assert (held.id, held.tries) == (good, 0)
    assert claim(store, after(20), after) == [], "its sender's other one is being worked on"
    with store.write() as tx:
        tx.inbox.done(held)
    assert [(row.id, row.tries) for row in claim(store, after(20), after)] == [(bad, 1)]


def test_a_delivery_that_waits_since_before_the_clock_went_back_is_due(store, now, after):
    arrive(store, after(3600))
    [row] = claim(store, after(3600), after)
    with store.write() as tx:
        tx.inbox.failed(row, 1, after(3620), "BadPayload", parked=False)
    assert [r.id for r in claim(store, now, after)] == [row.id]


@pytest.mark.parametrize("seconds", [31, -3600], ids=["the lease ran out", "the clock went back"])
def test_what_a_vanished_worker_left_is_taken_over_singly_and_counts_as_a_try(store, now, after, seconds):
    ids = [arrive(store, now, lookup=bytes([n % 2])) for n in range(3)]
    assert len(claim(store, now, after)) == 3
    with store.write() as tx:
        assert tx.inbox.claim_abandoned(after(29), after(59)) is None
    late = arrive(store, now, lookup=b"\0")
    assert claim(store, after(seconds), after) == []

    def take_over():
        with store.write() as tx:
            return tx.inbox.claim_abandoned(after(seconds), after(seconds + 30))

    first, other = take_over(), take_over()
    assert [(row.id, row.tries) for row in (first, other)] == [(ids[0], 1), (ids[1], 1)]
    assert take_over() is None, "the third is of the first one's address"
    with store.write() as tx:
        tx.inbox.done(first)
    last = take_over()
    assert last.id == ids[2]
    assert claim(store, after(seconds), after) == []
    with store.write() as tx:
        tx.inbox.done(last)
    assert [row.id for row in claim(store, after(seconds), after)] == [late]


def test_who_comes_back_after_its_lease_ran_out_changes_nothing(store, now, after):
    arrive(store, now)
    [late] = claim(store, now, after)
    with store.write() as tx:
        taken = tx.inbox.claim_abandoned(after(31), after(61))
    for act in (
        lambda tx: tx.inbox.done(late),
        lambda tx: tx.inbox.failed(late, 1, now, "BadPayload", parked=True),
    ):
        with pytest.raises(Conflict), store.write() as tx:
            act(tx)
    with store.write() as tx:
        tx.inbox.give_back([late])
        tx.inbox.done(taken)


def test_a_parked_delivery_is_shown_and_is_nobodys_to_take(store, now, after):
    bad = arrive(store, now, payload=b"strange")
    [row] = claim(store, now, after)
    with store.write() as tx:
        tx.inbox.failed(row, 5, after(1), "BadPayload", parked=True)
    late = arrive(store, now)
    with store.read() as tx:
        assert tx.inbox.parked() == [(bad, Channel.SMS, now, "BadPayload")]
    assert [r.id for r in claim(store, after(9999), after)] == [late]


@on_both
def test_a_parked_delivery_keeps_its_payload(store, now, after):
    arrive(store, now, payload=b"strange")
    [row] = claim(store, now, after)
    with store.write() as tx:
        tx.inbox.failed(row, 5, after(1), "BadPayload", parked=True)
        assert bytes(tx.conn.exec_driver_sql("SELECT payload FROM inbox").scalar()) == b"strange"
