"""The outbox: claimed under a lease, sent, settled; nothing twice, nothing lost, nothing to whom it may not go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.desk.line import SAW, Line, Phone, open_line
from tipline import delivery
from tipline.delivery import OutboxState, Stream
from tipline.desk import delivery_status, outbox
from tipline.desk.ports import DeliveryNote
from tipline.desk.records import Line as Sentence
from tipline.desk.records import OutboxRow
from tipline.errors import NotFound, SendFailed
from tipline.message import Channel, Outbound, Sent

BOTH = pytest.mark.parametrize("channel", list(Channel))


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


async def known(line: Line, channel: Channel = Channel.SMS) -> Phone:
    """A phone that has written and was answered."""
    phone = line.phone(channel)
    await phone.says(SAW)
    return phone


def put(line: Line, phone: Phone, text: str = "one more sentence", **how: object) -> int:
    """One message more to this phone; gives its row's number."""
    given = {
        "case_id": None, "stream": Stream.CONVERSATION, "notice": None, "notice_number": None, "urgent": False,
        "lang": "en", "choices": (), "silent": False, "not_before": line.now, "author": None,
    } | how
    with line.write() as tx:
        number = tx.outbox.add(
            address_id=phone.contact.address_id, lines=[Sentence("reply", text)], created_at=line.now, **given
        )  # type: ignore[arg-type]
    assert number is not None
    return number


def fail(line: Line, channel: Channel, status: int, code: int | None, words: str, wait: timedelta | None) -> None:
    if channel is Channel.SMS:
        line.vendors.twilio.fail_next(code, status, retry_after=wait)
    else:
        line.vendors.telegram.fail_next(status, words, wait)


def drop(line: Line, channel: Channel) -> None:
    (line.vendors.twilio if channel is Channel.SMS else line.vendors.telegram).drop_next()


def unreachable(line: Line, channel: Channel, yes: bool) -> None:
    vendor = line.vendors.twilio if channel is Channel.SMS else line.vendors.telegram
    vendor.unreachable = yes


# Taken


@BOTH
async def test_what_the_vendor_takes_is_accepted_with_its_id_sealed(line: Line, channel: Channel) -> None:
    phone = await known(line, channel)
    number = put(line, phone)
    await line.sends()
    row = line.row(number)
    assert (row.state, row.delivery, row.lease_until, row.sent_at, row.code) == (
        "accepted", "accepted", None, line.now, None,
    )
    assert (row.segments or 0) >= 1
    [(sealed, lookup)] = line.query("SELECT vendor_id, vendor_lookup FROM outbox WHERE id = ?", number)
    assert sealed
    assert lookup
    key = phone.contact.wrapped_key
    assert key is not None
    vendor_id = line.wiring.seals.open(key, f"outbox:{number}", "vendor_id", sealed)
    assert lookup == line.wiring.seals.vendor_lookup(channel, vendor_id)
    assert vendor_id.encode() not in sealed


async def test_what_is_being_sent_is_given_to_nobody_else(line: Line) -> None:
    number = put(line, await known(line))
    assert line.claims() == [number]
    assert line.claims() == []
    assert line.row(number).lease_until == line.now + delivery.LEASE


async def test_order_holds_within_a_stream_and_a_waiting_notice_blocks_only_its_own(line: Line) -> None:
    phone = await known(line)
    later = line.now + timedelta(hours=9)
    notice = put(line, phone, "a notice for the morning", stream=Stream.NOTICE, not_before=later)
    first, second = put(line, phone, "first"), put(line, phone, "second")
    assert line.claims() == [first]
    line.settles(first, Sent("SM" + "1" * 32))
    assert line.claims() == [second]
    line.settles(second, Sent("SM" + "2" * 32))
    line.clock.move_to(later)
    assert line.claims() == [notice]


async def test_an_urgent_row_is_claimed_first(line: Line) -> None:
    phone = await known(line)
    put(line, phone, "a question")
    urgent = put(line, phone, "call 911", urgent=True)
    assert line.claims() == [urgent]


# Later


