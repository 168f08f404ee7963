"""A front of a hundred lines: hands each request to the next process in turn, as nginx does with its defaults.

A process that refuses the connection is passed over. One that dies over a request is not asked again and nobody else
is either (nginx repeats no POST): the caller hears 502.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

_BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_MOST_HEAD = 64 * 1024


class Front:
    """`handed`: requests passed on; `failed`: those that ended in 502."""

    def __init__(self, port: int, behind: Sequence[int]) -> None:
        self._port, self._behind, self._turn = port, behind, itertools.count()
        self.handed = self.failed = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, limit=_MOST_HEAD)
        async with server:
            yield

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection."""
        try:
            request = await _read(reader)
            answer = await self._ask(request)
            self.handed += 1
            self.failed += answer is None
            writer.write(answer or _BAD_GATEWAY)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the caller went away
        finally:
            writer.close()

    async def _ask(self, request: bytes) -> bytes | None:
        first = next(self._turn)
        for n in range(len(self._behind)):
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self._behind[(first + n) % len(self._behind)])
            except OSError:
                continue
            try:
                writer.write(request)
                answer = await reader.read(-1)  # the processes are asked to close after each answer
                return answer if _whole(answer) else None
            except OSError:
                return None
            finally:
                writer.close()
        return None


async def _read(reader: asyncio.StreamReader) -> bytes:
    """One whole request, asking for the connection to end after it."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    sizes = [int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")]
    body = await reader.readexactly(sizes[0]) if sizes else b""
    return b"\r\n".join([lines[0], b"Connection: close", *lines[1:]]) + body


def _whole(answer: bytes) -> bool:
    """Whether the process lived to say all it had to say."""
    head, found, body = answer.partition(b"\r\n\r\n")
    sizes = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    chunked = b"transfer-encoding: chunked" in head.lower()
    return bool(found) and (body.endswith(b"0\r\n\r\n") if chunked else len(body) >= (sizes[0] if sizes else 0))
