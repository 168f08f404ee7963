"""Every answer of the stand-in tells its time, as every web server's does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Dated:
    """ASGI middleware: a Date header on what `app` answers."""

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime]) -> None:
        self._app, self._clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = format_datetime(self._clock().astimezone(UTC), usegmt=True)
                message["headers"] = [*message.get("headers", ()), (b"date", now.encode())]
            await send(message)

        await self._app(scope, receive, told if scope["type"] == "http" else send)