@BOTH
async def test_a_vendor_that_cannot_be_reached_is_tried_at_the_tables_waits(line: Line, channel: Channel) -> None:
    phone = await known(line, channel)
    told = len(phone.heard)
    number = put(line, phone)
    unreachable(line, channel, True)
    for tries, wait in enumerate(delivery.BACK_OFF, 1):
        await line.sends()
        row = line.row(number)
        assert (row.state, row.tries, row.not_before) == ("queued", tries, line.now + wait)
        line.pass_time(wait - timedelta(seconds=1))
        assert line.claims() == [], "not before its time"
        line.pass_time(timedelta(seconds=1))
    unreachable(line, channel, False)
    await line.sends()
    assert line.row(number).state == "accepted"
    assert len(phone.heard) == told + 1


async def test_the_last_wait_repeats_and_at_the_most_tries_it_ends(line: Line) -> None:
    number = put(line, await known(line))
    line.vendors.twilio.unreachable = True
    for _ in range(delivery.MAX_TRIES + 3):
        await line.sends()
        line.pass_time(delivery.BACK_OFF[-1])
    assert (line.row(number).state, line.row(number).tries) == ("failed", delivery.MAX_TRIES)


@BOTH
async def test_a_vendor_that_names_its_wait_is_believed(line: Line, channel: Channel) -> None:
    number = put(line, await known(line, channel))
    fail(line, channel, 429, 20429, "Too Many Requests: retry after 77", timedelta(seconds=77))
    await line.sends()
    row = line.row(number)
    assert row.state == "queued"
    assert row.not_before >= line.now + timedelta(seconds=77)
    line.clock.move_to(row.not_before)
    await line.sends()
    assert line.row(number).state == "accepted"


async def test_the_token_of_a_first_try_still_names_the_row_after_a_second(line: Line) -> None:
    number = put(line, await known(line))
    line.vendors.twilio.unreachable = True
    await line.sends()
    token = line.row(number).token
    line.vendors.twilio.unreachable = False
    await line.passes(minutes=1)
    assert line.row(number).token == token
    assert token


# Refused


async def test_a_number_that_does_not_exist_is_not_tried_again(line: Line) -> None:
    phone = await known(line)
    number = put(line, phone)
    line.vendors.twilio.fail_next(21211)
    await line.sends()
    assert (line.row(number).state, line.row(number).code) == ("failed", "21211")
    await line.passes(days=2)
    assert line.row(number).tries == 1
    assert phone.contact.reachable


async def test_opted_out_at_the_vendor_marks_the_contact_and_nothing_more_goes(line: Line) -> None:
    phone = await known(line)
    number = put(line, phone)
    line.vendors.twilio.fail_next(21610)
    await line.sends()
    assert (line.row(number).state, line.row(number).code) == ("failed", "21610")
    assert phone.contact.opted_out == "carrier"
    following = put(line, phone)
    assert line.claims() == []
    assert line.row(following).state == "cancelled"


async def test_who_has_blocked_the_bot_is_marked_and_not_tried_again(line: Line) -> None:
    phone = await known(line, Channel.TELEGRAM)
    number = put(line, phone)
    line.vendors.telegram.fail_next(403, "Forbidden: bot was blocked by the user")
    await line.sends()
    assert (line.row(number).state, line.row(number).code) == ("failed", "blocked")
    assert phone.contact.blocked
    assert not phone.contact.reachable


@pytest.mark.parametrize(
    ("channel", "status", "code", "words", "banner"),
    [
        (Channel.SMS, 401, 20003, "", "sms_20003"),
        (Channel.SMS, 400, 30034, "", "sms_30034"),
        (Channel.SMS, 400, 21606, "", "sms_21606"),
        (Channel.TELEGRAM, 401, None, "Unauthorized", "telegram_bad_token"),
        (Channel.TELEGRAM, 409, None, "Conflict: terminated by other getUpdates request", "telegram_conflict"),
    ],
)
async def test_what_the_operator_has_to_mend_raises_a_banner(
    line: Line, channel: Channel, status: int, code: int | None, words: str, banner: str
) -> None:
    put(line, await known(line, channel))
    fail(line, channel, status, code, words, None)
    await line.sends()
    assert line.banners() == [banner]


async def test_a_group_that_moved_gets_its_message_under_the_new_id(line: Line) -> None:
    phone = await known(line, Channel.TELEGRAM)
    number = put(line, phone)
    new = line.phone(Channel.TELEGRAM).address
    line.vendors.telegram.chat(new.value)
    line.vendors.telegram.fail_next(
        400, "Bad Request: group chat was upgraded to a supergroup chat", moved_to=int(new.value)
    )
    await line.sends()
    await line.passes(minutes=1)
    assert line.row(number).state == "accepted"
    assert [m.text for m in line.vendors.telegram.messages_to(new.value)] == ["one more sentence"]
    assert phone.known is None
    assert Phone(line, new).known is not None


