"""Promises of the outbox: order per address and stream, one in flight, told once."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sqlalchemy.dialects import postgresql

from storage.repositories.outbox import SqlOutbox
from tipline.desk.records import Line, TakenRow
from tipline.errors import NotFound
from tipline.message import Channel


def put(tx, address, at, **more):
    given = {
        "address_id": address, "case_id": None, "stream": "conversation", "notice": None, "notice_number": None,
        "urgent": False, "lang": "en", "lines": [Line("thanks", "Thank you.")], "choices": [], "silent": False,
        "created_at": at, "not_before": at, "author": None,
    }
    return tx.outbox.add(**(given | more))


def settle(tx, row_id, state, **changes):
    tx.outbox.save(replace(tx.outbox.get(row_id), state=state, lease_until=None, **changes))


@pytest.fixture
def claim(store, after):
    """Claims at so many seconds after now; gives ids."""

    def do(seconds=0, limit=50):
        with store.write() as tx:
            return [row.id for row in tx.outbox.claim(after(seconds), after(seconds + 60), limit)]

    return do


def test_a_message_comes_back_as_it_went_in(store, people, now, after):
    address, case = people.address(), people.case()
    lines = (Line("question", "Is anyone hurt?", question=True), Line("more", "Sí, señora — 你好"))
    with store.write() as tx:
        row_id = put(
            tx, address, now, case_id=case, stream="notice", notice="documenting", notice_number=2, urgent=True,
            lang="es", lines=lines, choices=[("1", "Sí"), ("2", "No")], silent=True, not_before=after(5), author="ana",
        )
    with store.read() as tx:
        row = tx.outbox.get(row_id)
    assert row.lines == lines
    assert row.choices == (("1", "Sí"), ("2", "No"))
    assert (row.address_id, row.case_id, row.stream, row.notice, row.notice_number) == (
        address, case, "notice", "documenting", 2,
    )
    assert (row.urgent, row.silent, row.lang, row.author, row.state, row.tries) == (True, True, "es", "ana", "queued", 0)
    assert (row.created_at, row.not_before) == (now, after(5))


def test_a_message_that_is_not_there_is_said_so(store):
    with store.read() as tx, pytest.raises(NotFound):
        tx.outbox.get(404)


def test_order_holds_per_address_and_stream(store, people, claim, now):
    one, two = people.address(), people.address()
    with store.write() as tx:
        first, second = put(tx, one, now), put(tx, one, now)
        other, notice = put(tx, two, now), put(tx, one, now, stream="notice")
    assert claim() == [first, other, notice]
    assert claim() == []
    with store.write() as tx:
        settle(tx, first, "accepted")
    assert claim() == [second]


def test_a_message_that_backs_off_blocks_its_own_stream_only(store, people, claim, now, after):
    one = people.address()
    with store.write() as tx:
        first, second = put(tx, one, now), put(tx, one, now)
        notice = put(tx, one, now, stream="notice")
    assert claim() == [first, notice]
    with store.write() as tx:
        settle(tx, first, "queued", not_before=after(10), tries=1)
    assert claim() == []
    assert claim(10) == [first]
    with store.write() as tx:
        settle(tx, first, "failed")
    assert claim(11) == [second]


def test_a_notice_held_for_the_night_blocks_its_own_stream_only(store, people, claim, now, after):
    one = people.address()
    with store.write() as tx:
        held = put(tx, one, now, stream="notice", not_before=after(3600))
        later = put(tx, one, now, stream="notice")
        reply = put(tx, one, now)
    assert claim() == [reply]
    assert claim(3600) == [held]
    with store.write() as tx:
        settle(tx, held, "accepted")
    assert claim(3600) == [later]


@pytest.mark.parametrize("ahead", ["sending", "unknown"])
def test_an_urgent_message_passes_whatever_its_stream_waits_for_and_keeps_its_place_among_urgent_ones(
    store, people, claim, now, after, ahead
):
    one = people.address()
    with store.write() as tx:
        flying = put(tx, one, now)
    assert claim() == [flying]
    with store.write() as tx:
        if ahead == "unknown":
            settle(tx, flying, "unknown")
        waiting = put(tx, one, now, not_before=after(3600))
        plain = put(tx, one, now)
        urgent, second = put(tx, one, now, urgent=True), put(tx, one, now, urgent=True)
    assert claim() == [urgent]
    assert claim() == [], "urgent ones go one after the other, all others wait"
    with store.write() as tx:
        settle(tx, urgent, "unknown")
    assert claim() == [second], "nobody waits for an answer about a 911 line to say the next"
    with store.write() as tx:
        settle(tx, urgent, "accepted")
        settle(tx, second, "accepted")
    assert claim(3600) == [], "what is in flight or unsettled still holds the others"
    with store.write() as tx:
        settle(tx, flying, "accepted")
    assert claim() == []
    assert claim(3600) == [waiting]
    with store.write() as tx:
        settle(tx, waiting, "accepted")
    assert claim(3600) == [plain]


def test_urgent_messages_are_claimed_before_all_others(store, people, claim, now):
    addresses = [people.address() for _ in range(3)]
    with store.write() as tx:
        plain = [put(tx, a, now) for a in addresses]
        urgent = put(tx, addresses[2], now, urgent=True, stream="alert")
    assert claim(limit=2) == [urgent, plain[0]]


def test_an_expired_lease_is_found_and_holds_the_stream_until_it_is_released(store, people, claim, now, after):
    one = people.address()
    with store.write() as tx:
        first, second = put(tx, one, now), put(tx, one, now)
    assert claim() == [first]
    with store.read() as tx:
        assert tx.outbox.expired_leases(after(59)) == []
        assert [row.id for row in tx.outbox.expired_leases(after(60))] == [first]
    assert claim(120) == []
    with store.write() as tx:
        settle(tx, first, "queued")
    assert claim(121) == [first]
    with store.write() as tx:
        settle(tx, first, "accepted")
    assert claim(122) == [second]


def test_a_message_that_may_have_been_taken_holds_its_stream_until_it_is_settled(store, people, claim, now, after):
    one = people.address()
    with store.write() as tx:
        first, second, notice = put(tx, one, now), put(tx, one, now), put(tx, one, now, stream="notice")
    assert claim() == [first, notice]
    with store.write() as tx:
        settle(tx, first, "unknown", not_before=after(30))
    assert claim(29) == claim(30) == claim(30 * 86_400) == []
    with store.write() as tx:
        settle(tx, first, "failed")
    assert claim(31) == [second]


def test_each_look_at_an_unknown_message_is_one_processs_until_its_time_is_over(store, people, claim, now, after):
    first, second = (put_unknown(store, people, now, after(seconds)) for seconds in (120, 60))

    def looks(seconds):
        with store.write() as tx:
            return [row.id for row in tx.outbox.claim_unknown(after(seconds), after(seconds + 60), 10)]

    assert looks(59) == []
    assert looks(60) == [second]
    assert looks(119) == []
    assert looks(120) == [first, second]


def put_unknown(store, people, now, look_at):
    address = people.address()
    with store.write() as tx:
        row = put(tx, address, now)
        settle(tx, row, "unknown", not_before=look_at, unclear=1, unclear_at=now)
    return row


def test_a_claim_counts_as_a_try_and_may_be_for_one_channel_or_for_urgent_ones_only(store, people, now, after):
    texting, chatting = people.address(), people.address(channel=Channel.TELEGRAM)
    with store.write() as tx:
        text, chat = put(tx, texting, now), put(tx, chatting, now)
        shout = put(tx, chatting, now, urgent=True, stream="alert")

    def claims(channel, urgent_only=False):
        with store.write() as tx:
            return [row.id for row in tx.outbox.claim(now, after(60), 9, channel, urgent_only=urgent_only)]

    assert claims(Channel.SMS, urgent_only=True) == []
    assert claims(Channel.TELEGRAM, urgent_only=True) == [shout]
    assert claims(Channel.TELEGRAM) == [chat]
    assert claims(None) == [text]
    with store.read() as tx:
        assert [tx.outbox.get(row).tries for row in (text, chat, shout)] == [1, 1, 1]
        assert [tx.outbox.get(row).channel for row in (text, chat, shout)] == ["sms", "telegram", "telegram"]


def test_a_notice_is_told_once_per_case_and_address(store, people, now):
    one, two = people.address(), people.address()
    case, another = people.case(), people.case()
    with store.write() as tx:
        assert put(tx, one, now, case_id=case, stream="notice", notice="documenting") is not None
        assert put(tx, one, now, case_id=case, stream="notice", notice="documenting") is None
        assert put(tx, one, now, case_id=case, stream="notice", notice="closed") is not None
        assert put(tx, two, now, case_id=case, stream="notice", notice="documenting") is not None
        assert put(tx, one, now, case_id=another, stream="notice", notice="documenting") is not None
        assert put(tx, one, now, case_id=case) is not None
        assert put(tx, one, now, case_id=case) is not None


def test_a_goodbye_that_belongs_to_no_case_may_be_said_again(store, people, now):
    one = people.address()
    with store.write() as tx:
        assert put(tx, one, now, notice="goodbye") is not None
        assert put(tx, one, now, notice="goodbye") is not None


def test_the_number_of_a_notice_is_never_given_twice(store, people, now):
    one, two, case = people.address(), people.address(), people.case()
    with store.write() as tx:
        assert tx.outbox.notices_of(case, one) == 0
        put(tx, one, now, case_id=case, notice="received", notice_number=1)
        row = put(tx, one, now, case_id=case, notice="documenting", notice_number=2)
        put(tx, one, now, case_id=case)
        settle(tx, row, "cancelled")
        assert tx.outbox.notices_of(case, one) == 2
        assert tx.outbox.notices_of(case, two) == 0


def test_what_was_settled_is_read_back(store, people, now, after):
    one, case = people.address(), people.case()
    with store.write() as tx:
        row_id = put(
            tx, one, now, case_id=case, lines=[Line("q", "Hurt?", True), Line("t", "Thanks.")], choices=[("1", "Yes")]
        )
        row = tx.outbox.get(row_id)
        kept = tuple(line for line in row.lines if not line.question)
        changed = replace(
            row, state="accepted", delivery="accepted", code="x", segments=2, sent_at=after(3), tries=4,
            lines=kept, choices=(), not_before=after(2),
        )
        tx.outbox.save(changed)
        tx.outbox.set_tokens([(row_id, "token", b"digest")])
        tx.outbox.set_vendor_id(row_id, b"sealed", b"lookup")
    with store.read() as tx:
        read = tx.outbox.get(row_id)
        assert read == replace(changed, token="token")
        assert tx.outbox.by_token(b"digest") == read == tx.outbox.by_vendor(b"lookup")
        assert tx.outbox.by_token(b"other") is None
        assert tx.outbox.by_vendor(b"other") is None
        assert tx.outbox.queued(one) == []
        assert tx.outbox.of_case(case) == tx.outbox.of_address(one) == [read]


def test_no_shuffle_of_settling_ever_puts_two_in_flight_or_breaks_the_order(store, people, now, after):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    addresses = [people.address() for _ in range(3)]
    streams, sent = ("conversation", "notice", "alert"), {}
    with store.write() as tx:
        rows = [put(tx, chance.choice(addresses), now, stream=chance.choice(streams)) for _ in range(60)]
    for step in range(400):
        with store.write() as tx:
            tx.outbox.claim(after(step), after(step + 60), chance.randint(1, 4))
            flying = [row for row_id in rows if (row := tx.outbox.get(row_id)).state == "sending"]
            assert len({(row.address_id, row.stream) for row in flying}) == len(flying)
            for row in flying:
                if chance.random() < 0.3:
                    settle(tx, row.id, "queued", not_before=after(step + chance.randint(1, 9)))
                elif chance.random() < 0.6:
                    settle(tx, row.id, "accepted")
                    sent.setdefault((row.address_id, row.stream), []).append(row.id)
    assert sorted(i for order in sent.values() for i in order) == rows
    assert all(order == sorted(order) for order in sent.values())


class Listening:
    """A connection that only notes what it is told, as one database would hear it."""

    def __init__(self, dialect):
        self.dialect, self.said = dialect, ""

    def execute(self, statement):
        self.said = str(statement.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True}))
        return []


def said_by_claim(dialect, now):
    listening = Listening(dialect)
    SqlOutbox(lambda: listening).claim(now, now, 10)
    return listening.said


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_claiming_reads_only_the_rows_that_are_alive(store, now):
    with store.write() as tx:
        statement = said_by_claim(tx.conn.dialect, now)
        plan = [row[-1] for row in tx.conn.exec_driver_sql("EXPLAIN QUERY PLAN " + statement)]
    assert any("ahead" in step and "ix_outbox_alive" in step for step in plan), plan
    assert not any(step.startswith("SCAN") and "USING" not in step for step in plan), plan


def test_on_postgresql_claims_step_around_each_other(now):
    assert "FOR UPDATE SKIP LOCKED" in said_by_claim(postgresql.dialect(), now)


def test_many_tokens_and_many_answers_are_written_at_once(store, people, claim, now, after):
    addresses = [people.address() for _ in range(5)]
    with store.write() as tx:
        ids = [put(tx, address, now) for address in addresses]
    assert claim() == ids
    with store.write() as tx:
        tx.outbox.set_tokens([(row, f"token {row}", b"digest %d" % row) for row in ids])
        flying = tx.outbox.flying(ids)
        assert sorted(flying) == ids
        assert [flying[row].address_id for row in ids] == addresses
        tx.outbox.take_off([
            TakenRow(row, n, after(n), b"sealed %d" % row, b"found by %d" % row) for n, row in enumerate(ids[:3])
        ])
        tx.outbox.take_off([TakenRow(ids[3], None, after(3), None, None)])
        assert sorted(tx.outbox.flying(ids)) == ids[4:]
    with store.read() as tx:
        for n, row in enumerate(ids[:3]):
            held = tx.outbox.by_token(b"digest %d" % row)
            assert held == tx.outbox.by_vendor(b"found by %d" % row)
            assert (held.id, held.token, held.state, held.delivery, held.segments, held.sent_at, held.lease_until) == (
                row, f"token {row}", "accepted", "accepted", n, after(n), None
            )
        assert tx.outbox.get(ids[3]).segments is None
        assert tx.outbox.get(ids[4]).state == "sending"


def test_writing_none_at_once_is_nothing(store):
    with store.write() as tx:
        tx.outbox.set_tokens([])
        tx.outbox.take_off([])
        assert tx.outbox.flying([]) == {}
        tx.changes.bump_all([])
        assert tx.changes.last() == 0
