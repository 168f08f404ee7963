"""The web application: every door in one place. Built by `build(wiring)`; holds no state but the wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

import bot.polling
import bot.setup
import bot.webhook
import sms.webhook
from api import auth, console, product
from api.intake_doors import Doors
from api.wiring import Wiring
from api.worker import Worker
from tipline.errors import Conflict, Invalid, NotFound, Refused

log = structlog.get_logger()
STATIC = Path(__file__).parent / "static"


def build(wiring: Wiring, *, with_worker: bool, on_start: Callable[[FastAPI], object] | None = None) -> FastAPI:
    """The application. `with_worker`: the loops run inside (SQLite); else `tipline work` runs them."""
    worker = Worker(wiring) if with_worker else None
    doors = Doors(wiring, worker.nudge if worker else _nothing)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if worker:
            worker.start()
        async with doors.open():
            yield
        if worker:
            await worker.stop()

    app = FastAPI(title="Tip line", version=product.VERSION, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.wiring, app.state.worker = wiring, worker
    for router in doors.routers():
        app.include_router(router)
    app.include_router(console.routes())
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _health(app, wiring)
    auth.protect(app)
    if on_start is not None:
        on_start(app)
    return app


def _nothing() -> None:
    return None


def _health(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("/console", status_code=303)

    @app.get("/healthz")
    async def healthy() -> PlainTextResponse:
        """The process answers."""
        return PlainTextResponse("ok\n")

    @app.get("/readyz")
    async def ready() -> JSONResponse:
        """The database answers and is migrated; 503 with the reason when not."""
        reason = await wiring.call(wiring.not_ready)
        return JSONResponse({"ready": reason is None, "reason": reason}, status_code=503 if reason else 200)
