"""Promises that hold while several processes work on one database, each with connections of its own."""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace

import pytest

from storage.store import SqlStore
from tests.storage.conftest import open_store
from tipline.custody import verify
from tipline.desk.records import Delivery, Line
from tipline.errors import Unavailable
from tipline.message import Channel, Media

_STREAMS = ("conversation", "notice")


@contextmanager
def another(url: str):
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def together(url: str, count: int, work: Callable[[SqlStore, int], None]) -> None:
    """Run `work` so many times at once, each with a store of its own; what one raises is raised here.

    On SQLite they share one: there the line is one process, and a second one is refused.
    """
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            if not url.startswith("postgresql"):
                work(shared, number)
            else:
                with another(url) as store:
                    work(store, number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    with another(url) as shared:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    if errors:
        raise errors[0]


def put(tx, address, stream, at, *, urgent=False):
    return tx.outbox.add(
        address_id=address, case_id=None, stream=stream, notice=None, notice_number=None, urgent=urgent, lang="en",
        lines=[Line("thanks", "Thank you.")], choices=[], silent=False, created_at=at, not_before=at, author=None,
    )


def test_workers_that_claim_at_once_send_nothing_twice_and_keep_each_stream_in_order(url, store, people, now, after):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    addresses = [people.address() for _ in range(4)]
    wanted = [(chance.choice(addresses), chance.choice(_STREAMS), chance.random() < 0.2) for _ in range(80)]
    guard, flying, sent = threading.Lock(), set(), []

    def write(desk: SqlStore) -> None:
        for address, stream, urgent in wanted:
            with desk.write() as tx:
                put(tx, address, stream, now, urgent=urgent)

    def send(worker: SqlStore) -> None:
        end = time.monotonic() + 30
        while len(sent) < len(wanted) and time.monotonic() < end:
            with worker.write() as tx:
                rows = tx.outbox.claim(now, after(60), 3)
            for row in rows:
                with guard:  # an urgent one waits for urgent ones only
                    assert not any((row.address_id, row.stream, u) in flying for u in {True, row.urgent})
                    flying.add((row.address_id, row.stream, row.urgent))
            for row in rows:
                with guard:  # before it is settled: from then on the next of its stream may fly
                    flying.discard((row.address_id, row.stream, row.urgent))
                    sent.append(row)
                with worker.write() as tx:
                    tx.outbox.save(replace(tx.outbox.get(row.id), state="accepted", lease_until=None))

    together(url, 4, lambda own, number: send(own) if number else write(own))
    assert len(sent) == len({row.id for row in sent}) == len(wanted)
    kinds = defaultdict(list)
    for row in sent:
        kinds[row.address_id, row.stream, row.urgent].append(row.id)
    assert all(ids == sorted(ids) for ids in kinds.values())


def test_workers_that_fetch_at_once_fetch_nothing_twice(url, store, people, now, after):
    address = people.address()
    message, report = people.message(address), people.report(address, people.case())
    with store.write() as tx:
        for _ in range(40):
            row = tx.evidence.add(
                report_id=report, message_id=message, address_id=address, media=Media.PHOTO, at=now, state="wanted",
                content_type=None, size=None,
            )
            tx.evidence.set_pointer(row, b"sealed")
    taken: list[int] = []

    def fetch(worker: SqlStore, _number: int) -> None:
        while True:
            with worker.write() as tx:
                rows = tx.evidence.claim(now, after(60), 3)
            assert len(rows) <= 3
            taken.extend(row.id for row in rows)
            if not rows:
                return

    together(url, 4, fetch)
    assert len(taken) == 40
    assert len(set(taken)) == 40


def test_the_custody_chain_of_many_writers_has_neither_gap_nor_fork(url, store, now):
    def append(writer: SqlStore, number: int) -> None:
        for n in range(15):
            with writer.write() as tx:
                tx.custody.append(now, f"writer {number}", "viewed", f"evidence:{n}", None)
                time.sleep(0.001)

    together(url, 4, append)
    with store.read() as tx:
        entries = list(tx.custody.entries())
    assert len(entries) == 60
    assert verify(entries) == []


def test_who_follows_the_changes_misses_none_however_their_transactions_end(url, store):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    seen: list[int] = []

    def bump(writer: SqlStore, number: int) -> None:
        for n in range(15):
            with writer.write() as tx:
                tx.changes.bump("case", number * 1000 + n)
                time.sleep(chance.random() / 200)

    def follow(reader: SqlStore) -> None:
        last, end = 0, time.monotonic() + 30
        while len(seen) < 60 and time.monotonic() < end:
            with reader.read() as tx:
                for seq, _topic, ident in tx.changes.since(last):
                    assert seq > last
                    last = seq
                    seen.append(ident)

    together(url, 5, lambda own, number: bump(own, number) if number else follow(own))
    assert sorted(seen) == sorted(number * 1000 + n for number in range(1, 5) for n in range(15))


def test_what_was_read_before_it_is_written_is_not_overtaken(url, store, people):
    case = people.case()

    def add(writer: SqlStore, _number: int) -> None:
        for _ in range(10):
            with writer.write() as tx:
                held = tx.cases.get(case)
                tx.cases.save(replace(held, urgency=held.urgency + 1), None)

    together(url, 4, add)
    with store.read() as tx:
        assert tx.cases.get(case).urgency == 40


class Deliveries:
    """Workers that take what arrives; some of it fails and is due a second later."""

    def __init__(self, now, later, chance) -> None:
        self.now, self.later, self.chance = now, later, chance
        self.wanted = [bytes([chance.randrange(12)]) for _ in range(150)]
        self.guard, self.flying = threading.Lock(), {}
        self.handled, self.failed = [], []

    def arrive(self, door: SqlStore) -> None:
        for number, lookup in enumerate(self.wanted):
            assert door.take([Delivery(b"digest %d" % number, Channel.SMS, lookup, bytes([number]), self.now)]) == [True]

    def work(self, worker: SqlStore, number: int) -> None:
        end = time.monotonic() + 30
        while len(self.handled) + len(self.failed) < len(self.wanted) and time.monotonic() < end:
            with worker.write() as tx:
                rows = tx.inbox.claim(self.now, self.later(30), 5)
            for row in rows:
                with self.guard:
                    assert self.flying.setdefault(row.lookup, number) == number
                with worker.write() as tx:
                    self.end(tx, row)
                    self.flying.pop(row.lookup)

    def end(self, tx, row) -> None:
        if self.chance.random() < 0.1:
            tx.inbox.failed(row, 1, self.later(1), "BadPayload", parked=False)
            self.failed.append((row.lookup, row.id))
        else:
            tx.inbox.done(row)
            self.handled.append((row.lookup, row.id))


def test_workers_that_claim_deliveries_at_once_do_each_once_and_each_address_in_order(url, store, now, after):
    """While they arrive, and some fail: those hold back nobody and are done later."""
    seed = random.randrange(1 << 32)
    print("seed", seed)
    all_of = Deliveries(now, after, random.Random(seed))
    together(url, 4, lambda own, number: all_of.work(own, number) if number else all_of.arrive(own))
    ended = [row for _, row in all_of.handled + all_of.failed]
    assert len(set(ended)) == len(ended) == len(all_of.wanted)
    for lookup in set(all_of.wanted):
        straight = [row for address, row in all_of.handled if address == lookup]
        assert straight == sorted(straight)
    with store.write() as tx:
        assert [row.id for row in tx.inbox.claim(after(1), after(31), 500)] == sorted(r for _, r in all_of.failed)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_delivery_is_accepted_while_the_desk_is_busy(url, store, now):
    with another(url) as door, store.write() as busy:
        busy.changes.bump("case", 1)
        assert door.take([Delivery(b"digest", Channel.SMS, b"someone", b"sealed", now)]) == [True]
    with store.read() as tx:
        assert len(tx.inbox.due(now, 10)) == 1


def test_who_waits_for_a_turn_does_not_hold_up_who_has_it(url, store, now):
    started, done = threading.Event(), []

    def wait() -> None:
        with another(url) as waiting:
            started.set()
            with waiting.write() as tx:
                done.append(tx.people.pseudonym_taken("Heron 1"))

    thread = threading.Thread(target=wait)
    with store.write() as tx:
        tx.changes.bump("case", 1)
        thread.start()
        started.wait(5)
        thread.join(0.3)
        assert done == []
        begun = time.monotonic()
        assert not tx.people.pseudonym_taken("Heron 1")
        tx.custody.append(now, "line", "stored", "evidence:1", None)
        assert time.monotonic() - begun < 3
    thread.join(10)
    assert done == [False]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_who_dies_in_the_middle_of_a_transaction_leaves_nothing_and_gives_up_the_turn(url, store):
    def die():
        with dying.write() as tx:
            tx.changes.bump("case", 1)
            backend = tx.conn.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            outside.exec_driver_sql(f"SELECT pg_terminate_backend({backend})")
            tx.changes.bump("case", 2)

    with another(url) as dying, store.engine.connect() as outside:
        with pytest.raises(Unavailable):
            die()
        with dying.write() as tx:  # the pool notices and connects anew
            tx.changes.bump("case", 3)
    with store.read() as tx:
        assert [ident for _, _, ident in tx.changes.since(0)] == [3]
