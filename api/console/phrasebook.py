"""The phrasebook's own part of the page, fetched when somebody opens it."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from api.console import asked
from api.console.means import ConsoleWiring, Desk, now_of, wiring_of
from api.console.visitor import Person
from storage import queries
from tipline.desk import writing
from tipline.desk.acts import case_for
from tipline.desk.records import Actor
from tipline.desk.rights import Right


class Phrasebook:
    """GET /console/cases/{case_id}/phrases?report=…: what may be asked of that report's reporter, else of the first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, request: Request, who: Person, case_id: int, report: int = 0) -> Response:
        wiring = wiring_of(request)
        shown = await wiring.call(_read, wiring, who.actor, case_id, report)
        page = shown | {"csrf": who.csrf, "case_id": case_id}
        return HTMLResponse(self._desk.templates(request).draw("phrasebook.html", page, now_of(request)))


def _read(wiring: ConsoleWiring, actor: Actor, case_id: int, report_id: int) -> dict[str, Any]:
    """Raises Refused, NotFound, Invalid (nothing can be sent to them)."""
    means = wiring.means
    with wiring.store.read() as tx:
        case_for(tx, actor, Right.REPLY, case_id)
        row = writing.report_of(tx, case_id, report_id) if report_id else tx.reports.of_case(case_id)[0]
        contact = writing.reachable(tx, row)
        before = queries.asked_of(tx.conn, row.id)
    lang, channel = writing.language(contact, row), contact.channel.value
    return {
        "report": row.id, "whom": contact.pseudonym, "lang": lang, "channel": channel,
        "groups": asked.book(means.phrases, means.line, channel, lang, before),
    }
