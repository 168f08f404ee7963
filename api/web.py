"""The web application: every door in one place. Built by `build(wiring)`; holds no state but the wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

import bot.codes
import sms.codes
from api import auth, console, product
from api.auth import policy
from api.intake_doors import Doors
from api.wiring import Wiring
from api.worker import Worker
from tipline.message import Channel

log = structlog.get_logger()
STATIC = Path(__file__).parent / "static"
Also = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build(wiring: Wiring, *, with_worker: bool, also: Also | None = None) -> FastAPI:
    """The application. `with_worker`: the loops run inside (SQLite); else `tipline work` runs them.

    `also` lives as long as the application serves (the demo's phones).
    """
    worker = Worker(wiring) if with_worker else None
    doors = Doors(wiring, worker.nudge if worker else _nothing)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        policy.refuse_undeclared(app)
        async with AsyncExitStack() as stack:
            if worker:
                worker.start()
                stack.push_async_callback(worker.stop)
            await stack.enter_async_context(doors.open())
            if also:
                await stack.enter_async_context(also(app))
            yield

    app = FastAPI(title="Tip line", version=product.VERSION, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.wiring = wiring
    for router in doors.routers():
        app.include_router(policy.declare(router, policy.VENDOR))
    app.include_router(console.routes(explain=explain))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _health(app, wiring)
    auth.protect(app)
    return app


def explain(channel: str, code: str) -> str | None:
    """A vendor's code as one sentence for the desk."""
    return sms.codes.sentence(code) if channel == Channel.SMS else bot.codes.sentence(code)


def _nothing() -> None:
    return None


def _health(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/", include_in_schema=False, dependencies=[policy.ANYONE])
    async def home() -> Response:
        return RedirectResponse("/console", status_code=303)

    @app.get("/healthz", dependencies=[policy.ANYONE])
    async def healthy() -> PlainTextResponse:
        """The process answers."""
        return PlainTextResponse("ok\n")

    @app.get("/readyz", dependencies=[policy.ANYONE])
    async def ready() -> JSONResponse:
        """The database answers and is migrated; 503 with the reason when not."""
        try:
            reason = await wiring.call(wiring.not_ready)
        except Exception as error:  # whatever is wrong with it: a probe is answered
            log.error("database does not answer", exc_info=error)
            reason = "The database does not answer."
        return JSONResponse({"ready": reason is None, "reason": reason}, status_code=503 if reason else 200)
