"""The console's pages: the queue, a case, and the parts of them that htmx asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.console import drawing, filters, listing, views
from api.console.means import Desk, is_part, may_read, now_of, wiring_of
from api.console.problems import Problem, of_error
from api.console.visitor import PageItself, Person, Visitor
from storage import queries
from tipline.desk import casework, looking
from tipline.desk.records import Actor
from tipline.desk.rights import ReasonNeeded
from tipline.errors import Invalid, NotFound, Refused

Reason = Annotated[str, Form(max_length=400)]
Words = Annotated[str, Form(max_length=400)]


class Pages:
    """The handlers of safe requests."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def console(self, request: Request, who: Person) -> Response:
        shown = await views.frame(request, who, self._desk)
        if not may_read(who.actor):
            shown["problem"] = _no_cases(who.actor)
        return self._page(request, "console.html", shown)

    async def rows(
        self, request: Request, who: PageItself, after: str = "", shown: int = 0, case: int = 0
    ) -> Response:
        """The list again (its first `shown` rows), or with `after` the rows that follow."""
        wiring, now = wiring_of(request), now_of(request)
        limit = queries.PAGE if after else max(queries.PAGE, min(shown, listing.MOST))
        held = await wiring.call(
            listing.read, wiring, who.actor, filters.chosen(request), now, after=after, limit=limit,
            sought=listing.sought_of(request),
        )
        template = "more.html" if after else "list_live.html"
        return self._page(request, template, held | {"selected": case or None, "csrf": who.csrf})

    async def search(self, request: Request, who: Person, q: Words = "") -> Response:
        """To the case of a reference, a nickname or a number; else the reports that have these words."""
        wiring, words = wiring_of(request), listing.tidy(q)
        case_id = await wiring.call(_find, wiring.store, words) if words else None
        if case_id is not None:
            to = f"/console/cases/{case_id}?{filters.chosen(request).query}"
            if is_part(request):
                return Response(status_code=204, headers={"HX-Redirect": to})
            return RedirectResponse(to, 303)
        shown = await views.frame(request, who, self._desk, words)
        return self._page(request, "list_live.html" if is_part(request) else "console.html", shown)

    async def seen(self, request: Request, who: Person, seq: Annotated[int, Form(ge=0)]) -> Response:
        """The person has seen the queue as it stood at the change `seq`."""
        wiring, now = wiring_of(request), now_of(request)
        await wiring.call(looking.saw_queue, wiring.means, who.actor, seq, now)
        if is_part(request):
            return Response(status_code=204, headers={"HX-Trigger": "queue"})
        return RedirectResponse(f"/console?{filters.chosen(request).query}", 303)

    async def notices(self, request: Request, who: PageItself) -> Response:
        wiring = wiring_of(request)
        held = await wiring.call(views.read_notices, wiring, self._desk)
        return self._page(request, "notices.html", {"notices": held})

    async def case(self, request: Request, who: Person, case_id: int) -> Response:
        """A person opens the case: the look is on record before anything is shown."""
        return await self._open(request, who, case_id)

    async def say_why(self, request: Request, who: Person, case_id: int, reason: Reason = "") -> Response:
        """A person says why they open another desk's case."""
        return await self._open(request, who, case_id, reason)

    async def _open(self, request: Request, who: Visitor, case_id: int, reason: str | None = None) -> Response:
        wiring = wiring_of(request)
        try:
            await wiring.call(casework.open_case, wiring.means, who.actor, case_id, now_of(request), reason)
            await wiring.call(looking.saw_case, wiring.means, who.actor, case_id, now_of(request))
            shown = await views.case_part(request, who, self._desk, case_id)
        except ReasonNeeded as error:
            return await self._why(request, who, case_id, str(error), None)
        except Invalid as error:
            return await self._why(request, who, case_id, "The reason goes on record.", str(error))
        except (NotFound, Refused) as error:
            return await self._no_case(request, who, of_error(error))
        if reason is not None and not is_part(request):
            return RedirectResponse(f"/console/cases/{case_id}", 303)
        if is_part(request):
            return self._page(request, "case_opened.html", shown)
        around = await views.frame(request, who, self._desk)
        title = f"Case {case_id}: {shown['page'].row.activity}"
        return self._page(request, "console.html", around | shown | {"selected": case_id, "title": title})

    async def case_now(self, request: Request, who: PageItself, case_id: int) -> Response:
        """The open case as it now stands; a refresh, not another look."""
        return self._page(request, "case.html", await views.case_part(request, who, self._desk, case_id))

    async def case_map(self, request: Request, who: PageItself, case_id: int) -> Response:
        wiring = wiring_of(request)
        shown = await wiring.call(views.read_case, wiring, who.actor, self._desk, case_id, now_of(request))
        page = shown["page"]
        found = views.points(page)
        if not found:
            raise NotFound("No point is known for this case, so there is no map to draw.")
        districts = [page.view.case.district] if page.view.case.district else []
        drawn = await wiring.call(drawing.draw, wiring.city, found, page.row.where, districts)
        return self._page(request, "map.html", {"map": drawn})

    async def _why(self, request: Request, who: Visitor, case_id: int, why: str, trouble: str | None) -> Response:
        """What is asked before another desk's case opens. 403: nothing of it is shown yet."""
        shown: dict[str, object] = {"why": why, "trouble": trouble, "case_id": case_id, "csrf": who.csrf}
        if is_part(request):
            return self._page(request, "reason.html", shown, 403)
        around = await views.frame(request, who, self._desk)
        return self._page(request, "console.html", around | shown | {"title": "Another desk's case"}, 403)

    async def _no_case(self, request: Request, who: Visitor, found: Problem) -> Response:
        problem = Problem(found.status, found.head, found.text)
        if is_part(request):
            return self._page(request, "problem.html", {"problem": problem}, problem.status)
        around = await views.frame(request, who, self._desk)
        return self._page(request, "console.html", around | {"problem": problem, "title": problem.head}, problem.status)

    def _page(self, request: Request, template: str, shown: dict[str, object], status: int = 200) -> Response:
        text = self._desk.templates(request).draw(template, shown, now_of(request))
        return HTMLResponse(text, status_code=status, headers={"Vary": "HX-Request"})


def _find(store: object, words: str) -> int | None:
    with store.read() as tx:  # type: ignore[attr-defined]
        return queries.find_case(tx.conn, words)


def _no_cases(actor: Actor) -> Problem:
    return Problem(200, "Signed in.", f"The role {actor.role} does not read cases; a dispatcher does.", links=())
