"""Missed texts: what the webhook never brought comes in from Twilio's list as the webhook would have brought it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.catching_up import catch_up
from api.stand_ins import arrival
from sms.backlog import SmsBacklog
from sms.parse import DROPPED
from tests.desk.line import SAW, Line, open_line
from tests.desk.test_outbox import known, put
from tipline.desk import catching_up, inbox
from tipline.errors import SendFailed
from tipline.message import Channel

PICTURES = [("image/jpeg", b"one"), ("video/mp4", b"two")]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


def waiting(line: Line) -> list[str]:
    with line.read() as tx:
        rows = tx.inbox.due(line.now, 10_000)
    return [line.means.parsers[Channel.SMS](line.wiring.seals.open_inbox(r.payload), r.received_at).text for r in rows]


async def test_a_listed_message_reads_as_its_webhook_would_have(line: Line) -> None:
    request = line.vendors.twilio.inbound("+17735550142", "look\nhere — ¿qué?", PICTURES)
    backlog = SmsBacklog(line.vendors.sms, line.vendors.twilio.transport)
    [late], reached = await backlog.received(line.now - timedelta(hours=1), line.now)
    listed, brought = await backlog.arrival(late), arrival(request)
    assert (listed.channel, listed.vendor_id, listed.address) == (brought.channel, brought.vendor_id, brought.address)
    parse = line.means.parsers[Channel.SMS]
    assert parse(listed.payload, line.now) == parse(brought.payload, line.now)
    assert reached == line.now
    assert not DROPPED & set(json.loads(listed.payload))


async def test_what_no_webhook_brought_comes_in_once_in_order_and_at_its_own_time(line: Line) -> None:
    twilio, times = line.vendors.twilio, []
    for n in range(5):
        request = twilio.inbound("+17735550142", f"text {n}")
        times.append(line.now)
        if n in (0, 4):
            inbox.accept(line.wiring.store, line.wiring.seals, arrival(request), line.now)
        line.pass_time(timedelta(minutes=1))
    assert await catch_up(line.wiring) == 3
    assert waiting(line) == ["text 0", "text 4", "text 1", "text 2", "text 3"]
    with line.read() as tx:
        assert [row.received_at for row in tx.inbox.due(line.now, 9)] == [times[n] for n in (0, 4, 1, 2, 3)]
    assert await catch_up(line.wiring) == 0
    assert not line.takes(request), "nor does a webhook that comes late bring it again"


async def test_a_missed_message_becomes_a_report_and_is_answered(line: Line) -> None:
    phone = line.phone()
    line.vendors.twilio.inbound(phone.address.value, SAW, [("image/jpeg", b"\xff\xd8")])
    line.pass_time(timedelta(minutes=50))
    await catch_up(line.wiring)
    await line.work()
    await line.passes(seconds=5)
    [report] = phone.reports
    assert "ref" in phone.heard[0]
    assert len(phone.evidence) == 1
    assert report.created_at <= line.now


async def test_only_the_first_look_goes_a_day_back(line: Line) -> None:
    look = lambda: line.now - catching_up.since(line.wiring.store, Channel.SMS, line.now)  # noqa: E731
    assert look() == catching_up.REACH
    await catch_up(line.wiring)
    assert look() == catching_up.OVERLAP
    line.pass_time(timedelta(hours=3))
    assert look() == timedelta(hours=3) + catching_up.OVERLAP
    line.pass_time(timedelta(days=9))
    assert look() == catching_up.REACH
    line.clock.move_to(line.now - timedelta(days=10))
    assert look() == catching_up.OVERLAP, "a clock that went back does not hide what comes"


@pytest.mark.parametrize("trouble", ["unreachable", "in the middle"])
async def test_a_look_that_fails_is_made_again_from_where_it_began(line: Line, trouble: str) -> None:
    await catch_up(line.wiring)
    line.vendors.twilio.inbound("+17735550142", "look", PICTURES)
    line.pass_time(timedelta(minutes=20))
    if trouble == "unreachable":
        line.vendors.twilio.unreachable = True
    else:
        line.vendors.twilio.fail_every = 2  # the list of messages comes, that of the media does not
    assert await catch_up(line.wiring) == 0
    line.vendors.twilio.unreachable, line.vendors.twilio.fail_every = False, 0
    line.pass_time(timedelta(minutes=20))
    assert await catch_up(line.wiring) == 1
    with line.read() as tx:
        [row] = tx.inbox.due(line.now, 9)
    payload = line.wiring.seals.open_inbox(row.payload)
    assert len(line.means.parsers[Channel.SMS](payload, row.received_at).attachments) == 2


async def test_more_than_fits_is_read_in_shorter_spans_and_stays_in_order(line: Line) -> None:
    for n in range(3_600):
        line.vendors.twilio.inbound(f"+1773555{n % 50:04d}", f"text {n}")
        line.pass_time(timedelta(seconds=2))
    backlog = SmsBacklog(line.vendors.sms, line.vendors.twilio.transport)
    first, reached = await backlog.received(line.now - timedelta(hours=3), line.now)
    assert reached < line.now
    rest, _ = await backlog.received(reached, line.now)
    texts = list(dict.fromkeys(late.fields["Body"] for late in [*first, *rest]))
    assert texts == [f"text {n}" for n in range(3_600)]


async def test_what_was_not_meant_for_us_stays_out(line: Line) -> None:
    twilio = line.vendors.twilio
    twilio.take("+17735550142", "our own words", None, None)
    twilio.inbound("+17735550142", "STOP")  # the carrier answers by itself
    twilio.inbound("+17735550142", "to another number of the account")
    sid = list(twilio.messages)[-1]
    twilio.messages[sid] = replace(twilio.messages[sid], to="+17735550101")
    assert await catch_up(line.wiring) == 1
    assert waiting(line) == ["STOP"]


async def test_how_far_our_own_messages_came_is_read_along(line: Line) -> None:
    phone = await known(line)
    number = put(line, phone)
    await line.sends()
    list(line.vendors.twilio.status_callbacks())  # all of them are lost
    assert line.row(number).delivery == "accepted"
    before = line.count("change")
    await catch_up(line.wiring)
    assert (line.row(number).state, line.row(number).delivery) == ("delivered", "delivered")
    changed = line.count("change")
    assert changed > before
    await catch_up(line.wiring)
    assert line.count("change") == changed, "what is known is not written again"


@pytest.mark.parametrize("status", [401, 500, 503])
async def test_a_list_that_is_refused_is_said_so(line: Line, status: int) -> None:
    backlog = SmsBacklog(line.vendors.sms, line.vendors.twilio.transport)
    line.vendors.twilio.fail_next(20003 if status == 401 else 20500, status)
    with pytest.raises(SendFailed):
        await backlog.received(line.now - timedelta(hours=1), line.now)
