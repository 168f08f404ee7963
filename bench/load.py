"""The load: signed texts over keep-alive connections, sent by a process of its own that does next to nothing else."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import quantiles
from typing import cast

import uvloop

from bench.house import ACCOUNT, PUBLIC_URL, TOKEN
from bench.words import TEXTS
from sms.fake.signer import Signer
from sms.settings import SmsSettings
from sms.webhook import INBOUND

_END = b"\r\n\r\n"
_OK = b"HTTP/1.1 200"
_MOST_A_SECOND = 9000  # so many requests are signed before the clock starts; faster than that is not measured


@dataclass(frozen=True, slots=True)
class Load:
    """`rate` of answers a second that said 200; `p50` and `p99` in milliseconds; `refused`: other answers."""

    rate: float
    p50: float
    p99: float
    refused: int


@contextmanager
def generator() -> Iterator[ProcessPoolExecutor]:
    """One other process; `submit(fire, …)` to it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


def fire(port: int, seconds: float, connections: int, seed: int) -> Load:
    """Keep so many connections busy for so long with texts that nobody sent before."""
    requests = _signed(random.Random(seed), int(seconds * _MOST_A_SECOND))
    return uvloop.run(_fire(port, seconds, connections, requests))


async def _fire(port: int, seconds: float, connections: int, requests: Iterator[bytes]) -> Load:
    loop, taken, begun = asyncio.get_running_loop(), list[float](), time.perf_counter()
    ends = begun + seconds
    made = [
        (await loop.create_connection(lambda: _Connection(requests, taken, ends), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(one.done for one in made))
    span = time.perf_counter() - begun
    refused = sum(one.refused for one in made)
    cuts = quantiles(taken, n=100)
    return Load((len(taken) - refused) / span, cuts[49] * 1000, cuts[98] * 1000, refused)


class _Connection(asyncio.Protocol):
    """Sends the next request when the last was answered whole, until time is up."""

    def __init__(self, requests: Iterator[bytes], taken: list[float], ends: float) -> None:
        self._requests, self._taken, self._ends = requests, taken, ends
        self._held, self._begun, self.refused = b"", 0.0, 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class, of the same shape
        self._send()

    def data_received(self, data: bytes) -> None:
        self._held += data
        head = self._held.find(_END)
        if head < 0 or len(self._held) < head + len(_END) + _length(self._held[:head]):
            return
        now = time.perf_counter()
        self._taken.append(now - self._begun)
        self.refused += not self._held.startswith(_OK)
        self._held = b""
        if now < self._ends:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None) if exc is None else self.done.set_exception(exc)

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:  # the rate is then that of those there were
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(request)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _signed(chance: random.Random, count: int) -> Iterator[bytes]:
    """Whole HTTP requests, each a new text from one of 1,000 phones, with every field that Twilio sends."""
    signer = Signer(SmsSettings(ACCOUNT, TOKEN, "+17735550100", PUBLIC_URL))
    made = [_request(signer, chance) for _ in range(count)]
    return iter(made)


def _request(signer: Signer, chance: random.Random) -> bytes:
    sid = f"SM{chance.randrange(16**32):032x}"
    fields = {
        "ToCountry": "US", "ToState": "IL", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "CHICAGO",
        "FromZip": "60608", "SmsSid": sid, "FromState": "IL", "SmsStatus": "received", "FromCity": "CHICAGO",
        "Body": chance.choice(TEXTS), "FromCountry": "US", "To": "+17735550100", "ToZip": "60601", "NumSegments": "1",
        "MessageSid": sid, "AccountSid": ACCOUNT, "From": f"+1773555{chance.randrange(1000):04d}",
        "ApiVersion": "2010-04-01",
    }  # fmt: skip
    signed = signer.form(INBOUND, fields)
    head = [f"POST {signed.path} HTTP/1.1", "Host: tips.example.org", f"Content-Length: {len(signed.body)}"]
    head += [f"{name}: {value}" for name, value in signed.headers.items()]
    return "\r\n".join(head).encode("ascii") + _END + signed.body
