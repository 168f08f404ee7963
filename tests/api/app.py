"""The console as an application of its own, over a seeded desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import auth, console
from tests.api.seed import Desk

STATIC = Path(__file__).parents[2] / "api" / "static"


def explain(channel: str, code: str) -> str | None:
    return {"30003": "The phone is switched off or out of reach."}.get(code)


def application(made: Desk) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.wiring = made
    app.include_router(console.routes(explain=explain))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    auth.protect(app, clock=made.clock)
    return app


def cookie(made: Desk, name: str) -> dict[str, Any]:
    return {"tipline": made.tokens[name]}
