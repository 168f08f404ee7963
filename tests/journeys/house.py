"""A whole installation for the journeys: the demo's own line, reached over HTTP, with phones that speak and hear."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from api import demo
from api.phone import pictures
from api.settings import Settings
from api.stand_ins import Request
from tipline.message import Address, Channel

ADDRESS = "http://localhost:8000"
_PATIENCE = 15.0


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
async def open_house(folder: Path, settings: Settings | None = None) -> AsyncIterator[House]:
    """Serve an installation in `folder` until the block ends."""
    made = demo.prepare(settings or Settings(), folder, ADDRESS, witnesses=False)
    try:
        async with made.app.router.lifespan_context(made.app):
            transport = httpx2.ASGITransport(app=made.app)
            async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                yield House(made, client)
    finally:
        made.wiring.close()
