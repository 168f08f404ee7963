"""A person's own page: which passkeys open their account, add one, remove one."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.auth import passkeys
from api.auth.door import door_of, token_of, wiring_of
from api.auth.policy import SIGNED_IN
from api.console.means import Desk
from api.console.problems import ConsoleRoute
from api.console.rooms import room
from api.console.unlocking import site_of
from api.console.visitor import Person
from tipline.desk import passkeys as keys
from tipline.desk.signin import WrongSignIn
from tipline.errors import Invalid, Refused

PATH = "/console/account"


def routes(desk: Desk) -> APIRouter:
    """Everything under /console/account."""
    router, page = APIRouter(include_in_schema=False, route_class=ConsoleRoute), _Account(desk)
    for path, act, method in (
        (PATH, page.show, "GET"), (f"{PATH}/passkeys/begin", page.begin, "POST"),
        (f"{PATH}/passkeys", page.add, "POST"), (f"{PATH}/passkeys/{{key_id}}/remove", page.remove, "POST"),
    ):  # fmt: skip
        router.add_api_route(path, act, methods=[method], dependencies=[SIGNED_IN])
    return router


class _Account:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, request: Request, who: Person) -> Response:
        wiring, door = wiring_of(request), door_of(request)
        held = await wiring.call(keys.own, door, who.actor)
        return room(request, self._desk, who, "account.html", {"title": "My account", "keys": held})

    async def begin(self, request: Request, who: Person) -> Response:
        """What the browser must answer to make a passkey."""
        wiring, door, challenge = wiring_of(request), door_of(request), secrets.token_bytes(32)
        try:
            held = await wiring.call(
                keys.begin_register, door, who.actor, token_of(request), challenge, door.clock.now()
            )
        except Refused as error:
            return JSONResponse({"error": str(error)}, 409)
        line = request.app.state.wiring.settings.line_name
        actor = who.actor
        asked = passkeys.to_register(site_of(request), line, actor.name, actor.staff_id, held, challenge)
        return JSONResponse(asked)

    async def add(self, request: Request, who: Person, given: Annotated[dict[str, Any], Body()]) -> Response:
        wiring, door, answer = wiring_of(request), door_of(request), given.get("passkey")
        if not isinstance(answer, dict):
            return JSONResponse({"error": "The browser gave no passkey. Try again."}, 422)
        try:
            await wiring.call(
                keys.register, door, who.actor, token_of(request), answer, site_of(request),
                str(given.get("name", "")), door.clock.now(),
            )
        except (Invalid, Refused, WrongSignIn) as error:
            return JSONResponse({"error": str(error)}, 409)
        return JSONResponse({"go": PATH})

    async def remove(self, request: Request, who: Person, key_id: int) -> Response:
        wiring, door = wiring_of(request), door_of(request)
        await wiring.call(keys.remove, door, who.actor, key_id, door.clock.now())
        return RedirectResponse(PATH, 303)
