"""Many processes on one PostgreSQL database do what one does: live pages, one poller, and nothing twice."""

from __future__ import annotations

import asyncio
import re
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest

from tests.processes.fleet import Fleet, Member, fleet
from tipline import custody

SAW = "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, happening now"
_PATIENCE_S = 90.0  # a killed worker's deliveries are free again after half a minute


async def until(true: Callable[[], object], what: str, hurried: Fleet | None = None) -> None:
    """Wait for it; `hurried`: meanwhile the desk's time runs five times as fast, for bursts and leases end by it."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not true():
                await asyncio.sleep(0.05)
                if hurried is not None:
                    hurried.clock.forward(timedelta(seconds=0.2))
    except TimeoutError:
        raise AssertionError(f"It never came: {what}") from None


async def post_text(made: Fleet, member: Member, number: str, words: str) -> int:
    request = made.vendors.twilio.inbound(number, words)
    async with httpx2.AsyncClient(base_url=member.url, timeout=20.0, trust_env=False) as client:
        answer = await client.post(request.path, headers=dict(request.headers), content=request.body)
    return answer.status_code


class Page:
    """A live page: what it heard, with the number it would resume from."""

    def __init__(self, client: httpx2.AsyncClient, after: str | None = None) -> None:
        self.heard: list[tuple[str, str]] = []
        self._headers = {"Last-Event-ID": after} if after else {}
        self._task = asyncio.create_task(self._listen(client))

    async def _listen(self, client: httpx2.AsyncClient) -> None:
        async with client.stream("GET", "/console/events", headers=self._headers) as answer:
            assert answer.status_code == 200, answer.status_code
            event = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                if line.startswith("id: "):
                    self.heard.append((event, line.removeprefix("id: ")))

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.heard}

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.mark.timeout(300)
async def test_a_page_at_one_process_shows_what_another_took_in_and_a_third_worked_out(postgresql_url: str) -> None:
    async with fleet(postgresql_url) as made:
        one, two = [await made.start("serve") for _ in range(2)]
        workers = [await made.start("work") for _ in range(2)]
        for member in (one, two):
            await made.answers(member)
        async with made.console(one) as client:
            page = Page(client)
            await until(lambda: "beat" in page.names, "the page's first beat")
            assert await post_text(made, two, "+17735550141", SAW) == 200
            await until(lambda: {"queue", "case-1"} <= page.names, "the report at the other process's page")
            last = page.heard[-1][1]
            await page.close()

            await made.kill(one)  # the page's process dies; meanwhile more comes in
            for n in range(3):
                assert await post_text(made, two, f"+1773555015{n}", SAW.replace("Kedzie", "Pulaski")) == 200
            await made.kill(workers[0])
        async with made.console(two) as client:
            listed: set[str] = set()

            async def shown() -> bool:
                listed.update(re.findall(r"/console/cases/(\d+)", (await client.get("/console")).text))
                return len(listed) >= 2

            async with asyncio.timeout(_PATIENCE_S):
                while not await shown():
                    await asyncio.sleep(0.2)
            resumed = Page(client, last)
            await until(lambda: {f"case-{n}" for n in listed - {"1"}} <= resumed.names, "what came while it was away")
            await resumed.close()
        await until(lambda: len(made.vendors.twilio.messages_to("+17735550152")) >= 2, "an answer from the worker left", made)
        looking = made.wiring()

        def messages() -> int:
            with looking.store.read() as tx:
                return int(tx.conn.exec_driver_sql("SELECT count(*) FROM message").scalar())

        try:
            await until(lambda: messages() >= 4, "what the killed worker had claimed", made)
            with looking.store.read() as tx:
                assert custody.verify(tx.custody.entries()) == []
                assert messages() == 4
                assert tx.inbox.parked() == []
        finally:
            looking.close()


async def test_one_process_polls_telegram_and_another_goes_on_when_it_is_killed_or_put_to_sleep(
    postgresql_url: str,
) -> None:
    async with fleet(postgresql_url, polling=True) as made:
        telegram = made.vendors.telegram
        serves = [await made.start("serve") for _ in range(2)]
        await made.start("work")
        for member in serves:
            await made.answers(member)

        def leading(among: list[Member]) -> list[Member]:
            def leads(member: Member) -> bool:
                log = member.log()
                return log.rfind('"leading"') > log.rfind('"no longer leading"')

            return [member for member in among if leads(member)]

        await until(lambda: len(leading(serves)) == 1, "one of two polls")
        telegram.message(7_735_550_141, SAW)
        await until(lambda: telegram.messages_to(7_735_550_141), "an answer", made)

        [first] = leading(serves)
        [second] = [member for member in serves if member is not first]
        made.signal(first, signal.SIGSTOP)
        await until(lambda: leading([second]), "the other polls while the first is asleep")
        telegram.message(7_735_550_142, SAW)
        await until(lambda: telegram.messages_to(7_735_550_142), "an answer from the second", made)
        made.signal(first, signal.SIGCONT)
        await until(lambda: '"no longer leading"' in first.log(), "the sleeper has stopped")

        await made.kill(second)
        telegram.message(7_735_550_143, SAW)
        await until(lambda: telegram.messages_to(7_735_550_143), "the first polls again", made)

        told = Counter((m.chat_id, m.text) for m in telegram.sent)
        assert set(told.values()) == {1}
        looking = made.wiring()
        try:
            with looking.store.read() as tx:
                assert tx.conn.exec_driver_sql("SELECT count(*) FROM message").scalar() == 3
        finally:
            looking.close()
