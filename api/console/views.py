"""What the templates are handed: read in one snapshot, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request

from api.console import casepage, correcting, facts, filters, listing, words
from api.console.asked import english_of
from api.console.keys import KEYS
from api.console.means import ConsoleWiring, Desk, may_read, now_of, wiring_of
from api.console.problems import Problem
from api.console.together import together
from api.console.visitor import Visitor
from storage import queries
from tipline.desk.acts import case_for, may
from tipline.desk.records import Actor
from tipline.desk.rights import Right


def read_case(wiring: ConsoleWiring, actor: Actor, desk: Desk, case_id: int, now: datetime) -> dict[str, Any]:
    """One case in words. Raises Refused, NotFound."""
    with wiring.store.read() as tx:
        case = case_for(tx, actor, Right.READ_CASE, case_id)
        view = queries.case_view(tx.conn, case_id)
        gathered = together(tx, case_id, view.case.status, view.reports, now)
        can = {right: may(tx, actor, right, case) for right in (Right.WORK_CASE, Right.REPLY, Right.OPEN_ORIGINAL)}
    return {
        "page": casepage.page(
            view, desk.duty_texts, desk.explain, now, wiring.settings.zone,
            english_of(wiring.means.phrases, wiring.means.line),
        ),
        "tiles": casepage.tiles(view.evidence), "together": gathered,
        "may_work": can[Right.WORK_CASE], "may_reply": can[Right.REPLY], "may_open_original": can[Right.OPEN_ORIGINAL],
    }


def read_notices(wiring: ConsoleWiring, desk: Desk) -> list[dict[str, Any]]:
    """What the operator must see, and what could not be understood."""
    with wiring.store.read() as tx:
        banners, parked = tx.board.banners(), tx.inbox.parked()
    found = [
        {
            "head": "For the operator:", "text": words.banner(b.kind, desk.explain), "at": b.last_at,
            "times": _times(b.count),
        }
        for b in banners if b.kind != "parked_message"  # those are counted below, as they now stand
    ]
    if parked:
        count = f"{len(parked)} {'message' if len(parked) == 1 else 'messages'}"
        text = f"{count} could not be read by the program and wait for the operator. Nothing of them is lost."
        found.append({"head": "Set aside:", "text": text, "at": max(p[2] for p in parked), "times": count})
    return found


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


async def frame(request: Request, who: Visitor, desk: Desk, sought: str = "") -> dict[str, Any]:
    """What every whole page shows around its case: bar, notices, lanes, queue."""
    wiring, actor, chosen = wiring_of(request), who.actor, filters.chosen(request)
    shown = listing.nothing(wiring, chosen)
    if may_read(actor):
        shown = await wiring.call(listing.read, wiring, actor, chosen, now_of(request), sought=sought)
    return shown | {
        "actor": actor, "csrf": who.csrf, "line_name": wiring.settings.line_name,
        "notices": await wiring.call(read_notices, wiring, desk), "selected": None, "may_read": may_read(actor),
        "title": "Found" if sought else words.say(words.LANE, chosen.lane), "keys": KEYS,
        "based": bool(wiring.settings.map_file),
    }


async def case_part(
    request: Request, who: Visitor, desk: Desk, case_id: int, *, trouble: Problem | None = None,
    done: str | None = None, typed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the case templates show."""
    wiring = wiring_of(request)
    shown: dict[str, Any] = await wiring.call(read_case, wiring, who.actor, desk, case_id, now_of(request))
    mine = typed["form"] if typed and typed.get("act") == "correct" else None
    wanted = request.query_params.get("correct", "") if mine is None else f"{mine.get('report')}.{mine.get('field')}"
    reports = [t.view for t in shown["page"].told] if shown["may_work"] and done is None else []
    return shown | {
        "correcting": correcting.form(reports, correcting.asked(wanted), mine, wiring.settings.zone),
        "correctable": correcting.KINDS, "labels": facts.LABELS,
        "actor": who.actor, "csrf": who.csrf, "trouble": trouble, "done": done,
        "typed": typed or {}, "lane": filters.chosen(request).lane, "chosen": filters.chosen(request),
    }


def points(page: casepage.CasePage) -> list[tuple[float, float, int]]:
    """The points of the case's reports, for the map."""
    return [found for t in page.told if (found := facts.point(t.view.report))]