# Unclear


@BOTH
async def test_what_may_have_been_taken_is_unknown_and_holds_its_own_stream_only(line: Line, channel: Channel) -> None:
    phone = await known(line, channel)
    number = put(line, phone)
    drop(line, channel)
    await line.sends()
    row = line.row(number)
    assert (row.state, row.lease_until, row.unclear, row.unclear_at) == ("unknown", None, 1, line.now)
    put(line, phone, "the next sentence")
    notice = put(line, phone, "a notice", stream=Stream.NOTICE)
    urgent = put(line, phone, "call 911", urgent=True)
    assert line.claims() == [urgent, notice]


async def test_a_worker_that_vanished_leaves_its_row_unknown(line: Line) -> None:
    phone = await known(line)
    number = put(line, phone)
    assert line.claims() == [number]
    line.pass_time(delivery.LEASE - timedelta(seconds=1))
    assert outbox.release_expired(line.means, line.now) == 0
    line.pass_time(timedelta(seconds=1))
    assert outbox.release_expired(line.means, line.now) == 1
    assert (line.row(number).state, line.row(number).lease_until) == ("unknown", None)


async def test_what_a_vanished_worker_says_later_of_an_earlier_claim_is_not_held_against_the_present_one(
    line: Line,
) -> None:
    number = put(line, await known(line))
    [early] = outbox.claim(line.means, line.now)
    line.settles(number, SendFailed("unreachable"))
    line.pass_time(delivery.wait(1))
    assert line.claims() == [number]
    for late in (SendFailed("unreachable"), SendFailed("21211", permanent=True), SendFailed("x", ambiguous=True)):
        outbox.settle(line.means, early, late, line.now)
        assert line.row(number).state == "sending"
    outbox.settle(line.means, early, Sent("SM" + "4" * 32), line.now)
    assert line.row(number).state == "accepted", "that it was taken is news all the same"


# Answers that come together


async def settled_alone(line: Line, answers: list[tuple[Outbound, Sent | SendFailed]]) -> list[OutboxRow]:
    for message, result in answers:
        outbox.settle(line.means, message, result, line.now)
    return [line.row(message.outbox_id) for message, _ in answers]


def answers_for(messages: list[Outbound]) -> list[tuple[Outbound, Sent | SendFailed]]:
    """Taken, and everything else that a vendor may say, in turn."""
    kinds = [
        None, SendFailed("unreachable"), None, SendFailed("21211", permanent=True), None,
        SendFailed("no_answer", ambiguous=True), SendFailed("21610", permanent=True, opted_out=True), None,
    ]  # fmt: skip
    return [
        (message, kinds[n % len(kinds)] or Sent(f"SM{n:032x}", 1 + n % 3)) for n, message in enumerate(messages)
    ]  # type: ignore[misc]


def shown(row: OutboxRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in (
        "state", "delivery", "lease_until", "code", "segments", "sent_at", "not_before", "tries", "unclear"
    )}


async def test_answers_settled_together_are_as_if_settled_one_by_one(line: Line, tmp_path: Path) -> None:
    with open_line(tmp_path / "alone") as alone:
        rows = []
        for one in (line, alone):
            for phone in [await known(one) for _ in range(8)]:
                put(one, phone)
            answers = answers_for(outbox.claim(one.means, one.now))
            if one is line:
                assert outbox.settle_all(one.means, answers, one.now) == [None] * 8
                rows.append([one.row(message.outbox_id) for message, _ in answers])
            else:
                rows.append(await settled_alone(one, answers))
        assert [shown(row) for row in rows[0]] == [shown(row) for row in rows[1]]
        assert {row.state for row in rows[0]} == {"accepted", "queued", "failed", "unknown"}
        assert line.query("SELECT count(*) FROM outbox WHERE vendor_id IS NOT NULL") == alone.query(
            "SELECT count(*) FROM outbox WHERE vendor_id IS NOT NULL"
        )


