"""Serve an application until told to stop, and let open live pages end by themselves when it is."""

from __future__ import annotations

import gc
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api import logs

_GRACE_S = 3  # for what is under way; live pages end within a tick


class _Server(uvicorn.Server):
    """Tells the application that it is stopping, so that endless answers can end."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._application = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Lexicons, city and code stay as long as the process; to look through them for garbage delays every answer."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._application.state.stopping = True
        super().handle_exit(sig, frame)


def serve(app: FastAPI, *, host: str = "127.0.0.1", port: int = 0, listener: socket.socket | None = None) -> None:
    """Serve on a listening socket, else on host and port. No access log: it would hold addresses of people."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        **logs.SERVER,
    )
    _Server(app, config).run(sockets=[listener] if listener else None)


def stopping(app: FastAPI) -> bool:
    """Whether the server of this application was told to stop."""
    return bool(getattr(app.state, "stopping", False))
