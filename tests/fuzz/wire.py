"""Requests as bytes, so that they can be as wrong as bytes can be, and a client that sends many of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

PATIENCE_S = 20.0
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Raw:
    """One request. `kind` names what is odd about it. `whole` False: no HTTP to speak of, so silence is an answer too."""

    kind: str
    data: bytes = field(repr=False)
    whole: bool = True
    head_only: bool = False


def request(
    kind: str, method: str, target: str | bytes, headers: Mapping[str, str | bytes] | None = None, body: bytes = b"",
    *, chunked: bool = False,
) -> Raw:
    """A request that is HTTP, whatever stands in its parts."""
    held = {"Host": "tips.example.org", **(headers or {})}
    if chunked:
        held["Transfer-Encoding"] = "chunked"
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _parts(body)) + b"0\r\n\r\n"
    elif body or method in ("POST", "PUT", "PATCH"):
        held["Content-Length"] = str(len(body))
    lines = [_line(method) + b" " + _line(target) + b" HTTP/1.1"]
    lines += [_line(name) + b": " + _line(value) for name, value in held.items()]
    return Raw(kind, b"\r\n".join(lines) + b"\r\n\r\n" + body, head_only=method == "HEAD")


def _parts(body: bytes, size: int = 999) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


def _line(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1", "replace")


async def send_all(port: int, requests: Iterable[Raw], tell: Callable[[Raw, int | None], None]) -> None:
    """Send everything over a few connections; `tell` hears each request's status, None where the server hung up."""
    waiting = iter(requests)

    async def one_line() -> None:
        client = Client(port)
        try:
            for each in waiting:
                tell(each, await asyncio.wait_for(client.send(each), PATIENCE_S))
        finally:
            await client.close()

    async with asyncio.TaskGroup() as lines:
        for _ in range(AT_ONCE):
            lines.create_task(one_line())


class Client:
    """One connection, opened again when it is gone."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, asked: Raw) -> int | None:
        if not asked.whole:
            await self.close()
        reader, writer = self._open or await asyncio.open_connection("127.0.0.1", self._port)
        self._open = (reader, writer)
        try:
            writer.write(asked.data)
            await writer.drain()
            if not asked.whole:
                writer.write_eof()
            return await self._answer(reader, asked)
        except (OSError, asyncio.IncompleteReadError):
            await self.close()
            return None

    async def close(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            opened[1].close()
            with suppress(OSError):  # the server was faster, and rude about it
                await opened[1].wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, asked: Raw) -> int:
        status = 100
        while status == 100:  # "go on", before the answer itself
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            status = int(head.split(b" ", 2)[1])
        if not asked.head_only and status not in (204, 304):
            await _body(reader, head)
        if b"\r\nconnection: close" in head or not asked.whole:
            await self.close()
        return status


async def _body(reader: asyncio.StreamReader, head: bytes) -> None:
    if b"\r\ncontent-length:" in head:
        await reader.readexactly(int(head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0]))
    elif b"\r\ntransfer-encoding: chunked" in head:
        await reader.readuntil(b"0\r\n\r\n")
