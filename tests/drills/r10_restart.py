"""R10, the database is restarted under load: vendors hear 503 and come again or are asked, and nothing is lost.

Real processes on a real PostgreSQL that is stopped for a while and started again; nobody touches the processes.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter

import httpx2

from tests.crash.reckoning import Reckoning, reckon, settle
from tests.crash.town import Town, town
from tests.drills.contract import Outcome, Size
from tests.storage import postgres

DATABASES = ("postgresql",)  # SQLite has no server that could be away
_WAVE_S, _AFTER_S, _LATEST_ANSWER_S = 0.25, 5.0, 10.0


def run(database: str, size: Size) -> Outcome:
    seed, began = random.SystemRandom().randrange(1 << 32), time.monotonic()
    print(f"R10 {database}: seed {seed}", flush=True)
    with postgres.running() as server, server.database() as url:
        storm = Storm(server, random.Random(seed), size)
        found = asyncio.run(storm.play(url))
    found.faults += storm.faults
    words = "vendors heard 503 while it was away, and everything is there once"
    if not found.ok:
        words = f"seed {seed}: " + "; ".join(found.faults[:5])
    return Outcome(
        "R10", database, found.counts, found.lost, found.doubled, time.monotonic() - began, found.ok, words
    )


class Storm:
    def __init__(self, server: postgres.Server, chance: random.Random, size: Size) -> None:
        self._server, self._chance = server, chance
        self._restarts, self._away_s = size.pick(1, 2, 1), float(size.pick(4, 20, 60))
        self.faults: list[str] = []
        self._heard: Counter[int] = Counter()

    async def play(self, url: str) -> Reckoning:
        async with town(url, self._chance) as made:
            await made.start()
            await made.answers()
            for _ in range(self._restarts):
                await self._load(made, _AFTER_S)
                self._server.stop()
                await self._load(made, self._away_s, away=True)
                self._server.start()
            await self._load(made, _AFTER_S)
            for kind, pid in made.running.items():
                if await made.forge.ended(pid, 0.05) is not None:
                    self.faults.append(f"{kind} ended by itself: {made.log()[-500:]}")
            await settle(made)
            found = reckon(made)
        found.counts = {
            "restarts": self._restarts, "seconds away": int(self._away_s), "heard 503": self._heard[503],
        } | found.counts
        if not self._heard[503] or set(self._heard) - {503}:
            self.faults.append(f"while it was away the line answered {dict(self._heard)}")
        return found

    async def _load(self, made: Town, seconds: float, *, away: bool = False) -> None:
        """Waves of people; while the database is away, also what a vendor hears."""
        end, number = asyncio.get_running_loop().time() + seconds, 0
        while asyncio.get_running_loop().time() < end:
            number += 1
            made.people.speak(texts=2, chats=1, photos=number % 8 == 0)
            if away:
                self._heard[await self._ask(made)] += 1
            await asyncio.sleep(_WAVE_S)

    async def _ask(self, made: Town) -> int:
        """What the line says to a text; 0 when it says nothing in the time a vendor gives it."""
        request = made.vendors.twilio.inbound("+17735550199", "are you there")
        sid = request.body.decode().split("MessageSid=")[1].split("&")[0]
        made.vendors.ledger.given[sid] = ()
        made.vendors.ledger.missed.add(sid)
        async with httpx2.AsyncClient(base_url=made.vendors.line, timeout=_LATEST_ANSWER_S, trust_env=False) as client:
            try:
                answer = await client.post(request.path, headers=dict(request.headers), content=request.body)
            except httpx2.RequestError:
                return 0
        if answer.status_code == 200:
            made.vendors.ledger.acked.add(sid)
        return answer.status_code
