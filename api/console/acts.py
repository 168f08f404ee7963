"""What a person does to a case: each act is one use case, answered with the case as it then stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.console import changes, correcting, views
from api.console.means import ConsoleWiring, Desk, is_part, now_of, wiring_of
from api.console.problems import of_error
from api.console.visitor import Person, Visitor
from storage import queries
from tipline.case import Duty, Resolution, Status
from tipline.desk import asking, casework, corrections, looking, merging
from tipline.desk.records import Actor
from tipline.errors import Conflict, Invalid, TiplineError

Form = Mapping[str, str]
Act = Callable[[Any, Actor, int, Form, datetime], str]  # does it, returns what was done in a sentence


class Acts:
    """The handlers of posts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handler(self, act: Act, event: str = "") -> Callable[..., Any]:
        """A route that carries out `act`. `event`: what the page's script is told when it went well."""

        async def handle(request: Request, who: Person, case_id: int) -> Response:
            form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
            wiring = wiring_of(request)
            try:
                done = await wiring.call(act, wiring.means, who.actor, case_id, form, now_of(request))
                await wiring.call(looking.saw_case, wiring.means, who.actor, case_id, now_of(request))
            except TiplineError as error:
                return await self._trouble(request, who, case_id, form, error)
            if not is_part(request):
                return RedirectResponse(f"/console/cases/{case_id}", 303)
            shown = await views.case_part(request, who, self._desk, case_id, done=done)
            return self._draw(request, shown, headers={"HX-Trigger": event} if event else {})

        return handle

    async def _trouble(
        self, request: Request, who: Visitor, case_id: int, form: Form, error: TiplineError
    ) -> Response:
        """The case as it now stands, what went wrong above it, and what was typed still in its place."""
        wiring, since, act = wiring_of(request), (), request.url.path.rsplit("/", 1)[-1]
        if isinstance(error, Conflict):
            since = await wiring.call(_since, wiring, self._desk, case_id, form)
        problem = of_error(error, since, _AGAIN.get(act, _AGAIN["move"]) if isinstance(error, Conflict) else "")
        typed = {"act": act, "form": form, **{f: form.get("text", "") for f in [_TEXTS.get(act)] if f}}
        shown = await views.case_part(request, who, self._desk, case_id, trouble=problem, typed=typed)
        if is_part(request):
            return self._draw(request, shown, problem.status)
        around = await views.frame(request, who, self._desk)
        page = around | shown | {"selected": case_id, "title": problem.head}
        text = self._desk.templates(request).draw("console.html", page, now_of(request))
        return HTMLResponse(text, problem.status)

    def _draw(
        self, request: Request, shown: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response:
        text = self._desk.templates(request).draw("case.html", shown, now_of(request))
        return HTMLResponse(text, status, headers=dict(headers or {}))


_TEXTS = {"reply": "text", "note": "note"}  # where a page keeps the words of these
_AGAIN = {  # what a button says that does it on the case as it now stands
    "duty": "Record mine in its place", "correct": "Put mine in its place", "assign": "Hand it over all the same",
    "close": "Close it all the same",
    "move": "Do it all the same", "reply": "Send it and move the case all the same",
}


def _since(wiring: ConsoleWiring, desk: Desk, case_id: int, form: Form) -> tuple[changes.Change, ...]:
    """What others did since the form's page was drawn."""
    drawn = _moment(form.get("drawn", ""))
    with wiring.store.read() as tx:
        events = queries.events_since(tx.conn, case_id, _number(form, "last", 0))
        heard = queries.case_view(tx.conn, case_id).heard if drawn else ()
    return changes.changes(events, changes.written_since(heard, drawn), desk.duty_texts)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _number(form: Form, name: str, default: int | None = None) -> int:
    try:
        return int(form[name])
    except (KeyError, ValueError):
        if default is None:
            raise Invalid("The form came incomplete. Reload the page, then try again.") from None
        return default


def _choice(kind: type[Any], form: Form, name: str, ask: str) -> Any:
    try:
        return kind(form.get(name, ""))
    except ValueError:
        raise Invalid(ask) from None


def acknowledge(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    casework.acknowledge(means, actor, case_id, now)
    return "Acknowledged."


def assign(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    casework.assign(means, actor, case_id, _number(form, "seen"), _number(form, "staff"), now)
    return "Assigned."


def move(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    to = _choice(Status, form, "to", "Choose where the case should go.")
    casework.move(means, actor, case_id, _number(form, "seen"), to, now)
    return f"The case is {to.value} now; its reporters are told."


def close(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    why = _choice(Resolution, form, "resolution", "Choose a resolution: why the case is closed.")
    casework.move(means, actor, case_id, _number(form, "seen"), Status.CLOSED, now, why)
    return "The case is closed; its reporters are told that, and not why."


def reply(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    """Without `then` the version does not matter: what a colleague did meanwhile does not unsay the words."""
    to = _choice(Status, form, "then", "Choose where the case should go.") if form.get("then") else None
    casework.reply(
        means, actor, case_id, _number(form, "report"), form.get("text", ""), now, to=to,
        seen=_number(form, "seen") if to else None, lang=means.read(form.get("text", ""), hint="en", now=now).lang,
    )
    return f"Your reply goes out; the case is {to.value} now." if to else "Your reply goes out."


def ask(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    confirmed = form.get("confirmed") == "yes"
    asking.ask(means, actor, case_id, _number(form, "report"), form.get("phrase", ""), now, confirmed=confirmed)
    return "It goes out in their language."


def note(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    casework.note(means, actor, case_id, form.get("text", ""), now)
    return "The note is kept."


def merge(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    other = _number(form, "other")
    merging.merge(means, actor, case_id, _number(form, "seen"), other, now)
    return f"The reports of case {other} are here now. Nobody is told; it can be undone."


def apart(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    merging.keep_apart(means, actor, case_id, _number(form, "other"), now)
    return "Kept apart: the two are not offered to each other again."


def split(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    new = merging.split(means, actor, case_id, _number(form, "seen"), [_number(form, "report")], now)
    return f"The report has a case of its own now: case {new.id}. Nobody is told; it can be undone."


def undo(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    merging.undo(means, actor, case_id, _number(form, "seen"), _number(form, "batch"), now)
    return "Undone: the reports are where they were before."


def correct(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
    field, reason, over = form.get("field", ""), form.get("reason", ""), form.get("over")
    if form.get("back"):
        corrections.take_back(means, actor, case_id, _number(form, "report"), field, now, reason=reason, over=over)
        return "It says again what the witness told."
    value = correcting.value_of(field, form)
    corrections.correct_fact(
        means, actor, case_id, _number(form, "report"), field, value, now, reason=reason, over=over
    )
    return "Corrected; what the witness told stands beside it."


def duty(desk: Desk) -> Act:
    def record(means: Any, actor: Actor, case_id: int, form: Form, now: datetime) -> str:
        which = _choice(Duty, form, "duty", "This is none of the five duties.")
        outcome = form.get("outcome", "")
        if not outcome:
            raise Invalid("Choose an outcome.")
        prefix = outcome + "."
        detail = {key.removeprefix(prefix): value for key, value in form.items() if key.startswith(prefix)}
        casework.set_duty(
            means, actor, case_id, which, outcome, detail, now, over=form.get("over"), texts=desk.duty_texts
        )
        return f"Recorded: {desk.duty_texts[which].title.lower()}."

    return record
