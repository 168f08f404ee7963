"""From a stored delivery to a turn: in order, once, whole or not at all; what cannot be read holds back nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.stand_ins import arrival
from tests.desk.line import SAW, FailsAtTheEnd, Line, Phone, open_line
from tipline.custody import verify
from tipline.desk import inbox, intake
from tipline.desk.ports import Arrival, Store
from tipline.desk.tx import Tx
from tipline.message import Channel, Inbound

PARKED_AFTER = timedelta(minutes=3)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


def accept(line: Line, arrived: Arrival) -> None:
    assert inbox.accept(line.wiring.store, line.wiring.seals, arrived, line.now)


def poison(phone: Phone, number: int = 1) -> Arrival:
    """A delivery from this phone that no parser can understand."""
    return Arrival(phone.address.channel, f"poison-{number}", phone.address.value, b"{" + b"%d" % number)


async def through_all_tries(line: Line) -> None:
    for _ in range(18):
        await line.passes(seconds=10)


# Order


async def test_one_senders_messages_are_understood_in_the_order_they_came(line: Line) -> None:
    phone = line.phone()
    phone.types("ICE at 26th and Kedzie, they grabbed a man, 3 agents")
    phone.types("no wait, 27th and Kedzie")
    phone.types("there are 6 agents, not 3")
    await line.work()
    assert [m.masked_text.split()[0] for m in phone.messages] == ["ICE", "no", "there"]
    [report] = phone.reports
    assert "27th" in str(report.report.value("place_text"))
    assert list(report.report.value("agents")) == [6, 6]


async def test_a_burst_is_answered_once_it_is_over(line: Line) -> None:
    phone = line.phone()
    phone.types("ICE is here")
    line.pass_time(timedelta(seconds=1))
    await line.work()
    phone.types("26th and Kedzie")
    line.pass_time(timedelta(seconds=1))
    await line.work()
    assert phone.heard == []
    await line.passes(seconds=2)
    assert len(phone.heard) == 2, "the first exchange is two messages"


# Poison


@pytest.mark.parametrize("channel", list(Channel))
async def test_what_cannot_be_read_is_parked_after_five_tries_and_shown(line: Line, channel: Channel) -> None:
    phone = line.phone(channel)
    accept(line, poison(phone))
    await line.work()
    assert line.banners() == []
    await through_all_tries(line)
    assert line.banners() == ["parked_message"]
    with line.read() as tx:
        [(_, parked_channel, _, error)] = tx.inbox.parked()
    assert (parked_channel, error) == (channel, "BadPayload")
    assert line.query("SELECT tries FROM inbox") == [(intake.MAX_TRIES,)]


async def test_what_cannot_be_read_is_shown_within_a_minute(line: Line) -> None:
    accept(line, poison(line.phone()))
    for _ in range(60):
        await line.passes(seconds=1)
    assert line.banners() == ["parked_message"]


async def test_a_parked_delivery_keeps_its_words_sealed(line: Line) -> None:
    phone = line.phone()
    accept(line, poison(phone))
    await through_all_tries(line)
    [(payload,)] = line.query("SELECT payload FROM inbox WHERE state = 'parked'")
    assert line.wiring.seals.open_inbox(payload) == poison(phone).payload


async def test_a_poison_message_holds_back_nobody_not_even_its_own_sender(line: Line) -> None:
    phone, other = line.phone(), line.phone()
    accept(line, poison(phone))
    phone.types(SAW)
    other.types(SAW)
    line.decides()
    await line.work()
    assert phone.heard
    assert other.heard
    assert len(phone.reports) == len(other.reports) == 1


async def test_a_hundred_poison_messages_among_others_park_alone(line: Line) -> None:
    phones = [line.phone() for _ in range(4)]
    for number in range(100):
        accept(line, poison(phones[number % 4], number))
        if number % 25 == 0:
            phones[number % 4].types(SAW)
    while line.query("SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 1"):
        await line.passes(seconds=40)
    with line.read() as tx:
        assert len(tx.inbox.parked()) == 100
    assert len(phones[0].reports) == 1


# Crashes


def counted(line: Line) -> dict[str, int]:
    tables = ("message", "report", "case_file", "reporter", "address", "custody", "outbox", "dialogue", "timer", "change")
    return {table: line.count(table) for table in tables}


async def test_a_fault_between_reading_and_commit_leaves_the_delivery_waiting_and_nothing_else(line: Line) -> None:
    phone = line.phone()
    phone.types(SAW)
    before = counted(line)
    failing = replace(line.means, store=FailsAtTheEnd(line.wiring.store, OSError("the disk is gone")))
    assert intake.process_due(failing, line.now) == 1
    assert counted(line) == before
    assert line.query("SELECT state, tries, error FROM inbox") == [("waiting", 1, "OSError")]
    await line.passes(seconds=2)
    assert len(phone.reports) == 1
    assert len(phone.messages) == 1
    assert line.count("inbox") == 0


def broken_conversation(line: Line, phone: Phone) -> None:
    line.query("UPDATE dialogue SET state = '[1]' WHERE address_id = ?", phone.contact.address_id)


async def test_people_who_write_at_once_share_a_transaction_and_one_who_fails_is_undone_alone(line: Line) -> None:
    phones = [line.phone() for _ in range(intake.TOGETHER)]
    for phone in phones:
        phone.types(SAW)
    line.decides()
    broken_conversation(line, phones[3])
    for phone in phones:
        phone.types("they have rifles")
    writes = Transactions(line.wiring.store)
    assert intake.process_due(replace(line.means, store=writes), line.now) == len(phones)
    assert writes.count == 3, "the claim, all of them, and the one that is put off"
    assert [len(phone.messages) for phone in phones] == [2, 2, 2, 1, 2, 2, 2, 2]
    assert line.query("SELECT state, tries FROM inbox") == [("waiting", 1)]
    with line.read() as tx:
        assert verify(tx.custody.entries()) == []


async def test_a_commit_that_fails_for_several_is_tried_for_each(line: Line) -> None:
    phones = [line.phone() for _ in range(3)]
    for phone in phones:
        phone.types(SAW)
    failing = replace(line.means, store=FailsAtTheEnd(line.wiring.store, OSError("the disk is gone")))
    assert intake.process_due(failing, line.now) == 3
    assert [len(phone.reports) for phone in phones] == [1, 1, 1]
    assert line.count("inbox") == 0
    assert line.count("message") == 3


async def test_two_texts_of_one_person_are_read_one_after_the_other(line: Line) -> None:
    """The second is read knowing what the first has told: the language, and what was asked."""
    phone, other = line.phone(), line.phone()
    for text in ("la migra está en la 26 y Kedzie", "6 agentes"):
        phone.types(text)
        other.types(text)
    line.understands()
    assert [m.lang for m in phone.messages] == ["es", "es"]
    assert phone.contact.lang == "es"
    assert len(phone.reports) == len(other.reports) == 1


class Transactions:
    """A store that counts its writing transactions."""

    def __init__(self, inner: Store) -> None:
        self._inner, self.count = inner, 0
        self.read, self.take = inner.read, inner.take

    def write(self) -> AbstractContextManager[Tx]:
        self.count += 1
        return self._inner.write()


class PowerCut(BaseException):
    """Nothing catches it: the process is gone."""


async def test_a_process_that_dies_before_its_commit_leaves_the_delivery_as_it_was(line: Line) -> None:
    phone = line.phone()
    phone.types(SAW)
    before = counted(line)
    dying = replace(line.means, store=FailsAtTheEnd(line.wiring.store, PowerCut()))
    with pytest.raises(PowerCut):
        intake.process_due(dying, line.now)
    assert counted(line) == before
    assert line.query("SELECT state, tries FROM inbox") == [("waiting", 0)]
    line.decides()
    assert phone.heard == [], "the dead one's claim still stands"
    line.pass_time(intake.LEASE)
    line.decides()
    await line.work()
    assert len(phone.heard) == 2
    assert len(phone.messages) == 1


async def test_what_ends_its_worker_again_and_again_is_parked_and_ends_no_other_deliverys_try(line: Line) -> None:
    phone, other = line.phone(), line.phone()
    phone.types("they took two men")
    other.types(SAW)

    def deadly(payload: bytes, received_at: datetime) -> Inbound:
        found = line.means.parsers[Channel.SMS](payload, received_at)
        if "two men" in found.text:
            raise PowerCut
        return found

    means = replace(line.means, parsers={Channel.SMS: deadly})
    for _ in range(intake.MAX_TRIES):
        with pytest.raises(PowerCut):
            intake.process_due(means, line.now)
        line.pass_time(intake.LEASE)
    while intake.process_due(means, line.now):
        pass
    assert line.query("SELECT state, tries, error FROM inbox") == [("parked", intake.MAX_TRIES, "Abandoned")]
    assert line.banners() == ["parked_message"]
    assert len(other.reports) == 1


async def test_a_worker_that_stops_gives_back_what_it_has_not_begun(line: Line) -> None:
    phone = line.phone()
    for text in (SAW, "27th and Kedzie", "6 agents"):
        phone.types(text)
    answers = iter((False, True))
    assert intake.process_due(line.means, line.now, stop=lambda: next(answers)) == 1
    assert len(phone.messages) == 1
    assert intake.process_due(line.means, line.now) == 2
    assert [m.masked_text for m in phone.messages][1:] == ["27th and Kedzie", "6 agents"]


async def test_a_timer_that_fails_is_shown_and_holds_back_no_other(line: Line) -> None:
    broken, other = line.phone(), line.phone()
    broken.types(SAW)
    other.types(SAW)
    line.understands()
    [(held,)] = line.query("SELECT state FROM dialogue WHERE address_id = 1")
    line.query("UPDATE dialogue SET state = '[1]' WHERE address_id = 1")
    line.pass_time(timedelta(seconds=3))
    with pytest.raises(TypeError):
        intake.ring_timers(line.means, line.now)
    await line.work()
    assert len(other.heard) == 2
    assert line.banners() == ["failed_timer"]
    line.query("UPDATE dialogue SET state = ? WHERE address_id = 1", held)
    await line.passes(seconds=intake.LEASE.total_seconds())
    assert broken.heard


async def test_a_timer_whose_process_dies_rings_again(line: Line) -> None:
    phone = line.phone()
    phone.types(SAW)
    line.understands()
    line.pass_time(timedelta(seconds=3))
    dying = replace(line.means, store=FailsAtTheEnd(line.wiring.store, PowerCut()))
    with pytest.raises(PowerCut):
        intake.ring_timers(dying, line.now)
    assert phone.outbox == []
    await line.passes(seconds=intake.LEASE.total_seconds())
    assert len(phone.heard) == 2


async def test_a_reader_that_fails_once_costs_one_try(line: Line) -> None:
    phone = line.phone()
    phone.types(SAW)
    failures = [RuntimeError("the lexicon fell off the shelf")]

    def reads(text, *, hint, now):  # type: ignore[no-untyped-def]
        if failures:
            raise failures.pop()
        return line.means.read(text, hint=hint, now=now)

    intake.process_due(replace(line.means, read=reads), line.now)
    assert line.query("SELECT tries, error FROM inbox") == [(1, "RuntimeError")]
    line.pass_time(timedelta(seconds=2))
    assert intake.process_due(replace(line.means, read=reads), line.now) == 1
    assert len(phone.reports) == 1


# Edits, groups, blocking, moving


async def test_an_edit_amends_and_does_not_erase(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    await phone.says("ICE at 26th and Kedzie, 4 agents")
    await phone.brings(line.vendors.telegram.edit(phone.address.value, "ICE at 26th and Kedzie, 7 agents"))
    first, second = phone.messages
    assert second.amends == first.id
    assert second.kind == "edit"
    assert "4 agents" in first.masked_text
    assert list(phone.reports[0].report.value("agents")) == [7, 7]


async def test_an_edit_that_overtakes_its_message_loses_nothing(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    written = line.vendors.telegram.message(phone.address.value, "ICE at 26th and Kedzie, 4 agents")
    edited = line.vendors.telegram.edit(phone.address.value, "ICE at 26th and Kedzie, 7 agents")
    for request in (edited, written):
        await phone.brings(request)
    assert line.count("message") == 2
    assert line.count("inbox") == 0


async def test_a_group_chat_gets_one_line_and_no_witness_is_kept_of_it(line: Line) -> None:
    group = line.vendors.telegram
    await line.hears(arrival(group.group_message(-7735550, SAW)))
    told = [m.text for m in group.messages_to(-7735550)]
    assert len(told) == 1
    assert "private" in told[0].casefold()
    assert [line.count(table) for table in ("message", "report", "evidence")] == [0, 0, 0]
    [(state,)] = line.query("SELECT state FROM dialogue")
    assert json.loads(state) == {}
    assert line.count("timer") == 0


async def test_who_blocks_the_bot_is_marked_and_hears_nothing(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    phone.types(SAW)
    line.understands()
    await phone.brings(line.vendors.telegram.block(phone.address.value))
    assert phone.contact.blocked
    assert not phone.contact.reachable
    assert phone.heard == []
    assert [call for call, _ in line.vendors.telegram.calls] == [], "the vendor was not even asked"
    assert len(phone.reports) == 1, "the report stands"


async def test_who_unblocks_the_bot_is_answered_again(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    await phone.brings(line.vendors.telegram.block(phone.address.value))
    await phone.brings(line.vendors.telegram.unblock(phone.address.value))
    assert not phone.contact.blocked
    assert await phone.says(SAW)


async def test_who_writes_after_being_marked_as_blocked_is_answered(line: Line) -> None:
    """Telegram says nothing when a person comes back whom a refused message, and no update, told us of."""
    phone = line.phone(Channel.TELEGRAM)
    line.vendors.telegram.fail_next(403, "Forbidden: bot can't initiate conversation with a user")
    await phone.says(SAW)
    assert phone.contact.blocked
    assert await phone.says("they left toward Pulaski")
    assert not phone.contact.blocked


async def test_a_group_that_becomes_a_supergroup_keeps_its_contact_under_the_new_id(line: Line) -> None:
    telegram = line.vendors.telegram
    await line.hears(arrival(telegram.group_message(-7735551, "hello")))
    [(before,)] = line.query("SELECT lookup FROM address")
    for request in telegram.migrate(-7735551):
        await line.hears(arrival(request))
    [(after,)] = line.query("SELECT lookup FROM address")
    assert before != after
    new = telegram.chats[-7735551].moved_to
    assert new is not None
    line.pass_time(timedelta(days=1, minutes=1))
    await line.hears(arrival(telegram.group_message(new, "hello again")))
    assert line.count("address") == 1
    assert len(telegram.messages_to(new)) == 1


async def test_an_authentic_update_with_nothing_for_the_desk_leaves_no_trace(line: Line) -> None:
    accept(line, Arrival(Channel.TELEGRAM, "9001", None, b'{"update_id":9001,"poll":{"id":"1"}}'))
    await line.work()
    assert [line.count(table) for table in ("inbox", "address", "reporter", "message")] == [0, 0, 0, 0]


# What is filed of a message


async def test_private_parts_are_filed_masked_and_the_original_sealed(line: Line) -> None:
    phone = line.phone()
    await phone.says("ICE at 26th and Kedzie, call me 773-555-0166, ssn 987-65-4321")
    [message] = phone.messages
    assert "0166" not in message.masked_text
    assert "4321" not in message.masked_text
    [(original, vendor_id)] = line.query("SELECT original, vendor_id FROM message")
    assert b"0166" not in original
    key = phone.contact.wrapped_key
    assert key is not None
    opened = line.wiring.seals.open(key, f"message:{message.id}", "original", original)
    assert "773-555-0166" in opened
    assert line.wiring.seals.open(key, f"message:{message.id}", "vendor_id", vendor_id).startswith("SM")


async def test_where_only_masked_words_are_kept_the_original_is_nowhere(tmp_path: Path) -> None:
    with open_line(tmp_path / "masked") as line:
        line.wiring = replace(line.wiring, means=replace(line.means, keep_original=False))
        await line.phone().says("ICE at 26th and Kedzie, call me 773-555-0166")
        assert line.query("SELECT original FROM message") == [(None,)]


async def test_what_kinds_of_private_data_were_found_is_no_column(line: Line) -> None:
    await line.phone().says("ICE took my cousin at 26th and Kedzie, he is undocumented, ssn 987-65-4321")
    [(reading,)] = line.query("SELECT reading FROM message")
    assert set(json.loads(reading)) == {"intent", "spans"}
    stored = str(line.query("SELECT * FROM message")) + str(line.query("SELECT * FROM report"))
    for word in ("sensitive", "immigration", "undocumented", "987-65-4321"):
        assert word not in stored
