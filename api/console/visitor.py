"""Who looks at a page: the actor, and the token that the page's forms must carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from api.auth.door import door_of, session_of, token_of, unlocked
from api.console.means import wiring_of
from tipline.desk import signin
from tipline.desk.records import Actor
from tipline.desk.signin import SignedIn


@dataclass(frozen=True, slots=True)
class Visitor:
    actor: Actor
    csrf: str = field(repr=False)


async def person(held: Annotated[SignedIn, Depends(unlocked)]) -> Visitor:
    """Somebody who does something: their session goes on."""
    return Visitor(held.actor, held.csrf)


async def page_itself(request: Request) -> Visitor:
    """A page that keeps itself current: no sign that anybody is there, so an idle session still ends."""
    token, door = token_of(request), door_of(request)
    held: SignedIn | None = None
    if token is not None:
        held = await wiring_of(request).call(signin.who, door, token, door.clock.now(), touch=False)
    if held is None or held.locked:
        held = await unlocked(request, await session_of(request))  # which sends the browser where it has to go
    return Visitor(held.actor, held.csrf)


Person = Annotated[Visitor, Depends(person)]
PageItself = Annotated[Visitor, Depends(page_itself)]
