"""Who looks at a page: the actor, and the token that the page's forms must carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends

from api.auth.door import unlocked, watching
from tipline.desk.records import Actor
from tipline.desk.signin import SignedIn


@dataclass(frozen=True, slots=True)
class Visitor:
    actor: Actor
    csrf: str = field(repr=False)


async def person(held: Annotated[SignedIn, Depends(unlocked)]) -> Visitor:
    """Somebody who does something: their session goes on."""
    return Visitor(held.actor, held.csrf)


async def page_itself(held: Annotated[SignedIn, Depends(watching)]) -> Visitor:
    """A page that keeps itself current."""
    return Visitor(held.actor, held.csrf)


Person = Annotated[Visitor, Depends(person)]
PageItself = Annotated[Visitor, Depends(page_itself)]
