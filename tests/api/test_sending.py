"""A channel's sends in one process: never begun late, never waited for too long, never too many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.sending import AT_ONCE, FOR_URGENT, Sending
from tests.desk.line import Line, open_line
from tests.drills import skipping
from tests.drills.room import know, number, queue
from tipline import delivery
from tipline.breaker import FAULTS_IN_A_ROW, Gate, gate
from tipline.errors import SendFailed
from tipline.message import Channel, Outbound, Sent


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


class Hangs:
    """A sender whose vendor never answers; a 911 line is taken."""

    def __init__(self) -> None:
        self.under_way = self.most = 0

    async def send(self, message: Outbound) -> Sent:
        if message.text == "call 911":
            return Sent("SM" + "1" * 32)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(3600)
        finally:
            self.under_way -= 1
        raise AssertionError("nobody waits for an hour")


def with_sender(line: Line, sender: object) -> Sending:
    line.wiring = replace(line.wiring, senders={**line.wiring.senders, Channel.SMS: sender})  # type: ignore[dict-item]
    return Sending(line.wiring, Channel.SMS)


async def rounds(sending: Sending, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        if not await sending.round():
            await asyncio.sleep(1)


def test_a_vendor_that_never_answers_is_given_up_within_the_lease_and_holds_so_many_sends_and_no_more(line: Line) -> None:
    ids = know(line, Channel.SMS, [number(n) for n in range(60)])
    rows = queue(line, [(address, "Notice 2 - K7Q2") for address in ids])

    async def play() -> tuple[Hangs, set[str], timedelta]:
        hangs, began = Hangs(), line.now
        sending = with_sender(line, hangs)
        await rounds(sending, delivery.LONGEST_SEND.total_seconds() + 2)
        states = {line.row(row).state for row in rows[:AT_ONCE]}
        urgent = queue(line, [(ids[0], "call 911")], urgent=True)[0]
        await rounds(sending, 3)
        assert line.row(urgent).state == "accepted"
        took = line.now - began
        await sending.stop()
        return hangs, states, took

    hangs, states, took = skipping.run(line, play)
    assert AT_ONCE <= hangs.most <= AT_ONCE + FOR_URGENT
    assert hangs.under_way == 0
    assert states == {"unknown"}
    assert took < delivery.LEASE


def test_what_could_not_be_begun_in_time_is_left_to_the_next_claim(line: Line) -> None:
    [address] = know(line, Channel.SMS, [number(1)])
    [row] = queue(line, [(address, "Notice 2 - K7Q2")])

    async def play() -> Sent | SendFailed:
        sending = Sending(line.wiring, Channel.SMS)
        claimed = asyncio.get_running_loop().time()
        [message] = await sending._claim(1, urgent_only=False)
        await asyncio.sleep(delivery.LATEST_START.total_seconds() + 1)
        return await sending._try(message, claimed)

    result = skipping.run(line, play)
    assert isinstance(result, SendFailed)
    assert (result.code, result.ambiguous, result.permanent) == ("ran_out_of_time", False, False)
    assert line.vendors.twilio.messages == {}
    assert line.row(row).state == "sending"


def test_a_message_that_is_itself_to_blame_says_nothing_of_its_vendor(line: Line) -> None:
    ids = know(line, Channel.SMS, [number(n) for n in range(FAULTS_IN_A_ROW * 2)])
    queue(line, [(address, "Notice 2 - K7Q2") for address in ids])

    class Refuses:
        async def send(self, _message: Outbound) -> Sent:
            raise SendFailed("21211", permanent=True)

    async def play() -> Gate:
        sending = with_sender(line, Refuses())
        await rounds(sending, 3)
        return gate(sending.breaker, asyncio.get_running_loop().time())

    assert skipping.run(line, play) is Gate.ALL


def test_when_the_vendor_is_well_again_what_it_put_off_goes_at_once(line: Line) -> None:
    ids = know(line, Channel.SMS, [number(n) for n in range(8)])
    rows = queue(line, [(address, "Notice 2 - K7Q2") for address in ids])

    async def play() -> None:
        sending = Sending(line.wiring, Channel.SMS)
        line.vendors.twilio.unreachable = True
        await rounds(sending, 3600)
        assert max(line.row(row).tries for row in rows) <= 2, "no message is spent on trials"
        line.vendors.twilio.unreachable = False
        await rounds(sending, 90)

    skipping.run(line, play)
    assert {line.row(row).state for row in rows} == {"accepted"}


@pytest.mark.parametrize("channel", list(Channel))
async def test_the_probe_tells_a_vendor_that_answers_from_one_that_does_not(line: Line, channel: Channel) -> None:
    vendor = line.vendors.twilio if channel is Channel.SMS else line.vendors.telegram
    await line.wiring.probes[channel]()
    vendor.fail_every = 1
    with pytest.raises(SendFailed):
        await line.wiring.probes[channel]()
    vendor.fail_every, vendor.unreachable = 0, True
    with pytest.raises(SendFailed):
        await line.wiring.probes[channel]()
