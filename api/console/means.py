"""What the console's routes are handed, and how a request is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from fastapi import Request

from api.console.conversation import Explain
from api.console.templates import Templates
from tipline.case import DutyTexts
from tipline.desk.means import Means
from tipline.desk.ports import Clock, Vault
from tipline.desk.records import Actor
from tipline.desk.rights import Right, allowed
from tipline.places import City


class ConsoleSettings(Protocol):
    @property
    def line_name(self) -> str: ...

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def map_file(self) -> str: ...


class ConsoleWiring(Protocol):
    """What the console needs of the wiring in `app.state.wiring`."""

    @property
    def settings(self) -> ConsoleSettings: ...

    @property
    def means(self) -> Means: ...

    @property
    def store(self) -> Any:
        """A storage store: its transactions lend their connection to storage.queries."""

    @property
    def clock(self) -> Clock: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def city(self) -> City: ...

    def call(self, use_case: Callable[..., Any], *args: Any, **named: Any) -> Awaitable[Any]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """One installation's console: how its duties read and how a vendor's code is explained."""

    duty_texts: DutyTexts
    explain: Explain

    def templates(self, request: Request) -> Templates:
        """The templates of this application, built with its first page."""
        held: Templates | None = getattr(request.app.state, "console_templates", None)
        if held is None:
            held = Templates(wiring_of(request).settings.zone, self.duty_texts)
            request.app.state.console_templates = held
        return held


def wiring_of(request: Request) -> ConsoleWiring:
    wiring: ConsoleWiring = request.app.state.wiring
    return wiring


def now_of(request: Request) -> datetime:
    return wiring_of(request).clock.now()


def is_part(request: Request) -> bool:
    """True when htmx asks for a part of the page, not for a page to begin with."""
    headers = request.headers
    return "hx-request" in headers and "hx-history-restore-request" not in headers


def may_read(actor: Actor) -> bool:
    return allowed(actor, Right.READ_CASE)
