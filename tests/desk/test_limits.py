"""The month's budget of texts and whom the line texts: effects are limited, intake never, and nothing is lost silently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sms.segments import segments
from tests.desk.line import SAW, Line, Phone, open_line
from tests.desk.test_outbox import put
from tipline.budget import ABROAD, OVER_BUDGET, Budget, SmsLimits
from tipline.delivery import Stream
from tipline.desk import limits
from tipline.message import Address, Channel


def limit(line: Line, budget: Budget | None = None, prefixes: tuple[str, ...] = ()) -> None:
    means = replace(line.wiring.means, sms_limits=SmsLimits(segments, budget, prefixes))
    line.wiring = replace(line.wiring, means=means)


def used(line: Line) -> int:
    with line.read() as tx:
        return limits.used(tx, line.means.zone, line.now)


def notice(line: Line, phone: Phone, **how: object) -> int:
    return put(line, phone, "Update 2 on K7Q2.", stream=Stream.NOTICE, **how)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


async def test_what_was_sent_is_counted_in_segments_of_the_lines_own_month(line: Line) -> None:
    limit(line, Budget(1000, 0))
    phone = line.phone()
    await phone.says(SAW)
    sent = sum(segments(text) for text in phone.heard)
    assert used(line) == sent > 0
    telegram = line.phone(Channel.TELEGRAM)
    await telegram.says(SAW)
    assert used(line) == sent
    line.clock.move_to(datetime(2026, 12, 1, 5, 59, tzinfo=UTC))  # 23:59 in Chicago
    assert used(line) == sent
    line.clock.move_to(datetime(2026, 12, 1, 6, 0, tzinfo=UTC))
    assert used(line) == 0


async def test_what_is_on_its_way_counts_before_the_vendor_has_answered(line: Line) -> None:
    limit(line, Budget(1000, 0))
    phone = line.phone()
    await phone.says(SAW)
    before = used(line)
    put(line, phone, "x" * 161, author="ana")
    assert line.claims()
    assert used(line) == before + 2


async def test_an_automatic_reply_beyond_the_budget_is_cancelled_with_its_reason_and_the_report_is_there(line: Line) -> None:
    limit(line, Budget(1, 1))
    phone = line.phone()
    assert await phone.says(SAW) == []
    assert phone.heard == []
    assert [report.report.state for report in phone.reports] == ["open"]
    assert {(row.state, row.code) for row in phone.outbox} == {("cancelled", OVER_BUDGET)}
    assert line.banners() == ["budget_reserve_only"]


async def test_a_privacy_notice_that_never_went_out_is_given_again_and_the_log_says_so(line: Line) -> None:
    limit(line, Budget(1, 1))
    phone = line.phone()
    await phone.says(SAW)
    assert phone.contact.notice_version is None
    assert "privacy notice not sent after all" in line.custody()
    limit(line)
    await line.passes(minutes=5)
    replies = await phone.says("they are leaving now")
    assert "privacy_notice" in [key for reply in replies for key in reply.keys]
    assert phone.contact.notice_version is not None


async def test_danger_a_persons_reply_and_an_opt_out_go_whatever_is_spent(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    limit(line, Budget(1, 1))
    heard = len(phone.heard)
    put(line, phone, "Call 911 now.", urgent=True)
    put(line, phone, "Are you safe?", author="ana")
    await line.sends()
    await line.sends()
    assert phone.heard[heard:] == ["Call 911 now.", "Are you safe?"]
    told = await phone.says("please stop texting me")
    assert "stop_confirmed" in [key for reply in told for key in reply.keys]


async def test_a_notice_uses_the_reserve_and_then_waits_until_there_is_room(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    spent = used(line)
    limit(line, Budget(spent + 1, 1))
    first, second = notice(line, phone), notice(line, phone)
    await line.sends()
    await line.sends()
    assert line.row(first).state == "accepted"
    held = line.row(second)
    assert (held.state, held.code) == ("queued", OVER_BUDGET)
    assert line.now < held.not_before <= line.now + timedelta(hours=1)
    assert line.banners() == ["budget_spent"]
    limit(line, Budget(spent + 10, 1))
    await line.passes(hours=1)
    assert line.row(second).state == "accepted"
    assert line.row(second).code is None
    assert line.banners() == []


async def test_a_held_notice_never_wakes_anybody_on_the_first_of_the_month(tmp_path: Path) -> None:
    with open_line(tmp_path, start=datetime(2026, 12, 1, 1, 0, tzinfo=UTC), hold_at_night=True) as line:  # 19:00, 30 November
        phone = line.phone()
        await phone.says(SAW)
        limit(line, Budget(1, 1))
        await line.passes(minutes=90)  # 20:30
        number = notice(line, phone, not_before=line.now)
        await line.sends()
        assert line.row(number).not_before == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)  # 8:00, 1 December
        line.clock.move_to(line.row(number).not_before)
        await line.sends()
        assert line.row(number).state == "accepted"


async def test_a_held_reply_keeps_nobody_elses_place_in_line(line: Line) -> None:
    limit(line, Budget(1, 1))
    first, second = line.phone(), line.phone(Channel.TELEGRAM)
    assert await first.says(SAW) == []
    assert await second.says(SAW) != []


async def test_a_number_from_elsewhere_is_heard_and_not_answered(line: Line) -> None:
    limit(line, None, ("+1",))
    abroad = Phone(line, Address(Channel.SMS, "+4915550123456"))
    assert await abroad.says(SAW) == []
    assert len(abroad.reports) == 1
    assert {(row.state, row.code) for row in abroad.outbox} == {("cancelled", ABROAD)}
    assert await line.phone().says(SAW) != []
    assert line.banners() == []


async def test_without_limits_everybody_is_answered(line: Line) -> None:
    abroad = Phone(line, Address(Channel.SMS, "+4915550123456"))
    assert await abroad.says(SAW) != []


async def test_a_notice_that_waited_for_the_budget_has_all_its_tries_left(line: Line) -> None:
    phone = line.phone()
    await phone.says(SAW)
    limit(line, Budget(1, 1))
    number = notice(line, phone)
    for _ in range(30):
        await line.passes(hours=1)
    assert (line.row(number).state, line.row(number).tries) == ("queued", 0)


async def test_a_number_from_elsewhere_that_asks_to_be_forgotten_is_forgotten_without_an_answer(tmp_path: Path) -> None:
    with open_line(tmp_path, schedule="Local Records Act 12-3") as line:
        limit(line, None, ("+1",))
        abroad = Phone(line, Address(Channel.SMS, "+4915550123456"))
        await abroad.says("hello")
        address_id = abroad.contact.address_id
        await abroad.says("FORGET ME")
        with line.read() as tx:
            assert tx.people.contact(address_id).wrapped_key is None
