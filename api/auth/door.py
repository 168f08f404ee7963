"""The dependencies that routes ask who is there. Anything but a safe method is checked for forgery on the way."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from fastapi import Depends, FastAPI, HTTPException, Request

from api.auth import cookies
from api.auth.headers import SecurityHeaders
from api.auth.origin import SAFE_METHODS, carries_token, same_origin
from api.auth.passwords import Argon2Passwords, TotpCodes
from api.clock import SystemClock
from tipline.desk import signin
from tipline.desk.passkeys import Ceremonies
from tipline.desk.ports import Clock, Seals, Store
from tipline.desk.records import Actor
from tipline.desk.rights import Right, check
from tipline.desk.signin import Codes, Passwords, SignedIn

SIGN_IN, GIVE_CODE = "/console/signin", "/console/signin/code"


class _Settings(Protocol):
    @property
    def public_url(self) -> str: ...


class AuthWiring(Protocol):
    """What sign-in needs of the wiring in `app.state.wiring`."""

    @property
    def store(self) -> Store: ...

    @property
    def seals(self) -> Seals: ...

    @property
    def settings(self) -> _Settings: ...

    def call(self, use_case: Callable[..., Any], *args: Any, **named: Any) -> Awaitable[Any]: ...


@dataclass(frozen=True, slots=True)
class Door:
    """What the sign-in use cases are handed (tipline.desk.signin.SignInMeans).

    `clock` is the machine's own, not the desk's: skipping hours in the demo must not sign anyone out.
    """

    store: Store
    seals: Seals
    passwords: Passwords
    codes: Codes
    clock: Clock
    ceremonies: Ceremonies


def protect(app: FastAPI, passwords: Passwords | None = None, clock: Clock | None = None) -> None:
    """Hang the door and the headers into an application whose `state.wiring` is set."""
    from api.auth.passkeys import WebAuthn  # only a server needs it, and it is half a second to load

    wiring: AuthWiring = app.state.wiring
    app.state.door = Door(
        wiring.store, wiring.seals, passwords or Argon2Passwords(), TotpCodes(), clock or SystemClock(), WebAuthn()
    )
    app.add_middleware(SecurityHeaders)


def sign_in_link(app: FastAPI, name: str) -> str:
    """The path of a fresh one-time link for an account; demo only. Raises NotFound."""
    door: Door = app.state.door
    link = secrets.token_urlsafe(24)
    signin.make_link(door, name, link, door.clock.now())
    return f"/console/link/{link}"


def wiring_of(request: Request) -> AuthWiring:
    wiring: AuthWiring = request.app.state.wiring
    return wiring


def door_of(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


def token_of(request: Request) -> str | None:
    return cookies.token_of(request, wiring_of(request).settings.public_url)


async def session_of(request: Request) -> SignedIn:
    """The session, locked or not, with forgery refused; sends the browser to the sign-in page when there is none."""
    wiring, held = wiring_of(request), await _who(request, touch=True)
    if held is None:
        raise _go(request, SIGN_IN)
    if request.method not in SAFE_METHODS:
        own = same_origin(request, wiring.settings.public_url)
        if not own or not await carries_token(request, held.csrf):
            raise HTTPException(403, "This did not come from a page of the console. Reload the page, then try again.")
    return held


async def unlocked(request: Request, held: Annotated[SignedIn, Depends(session_of)]) -> SignedIn:
    if held.locked and held.confirmed and "hx-request" in request.headers:
        raise HTTPException(423, "The screen is locked.", headers={"HX-Trigger": "locked", "HX-Reswap": "none"})
    if held.locked:
        raise _go(request, GIVE_CODE)
    return held


async def current_actor(held: Annotated[SignedIn, Depends(unlocked)]) -> Actor:
    """Who acts: signed in with both factors, not locked, not forged."""
    return held.actor


async def watching(request: Request) -> SignedIn:
    """A page that keeps itself current: no sign that anybody is there, so an idle session still ends."""
    held = await _who(request, touch=False)
    if held is None or held.locked:
        held = await unlocked(request, await session_of(request))  # which sends the browser where it has to go
    return held


def require(right: Right) -> Callable[[Actor], Actor]:
    """A dependency that gives the actor when the role has this right at all; the use case checks the case itself."""

    def actor_with(actor: Annotated[Actor, Depends(current_actor)]) -> Actor:
        check(actor, right)
        return actor

    return actor_with


async def still_signed_in(request: Request) -> bool:
    """For streams that outlive a request: whether the session goes on. Asking is not activity."""
    held = await _who(request, touch=False)
    return held is not None and not held.locked


async def still_held(request: Request) -> SignedIn | None:
    """The session, locked or not, for what a locked screen may still ask. Asking is not activity."""
    return await _who(request, touch=False)


async def _who(request: Request, *, touch: bool) -> SignedIn | None:
    token, door = token_of(request), door_of(request)
    if token is None:
        return None
    held: SignedIn | None = await wiring_of(request).call(signin.who, door, token, door.clock.now(), touch=touch)
    return held


def _go(request: Request, where: str) -> HTTPException:
    """A page is redirected; htmx is told to move the whole window; anything else (a stream) just hears 401."""
    if "hx-request" in request.headers:
        return HTTPException(401, "You are signed out.", headers={"HX-Redirect": where})
    if request.method in SAFE_METHODS and "text/html" in request.headers.get("accept", ""):
        return HTTPException(303, headers={"Location": where})
    return HTTPException(401, "You are signed out. Sign in, then try again.")
