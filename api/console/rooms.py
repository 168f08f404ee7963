"""The console's quieter pages, which are no queue: one frame, and what each shows in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from api.console.means import Desk, may_read, now_of, wiring_of
from api.console.visitor import Visitor
from tipline.desk.records import Actor
from tipline.desk.rights import Right, allowed

_ROOMS = (  # path, name, right without which it is not shown
    ("/console", "Queue", Right.READ_CASE), ("/console/staff", "Users", Right.MANAGE_STAFF),
    ("/console/desks", "Desks", Right.READ_DUTY_LIST), ("/console/setup", "Settings", Right.READ_SETUP),
    ("/console/custody", "Custody log", Right.READ_CUSTODY), ("/console/account", "My account", None),
)  # fmt: skip


def rooms_of(actor: Actor) -> list[tuple[str, str]]:
    """(path, name) of the pages that this person's role may open."""
    return [(path, name) for path, name, right in _ROOMS if right is None or allowed(actor, right)]


def room(
    request: Request, desk: Desk, who: Visitor, template: str, shown: Mapping[str, Any], status: int = 200
) -> Response:
    """One page in the frame."""
    around = {
        "actor": who.actor, "csrf": who.csrf, "line_name": wiring_of(request).settings.line_name,
        "rooms": rooms_of(who.actor), "here": request.url.path, "may_read": may_read(who.actor), "trouble": None,
    }
    text = desk.templates(request).draw(template, around | dict(shown), now_of(request))
    return HTMLResponse(text, status)
