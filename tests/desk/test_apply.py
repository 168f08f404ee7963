"""What a step asks for is carried out in its transaction: reports, words, opting out, forgetting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.line import SAW, FailsAtTheEnd, Line, Phone, open_line
from tipline import delivery
from tipline.desk import casework, intake, outbox
from tipline.desk.carry.turn import GOODBYE
from tipline.desk.records import Actor, OutboxRow
from tipline.message import Channel

SHOT = "someone was shot by ICE at 26th and Kedzie, he is bleeding, happening now"
SCHEDULE = "Local Records Act, schedule 12-034"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


@pytest.fixture
def scheduled(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path / "scheduled", schedule=SCHEDULE) as made:
        yield made


def keys(rows: list[OutboxRow], state: str) -> list[str]:
    return [line.key for row in rows if row.state == state for line in row.lines]


def close_case(line: Line, phone: Phone) -> None:
    with line.write() as tx:
        for report in phone.reports:
            case = tx.cases.get(report.case_id)
            tx.cases.save(replace(case, status="closed", resolution="documented"), None)


def dispatcher(line: Line) -> Actor:
    with line.write() as tx:
        return Actor(tx.staff.add("ana", "dispatcher", "no password", None, line.now), "ana", "dispatcher")


# One transaction


async def test_a_report_its_case_custody_and_words_are_written_together_or_not_at_all(line: Line) -> None:
    phone = line.phone()
    phone.types(SHOT)
    dying = replace(line.means, store=FailsAtTheEnd(line.wiring.store, OSError()))
    intake.process_due(dying, line.now)
    tables = ("report", "case_file", "custody", "outbox", "case_event", "message")
    assert [line.count(table) for table in tables] == [0] * len(tables)
    line.pass_time(timedelta(seconds=2))
    line.understands()
    assert all(line.count(table) for table in tables)


async def test_the_custody_log_opens_with_the_report_and_the_wording_of_confidentiality(line: Line) -> None:
    await line.phone().says(SAW)
    log = line.custody()
    assert log[:2] == ["report opened", f"confidentiality not_requested, wording {line.means.line.wording_version}"]
    assert f"privacy notice sent, wording {line.means.line.wording_version}" in log


async def test_an_answer_to_private_is_on_record_with_its_wording(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    await phone.says("PRIVATE")
    assert phone.contact.confidentiality == "requested"
    assert f"confidentiality requested, wording {line.means.line.wording_version}" in line.custody()


async def test_a_withdrawn_report_leaves_its_lane_and_stays_on_record(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    await phone.says("WITHDRAW")
    [report] = phone.reports
    assert report.report.state.value == "withdrawn"
    with line.read() as tx:
        assert tx.cases.get(report.case_id).lane == "withdrawn"
    assert "report withdrawn" in line.custody()


# Opting out


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (Channel.TELEGRAM, "/stop"),
        (Channel.TELEGRAM, "STOP"),
        (Channel.SMS, "please stop texting me"),
        (Channel.SMS, "ya no me manden mensajes"),
    ],
)
async def test_opting_out_cancels_what_is_queued_but_for_one_confirmation(
    line: Line, channel: Channel, words: str
) -> None:
    phone = line.phone(channel)
    phone.types(SAW)
    line.decides()
    assert keys(phone.outbox, "queued"), "something waits to be sent"
    phone.types(words)
    line.decides()
    assert keys(phone.outbox, "queued") == ["stop_confirmed"]
    await line.work()
    assert len(phone.heard) == 1
    assert not phone.contact.reachable
    assert "opted out by wording" in line.custody()


async def test_a_carriers_keyword_is_recorded_and_answered_with_nothing(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    told = len(phone.heard)
    await phone.says("STOP")
    assert len(phone.heard) == told
    assert phone.contact.opted_out == "carrier"


@pytest.mark.parametrize("channel", list(Channel))
async def test_after_an_opt_out_nothing_is_ever_sent(line: Line, channel: Channel) -> None:
    ana, phone = dispatcher(line), line.phone(channel)
    await phone.says(SAW)
    await phone.says("stop texting me")
    told = len(phone.heard)
    for words in (SHOT, "HELP", "STATUS", "where is everybody?", "4 agents now", "stop", "FORGET", "done", "PRIVATE"):
        await phone.says(words)
        await line.passes(hours=1)
    await phone.sends_photo()
    case_id = phone.reports[-1].case_id
    with line.read() as tx:
        seen = tx.cases.get(case_id).version
    casework.move(line.means, ana, case_id, seen, casework.Status.DOCUMENTING, line.now)
    await line.passes(hours=30)
    assert phone.heard[told:] == []
    assert len(phone.reports) >= 1, "what was told is kept all the same"


async def test_a_second_stop_is_not_confirmed_again(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    await phone.says("/stop")
    await phone.says("/stop")
    assert len(phone.heard) == 1


async def test_start_undoes_an_opt_out_and_a_later_stop_is_confirmed_again(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    await phone.says(SAW)
    await phone.says("/stop")
    await phone.says("/start")
    assert phone.contact.reachable
    told = len(phone.heard)
    await phone.says("/stop")
    assert len(phone.heard) == told + 1


# Questions


async def test_a_question_not_yet_sent_is_dropped_by_a_newer_turn(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    phone.types("ICE grabbed a man")
    line.decides()
    asked = [row for row in phone.outbox if any(said.question for said in row.lines)]
    assert asked, "the place is asked for"
    phone.types("26th and Kedzie")
    line.understands()
    [row] = [row for row in phone.outbox if row.id == asked[0].id]
    assert not any(said.question for said in row.lines)
    assert row.choices == ()
    await line.passes(seconds=3)
    assert not any("Where is it?" in text for text in phone.heard)


async def test_a_message_that_was_only_a_question_is_cancelled(line: Line) -> None:
    phone = line.phone()
    await phone.says("ICE grabbed a man")
    phone.types("26th and Kedzie")
    line.decides()
    waiting = [row for row in phone.outbox if row.state == "queued"]
    only = [row.id for row in waiting if all(said.question for said in row.lines)]
    phone.types("5 minutes ago")
    line.understands()
    assert all(line.row(row_id).state == "cancelled" for row_id in only)


async def test_what_a_dispatcher_wrote_is_never_dropped(line: Line) -> None:
    ana, phone = dispatcher(line), line.phone()
    await phone.says(SAW)
    [report] = phone.reports
    casework.reply(line.means, ana, report.case_id, report.id, "Is the van still there?", line.now)
    phone.types("they left")
    line.understands()
    await line.work()
    assert any("Is the van still there?" in text for text in phone.heard)


# Emergencies


async def test_the_911_line_goes_at_once_and_does_not_wait_for_the_burst(line: Line) -> None:
    phone = line.phone()
    phone.types(SHOT)
    line.understands()
    await line.sends()
    assert len(phone.heard) == 1
    assert "911" in phone.heard[0].split(".")[0]
    assert phone.outbox[0].urgent


async def test_the_911_line_passes_what_waits_before_it(line: Line) -> None:
    phone = line.phone()
    phone.types("ICE is at 26th and Kedzie")
    line.decides()
    assert keys(phone.outbox, "queued")
    phone.types(SHOT)
    line.understands()
    [first] = line.claims()
    assert line.row(first).urgent


async def test_an_emergency_goes_to_the_urgent_lane_with_its_reasons(line: Line) -> None:
    phone = line.phone()
    await phone.says(SHOT)
    with line.read() as tx:
        case = tx.cases.get(phone.reports[0].case_id)
        events = [event.action for event in tx.cases.events(case.id)]
    assert case.lane == "urgent"
    assert case.reasons
    assert "urgent" in events


# Forgetting


async def test_without_a_schedule_nothing_is_destroyed_and_contact_ends(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    close_case(line, phone)
    await phone.says("FORGET")
    assert phone.contact.wrapped_key is not None
    assert not phone.contact.reachable
    assert keys(phone.outbox, "accepted")[-1] == "erased_kept"
    assert "erasure asked, kept: no schedule or a case is open" in line.custody()


async def test_an_open_case_holds_the_contact(scheduled: Line) -> None:
    phone = scheduled.phone()
    await phone.says(SAW)
    await phone.says("FORGET")
    assert phone.contact.wrapped_key is not None
    assert keys(phone.outbox, "accepted")[-1] == "erased_kept"


async def closed_and_asked_to_forget(line: Line, channel: Channel = Channel.SMS) -> tuple[Phone, int]:
    """A phone whose case is closed and whose last answer waits to be sent; and its address's number."""
    phone = line.phone(channel)
    await phone.says(SAW)
    close_case(line, phone)
    number = phone.contact.address_id
    phone.types("FORGET" if channel is Channel.SMS else "/delete")
    line.understands()
    return phone, number


