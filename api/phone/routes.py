"""The page with the two phones, and what it posts. Mounted by the demo only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import Response

from api import serving
from api.phone import map as small_map
from api.phone import pictures, snapshot
from api.phone.hints import HINTS
from api.phone.stage import PHONES, Stage
from api.wiring import Wiring

_TICK = 0.5
_MINUTES = 10
_FACES = (
    {"channel": "sms", "title": "SMS", "subtitle": "Text message", "pins": False, "lang": "en"},
    {"channel": "telegram", "title": "Telegram", "subtitle": "bot", "pins": True, "lang": "es"},
)


def routes(wiring: Wiring, stage: Stage) -> APIRouter:
    """Everything under /phone."""
    router = APIRouter(prefix="/phone", include_in_schema=False)
    folder = Path(__file__).parent / "templates"
    page = Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape()).get_template("phone.html")

    @router.get("", response_class=HTMLResponse)
    async def phones() -> str:
        return page.render(
            line=wiring.settings.line_name, phones=_FACES, pictures=pictures.ROLL, map=small_map.svg(wiring.city),
            hints=HINTS, names={lang: wiring.phrases.say("language_name", lang) for lang in wiring.phrases.languages},
        )

    @router.get("/pictures/{name}")
    async def picture(name: str) -> Response:
        try:
            return Response(pictures.jpeg(name), media_type="image/jpeg")
        except KeyError:
            raise HTTPException(404, "There is no such picture on the camera roll.") from None

    @router.get("/events")
    async def events(request: Request) -> StreamingResponse:
        return StreamingResponse(_events(request, wiring, stage), media_type="text/event-stream")

    _acts(router, stage)
    return router


def _acts(router: APIRouter, stage: Stage) -> None:
    @router.post("/clock", status_code=204)
    async def forward() -> None:
        stage.clock.forward(_MINUTES)

    @router.post("/{phone}/text", status_code=204)
    async def text(phone: str, text: Annotated[str, Form(max_length=1500)]) -> None:
        await stage.text(_known(phone), text)

    @router.post("/{phone}/photo", status_code=204)
    async def photo(
        phone: str, picture: Annotated[str, Form()], text: Annotated[str, Form(max_length=1500)] = ""
    ) -> None:
        if picture not in {item.name for item in pictures.ROLL}:
            raise HTTPException(404, "There is no such picture on the camera roll.")
        await stage.photo(_known(phone), picture, text)

    @router.post("/{phone}/pin", status_code=204)
    async def pin(
        phone: str, lat: Annotated[float, Form(ge=-90, le=90)], lng: Annotated[float, Form(ge=-180, le=180)]
    ) -> None:
        await stage.pin(_known(phone), lat, lng)

    @router.post("/telegram/press", status_code=204)
    async def press(message: Annotated[int, Form()], code: Annotated[str, Form(max_length=64)]) -> None:
        shown = {m["id"]: m for m in stage.shown()["telegram"]["messages"]}
        labels = {a["code"]: a["label"] for a in shown.get(message, {}).get("answers", ())}
        if code not in labels:
            raise HTTPException(404, "There is no such button.")
        await stage.press(message, code, labels[code])


def _known(phone: str) -> str:
    if phone not in PHONES:
        raise HTTPException(404, "There is no such phone.")
    return phone


async def _events(request: Request, wiring: Wiring, stage: Stage) -> AsyncIterator[str]:
    """The whole picture whenever it differs from the last one sent; small enough that differences are not worth it."""
    last = ""
    while not (serving.stopping(request.app) or await request.is_disconnected()):
        reports = await wiring.call(snapshot.reports, wiring, list(PHONES.values()))
        now = json.dumps({"phones": stage.shown(), "reports": reports}, ensure_ascii=False)
        if now != last:
            last = now
            yield f"data: {now}\n\n"
        await asyncio.sleep(_TICK)
