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


def test_deliveries_come_out_oldest_first_with_everything_they_went_in_with(store, now):
    with store.write() as tx:
        ids = [arrive(tx, now, payload=bytes([n])) for n in range(5)]
    with store.read() as tx:
        due = tx.inbox.due(now, 10)
        assert [row.id for row in due] == ids
        assert [row.payload for row in due] == [bytes([n]) for n in range(5)]
        assert (due[0].channel, due[0].lookup, due[0].received_at, due[0].tries) == (Channel.SMS, b"someone", now, 0)
        assert [row.id for row in tx.inbox.due(now, 2)] == ids[:2]


def test_a_delivery_is_due_at_once_whatever_the_clock_said_when_it_arrived(store, now, after):
    with store.write() as tx:
        row = arrive(tx, after(3600))
    assert [r.id for r in claim(store, now, after)] == [row]


# Claims


def claim(store, at, after, limit=10, lease=30):
    with store.write() as tx:
        return tx.inbox.claim(at, at + (after(lease) - after(0)), limit)


def test_what_one_worker_has_no_other_gets(store, now, after):
    with store.write() as tx:
        ids = [arrive(tx, now, lookup=bytes([n])) for n in range(4)]
    assert [row.id for row in claim(store, now, after, limit=3)] == ids[:3]
    assert [row.id for row in claim(store, now, after)] == ids[3:]
    assert claim(store, now, after) == []


def test_all_of_an_address_are_one_workers_and_later_ones_wait_for_it(store, now, after):
    with store.write() as tx:
        first, other, second = arrive(tx, now), arrive(tx, now, lookup=b"else"), arrive(tx, now)
    mine = claim(store, now, after, limit=2)
    assert [row.id for row in mine] == [first, other]
    with store.write() as tx:
        third = arrive(tx, now)
    assert claim(store, now, after) == []
    with store.write() as tx:
        tx.inbox.done(mine[0])
    assert [row.id for row in claim(store, now, after)] == [second, third]


def test_a_processed_delivery_is_gone_and_cannot_be_processed_twice(store, now, after):
    with store.write() as tx:
        arrive(tx, now)
    [row] = claim(store, now, after)
    with store.write() as tx:
        tx.inbox.done(row)
    with store.read() as tx:
        assert tx.inbox.due(now, 10) == []
    with pytest.raises(Conflict), store.write() as tx:
        tx.inbox.done(row)


def test_a_failed_delivery_waits_its_time_and_holds_back_nobody(store, now, after):
    with store.write() as tx:
        bad, good = arrive(tx, now), arrive(tx, now)
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
    with store.write() as tx:
        arrive(tx, after(3600))
    [row] = claim(store, after(3600), after)
    with store.write() as tx:
        tx.inbox.failed(row, 1, after(3620), "BadPayload", parked=False)
    assert [r.id for r in claim(store, now, after)] == [row.id]


@pytest.mark.parametrize("seconds", [31, -3600], ids=["the lease ran out", "the clock went back"])
def test_what_a_vanished_worker_left_is_taken_over_singly_and_counts_as_a_try(store, now, after, seconds):
    with store.write() as tx:
        ids = [arrive(tx, now, lookup=bytes([n % 2])) for n in range(3)]
    assert len(claim(store, now, after)) == 3
    with store.write() as tx:
        assert tx.inbox.claim_abandoned(after(29), after(59)) is None
        late = arrive(tx, now, lookup=b"\0")
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
    with store.write() as tx:
        arrive(tx, now)
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


def test_a_parked_delivery_is_shown_and_keeps_its_payload(store, now, after):
    with store.write() as tx:
        bad = arrive(tx, now, payload=b"strange")
    [row] = claim(store, now, after)
    with store.write() as tx:
        tx.inbox.failed(row, 5, after(1), "BadPayload", parked=True)
        late = arrive(tx, now)
    with store.read() as tx:
        assert tx.inbox.parked() == [(bad, Channel.SMS, now, "BadPayload")]
        held = tx.conn.exec_driver_sql("SELECT payload FROM inbox WHERE state = 'parked'").scalar()
    assert bytes(held) == b"strange"
    assert [r.id for r in claim(store, after(9999), after)] == [late]
