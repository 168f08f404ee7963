"""From the webhook's 200 to the row on an open console, and fifty consoles open on one process.

`python -m bench console`. The consoles are programs that do what the page does: follow /console/events, and on "queue"
fetch the list again, at most once in 400 ms, one at a time. Floor: a case written straight into the database, one a
second, on one console that nothing else disturbs: what the half second between two looks and one list cost.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import quantiles

from bench import servers
from bench.house import ACCOUNT, PUBLIC_URL, TOKEN, Installation, installation
from sms.fake import Signer
from sms.settings import SmsSettings
from sms.webhook import INBOUND
from storage.engine import make_engine
from storage.store import SqlStore
from tipline.desk.records import Session

RATE, CONSOLES = 20, 50
SECONDS, FLOOR_CASES = 15, 10
REACH_P95_MS, REACH_LATEST_MS = 1000, 2000
_THROTTLE_S, _PATIENCE_S = 0.4, 30.0
_MARK = re.compile(rb"Zq\d{5}|id=\"row-\d+\"")
SEED = 7


@dataclass(slots=True)
class Console:
    """One open page: when each mark was first in its list. `broken`: what ended it, if anything did."""

    port: int
    cookie: str
    seen: dict[bytes, float] = field(default_factory=dict)
    lists: list[float] = field(default_factory=list)
    broken: str = ""

    async def follow(self) -> None:
        """Until cancelled."""
        try:
            await self._look()
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(self._request("/console/events", "Accept: text/event-stream\r\n"))
            last = 0.0
            while line := await reader.readline():
                if line.startswith(b"event: out"):
                    self.broken = "signed out"
                if line.startswith(b"event: queue") and time.perf_counter() - last >= _THROTTLE_S:
                    last = time.perf_counter()
                    await self._look()
        except (OSError, asyncio.IncompleteReadError) as error:
            self.broken = type(error).__name__

    async def _look(self) -> None:
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(self._request("/console/list?lane=all", "HX-Request: true\r\nConnection: close\r\n"))
        page = await reader.read()
        now = time.perf_counter()
        writer.close()
        if not page.startswith(b"HTTP/1.1 200"):
            self.broken = page[:40].decode("latin-1")
        self.lists.append(now - begun)
        for mark in _MARK.findall(page):
            self.seen.setdefault(mark, now)

    def _request(self, path: str, more: str) -> bytes:
        head = f"GET {path} HTTP/1.1\r\nHost: tips.example.org\r\nCookie: {self.cookie}\r\n{more}\r\n"
        return head.encode("ascii")


def measure(database: str, _rounds: int) -> Iterator[str]:
    """Lines of Markdown."""
    with installation(database) as place:
        cookies = _people(place, CONSOLES)
        with servers.served("console", place) as port:
            yield "| what | database | n | p50 ms | p95 ms | latest ms | reach | |"
            yield "|---|---|---|---|---|---|---|---|"
            floor = asyncio.run(_floor(place, port, cookies[:1]))
            yield _row("floor: case committed -> row, one console", database, floor, "", "")
            for count in (1, CONSOLES):
                waits, lists, broken = asyncio.run(_run(port, cookies[:count], count))
                reached = max(waits) <= REACH_LATEST_MS if count > 1 else _cut(waits, 95) <= REACH_P95_MS
                reach = f"latest {REACH_LATEST_MS}" if count > 1 else f"p95 {REACH_P95_MS}"
                note = f"a list {_cut(lists, 50):.0f} ms" + (f"; {broken} consoles broken" if broken else "")
                what = f"webhook answered -> row, {count} console{'s' * (count > 1)}, {RATE} reports/s"
                yield _row(what, database, waits, reach, ("reached; " if reached else "**short**; ") + note)


def _row(what: str, database: str, waits: list[float], reach: str, note: str) -> str:
    times = f"{_cut(waits, 50):,.0f} | {_cut(waits, 95):,.0f} | {max(waits):,.0f}"
    return f"| {what} | {database} | {len(waits):,} | {times} | {reach} | {note} |"


def _cut(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]


def _people(place: Installation, count: int) -> list[str]:
    """So many dispatchers, signed in; their cookies."""
    store, now = SqlStore(make_engine(place.settings.database), "bench"), datetime.fromtimestamp(time.time(), UTC)
    cookies = []
    with store.write() as tx:
        for number in range(count):
            staff_id = tx.staff.add(f"d{number}", "dispatcher", "no password signs in here", None, now)
            token = hashlib.sha256(f"console {number}".encode()).hexdigest()
            tx.staff.add_session(Session(hashlib.sha256(token.encode()).digest(), staff_id, "csrf", now, now))
            cookies.append(f"__Host-tipline={token}; tipline={token}")
    store.close()
    return cookies


async def _open(port: int, cookies: list[str]) -> tuple[list[Console], list[asyncio.Task[None]]]:
    consoles = [Console(port, cookie) for cookie in cookies]
    tasks = [asyncio.create_task(console.follow()) for console in consoles]
    await asyncio.sleep(2)
    return consoles, tasks


async def _floor(place: Installation, port: int, cookies: list[str]) -> list[float]:
    (console,), tasks = await _open(port, cookies)
    store, waits = SqlStore(make_engine(place.settings.database), "bench"), list[float]()
    for _ in range(FLOOR_CASES):
        with store.write() as tx:
            case = tx.cases.add(datetime.fromtimestamp(time.time(), UTC))
            tx.changes.bump("case", case)
        done, mark = time.perf_counter(), f'id="row-{case}"'.encode()
        while mark not in console.seen and time.perf_counter() - done < _PATIENCE_S:
            await asyncio.sleep(0.002)
        waits.append((console.seen.get(mark, done + _PATIENCE_S) - done) * 1000)
        await asyncio.sleep(random.Random(case).uniform(0.3, 1.0))
    await _shut(tasks)
    store.close()
    return waits


async def _run(port: int, cookies: list[str], first: int) -> tuple[list[float], list[float], int]:
    """(ms from each 200 to each row, ms of each list, consoles that broke). What never came counts as the patience."""
    consoles, tasks = await _open(port, cookies)
    for console in consoles:
        console.lists.clear()
    signer = Signer(SmsSettings(ACCOUNT, TOKEN, "+17735550100", PUBLIC_URL))
    answered: dict[bytes, float] = {}
    posts = []
    for number in range(RATE * SECONDS):
        mark = f"Zq{first:02d}{number:03d}"
        posts.append(asyncio.create_task(_post(port, signer, mark, answered)))
        await asyncio.sleep(1 / RATE)
    await asyncio.gather(*posts)
    until = time.perf_counter() + _PATIENCE_S
    while time.perf_counter() < until and any(len(answered.keys() - c.seen.keys()) for c in consoles):
        await asyncio.sleep(0.1)
    await _shut(tasks)
    waits = [
        max(0.0, console.seen.get(mark, at + _PATIENCE_S) - at) * 1000
        for console in consoles for mark, at in answered.items()
    ]
    lists = [took * 1000 for console in consoles for took in console.lists]
    return waits, lists, sum(bool(console.broken) for console in consoles)


async def _post(port: int, signer: Signer, mark: str, answered: dict[bytes, float]) -> None:
    """A text from a phone that never wrote before, signed as Twilio signs."""
    sid = f"SM{hashlib.sha256(mark.encode()).hexdigest()[:32]}"
    number = f"+1773{int(mark[2:]):07d}"
    fields = {
        "MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT,
        "From": number, "To": "+17735550100", "NumMedia": "0", "NumSegments": "1",
        "Body": f"ICE took a man at the {mark} bakery",
    }  # fmt: skip
    signed = signer.form(INBOUND, fields)
    head = [f"POST {signed.path} HTTP/1.1", "Host: tips.example.org", f"Content-Length: {len(signed.body)}",
            "Connection: close", *(f"{name}: {value}" for name, value in signed.headers.items())]  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join(head).encode("ascii") + b"\r\n\r\n" + signed.body)
    answer = await reader.readline()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"The webhook answered {answer!r}; this figure would be wrong.")
    answered[mark.encode()] = time.perf_counter()
    writer.close()


async def _shut(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
