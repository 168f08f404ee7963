"""Who may walk through which route. Every route declares one policy; an application with a route that has none does
not start. A policy refuses at the door; the use case behind it still asks about the case itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.routing import APIRoute, iter_route_contexts

from api.auth.door import current_actor, session_of, still_held, watching
from tipline.desk.records import Actor
from tipline.desk.rights import Right, check
from tipline.desk.signin import SignedIn
from tipline.errors import SetupError


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """Whoever comes. `why` says what makes that right."""

    why: str

    async def __call__(self) -> None:
        """Nobody is asked anything."""


@dataclass(frozen=True, slots=True, eq=False)
class WithSession:
    """Whoever has a session, locked or not: to unlock it, to end it."""

    async def __call__(self, _held: Annotated[SignedIn, Depends(session_of)]) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The same for what a locked screen asks by itself, which is no sign that anybody is there."""

    async def __call__(self, request: Request) -> None:
        if await still_held(request) is None:
            raise HTTPException(401, "You are signed out. Sign in, then try again.")


@dataclass(frozen=True, slots=True, eq=False)
class SignedInAs:
    """Whoever is signed in and not locked; with `right`, only roles that have it on some case at all."""

    right: Right | None = None

    async def __call__(self, actor: Annotated[Actor, Depends(current_actor)]) -> None:
        if self.right is not None:
            check(actor, self.right)


@dataclass(frozen=True, slots=True, eq=False)
class Watching:
    """The same for a page that keeps itself current, which is no sign that anybody is there."""

    right: Right | None = None

    async def __call__(self, request: Request, held: Annotated[SignedIn, Depends(watching)]) -> None:
        if self.right is not None:
            check(held.actor, self.right)


Policy = Open | WithSession | Held | SignedInAs | Watching
ANYONE = Depends(Open("It shows and does nothing that is anybody's."))
VENDOR = Open("The route itself checks the vendor's signature.")
SIGN_IN = Depends(Open("Nobody is signed in yet; the use case checks who it is."))
DEMO = Depends(Open("The demo on one machine; refused beside real credentials."))
WITH_SESSION = Depends(WithSession())
HELD = Depends(Held())
SIGNED_IN = Depends(SignedInAs())
SIGNED_IN_WATCHING = Depends(Watching())
PLAIN = frozenset({"/openapi.json", "/static"})  # not routes of ours: files and the machine-readable outline


def needs(right: Right) -> Any:
    return Depends(SignedInAs(right))


def needs_watching(right: Right) -> Any:
    return Depends(Watching(right))


def declare(router: APIRouter, policy: Policy) -> APIRouter:
    """The same router with this policy on its bare routes, which take no dependencies."""
    for route in router.routes:
        if not isinstance(route, APIRoute):
            route.policy = policy  # type: ignore[attr-defined]
    return router


@dataclass(frozen=True, slots=True)
class Declared:
    """One method of one route with what it declares; None when it declares nothing or more than one thing."""

    method: str
    path: str
    policy: Policy | None


def declared(app: FastAPI) -> Iterator[Declared]:
    """Every route of the application, also of the routers within it."""
    for route in iter_route_contexts(app.routes):
        if route.path in PLAIN:
            continue
        asked = [d.dependency for d in getattr(route, "dependencies", None) or () if isinstance(d.dependency, Policy)]
        asked += [p for p in (getattr(route.original_route, "policy", None),) if isinstance(p, Policy)]
        policy = asked[0] if len(asked) == 1 else None
        for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
            yield Declared(method, route.path or "", policy)


def refuse_undeclared(app: FastAPI) -> None:
    """Raises SetupError when a route says nothing about who may use it."""
    bare = [f"{found.method} {found.path}" for found in declared(app) if found.policy is None]
    if bare:
        raise SetupError(f"These routes declare no policy (api/auth/policy.py): {', '.join(bare)}.")
