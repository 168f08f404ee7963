"""The door Telegram knocks at: size cap, secret token, then accept and answer. Meaning comes later, from the inbox."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from bot.arrival import arrive, press_of
from bot.settings import WEBHOOK, BotSettings
from tipline.desk.ports import Accept

log = structlog.get_logger()
OnRefusal = Callable[[str, bool], None]
HEADER = "x-telegram-bot-api-secret-token"
MOST_BYTES = 64 * 1024  # media come by reference


def router(settings: BotSettings, accept: Accept, *, on_refusal: OnRefusal) -> APIRouter:
    """Telegram's one route. `accept` returns after its commit; if it raises, Telegram hears 503 and comes again.

    `on_refusal(reason, names_our_account)` is called for each 403. Nothing in an update names a bot; a request that
    brings a secret, and not ours, counts as one that does: Telegram's own would look like that after a wrong set-up.
    """

    async def update(request: Request) -> Response:
        raw = await _read(request)
        if raw is None:
            return Response(status_code=413)
        reason = _why_refused(request, settings.secret)
        if reason is not None:
            on_refusal(reason, reason == "wrong_secret")
            return Response(status_code=403)
        arrival = arrive(raw)
        try:
            await accept(arrival)
        except Exception as error:  # its class only: its words may hold a text
            log.error("webhook failed", path=WEBHOOK, error=type(error).__name__)
            return Response(status_code=503, headers={"Retry-After": "2"})
        return taken(press_of(arrival.payload))

    made = APIRouter()
    # a plain route: FastAPI's reading of parameters costs more than the database
    made.add_route(WEBHOOK, update, methods=["POST"], include_in_schema=False)
    return made


def taken(press: str | None) -> Response:
    """200. A pressed button is told so in the answer itself, which Telegram takes as a call of that method."""
    if press is None:
        return Response(status_code=200)
    call = {"method": "answerCallbackQuery", "callback_query_id": press}
    return Response(json.dumps(call), media_type="application/json")


def _why_refused(request: Request, secret: str) -> str | None:
    given = [value for name, value in request.headers.raw if name == HEADER.encode("ascii")]
    if not secret:
        return "no_secret_set"
    if not given:
        return "no_secret"
    if len(given) > 1 or not hmac.compare_digest(given[0], secret.encode("ascii")):
        return "wrong_secret"
    return None


async def _read(request: Request) -> bytes | None:
    """The whole body, None when it is over the cap or the sender hung up."""
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(raw)
