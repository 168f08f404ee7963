"""The demo's stage: brings what a phone does to the line's real routes, and the vendors' callbacks after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import structlog
from fastapi import FastAPI

from api.clock import ShiftedClock
from api.phone import pictures
from api.phone.witnesses import CAST, Witness
from api.stand_ins import Request, StandIns
from api.talk import CHAT, NUMBER
from tipline.message import Address, Channel

log = structlog.get_logger()
PHONES = {"sms": Address(Channel.SMS, NUMBER), "telegram": Address(Channel.TELEGRAM, CHAT)}
_TICK = 0.25  # how often delivery callbacks that are due are brought


class Stage:
    """One demo: two phones in hand, a cast of scripted witnesses, and what was typed on the phones so far."""

    def __init__(self, vendors: StandIns, clock: ShiftedClock, *, witnesses: bool) -> None:
        self.vendors, self.clock = vendors, clock
        self._witnesses = witnesses
        self._typed: dict[str, list[dict[str, Any]]] = {name: [] for name in PHONES}
        self._client: httpx2.AsyncClient | None = None

    @asynccontextmanager
    async def play(self, app: FastAPI) -> AsyncIterator[None]:
        """While the application serves: bring callbacks, and let the witnesses speak."""
        self._client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=self.vendors.sms.public_url)
        tasks = [asyncio.create_task(self._callbacks())]
        if self._witnesses:
            tasks += [asyncio.create_task(self._perform(witness)) for witness in CAST]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._client.aclose()

    async def text(self, phone: str, words: str) -> None:
        self._type(phone, text=words)
        await self._bring(self.vendors.text(PHONES[phone], words))

    async def photo(self, phone: str, picture: str, words: str) -> None:
        self._type(phone, text=words, picture=picture)
        await self._bring(self.vendors.photo(PHONES[phone], pictures.jpeg(picture), words))

    async def pin(self, phone: str, lat: float, lng: float) -> None:
        self._type(phone, text=f"Pin dropped at {lat:.4f}, {lng:.4f}")
        await self._bring(self.vendors.pin(PHONES[phone], lat, lng))

    async def press(self, message_id: int, code: str, label: str) -> None:
        self._type("telegram", text=label)
        await self._bring(self.vendors.telegram.press(int(CHAT), code, message_id))

    def shown(self) -> dict[str, Any]:
        """Both phones as the page draws them."""
        return {name: {"clock": self._clock(), "messages": self._messages(name)} for name in PHONES}

    def _type(self, phone: str, **what: str) -> None:
        number = len(self._typed[phone]) + 1
        now = self.clock.now()
        self._typed[phone].append({"id": f"me-{number}", "side": "me", "order": now, "at": self._clock(), **what})

    def _clock(self) -> str:
        return self.clock.now().astimezone(self.clock.zone).strftime("%H:%M")

    def _messages(self, phone: str) -> list[dict[str, Any]]:
        heard = self._sms_heard() if phone == "sms" else self._telegram_heard()
        every = sorted([*self._typed[phone], *heard], key=lambda message: message["order"])
        return [{key: value for key, value in message.items() if key != "order"} for message in every]

    def _sms_heard(self) -> list[dict[str, Any]]:
        return [
            {
                "id": message.sid,
                "side": "carrier" if message.from_carrier else "line",
                "order": message.at,
                "text": message.body,
                "at": message.at.astimezone(self.clock.zone).strftime("%H:%M"),
                "status": message.status,
            }
            for message in self.vendors.twilio.messages_to(NUMBER)
        ]

    def _telegram_heard(self) -> list[dict[str, Any]]:
        return [
            {
                "id": message.message_id,
                "side": "line",
                "order": message.at,
                "text": message.text,
                "at": message.at.astimezone(self.clock.zone).strftime("%H:%M"),
                "status": "delivered",
                "answers": [{"code": code, "label": label} for code, label in message.buttons],
            }
            for message in self.vendors.telegram.messages_to(int(CHAT))
        ]

    async def _perform(self, witness: Witness) -> None:
        for line in witness.lines:
            await asyncio.sleep(line.after)
            if line.pin is not None:
                await self._bring(self.vendors.pin(witness.address, *line.pin))
            elif line.picture is not None:
                await self._bring(self.vendors.photo(witness.address, pictures.jpeg(line.picture), line.text))
            else:
                await self._bring(self.vendors.text(witness.address, line.text))

    async def _callbacks(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            for request in self.vendors.twilio.status_callbacks():
                await self._bring(request)

    async def _bring(self, request: Request) -> None:
        assert self._client is not None
        answer = await self._client.post(request.path, headers=dict(request.headers), content=request.body)
        if answer.status_code != httpx2.codes.OK:
            log.error("the line refused a simulated phone", status=answer.status_code)
