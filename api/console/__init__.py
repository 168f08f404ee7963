"""The console: what the desk sees and does, as server-rendered pages that keep themselves current."""

from __future__ import annotations

from fastapi import APIRouter

from api.auth.policy import SIGNED_IN, SIGNED_IN_WATCHING, needs, needs_watching
from api.console import account, acts, live, mapping, media, officeroom, signin, staffroom
from api.console.conversation import Explain
from api.console.handing import Handing
from api.console.means import Desk
from api.console.pages import Pages
from api.console.phrasebook import Phrasebook
from api.console.problems import ConsoleRoute
from tipline.case import DutyTexts
from tipline.desk.duties import DEFAULT_DUTIES
from tipline.desk.rights import Right

__all__ = ["routes"]


def unexplained(_channel: str, _code: str) -> str | None:
    """The explanation of an installation that has none: pages then show the bare code."""
    return None


def routes(explain: Explain = unexplained, duty_texts: DutyTexts = DEFAULT_DUTIES) -> APIRouter:
    """All routes under /console. They find the wiring in `app.state.wiring`; static files are served at /static.

    `explain`: (channel, vendor's code) -> one sentence for the desk, or None.
    """
    desk = Desk(duty_texts, explain)
    router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)
    pages, handler = Pages(desk), acts.Acts(desk).handler
    replying = needs(Right.REPLY)
    read, work, reading = needs(Right.READ_CASE), needs(Right.WORK_CASE), needs_watching(Right.READ_CASE)
    for path, page, policy in (
        ("/console", pages.console, SIGNED_IN), ("/console/list", pages.rows, reading),
        ("/console/notices", pages.notices, SIGNED_IN_WATCHING),
        ("/console/cases/{case_id}", pages.case, read), ("/console/cases/{case_id}/now", pages.case_now, reading),
        ("/console/cases/{case_id}/map", pages.case_map, reading), ("/console/events", live.events, SIGNED_IN_WATCHING),
        ("/console/evidence/{evidence_id}/{name}", media.derivative, read),
        ("/console/cases/{case_id}/phrases", Phrasebook(desk).show, replying),
    ):
        router.add_api_route(path, page, methods=["GET"], dependencies=[policy])
    for word, act, event in (
        ("acknowledge", acts.acknowledge, ""), ("assign", acts.assign, ""), ("move", acts.move, ""),
        ("close", acts.close, ""), ("duty", acts.duty(desk), "folded"), ("correct", acts.correct, ""),
        ("reply", acts.reply, "replied"),
        ("note", acts.note, "noted"), ("merge", acts.merge, ""), ("apart", acts.apart, ""), ("split", acts.split, ""),
        ("undo", acts.undo, ""), ("ask", acts.ask, ""),
    ):
        policy = replying if word in ("reply", "ask") else work
        router.add_api_route(
            f"/console/cases/{{case_id}}/{word}", handler(act, event), methods=["POST"], dependencies=[policy]
        )
    for path, of_map in (
        ("/console/points", mapping.points), ("/console/outlines", mapping.outlines),
        ("/console/base.pmtiles", mapping.base),
    ):
        router.add_api_route(path, of_map, methods=["GET"], dependencies=[reading])
    router.add_api_route("/console/search", pages.search, methods=["POST"], dependencies=[read])
    router.add_api_route("/console/seen", pages.seen, methods=["POST"], dependencies=[read])
    router.add_api_route("/console/cases/{case_id}/reason", pages.say_why, methods=["POST"], dependencies=[read])
    router.add_api_route(
        "/console/evidence/{evidence_id}/original", media.original, methods=["POST"],
        dependencies=[needs(Right.OPEN_ORIGINAL)],
    )
    handing = Handing(desk)
    for name, handler_of in (("file.json", handing.as_json), ("file.pdf", handing.as_pdf)):
        router.add_api_route(f"/console/cases/{{case_id}}/{name}", handler_of, methods=["POST"], dependencies=[work])
    both = APIRouter(include_in_schema=False)
    both.include_router(signin.routes())
    for made in (account.routes, staffroom.routes, officeroom.routes):
        both.include_router(made(desk))
    both.include_router(router)
    return both