def forgotten(line: Line, number: int) -> bool:
    with line.read() as tx:
        contact = tx.people.contact(number)
    return contact.wrapped_key is None and contact.sealed_address is None


@pytest.mark.parametrize("channel", list(Channel))
async def test_with_a_schedule_and_no_hold_the_last_answer_goes_out_and_then_the_key_is_destroyed(
    scheduled: Line, channel: Channel
) -> None:
    phone, number = await closed_and_asked_to_forget(scheduled, channel)
    assert not forgotten(scheduled, number)
    told = len(phone.heard)
    await scheduled.work()
    assert len(phone.heard) == told + 1
    assert forgotten(scheduled, number)
    assert phone.known is None
    assert scheduled.query("SELECT original, vendor_id, vendor_lookup FROM message WHERE original IS NOT NULL") == []


async def test_who_was_forgotten_and_writes_again_is_somebody_new(scheduled: Line) -> None:
    phone, number = await closed_and_asked_to_forget(scheduled)
    await scheduled.work()
    assert await phone.says(SAW)
    assert phone.contact.address_id != number


async def test_the_last_answer_is_tried_again_before_the_key_goes(scheduled: Line) -> None:
    phone, number = await closed_and_asked_to_forget(scheduled)
    told = len(phone.heard)
    scheduled.vendors.twilio.fail_next(20429, 429, retry_after=timedelta(seconds=30))
    await scheduled.work()
    assert not forgotten(scheduled, number), "the answer has not been given yet"
    await scheduled.passes(minutes=5)
    assert len(phone.heard) == told + 1
    assert forgotten(scheduled, number)


