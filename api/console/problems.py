"""Faults as pages: what happened, what was kept, what to do. One route class turns every fault into one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader

from api.console.changes import Change
from api.console.means import is_part
from api.console.templates import FOLDER
from tipline.errors import Conflict, Invalid, NotFound, Refused, TiplineError, Unavailable

log = structlog.get_logger()
_BARE = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in words. `since`: what others did meanwhile; `kept`: what became of what was typed; `fields`: what is
    wrong with which field; `again`: the button that does it on the case as it now stands."""

    status: int
    head: str
    text: str
    kept: str = ""
    since: tuple[Change, ...] = ()
    links: tuple[tuple[str, str], ...] = (("/console", "Back to the queue"),)
    fields: Mapping[str, str] = field(default_factory=dict)
    again: str = ""


_HEADS: tuple[tuple[type[TiplineError], int, str], ...] = (
    (Refused, 403, "Not allowed."),
    (Conflict, 409, "Somebody else was faster."),
    (Invalid, 422, "Not done."),
    (NotFound, 404, "Not found."),
    (Unavailable, 503, "Not now."),
)


def of_error(error: TiplineError, since: tuple[Change, ...] = (), again: str = "") -> Problem:
    """The problem a use case's fault is, with its own sentence. Nothing was changed by it."""
    kept = "Nothing was changed. What you typed is still here."
    for kind, status, head in _HEADS:
        if isinstance(error, kind):
            fields = error.fields if isinstance(error, Invalid) else {}
            return Problem(status, head, str(error), kept, since, fields=fields, again=again)
    return Problem(500, "Not done.", "The desk could not do this.", kept)


class ConsoleRoute(APIRoute):
    """A route whose faults are answered with a page, or with a part of one when htmx asked."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except TiplineError as error:
                found = of_error(error)
                return answer(request, Problem(found.status, found.head, found.text))
            except RequestValidationError:
                text = "The address or the form has something in it that does not belong there."
                return answer(request, Problem(422, "Not understood.", text))
            except HTTPException as error:
                if error.headers or error.status_code < 400:
                    raise  # a redirect, or what htmx is told to do instead
                return answer(request, Problem(error.status_code, "Not allowed.", str(error.detail)))
            except Exception as error:
                log.error("console fault", route=self.path, exc_info=error)
                text = "Something failed on our side; it is in the log. Nothing was changed."
                links = (("/console", "Back to the queue"),)
                return answer(request, Problem(500, "It did not work.", text, links=links))

        return guarded


def answer(request: Request, problem: Problem) -> Response:
    """The problem alone, as a part of the page or as a small page of its own."""
    template = "problem.html" if is_part(request) else "problem_page.html"
    return HTMLResponse(_BARE.get_template(template).render(problem=problem), status_code=problem.status)
