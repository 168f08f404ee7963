"""The admins' pages of accounts: the list, one account, what waits for a second admin, and secrets shown once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.auth.door import door_of
from api.auth.passwords import new_password, new_totp_secret, totp_uri
from api.auth.policy import needs
from api.console.means import Desk, now_of, wiring_of
from api.console.problems import ConsoleRoute
from api.console.rooms import room
from api.console.visitor import Person, Visitor
from storage import queries
from tipline.desk import powers, staff
from tipline.desk.rights import POWERFUL, Right, Role
from tipline.desk.staff import Secrets
from tipline.errors import Invalid, Refused

PATH = "/console/staff"
Short = Annotated[str, Form(max_length=200)]
ROLE_DOES = {
    Role.DISPATCHER: "Works the queue of its districts, or of the whole city.",
    Role.OFFICER: "Works the cases of its own districts, and no others.",
    Role.SUPERVISOR: "Works every case, reads who is on duty.", Role.MAYOR: "Reads totals, records the direction.",
    Role.PARTNER: "A community organization: totals and its own feed.",
    Role.AUDITOR: "Reads the whole custody log, no case.", Role.ADMIN: "Manages accounts, reads no case.",
}  # fmt: skip


def routes(desk: Desk) -> APIRouter:
    """Everything under /console/staff."""
    router, page = APIRouter(include_in_schema=False, route_class=ConsoleRoute), _Staff(desk)
    for path, act, method in (
        ("", page.everybody, "GET"), ("/{staff_id}", page.one, "GET"), ("/add", page.add, "POST"),
        ("/{staff_id}/change", page.change, "POST"), ("/{staff_id}/reset", page.reset, "POST"),
        ("/{staff_id}/disable", page.disable, "POST"), ("/proposals/{proposal_id}/confirm", page.confirm, "POST"),
        ("/proposals/{proposal_id}/withdraw", page.withdraw, "POST"),
    ):  # fmt: skip
        router.add_api_route(PATH + path, act, methods=[method], dependencies=[needs(Right.MANAGE_STAFF)])
    return router


class _Staff:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def everybody(self, request: Request, who: Person) -> Response:
        return await self._list(request, who)

    async def one(self, request: Request, who: Person, staff_id: int) -> Response:
        return await self._one(request, who, staff_id)

    async def add(
        self, request: Request, who: Person, name: Short = "", role: Short = "", districts: Short = ""
    ) -> Response:
        """An account at once, or a proposal where the role has power."""
        wiring, door, (password, fresh) = wiring_of(request), door_of(request), await self._fresh(request)
        name = name.strip().lower()
        try:
            kind, desk = _role(role), _districts(districts)
            if powers.needs_two(kind):
                await wiring.call(powers.propose, door, who.actor, powers.ADD, name, kind, desk, now_of(request))
                return RedirectResponse(PATH, 303)
            await wiring.call(
                staff.add_user, door, who.actor, name, kind, fresh.password_hash, fresh.totp, now_of(request),
                districts=desk,
            )
        except (Invalid, Refused) as error:
            typed = {"name": name, "role": role, "districts": districts}
            return await self._list(request, who, typed=typed, trouble=str(error))
        return self._secrets(request, who, name, password, fresh)

    async def change(
        self, request: Request, who: Person, staff_id: int, role: Short = "", districts: Short = ""
    ) -> Response:
        wiring, door = wiring_of(request), door_of(request)
        held = await self._held(request, staff_id)
        try:
            kind, desk = _role(role), _districts(districts)
            if kind != held.role and powers.needs_two(kind):
                await wiring.call(
                    powers.propose, door, who.actor, powers.CHANGE, held.name, kind, desk, now_of(request)
                )
                return RedirectResponse(PATH, 303)
            await wiring.call(staff.change, door, who.actor, held.name, kind, desk, now_of(request))
        except (Invalid, Refused) as error:
            return await self._one(request, who, staff_id, trouble=str(error))
        return RedirectResponse(PATH, 303)

    async def reset(self, request: Request, who: Person, staff_id: int) -> Response:
        wiring, door, (password, fresh) = wiring_of(request), door_of(request), await self._fresh(request)
        held = await self._held(request, staff_id)
        try:
            role = Role(held.role)
            if powers.needs_two(role):
                await wiring.call(
                    powers.propose, door, who.actor, powers.RESET, held.name, role, held.districts, now_of(request)
                )
                return RedirectResponse(PATH, 303)
            await wiring.call(
                staff.reset, door, who.actor, held.name, fresh.password_hash, fresh.totp, now_of(request)
            )
        except (Invalid, Refused) as error:
            return await self._one(request, who, staff_id, trouble=str(error))
        return self._secrets(request, who, held.name, password, fresh)

    async def disable(self, request: Request, who: Person, staff_id: int) -> Response:
        held = await self._held(request, staff_id)
        try:
            await wiring_of(request).call(staff.disable, door_of(request), who.actor, held.name, now_of(request))
        except Invalid as error:
            return await self._one(request, who, staff_id, trouble=str(error))
        return RedirectResponse(PATH, 303)

    async def confirm(self, request: Request, who: Person, proposal_id: int) -> Response:
        wiring, door, (password, fresh) = wiring_of(request), door_of(request), await self._fresh(request)
        try:
            done = await wiring.call(powers.confirm, door, who.actor, proposal_id, fresh, now_of(request))
        except (Invalid, Refused) as error:
            return await self._list(request, who, trouble=str(error))
        if done.kind == powers.CHANGE:
            return RedirectResponse(PATH, 303)
        return self._secrets(request, who, done.name, password, fresh)

    async def withdraw(self, request: Request, who: Person, proposal_id: int) -> Response:
        await wiring_of(request).call(powers.withdraw, door_of(request), who.actor, proposal_id, now_of(request))
        return RedirectResponse(PATH, 303)

    async def _list(
        self, request: Request, who: Visitor, *, typed: dict[str, str] | None = None, trouble: str | None = None
    ) -> Response:
        wiring = wiring_of(request)
        people = await wiring.call(_everybody, wiring.store)
        waiting = await wiring.call(powers.pending, door_of(request), who.actor, now_of(request))
        shown = {
            "title": "Users", "people": people, "waiting": waiting, "names": {p.id: p.name for p in people},
            "typed": typed or {"name": "", "role": "", "districts": ""}, "trouble": trouble, "roles": ROLE_DOES,
            "powerful": POWERFUL,
        }
        return room(request, self._desk, who, "staff.html", shown, 422 if trouble else 200)

    async def _one(self, request: Request, who: Visitor, staff_id: int, *, trouble: str | None = None) -> Response:
        wiring = wiring_of(request)
        held = await self._held(request, staff_id)
        seen = next(p for p in await wiring.call(_everybody, wiring.store) if p.id == staff_id)
        shown = {
            "title": held.name, "person": seen, "roles": ROLE_DOES, "powerful": POWERFUL, "trouble": trouble,
            "here": PATH,
        }
        return room(request, self._desk, who, "staff_one.html", shown, 422 if trouble else 200)

    def _secrets(self, request: Request, who: Visitor, name: str, password: str, fresh: Secrets) -> Response:
        """What is shown once: the person gets it in person."""
        uri = totp_uri(fresh.totp, name, request.app.state.wiring.settings.line_name)
        shown = {
            "title": f"Give this to {name}", "name": name, "password": password, "totp": fresh.totp, "uri": uri,
            "here": PATH,
        }
        return room(request, self._desk, who, "staff_secrets.html", shown)

    async def _fresh(self, request: Request) -> tuple[str, Secrets]:
        password, hasher = new_password(), door_of(request).passwords
        return password, Secrets(await wiring_of(request).call(hasher.hash, password), new_totp_secret())

    async def _held(self, request: Request, staff_id: int) -> Any:
        wiring = wiring_of(request)
        return await wiring.call(_account, wiring.store, staff_id)


def _account(store: Any, staff_id: int) -> Any:
    with store.read() as tx:
        return tx.staff.get(staff_id)


def _everybody(store: Any) -> Sequence[queries.Employed]:
    with store.read() as tx:
        return queries.employed(tx.conn)


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise Invalid("Choose a role.") from None


def _districts(typed: str) -> list[str]:
    return typed.replace(",", " ").split()
