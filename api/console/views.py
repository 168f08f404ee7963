"""What the templates are handed: read in one snapshot, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request

from api.console import casepage, correcting, facts, queue, words
from api.console.asked import english_of
from api.console.means import ConsoleWiring, Desk, may_read, now_of, wiring_of
from api.console.problems import Problem
from api.console.together import together
from api.console.visitor import Visitor
from storage import queries
from tipline.desk.acts import case_for, may
from tipline.desk.records import Actor
from tipline.desk.rights import Right, reach

MOST = 200  # rows a refresh brings back at once


def read_queue(
    wiring: ConsoleWiring, actor: Actor, lane: str, after: queries.Place | None, limit: int = queries.PAGE
) -> dict[str, Any]:
    """The rows, the counts and, when there are none, the time of the last report. Raises Refused."""
    within = reach(actor)
    closed, own = lane == "closed", actor.staff_id if lane == "mine" else None
    with wiring.store.read() as tx:
        page = queries.queue_page(
            tx.conn, lane=lane if lane in queries.LANES else None, assigned_to=own, closed=closed, after=after,
            limit=limit, within=within,
        )
        counts = queries.lane_counts(tx.conn, actor.staff_id, within)
        last = None if page.rows else queries.last_report_at(tx.conn)
    return {
        "rows": [queue.row(held) for held in page.rows], "after": queue.text_of(page.after), "counts": counts,
        "lane": lane, "lanes": queue.LANES, "empty": queue.empty_sentence(lane, counts), "last_report": last,
    }


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


async def frame(request: Request, who: Visitor, desk: Desk, lane: str) -> dict[str, Any]:
    """What every whole page shows around its case: bar, notices, lanes, queue."""
    wiring, actor = wiring_of(request), who.actor
    shown: dict[str, Any] = {"rows": [], "counts": {}, "after": "", "lane": lane, "lanes": queue.LANES}
    shown |= {"empty": "", "last_report": None}
    if may_read(actor):
        shown |= await wiring.call(read_queue, wiring, actor, lane, None)
    return shown | {
        "actor": actor, "csrf": who.csrf, "line_name": wiring.settings.line_name,
        "notices": await wiring.call(read_notices, wiring, desk), "selected": None, "may_read": may_read(actor),
        "title": words.say(words.LANE, lane),
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
        "typed": typed or {}, "lane": lane_of(request),
    }


def lane_of(request: Request) -> str:
    lane = request.query_params.get("lane", "all")
    return lane if lane in queue.VIEWS else "all"


def points(page: casepage.CasePage) -> list[tuple[float, float, int]]:
    """The points of the case's reports, for the map."""
    return [found for t in page.told if (found := facts.point(t.view.report))]