async def test_the_key_goes_also_when_the_last_answer_can_never_be_given(scheduled: Line) -> None:
    _, number = await closed_and_asked_to_forget(scheduled)
    scheduled.vendors.twilio.fail_next(30005)
    await scheduled.work()
    assert forgotten(scheduled, number)


async def test_the_key_goes_also_when_the_person_blocks_us_before_the_last_answer(scheduled: Line) -> None:
    phone, number = await closed_and_asked_to_forget(scheduled, Channel.TELEGRAM)
    await phone.brings(scheduled.vendors.telegram.block(phone.address.value))
    assert forgotten(scheduled, number)


@pytest.mark.parametrize("channel", list(Channel))
async def test_when_the_worker_vanishes_with_the_last_answer_the_key_stays_until_it_is_settled(
    scheduled: Line, channel: Channel
) -> None:
    phone, number = await closed_and_asked_to_forget(scheduled, channel)
    told = len(phone.heard)
    assert len(scheduled.claims()) == 1
    scheduled.pass_time(delivery.LEASE)
    outbox.release_expired(scheduled.means, scheduled.now)
    assert not forgotten(scheduled, number), "the vendor may have to be asked about this address"
    await scheduled.passes(minutes=5)
    assert len(phone.heard) == told + 1
    assert forgotten(scheduled, number)


async def test_who_comes_back_before_the_last_answer_is_not_forgotten(scheduled: Line) -> None:
    phone, number = await closed_and_asked_to_forget(scheduled, Channel.TELEGRAM)
    await phone.says("/start")
    assert not forgotten(scheduled, number)
    assert phone.contact.reachable


async def test_who_had_stopped_before_is_forgotten_without_a_word(scheduled: Line) -> None:
    phone = scheduled.phone(Channel.TELEGRAM)
    await phone.says(SAW)
    await phone.says("/stop")
    close_case(scheduled, phone)
    number, told = phone.contact.address_id, len(phone.heard)
    await phone.says("/delete")
    assert forgotten(scheduled, number)
    assert len(phone.heard) == told
    assert scheduled.count("dialogue") == 0, "what was said of places is not written down again"
    assert scheduled.count("timer") == 0


async def test_the_goodbye_alone_may_follow_an_opt_out(line: Line) -> None:
    phone = line.phone(Channel.TELEGRAM)
    await phone.says("/stop")
    assert [row.notice for row in phone.outbox if row.state == "accepted"] == [GOODBYE]
