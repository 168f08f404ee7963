"""Long polling loses nothing and, once committed, repeats nothing."""

import asyncio
import json
import random

import pytest

from bot.fake import FakeTelegram, pretend_settings
from bot.parse import arrive
from bot.polling import poll
from bot.sender import BotSender
from tests.bot.conftest import NOW, WITNESS
from tipline.message import Choice


class Desk:
    """Accepts, or fails where it is told to. `done` is set once `wanted` updates are committed."""

    def __init__(self, wanted: int, failing=()) -> None:
        self.committed: list[str] = []
        self.attempts = 0
        self._wanted, self._failing = wanted, set(failing)
        self.done = asyncio.Event()

    async def accept(self, arrival) -> bool:
        self.attempts += 1
        if self.attempts in self._failing:
            raise RuntimeError("the disk is full")
        self.committed.append(arrival.vendor_id)
        if len(self.committed) >= self._wanted:
            self.done.set()
        return True


@pytest.fixture
def polled() -> FakeTelegram:
    return FakeTelegram(pretend_settings(), lambda: NOW)


class Polling:
    """The poller beside the test; `waits` are the pauses it made."""

    def __init__(self, fake: FakeTelegram, desk: Desk, wait_s: int = 1) -> None:
        self.waits: list[float] = []
        self._start = lambda: poll(fake.settings, desk.accept, transport=fake.transport, sleep=self._sleep, wait_s=wait_s)

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0.001)

    async def __aenter__(self):
        self._task = asyncio.create_task(self._start())
        return self

    async def __aexit__(self, *_error):
        assert not self._task.done()
        self._task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self._task


def ids(requests) -> list[str]:
    return [arrive(request.body).vendor_id for request in requests]


async def test_updates_arrive_in_order_and_only_once(polled):
    early = [polled.message(WITNESS, f"early {n}") for n in range(150)]
    desk = Desk(160)
    async with Polling(polled, desk):
        late = [polled.message(WITNESS, f"late {n}") for n in range(10)]
        await asyncio.wait_for(desk.done.wait(), 20)
        assert desk.committed == ids(early + late)
        async with asyncio.timeout(5):
            while polled.waiting:  # the next call confirms
                await asyncio.sleep(0.01)


async def test_an_update_the_desk_could_not_commit_is_fetched_again_and_no_other(polled):
    seed = random.randrange(2**32)
    print("seed", seed)
    failing = random.Random(seed).sample(range(1, 120), 30)
    wanted = ids([polled.message(WITNESS, f"{n}") for n in range(100)])
    desk = Desk(100, failing)
    async with Polling(polled, desk) as polling:
        await asyncio.wait_for(desk.done.wait(), 20)
    assert desk.committed == wanted
    assert len(polling.waits) == desk.attempts - 100 > 0


async def test_what_is_not_committed_stays_at_telegram(polled):
    polled.message(WITNESS, "one")
    polled.message(WITNESS, "two")
    desk = Desk(1, failing=range(2, 1000))
    async with Polling(polled, desk):
        async with asyncio.timeout(10):
            while desk.attempts < 5:
                await asyncio.sleep(0.01)
    assert [u["message"]["text"] for u in polled.waiting.values()] == ["two"]


async def test_faults_of_telegram_are_waited_out_longer_each_time(polled):
    polled.fail_next(502, None)
    polled.fail_next(409, "Conflict: terminated by other getUpdates request")
    polled.fail_next(401, "Unauthorized")
    polled.fail_next(429, "Too Many Requests: retry after 17", 17)
    for _ in range(3):
        polled.fail_next(500, "Internal Server Error")
    wanted = ids([polled.message(WITNESS, "after the storm")])
    desk = Desk(1)
    async with Polling(polled, desk) as polling:
        await asyncio.wait_for(desk.done.wait(), 20)
    assert desk.committed == wanted
    assert polling.waits == [1, 2, 5, 17, 30, 30, 30]


async def test_telegram_out_of_reach_is_waited_out(polled):
    polled.unreachable = True
    desk = Desk(1)
    async with Polling(polled, desk) as polling:
        async with asyncio.timeout(10):
            while len(polling.waits) < 3:
                await asyncio.sleep(0.01)
        wanted = ids([polled.message(WITNESS, "back")])
        polled.unreachable = False
        await asyncio.wait_for(desk.done.wait(), 20)
    assert desk.committed == wanted


async def test_a_webhook_left_from_before_is_taken_away_and_nothing_waiting_is_dropped(polled):
    polled.webhook_url = "https://old.example.org/bot/webhook"
    polled.message(WITNESS, "waiting")
    desk = Desk(1)
    async with Polling(polled, desk):
        await asyncio.wait_for(desk.done.wait(), 20)
    name, params = polled.calls[0]
    assert (name, params) == ("deleteWebhook", {"drop_pending_updates": "false"})
    assert polled.menus.keys() == {"", "es"}


async def test_the_kinds_of_updates_the_line_reads_are_asked_for(polled):
    polled.message(WITNESS, "x")
    desk = Desk(3)
    async with Polling(polled, desk):
        polled.edit(WITNESS, "y")
        polled.block(WITNESS)
        await asyncio.wait_for(desk.done.wait(), 20)
    asked = next(params for name, params in polled.calls if name == "getUpdates")
    assert json.loads(asked["allowed_updates"]) == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_a_pressed_button_stops_turning(polled, outbound):
    polled.message(WITNESS, "hi")
    await BotSender(polled.settings, polled.transport).send(outbound(choices=(Choice("now", "Now"),)))
    press = polled.press(WITNESS, "now")
    desk = Desk(2)
    async with Polling(polled, desk):
        await asyncio.wait_for(desk.done.wait(), 20)
        async with asyncio.timeout(5):
            while not polled.answered:
                await asyncio.sleep(0.01)
    assert polled.answered == [json.loads(press.body)["callback_query"]["id"]]
