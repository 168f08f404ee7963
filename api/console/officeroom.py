"""Pages that are only read: who works at which desk, how the line is set up, and the custody log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, SecretStr

from api.auth.policy import needs
from api.cli_phrases import coverage
from api.console.means import Desk, now_of, wiring_of
from api.console.problems import ConsoleRoute
from api.console.rooms import room
from api.console.visitor import Person
from storage import queries
from tipline import custody
from tipline.desk.rights import Reach, Right, custody_reach

ON_DUTY = timedelta(minutes=30)  # as long as an idle session lasts
_PLAIN = frozenset({  # what may be shown; of anything else only whether it is set
    "data_dir", "key_dir", "database_connections", "public_url", "line_name", "operator", "timezone", "city", "hotline",
    "city_help", "police_non_emergency", "keep_original", "retention_schedule", "sms_monthly_segments",
    "sms_reserve_percent", "sms_prefixes", "backup_dir", "metrics_listen", "host", "port",
})  # fmt: skip


def routes(desk: Desk) -> APIRouter:
    router, page = APIRouter(include_in_schema=False, route_class=ConsoleRoute), _Office(desk)
    for path, act, right in (
        ("/console/desks", page.desks, Right.READ_DUTY_LIST), ("/console/setup", page.setup, Right.READ_SETUP),
        ("/console/custody", page.custody, Right.READ_CUSTODY),
    ):  # fmt: skip
        router.add_api_route(path, act, methods=["GET"], dependencies=[needs(right)])
    return router


class _Office:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def desks(self, request: Request, who: Person) -> Response:
        """By district: who works there, who is signed in, how much is open."""
        wiring, now = wiring_of(request), now_of(request)
        people, waiting = await wiring.call(_desks, wiring.store)
        work = [p for p in people if not p.disabled and p.role in ("dispatcher", "officer", "supervisor")]
        known = {zone.name for zone in wiring.city.districts.zones} | {d for p in work for d in p.districts}
        named = sorted(known | {d for d in waiting if d}, key=lambda d: (not d.isdecimal(), d.zfill(8)))
        rows = [
            (district, [p for p in work if district in p.districts], waiting.get(district, 0)) for district in named
        ]
        everywhere = [p for p in work if not p.districts and p.role != "officer"]
        here = {p.id for p in work if p.seen_at is not None and now - p.seen_at < ON_DUTY}
        shown = {
            "title": "Desks", "rows": rows, "everywhere": everywhere, "on_duty": here, "unplaced": waiting.get(None, 0),
            "open": sum(waiting.values()),
        }
        return room(request, self._desk, who, "desks.html", shown)

    async def setup(self, request: Request, who: Person) -> Response:
        """Settings without secrets, and how far each language was reviewed."""
        wiring = request.app.state.wiring
        shown = {
            "title": "Settings", "settings": _settings(wiring.settings), "languages": coverage(wiring.phrases),
            "sentences": len(wiring.phrases.texts["en"]),
        }
        return room(request, self._desk, who, "setup.html", shown)

    async def custody(self, request: Request, who: Person, before: int | None = None) -> Response:
        """The log, newest first, people by number only."""
        wiring, within = wiring_of(request), custody_reach(who.actor)
        entries = await wiring.call(_entries, wiring.store, within, before)
        faults = custody.verify_part(entries[::-1]) if within is None else []
        shown = {
            "title": "Custody log", "entries": entries, "faults": faults, "whole": within is None,
            "more": entries[-1].seq if len(entries) == queries.ENTRIES else None,
        }
        return room(request, self._desk, who, "custody.html", shown)


def _desks(store: Any) -> tuple[tuple[queries.Employed, ...], dict[str | None, int]]:
    with store.read() as tx:
        return queries.employed(tx.conn), queries.open_by_district(tx.conn)


def _entries(store: Any, within: Reach | None, before: int | None) -> tuple[custody.Entry, ...]:
    with store.read() as tx:
        return queries.custody_page(tx.conn, within, before)


def _settings(held: BaseModel) -> list[tuple[str, str, str]]:
    """(variable, what it is for, its value or whether it is set)."""
    found = []
    for name, field in type(held).model_fields.items():
        value = getattr(held, name)
        bare = value.get_secret_value() if isinstance(value, SecretStr) else value
        text = str(value) if name in _PLAIN else "Set, not shown"
        found.append((f"TIPLINE_{name.upper()}", field.description or "", "" if bare in ("", None) else text))
    return found
