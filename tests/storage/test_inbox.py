"""Promises of the inbox and the replay memory."""

from __future__ import annotations

import threading

import pytest

from tipline.errors import Conflict
from tipline.message import Channel


def arrive(tx, at, payload=b"sealed", lookup=b"someone"):
    return tx.inbox.add(Channel.SMS, lookup, payload, at)


def test_a_delivery_is_remembered_once(store):
    with store.write() as tx:
        assert tx.inbox.remember(b"digest")
        assert not tx.inbox.remember(b"digest")
    with store.write() as tx:
        assert not tx.inbox.remember(b"digest")
        assert tx.inbox.remember(b"another")


def test_a_delivery_remembered_by_a_transaction_that_failed_is_new_again(store):
    def fail():
        with store.write() as tx:
            tx.inbox.remember(b"digest")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.write() as tx:
        assert tx.inbox.remember(b"digest")


def test_eight_threads_that_bring_the_same_delivery_store_it_once(store, now):
    won, errors = [], []

    def bring():
        try:
            with store.write() as tx:
                if tx.inbox.remember(b"digest"):
                    won.append(arrive(tx, now))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(won) == 1
    with store.read() as tx:
        assert len(tx.inbox.due(now, 10)) == 1


def test_deliveries_come_out_oldest_first_with_everything_they_went_in_with(store, now, after):
    with store.write() as tx:
        ids = [arrive(tx, now, payload=bytes([n])) for n in range(5)]
        arrive(tx, after(60))
    with store.read() as tx:
        due = tx.inbox.due(now, 10)
        assert [row.id for row in due] == ids
        assert [row.payload for row in due] == [bytes([n]) for n in range(5)]
        assert (due[0].channel, due[0].lookup, due[0].received_at, due[0].tries) == (Channel.SMS, b"someone", now, 0)
        assert [row.id for row in tx.inbox.due(now, 2)] == ids[:2]


def test_a_processed_delivery_is_gone_and_cannot_be_processed_twice(store, now):
    with store.write() as tx:
        row = arrive(tx, now)
    with store.write() as tx:
        tx.inbox.done(row)
    with store.read() as tx:
        assert tx.inbox.due(now, 10) == []
    with pytest.raises(Conflict), store.write() as tx:
        tx.inbox.done(row)


def test_a_failed_delivery_waits_its_time_and_holds_back_nobody(store, now, after):
    with store.write() as tx:
        bad, good = arrive(tx, now), arrive(tx, now)
        tx.inbox.failed(bad, after(30), "BadPayload", parked=False)
    with store.read() as tx:
        assert [row.id for row in tx.inbox.due(now, 10)] == [good]
        assert [(row.id, row.tries) for row in tx.inbox.due(after(30), 10)] == [(bad, 1), (good, 0)]


def test_a_parked_delivery_is_shown_and_keeps_its_payload(store, now, after):
    with store.write() as tx:
        bad = arrive(tx, now, payload=b"strange")
        tx.inbox.failed(bad, after(1), "BadPayload", parked=True)
    with store.read() as tx:
        assert tx.inbox.due(after(9999), 10) == []
        assert tx.inbox.parked() == [(bad, Channel.SMS, now, "BadPayload")]
        held = tx.conn.exec_driver_sql("SELECT payload FROM inbox").scalar()
    assert held == b"strange"
