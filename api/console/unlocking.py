"""Passkeys and the lock, as the pages' scripts ask for them: JSON in, JSON out."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import Body, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from api.auth import cookies, passkeys
from api.auth.door import door_of, session_of, still_held, token_of, wiring_of
from storage import queries
from tipline.desk import passkeys as desk
from tipline.desk import signin
from tipline.desk.records import Actor
from tipline.desk.rights import Right, allowed, reach
from tipline.desk.signin import SignedIn, Ticket, WrongSignIn
from tipline.desk.slowdown import TooSoon

Held = Annotated[SignedIn, Depends(session_of)]
Given = Annotated[dict[str, Any], Body()]


def site_of(request: Request) -> desk.Site:
    return passkeys.site_of(request, wiring_of(request).settings.public_url)


async def begin_sign_in(request: Request) -> Response:
    """What the browser must answer to sign in, whoever it is."""
    return await _begin(request, None)


async def begin_unlock(request: Request, held: Held) -> Response:
    """What the browser must answer to unlock this session."""
    return await _begin(request, held.actor)


async def _begin(request: Request, actor: Actor | None) -> Response:
    wiring, door, challenge = wiring_of(request), door_of(request), secrets.token_bytes(32)
    mine = await wiring.call(desk.begin_sign_in, door, challenge, door.clock.now(), actor)
    if actor is not None and not mine:
        return _no(WrongSignIn("You have no passkey here yet. Unlock with a code, then add one on your page."))
    return JSONResponse(passkeys.to_sign_in(site_of(request), mine, challenge))


async def sign_in(request: Request, given: Given) -> Response:
    """A passkey answers: the session opens, and the page is told where to go."""
    wiring, door = wiring_of(request), door_of(request)
    ticket = Ticket(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    try:
        await wiring.call(desk.sign_in, door, given, site_of(request), ticket, door.clock.now())
    except WrongSignIn as wrong:
        return _no(wrong)
    response = JSONResponse({"go": "/console"})
    cookies.give(response, request, ticket.token, wiring.settings.public_url)
    return response


async def unlock(request: Request, held: Held, given: Given) -> Response:
    """By `code` or by `passkey`; the page goes on where it was."""
    wiring, door, token = wiring_of(request), door_of(request), token_of(request)
    code, answer, now = given.get("code"), given.get("passkey"), door.clock.now()
    try:
        if isinstance(answer, dict):
            await wiring.call(desk.unlock, door, token, answer, site_of(request), now)
        else:
            await wiring.call(signin.unlock, door, token, str(code or "")[:20], now)
    except (WrongSignIn, TooSoon) as wrong:
        return _no(wrong)
    return JSONResponse({"unlocked": True})


async def strip(request: Request) -> Response:
    """How much waits: counts and nothing else, also while the screen is locked. Asking is not activity."""
    held = await still_held(request)
    if held is None or not held.confirmed:
        raise HTTPException(401, "You are signed out. Sign in, then try again.")
    counts: dict[str, int] = {}
    if allowed(held.actor, Right.READ_CASE):
        counts = await wiring_of(request).call(_counted, wiring_of(request).store, held.actor)
    return JSONResponse(counts)


def _counted(store: Any, actor: Actor) -> dict[str, int]:
    with store.read() as tx:
        found = queries.lane_counts(tx.conn, actor.staff_id, reach(actor))
    return {name: found[name] for name in ("urgent", "all", "mine")}


def _no(wrong: Exception) -> Response:
    return JSONResponse({"error": str(wrong)}, 429 if isinstance(wrong, TooSoon) else 401)
