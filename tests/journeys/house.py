"""A whole installation for the journeys: the demo's own line, reached over HTTP, with phones that speak and hear."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx2

import storage.keys
from api import demo, readers, web, wiring
from api.clock import ShiftedClock
from api.phone import pictures
from api.phone.stage import Stage
from api.settings import Settings
from api.stand_ins import Request, StandIns
from api.worker import Worker
from tipline.message import Address, Channel

ADDRESS = "http://localhost:8000"
_PATIENCE = 15.0
WORKERS = 2


@cache
def _known() -> readers.Knowledge:
    return readers.knowledge(Settings())


@dataclass
class Phone:
    """One witness's phone. `hears` waits for the next message that holds all the given words."""

    house: House
    address: Address
    read: int = 0
    heard: list[str] = field(default_factory=list)

    async def says(self, text: str) -> None:
        await self.house.bring(self.house.vendors.text(self.address, text))

    async def sends_photo(self, text: str = "", data: bytes | None = None) -> None:
        photo = data if data is not None else pictures.jpeg("vans")
        await self.house.bring(self.house.vendors.photo(self.address, photo, text))

    async def drops_pin(self, lat: float, lng: float) -> None:
        await self.house.bring(self.house.vendors.pin(self.address, lat, lng))

    async def presses(self, code: str) -> None:
        assert self.address.channel is Channel.TELEGRAM
        chat = int(self.address.value)
        last = [m for m in self.house.vendors.telegram.messages_to(chat) if m.buttons][-1]
        await self.house.bring(self.house.vendors.telegram.press(chat, code, last.message_id))

    async def hears(self, *words: str) -> str:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            messages = self._messages()
            while self.read < len(messages):
                text = messages[self.read]
                self.read += 1
                self.heard.append(text)
                if all(word.casefold() in text.casefold() for word in words):
                    return text
            await asyncio.sleep(0.05)
        raise AssertionError(f"Waited for {words}; heard {self.heard}.")

    async def hears_nothing(self, seconds: float = 3.5) -> None:
        await asyncio.sleep(seconds)
        new = self._messages()[self.read :]
        assert not new, f"Expected silence; heard {new}."

    def _messages(self) -> list[str]:
        if self.address.channel is Channel.SMS:
            return [m.body for m in self.house.vendors.twilio.messages_to(self.address.value)]
        return [m.text for m in self.house.vendors.telegram.messages_to(int(self.address.value))]


@dataclass
class Dispatcher:
    """A person at the console, signed in through the browser's own forms."""

    client: httpx2.AsyncClient
    csrf: str

    async def page(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    async def finds(self, *words: str) -> int:
        """The number of the case whose page holds all the words; waits for it."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            listed = await self.page("/console")
            for case_id in dict.fromkeys(re.findall(r"/console/cases/(\d+)", listed)):
                shown = await self.page(f"/console/cases/{case_id}")
                if all(word.casefold() in shown.casefold() for word in words):
                    return int(case_id)
            await asyncio.sleep(0.1)
        raise AssertionError(f"No case at the console shows {words}.")

    async def does(self, case_id: int, act: str, **form: str) -> str:
        shown = await self.page(f"/console/cases/{case_id}")
        seen = re.search(r'name="seen" value="(\d+)"', shown)
        body = {"csrf": self.csrf, **({"seen": seen[1]} if seen else {}), **form}
        answer = await self.client.post(f"/console/cases/{case_id}/{act}", data=body, follow_redirects=True)
        assert answer.status_code == 200, (act, answer.status_code, answer.text[:2000])
        return answer.text


@dataclass
class House:
    """The line, serving."""

    demo: demo.Demo
    client: httpx2.AsyncClient
    numbers: int = 120

    @property
    def vendors(self):  # type: ignore[no-untyped-def]
        return self.demo.stage.vendors

    def sms_phone(self) -> Phone:
        self.numbers += 1
        return Phone(self, Address(Channel.SMS, f"+1773555{self.numbers:04d}"))

    def telegram_phone(self) -> Phone:
        self.numbers += 1
        return Phone(self, Address(Channel.TELEGRAM, f"77355{self.numbers:05d}"))

    async def bring(self, request: Request) -> None:
        answer = await self.client.post(request.path, headers=dict(request.headers), content=request.body)
        assert answer.status_code == 200, answer.status_code

    @asynccontextmanager
    async def dispatcher(self, role: str = "dispatcher") -> AsyncIterator[Dispatcher]:
        transport = httpx2.ASGITransport(app=self.demo.app)
        headers = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as client:
            answer = await client.post(self.demo.links[role])
            assert answer.status_code == 303, answer.status_code
            shown = (await client.get("/console")).text
            token = re.search(r'csrf[^>]*?(?:value|content|data-csrf)="([^"]+)"', shown, re.IGNORECASE)
            assert token, "The console shows no form token."
            yield Dispatcher(client, token[1])


@asynccontextmanager
async def open_house(folder: Path, url: str = "") -> AsyncIterator[House]:
    """Serve an installation in `folder` until the block ends: one process on SQLite; on PostgreSQL (`url`) the doors and
    two workers apart, each with its own wiring and its own connections."""
    if url.startswith("postgresql"):
        async with _apart(folder, url) as house:
            yield house
        return
    made = demo.prepare(Settings(), folder, ADDRESS, witnesses=False, known=_known())
    try:
        async with made.app.router.lifespan_context(made.app):
            transport = httpx2.ASGITransport(app=made.app)
            async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                yield House(made, client)
    finally:
        made.wiring.close()


@asynccontextmanager
async def _apart(folder: Path, url: str) -> AsyncIterator[House]:
    settings = Settings(data_dir=folder / "data", key_dir=folder / "keys", database_url=url, public_url=ADDRESS)
    storage.keys.init_keys(settings.key_dir)
    clock = ShiftedClock(settings.zone)
    vendors = StandIns(clock, ADDRESS)
    made, *others = [wiring.build(settings, clock=clock, vendors=vendors, known=_known()) for _ in range(1 + WORKERS)]
    async with AsyncExitStack() as stack:
        for each in (made, *others):
            stack.callback(each.close)
        stage = Stage(vendors, clock, witnesses=False)
        app = web.build(made, with_worker=settings.embedded, also=demo._playing(stage))
        house = demo.Demo(app, made, stage, demo._accounts(made, app))
        for each in others:
            worker = Worker(each)
            worker.start()
            stack.push_async_callback(worker.stop)
        await stack.enter_async_context(app.router.lifespan_context(app))
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ADDRESS)
        yield House(house, await stack.enter_async_context(client))
