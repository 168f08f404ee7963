"""What may have been taken: Twilio is asked, Telegram hears it once more; nothing is repeated that could be known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import asking
from tests.desk.line import Line, Phone, open_line
from tests.desk.test_outbox import BOTH, drop, known, put
from tipline import delivery
from tipline.delivery import Answer, OutboxState
from tipline.desk import delivery_status, unsettled
from tipline.desk.ports import DeliveryNote, Inquiry, Trace
from tipline.errors import SendFailed
from tipline.message import Address, Channel

SECOND = timedelta(seconds=1)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


async def unclear(line: Line, phone: Phone, *, taken: bool, **how: object) -> int:
    """A message whose send ended without an answer."""
    number = put(line, phone, **how)  # type: ignore[arg-type]
    if taken:
        drop(line, phone.address.channel)
        await line.sends()
    else:
        assert line.claims() == [number]
        line.settles(number, SendFailed("no_answer", ambiguous=True))
    assert line.row(number).state == "unknown"
    return number


async def looks(line: Line, after: timedelta) -> None:
    line.pass_time(after)
    await asking.settle_unknown(line.wiring)


# The table


def test_every_answer_settles_after_its_time_and_not_before() -> None:
    for answer, (event, after) in delivery.SETTLING.items():
        assert delivery.settles(answer, after) == event
        assert after == timedelta(0) or delivery.settles(answer, after - SECOND) is None
        assert delivery.move(OutboxState.UNKNOWN, event)
    assert set(delivery.SETTLING) == set(Answer)
    assert set(delivery.CAN_BE_ASKED) == {Channel.SMS}


# Twilio is asked


async def test_what_twilio_has_is_found_after_two_minutes_and_not_sent_again(line: Line) -> None:
    phone = await known(line)
    told, number = len(phone.heard), await unclear(line, phone, taken=True)
    await looks(line, delivery.ASK_AFTER - SECOND)
    assert line.row(number).state == "unknown"
    await looks(line, SECOND)
    row = line.row(number)
    assert (row.state, row.delivery, row.unclear) == ("accepted", "accepted", 1)
    assert row.segments
    await line.passes(days=1)
    assert len(phone.heard) == told + 1


async def test_a_clock_set_back_between_writing_and_sending_hides_nothing_of_twilios_list(line: Line) -> None:
    phone = await known(line)
    told, number = len(phone.heard), put(line, phone)
    line.pass_time(timedelta(hours=-1))
    await asking.settle_unknown(line.wiring)  # what was written by the clock as it was may go now
    drop(line, Channel.SMS)
    await line.sends()
    assert line.row(number).state == "unknown"
    for _ in range(3):
        await looks(line, delivery.ASK_AFTER)
    assert line.row(number).state == "accepted"
    assert len(phone.heard) == told + 1


async def test_what_twilio_does_not_have_at_two_looks_is_sent_again(line: Line) -> None:
    phone = await known(line)
    told, number = len(phone.heard), await unclear(line, phone, taken=False)
    await looks(line, delivery.ASK_AFTER)
    assert line.row(number).state == "unknown", "a request given up may still be on its way"
    await looks(line, delivery.ASK_AGAIN)
    assert line.row(number).state == "queued"
    await line.work()
    assert line.row(number).state == "accepted"
    assert len(phone.heard) == told + 1


async def test_while_twilio_cannot_be_asked_nothing_is_sent_and_after_a_day_it_is_shown_as_failed(line: Line) -> None:
    phone = await known(line)
    told, number = len(phone.heard), await unclear(line, phone, taken=False)
    line.vendors.twilio.unreachable = True
    for _ in range(23):
        await looks(line, timedelta(hours=1))
    assert line.row(number).state == "unknown"
    await looks(line, timedelta(hours=1))
    assert (line.row(number).state, line.row(number).code) == ("failed", "unconfirmed")
    line.vendors.twilio.unreachable = False
    await line.passes(days=1)
    assert len(phone.heard) == told


async def test_a_callback_settles_it_before_twilio_is_asked(line: Line) -> None:
    phone = await known(line)
    number = await unclear(line, phone, taken=True)
    [said] = [n for n in notes(line) if n.token == line.row(number).token and n.status == "delivered"]
    assert delivery_status.note(line.means, said, line.now)
    assert line.row(number).state == "delivered"
    following = await unclear(line, phone, taken=True, text="one more sentence")
    await looks(line, delivery.ASK_AFTER)
    assert line.row(following).state == "accepted", "found among two equal texts, one of which is another row's"


def notes(line: Line) -> list[DeliveryNote]:
    found = []
    for request in line.vendors.twilio.status_callbacks():
        fields = dict(pair.split("=") for pair in request.body.decode().split("&"))
        token = request.path.partition("token=")[2]
        found.append(DeliveryNote(Channel.SMS, token, fields["MessageSid"], fields["MessageStatus"]))
    return found


async def test_a_callback_that_comes_after_the_vendor_denied_it_stops_the_repeat(line: Line) -> None:
    phone = await known(line)
    number = await unclear(line, phone, taken=False)
    await looks(line, delivery.ASK_AFTER + delivery.ASK_AGAIN)
    assert line.row(number).state == "queued"
    said = DeliveryNote(Channel.SMS, line.row(number).token, "SM" + "5" * 32, "sent")
    delivery_status.note(line.means, said, line.now)
    assert line.row(number).state == "accepted"
    assert line.claims() == []


@pytest.mark.parametrize("taken", [0, 1, 2])
async def test_of_two_equal_texts_to_one_person_as_many_are_sent_again_as_twilio_does_not_have(
    line: Line, taken: int
) -> None:
    phone = await known(line)
    told = len(phone.heard)
    numbers = [
        await unclear(line, phone, taken=n < taken, stream=stream) for n, stream in enumerate(("notice", "alert"))
    ]
    await looks(line, delivery.ASK_AFTER)
    states = sorted(line.row(number).state for number in numbers)
    assert states == ["accepted"] * taken + ["unknown"] * (2 - taken)
    await line.passes(minutes=10)
    assert [line.row(number).state for number in numbers] == ["accepted"] * 2
    assert len(phone.heard) == told + 2


async def test_an_equal_text_that_arrived_before_is_not_taken_for_this_one(line: Line) -> None:
    phone = await known(line)
    put(line, phone)
    await line.sends()
    told, number = len(phone.heard), await unclear(line, phone, taken=False)
    await line.passes(minutes=10)
    assert line.row(number).state == "accepted"
    assert len(phone.heard) == told + 1


async def test_what_was_refused_after_it_was_taken_is_shown_as_failed(line: Line) -> None:
    phone = await known(line)
    line.vendors.twilio.undeliverable[phone.address.value] = 30005
    number = await unclear(line, phone, taken=True)
    list(line.vendors.twilio.status_callbacks())  # they are lost
    await looks(line, delivery.ASK_AFTER)
    assert (line.row(number).state, line.row(number).code) == ("failed", "30005")


class Shows:
    """An Inquirer with one answer for everybody."""

    def __init__(self, *traces: Trace) -> None:
        self.traces, self.asked = traces, list[Inquiry]()

    async def find(self, inquiry: Inquiry) -> tuple[Trace, ...]:
        self.asked.append(inquiry)
        return self.traces


async def test_what_cannot_be_told_apart_is_neither_repeated_nor_called_sent(line: Line) -> None:
    number = await unclear(line, await known(line), taken=False)
    said = DeliveryNote(Channel.SMS, None, "SM" + "6" * 32, "sent")
    shows = Shows(Trace(said, "SM" + "6" * 32, line.now, exact=False))
    line.wiring = replace(line.wiring, inquirers={Channel.SMS: shows})
    for _ in range(5):
        await looks(line, timedelta(hours=1))
    assert line.row(number).state == "unknown"
    await looks(line, timedelta(hours=20))
    assert (line.row(number).state, line.row(number).code) == ("failed", "unconfirmed")


async def test_two_processes_never_settle_by_the_same_look(line: Line) -> None:
    number = await unclear(line, await known(line), taken=False)
    line.pass_time(delivery.ASK_AFTER)
    [first] = unsettled.look(line.means, line.now)
    assert unsettled.look(line.means, line.now) == []
    line.pass_time(delivery.ASK_AGAIN)
    [second] = unsettled.look(line.means, line.now)
    unsettled.answer(line.means, first, (), line.now)
    assert line.row(number).state == "unknown", "the first look is stale"
    unsettled.answer(line.means, second, (), line.now)
    assert line.row(number).state == "queued"


# Telegram is told once more


async def test_telegram_hears_it_once_more_after_a_minute_and_never_a_third_time(line: Line) -> None:
    phone = await known(line, Channel.TELEGRAM)
    told, number = len(phone.heard), await unclear(line, phone, taken=True)
    await looks(line, delivery.REPEAT_AFTER - SECOND)
    assert line.row(number).state == "unknown"
    await looks(line, SECOND)
    assert line.row(number).state == "queued"
    drop(line, Channel.TELEGRAM)
    await line.sends()
    assert (line.row(number).state, line.row(number).unclear) == ("unknown", 2)
    await line.passes(minutes=1)
    assert (line.row(number).state, line.row(number).code) == ("failed", "unconfirmed")
    await line.passes(days=1)
    assert len(phone.heard) == told + 2


async def test_telegram_takes_the_repeat_and_the_next_goes_on(line: Line) -> None:
    phone = await known(line, Channel.TELEGRAM)
    number = await unclear(line, phone, taken=False)
    following = put(line, phone, "the next sentence")
    await line.passes(minutes=1)
    assert [line.row(n).state for n in (number, following)] == ["accepted", "accepted"]
    assert phone.heard[-2:] == ["one more sentence", "the next sentence"]


# Both


@BOTH
async def test_what_was_in_the_hands_of_a_worker_that_died_is_settled_too(line: Line, channel: Channel) -> None:
    phone = await known(line, channel)
    told, number = len(phone.heard), put(line, phone)
    assert line.claims() == [number]
    await line.passes(seconds=delivery.LEASE.total_seconds())
    assert line.row(number).state == "unknown"
    await line.passes(minutes=5)
    await line.passes(minutes=1)
    assert line.row(number).state == "accepted"
    assert len(phone.heard) == told + 1


@BOTH
async def test_of_a_person_who_was_forgotten_nothing_is_asked_or_sent(line: Line, channel: Channel) -> None:
    phone = await known(line, channel)
    number, told = await unclear(line, phone, taken=False), len(phone.heard)
    with line.write() as tx:
        tx.people.forget(phone.contact.reporter_id)
    await line.passes(hours=1)
    assert (line.row(number).state, line.row(number).code) == ("failed", "unconfirmed")
    assert len(phone.heard) == told


def test_an_address_never_shows_in_an_inquiry_or_a_trace(line: Line) -> None:
    where = Address(Channel.SMS, "+17735550142")
    asked = Inquiry(1, where, "a text", line.now, line.now, line.now)
    trace = Trace(DeliveryNote(Channel.SMS, "tok", "SM777", "sent"), "SM777", line.now)
    for shown in (repr(asked), repr(trace)):
        assert not any(secret in shown for secret in ("5550142", "a text", "SM777", "tok"))