async def test_one_answer_that_cannot_be_written_spoils_no_other(line: Line) -> None:
    for phone in [await known(line) for _ in range(4)]:
        put(line, phone)
    messages = outbox.claim(line.means, line.now)
    answers: list[tuple[Outbound, Sent | SendFailed]] = [(m, Sent(f"SM{n:032x}", 1)) for n, m in enumerate(messages)]
    answers[2] = (messages[2], Sent(None, 1))  # type: ignore[arg-type]
    told = outbox.settle_all(line.means, answers, line.now)
    assert [type(fault) for fault in told][:2] == [type(None)] * 2
    assert isinstance(told[2], Exception)
    assert [line.row(message.outbox_id).state for message in messages] == ["accepted", "accepted", "sending", "accepted"]


async def test_an_answer_for_a_row_that_is_gone_is_told_and_the_others_are_written(line: Line) -> None:
    put(line, await known(line))
    [message] = outbox.claim(line.means, line.now)
    gone = replace(message, outbox_id=999_999)
    told = outbox.settle_all(line.means, [(gone, Sent("SM1", 1)), (message, Sent("SM2", 1))], line.now)
    assert isinstance(told[0], NotFound)
    assert line.row(message.outbox_id).state == "accepted"


async def test_a_callback_that_overtook_the_answer_is_not_taken_back(line: Line) -> None:
    number = put(line, await known(line))
    [message] = outbox.claim(line.means, line.now)
    delivery_status.note(line.means, DeliveryNote(Channel.SMS, message.token, None, "delivered"), line.now)
    assert outbox.settle_all(line.means, [(message, Sent("SM" + "5" * 32, 1))], line.now) == [None]
    assert (line.row(number).state, line.row(number).delivery) == ("delivered", "delivered")


async def test_what_is_too_late_is_not_sent(line: Line) -> None:
    phone = await known(line)
    told, number = len(phone.heard), put(line, phone, expires_at=line.now + timedelta(minutes=30))
    line.vendors.twilio.unreachable = True
    await line.sends()
    line.vendors.twilio.unreachable = False
    await line.passes(minutes=30)
    assert (line.row(number).state, line.row(number).code, len(phone.heard)) == ("cancelled", "expired", told)


TOO_LATE = {
    "taken": (Sent("SM" + "3" * 32), "accepted"),
    "later": (SendFailed("unreachable"), "queued"),
    "refused": (SendFailed("21211", permanent=True), "failed"),
    "unclear": (SendFailed("no_answer", ambiguous=True), "unknown"),
}


@pytest.mark.parametrize("said", TOO_LATE)
async def test_an_answer_that_comes_after_the_lease_still_counts(line: Line, said: str) -> None:
    number = put(line, await known(line))
    line.claims()
    line.pass_time(delivery.LEASE)
    outbox.release_expired(line.means, line.now)
    result, state = TOO_LATE[said]
    line.settles(number, result)
    assert line.row(number).state == state


# Every move of the table, and no other


def row_in(line: Line, phone: Phone, state: OutboxState, now: datetime) -> OutboxRow:
    number = put(line, phone)
    line.query("UPDATE outbox SET state = ? WHERE id = ?", state.value, number)
    return line.row(number)


@pytest.mark.parametrize("state", list(OutboxState))
@pytest.mark.parametrize("said", TOO_LATE)
async def test_settling_in_any_state_moves_only_as_the_table_says(line: Line, state: OutboxState, said: str) -> None:
    phone = await known(line)
    row = row_in(line, phone, state, line.now)
    line.settles(row.id, TOO_LATE[said][0])
    after = OutboxState(line.row(row.id).state)
    assert after == delivery.TABLE.get((state, said), state)


# To whom it may not go


async def test_to_who_opted_out_meanwhile_nothing_is_sent(line: Line) -> None:
    phone = await known(line)
    told = len(phone.heard)
    number = put(line, phone)
    line.query("UPDATE address SET opted_out = 'wording'")
    await line.sends()
    assert line.row(number).state == "cancelled"
    assert len(phone.heard) == told


async def test_night_holds_a_notice_and_nothing_else(tmp_path: Path) -> None:
    night = datetime.fromisoformat("2026-11-23T04:30:00+00:00")  # 22:30 in Chicago
    with open_line(tmp_path / "night", start=night, hold_at_night=True) as line:
        phone = line.phone()
        assert len(await phone.says(SAW)) == 2, "answers are not held"
