"""Who uses the line during a drill: people who text, send photos and albums, press buttons; and staff who act."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from dataclasses import dataclass, field

import httpx2

from api.phone import pictures
from tests.crash.vendors import Vendors

_CORNERS = ("26th and Kedzie", "47th and Ashland", "18th and Blue Island", "63rd and Pulaski", "Devon and Western")
_WORDS = (
    "ICE is taking two people at {corner}, a white van and four agents in vests",
    "Hay dos camionetas de la migra en {corner}, se llevaron a un hombre hace cinco minutos",
    "they are knocking on doors near {corner}", "about 3 agents, one car left", "yes", "no", "status", "help me",
    "{corner}", "se fueron", "a woman was pushed to the ground at {corner}, she is bleeding",
)
_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
_STATUS = re.compile(r'name="seen" value="(\d+)"')
_CASE = re.compile(r"/console/cases/(\d+)")
_REPORT = re.compile(r'name="report" value="(\d+)"')


class People:
    """A hundred phones and twice as many chats, and as many newcomers as are asked for."""

    def __init__(self, vendors: Vendors, chance: random.Random) -> None:
        self._vendors, self._chance = vendors, chance
        self._turn = self._newcomers = 0
        self._pictures = [pictures.jpeg(picture.name) for picture in pictures.ROLL][:3]

    def speak(self, *, texts: int = 4, chats: int = 3, photos: bool = False, albums: bool = False) -> None:
        """One wave of messages, each from another phone or chat."""
        for _ in range(texts):
            self._vendors.text(self._vendors.twilio.inbound(self._number(), self._words()))
        for _ in range(chats):
            chat = self._chat()
            self._vendors.update(self._vendors.telegram.message(chat, self._words()), chat)
        if photos:
            picture = self._picture()
            request = self._vendors.twilio.inbound(self._number(), self._words(), [("image/jpeg", picture)])
            self._vendors.text(request, (_digest(picture),))
        if albums:
            self._album()

    def newcomer(self) -> None:
        """A message from a chat that was never heard of."""
        self._newcomers += 1
        chat = 773_551_000 + self._newcomers
        self._vendors.update(self._vendors.telegram.message(chat, self._words()), chat)

    def _album(self) -> None:
        chat, album = self._chat(), f"album{self._turn}"
        for number in range(2):
            picture = self._picture()
            caption = self._words() if number == 0 else ""
            request = self._vendors.telegram.photo(chat, picture, caption, album=album)
            self._vendors.update(request, chat, (_digest(picture),))

    def _picture(self) -> bytes:
        """A picture nobody sent before: bytes after its end change its hash and nothing else."""
        return self._chance.choice(self._pictures) + self._chance.randbytes(16)

    def _words(self) -> str:
        return self._chance.choice(_WORDS).format(corner=self._chance.choice(_CORNERS))

    def _number(self) -> str:
        self._turn += 1
        return f"+1773555{100 + self._turn % 99:04d}"

    def _chat(self) -> int:
        self._turn += 1
        return 773_550_000 + self._turn % 200


@dataclass
class Told:
    """What the console answered to: (case, note) and (case, status) with a 303, replies by their words."""

    notes: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[int, str]] = field(default_factory=Counter)


class Staff:
    """A supervisor at the console, over HTTP, with a session that is there already."""

    def __init__(self, line: str, token: str, csrf: str, chance: random.Random) -> None:
        self._line, self._csrf, self._chance = line, csrf, chance
        self._headers = _ORIGIN | {"Cookie": f"tipline={token}"}
        self.told, self._cases, self._turn = Told(), [1], 0

    async def act(self) -> None:
        """One note, one reply, one step of a case; what was not answered is not known to have happened."""
        async with httpx2.AsyncClient(
            base_url=self._line, headers=self._headers, timeout=10.0, trust_env=False
        ) as client:
            try:
                await self._act(client)
            except httpx2.RequestError:
                return

    async def _act(self, client: httpx2.AsyncClient) -> None:
        listed = await client.get("/console")
        self._cases = sorted({int(n) for n in _CASE.findall(listed.text)}) or self._cases
        self._turn += 1
        case, words = self._chance.choice(self._cases), f"remark {self._turn}"
        if await self._post(client, case, "note", text=words):
            self.told.notes[words] += 1
        page = (await client.get(f"/console/cases/{case}")).text
        report = _REPORT.search(page)
        words = f"answer {self._turn}"
        if report and await self._post(client, case, "reply", text=words, report=report[1]):
            self.told.replies[words] += 1
        seen = _STATUS.search((await client.get(f"/console/cases/{case}")).text)
        to = self._chance.choice(("triage", "assigned", "documenting"))
        if seen and await self._post(client, case, "move", to=to, seen=seen[1]):
            self.told.moves[(case, to)] += 1

    async def _post(self, client: httpx2.AsyncClient, case: int, act: str, **form: str) -> bool:
        answer = await client.post(f"/console/cases/{case}/{act}", data={"csrf": self._csrf, **form})
        return answer.status_code == httpx2.codes.SEE_OTHER


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
