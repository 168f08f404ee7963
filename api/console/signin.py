"""The pages of signing in and out. Only a page of our own may post to them."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.auth import cookies, policy
from api.auth.door import GIVE_CODE, SIGN_IN, door_of, session_of, token_of, wiring_of
from api.auth.origin import same_origin
from api.console import unlocking
from tipline.desk import signin
from tipline.desk.signin import SignedIn, Ticket, WrongSignIn
from tipline.desk.slowdown import TooSoon

CONSOLE, LINK = "/console", "/console/link/{link}"
TEMPLATES = Path(__file__).parent / "templates"
Typed = Annotated[str, Form(max_length=200)]
Held = Annotated[SignedIn, Depends(session_of)]


def routes() -> APIRouter:
    """The sign-in routes; the console includes them."""
    router, pages = APIRouter(include_in_schema=False), _Pages()
    own = [policy.SIGN_IN, Depends(_own_page_only)]
    router.add_api_route(SIGN_IN, pages.ask_password, methods=["GET"], dependencies=[policy.SIGN_IN])
    router.add_api_route(SIGN_IN, pages.take_password, methods=["POST"], dependencies=own)
    router.add_api_route(GIVE_CODE, pages.ask_code, methods=["GET"], dependencies=[policy.WITH_SESSION])
    router.add_api_route(GIVE_CODE, pages.take_code, methods=["POST"], dependencies=[policy.WITH_SESSION])
    router.add_api_route(LINK, pages.show_link, methods=["GET"], dependencies=[policy.SIGN_IN])
    router.add_api_route(LINK, pages.spend_link, methods=["POST"], dependencies=own)
    for path, act, asked in (
        (f"{SIGN_IN}/passkey/begin", unlocking.begin_sign_in, own), (f"{SIGN_IN}/passkey", unlocking.sign_in, own),
        ("/console/unlock/begin", unlocking.begin_unlock, [policy.WITH_SESSION]),
        ("/console/unlock", unlocking.unlock, [policy.WITH_SESSION]),
    ):
        router.add_api_route(path, act, methods=["POST"], dependencies=asked)
    router.add_api_route("/console/strip", unlocking.strip, methods=["GET"], dependencies=[policy.HELD])
    router.add_api_route("/console/lock", _lock, methods=["POST"], dependencies=[policy.WITH_SESSION])
    router.add_api_route("/console/signout", _sign_out, methods=["POST"], dependencies=[policy.WITH_SESSION])
    return router


class _Pages:
    """The handlers that draw a page."""

    def __init__(self) -> None:
        self._env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)

    def _draw(self, template: str, shown: dict[str, Any], wrong: Exception | None = None) -> HTMLResponse:
        text = self._env.get_template(f"signin/{template}.html").render(shown, error=str(wrong) if wrong else None)
        return HTMLResponse(text, status_code=_status(wrong))

    async def ask_password(self) -> Response:
        return self._draw("password", {"name": ""})

    async def take_password(self, request: Request, name: Typed = "", password: Typed = "") -> Response:
        wiring, ticket = wiring_of(request), _ticket()
        try:
            await wiring.call(signin.begin, door_of(request), name, password, ticket, door_of(request).clock.now())
        except (WrongSignIn, TooSoon) as wrong:
            return self._draw("password", {"name": name}, wrong)
        return _go_on(request, GIVE_CODE, ticket)

    async def ask_code(self, held: Held) -> Response:
        return self._draw("code", {"csrf": held.csrf}) if held.locked else RedirectResponse(CONSOLE, 303)

    async def take_code(self, request: Request, held: Held, code: Typed = "") -> Response:
        wiring, ticket, token = wiring_of(request), _ticket(), token_of(request)
        try:
            await wiring.call(signin.confirm, door_of(request), token, code, ticket, door_of(request).clock.now())
        except (WrongSignIn, TooSoon) as wrong:
            return self._draw("code", {"csrf": held.csrf}, wrong)
        return _go_on(request, CONSOLE, ticket)

    async def show_link(self, link: str) -> Response:
        """Only the button spends the link: a preview that fetches the page does not."""
        return self._draw("link", {})

    async def spend_link(self, request: Request, link: str) -> Response:
        wiring, ticket = wiring_of(request), _ticket()
        try:
            await wiring.call(signin.by_link, door_of(request), link, ticket, door_of(request).clock.now())
        except WrongSignIn as wrong:
            return self._draw("link", {}, wrong)
        return _go_on(request, CONSOLE, ticket)


async def _lock(request: Request, held: Held) -> Response:
    wiring = wiring_of(request)
    await wiring.call(signin.lock, door_of(request), token_of(request), door_of(request).clock.now())
    return _moved(request, GIVE_CODE)


async def _sign_out(request: Request, held: Held) -> Response:
    wiring = wiring_of(request)
    await wiring.call(signin.sign_out, door_of(request), token_of(request))
    response = _moved(request, SIGN_IN)
    cookies.take_back(response, request, wiring.settings.public_url)
    return response


def _own_page_only(request: Request) -> None:
    """Nobody is signed in yet, so there is no token to ask for; the browser itself says whose page posts."""
    if not same_origin(request, wiring_of(request).settings.public_url):
        raise HTTPException(403, "This request did not come from the sign-in page. Open it and try again.")


def _ticket() -> Ticket:
    return Ticket(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def _status(wrong: Exception | None) -> int:
    if wrong is None:
        return 200
    return 429 if isinstance(wrong, TooSoon) else 401


def _go_on(request: Request, where: str, ticket: Ticket) -> Response:
    response = RedirectResponse(where, 303)
    cookies.give(response, request, ticket.token, wiring_of(request).settings.public_url)
    return response


def _moved(request: Request, where: str) -> Response:
    """A form follows a redirect; htmx would swap the page into itself, so it is told to move the window."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)
