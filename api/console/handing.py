"""Hand a case out: its JSON or its one page, each with its hash in the custody log before a byte goes out."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from api.console.means import ConsoleWiring, Desk, now_of, wiring_of
from api.console.sheet import Press, sheet
from api.console.visitor import Person
from tipline.desk import casefile
from tipline.desk.records import Actor

_KIND = {"json": "application/json", "pdf": "application/pdf"}


class Handing:
    """The handlers that hand out. Makes its press with the first page asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def as_json(self, request: Request, who: Person, case_id: int) -> Response:
        return await self._hand_out(request, who.actor, case_id, "json")

    async def as_pdf(self, request: Request, who: Person, case_id: int) -> Response:
        return await self._hand_out(request, who.actor, case_id, "pdf")

    async def _hand_out(self, request: Request, actor: Actor, case_id: int, form: str) -> Response:
        wiring, now = wiring_of(request), now_of(request)
        held = await wiring.call(_read, wiring, actor, case_id, self._desk, now)
        data: bytes = await wiring.call(self._draw, request.app, wiring, held, form)
        digest = hashlib.sha256(data).hexdigest()
        await wiring.call(casefile.handed_out, wiring.means, actor, case_id, form, digest, now)
        headers = {
            "Content-Disposition": f'attachment; filename="case-{case_id}.{form}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(data, media_type=_KIND[form], headers=headers)

    def _draw(self, app: Any, wiring: ConsoleWiring, held: dict[str, Any], form: str) -> bytes:
        if form == "json":
            return json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True).encode()
        press: Press | None = getattr(app.state, "console_press", None)
        if press is None:
            press = app.state.console_press = Press()
        settings = wiring.settings
        return press.pdf(sheet(held, settings.line_name, settings.zone, self._desk.duty_texts, press.families))


def _read(wiring: ConsoleWiring, actor: Actor, case_id: int, desk: Desk, now: datetime) -> dict[str, Any]:
    def mask(text: str) -> str:
        return wiring.means.read(text, hint=None, now=now).masked_text

    return casefile.case_file(wiring.means, actor, case_id, mask, desk.duty_texts)
