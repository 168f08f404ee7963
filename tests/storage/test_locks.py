"""Promises of the process lock and the bells' slots."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.sql import on_both
from tests.storage.test_together import another, together
from tipline.desk import rounds


def test_a_lock_is_taken_once_however_many_try(url, store):
    took = []

    def take(own, number):
        with own.write() as tx:
            if tx.locks.take("poll", f"process {number}", None):
                took.append(number)

    together(url, 6, take)
    assert len(took) == 1
    with store.read() as tx:
        assert tx.locks.look("poll") == (f"process {took[0]}", 0)


def test_who_beats_keeps_it_and_who_was_overtaken_is_told(store):
    with store.write() as tx:
        assert tx.locks.look("poll") is None
        assert tx.locks.take("poll", "one", None)
        seen = tx.locks.look("poll")
        assert tx.locks.beat("poll", "one")
        assert not tx.locks.take("poll", "two", seen), "it has beaten since"
        assert not tx.locks.beat("poll", "two")
        assert tx.locks.take("poll", "two", tx.locks.look("poll"))
        assert not tx.locks.beat("poll", "one")
        tx.locks.release("poll", "one")
        assert tx.locks.look("poll") == ("two", 0)
        tx.locks.release("poll", "two")
        assert tx.locks.look("poll") is None


def test_of_many_processes_one_does_the_job_in_each_slot(url, now):
    rung = []

    def ring(own, _number):
        for minute in range(5):
            at = now + timedelta(minutes=minute)
            if rounds.ours(own, "reconcile", timedelta(minutes=1), at):
                rung.append(minute)

    together(url, 4, ring)
    assert sorted(rung) == [0, 1, 2, 3, 4]


@on_both
def test_old_slots_go_and_other_jobs_keep_theirs(store, now):
    for hours in range(60):
        assert rounds.ours(store, "vault", timedelta(hours=1), now + timedelta(hours=hours))
    assert rounds.ours(store, "reconcile", timedelta(hours=1), now)
    with store.read() as tx:
        held = tx.conn.exec_driver_sql("SELECT count(*) FROM job_slot WHERE job = 'vault'").scalar()
    assert held <= 25


def test_after_the_clock_went_back_nothing_rings_twice_and_nothing_rests_for_long(store, now):
    minute = timedelta(minutes=1)
    for n in range(61):
        assert rounds.ours(store, "reconcile", minute, now + n * minute)
    rung = [n for n in range(61) if rounds.ours(store, "reconcile", minute, now + n * minute)]
    assert rung == list(range(11, 61)), "ten minutes rest, no more"


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_busy_desk_is_no_dead_process(url, store):
    with another(url) as other, store.write() as busy:
        busy.changes.bump("case", 1)
        with other.write() as tx:
            assert tx.locks.take("poll", "somebody", None)
            assert tx.locks.beat("poll", "somebody")
