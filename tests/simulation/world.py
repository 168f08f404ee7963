"""One installation to be shaken: real desk, real database, honest stand-in vendors, a clock that moves, deaths to order."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Select

import storage.keys
from api import readers, web, wiring
from api.clock import ManualClock
from api.refs import RandomRefs
from api.settings import Settings
from api.stand_ins import Request, StandIns
from api.wiring import Wiring
from tipline.desk import staff
from tipline.desk.means import Means
from tipline.desk.ports import Decoded, Store
from tipline.desk.records import Actor
from tipline.desk.rights import OPERATOR, Role
from tipline.desk.tx import Tx

EVENING = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # 19:30 in Chicago: quiet hours come soon
SCHEDULE = "Local Records Act, schedule 26-117"


class Killed(BaseException):
    """The process died here."""


class Unheard(Exception):
    """A door's process died: its vendor hears no more than that."""


class Brittle:
    """A store in which the process may die: just before a commit (nothing happened) or just after (nobody heard of it)."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.death: type[BaseException] = Killed
        self._left: int | None = None
        self._after = False

    def dies(self, transactions: int, *, after: bool) -> None:
        """After so many more writing transactions."""
        self._left, self._after = transactions, after

    def lives(self) -> None:
        self._left = None

    @contextmanager
    def write(self) -> Iterator[Tx]:
        dying = self._left == 0
        self._left = self._left - 1 if self._left else None
        with self._inner.write() as tx:
            yield tx
            if dying and not self._after:
                raise self.death
        if dying:
            raise self.death

    def read(self) -> AbstractContextManager[Tx]:
        return self._inner.read()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class SeededRefs(RandomRefs):
    """The product's dice, thrown by the seed."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def reference(self) -> str:
        return "".join(self._dice.choice(alphabet) for alphabet in ("BCDFGHJK", "23456789", "LMNPQRTV", "23456789", "WX"))

    def pseudonym(self) -> str:
        return f"Heron {self._dice.randrange(10**6)}"

    def token(self) -> str:
        return f"{self._dice.getrandbits(192):048x}"


class World:
    """The line and everything around it. Nothing in it runs by itself."""

    def __init__(self, made: Wiring, vendors: StandIns, clock: ManualClock, dice: random.Random) -> None:
        self.vendors, self.clock = vendors, clock
        self.elapsed = timedelta()  # what a clock that is never set would show
        self.store = Brittle(made.store)
        self.wiring = replace(
            made,
            store=self.store,  # type: ignore[arg-type]
            decoder=lambda path, hint: Decoded(False, reason="not_shown"),
            means=replace(
                made.means, store=self.store, refs=SeededRefs(dice), hold_at_night=dice.random() < 0.5,
                line=replace(made.means.line, schedule=SCHEDULE if dice.random() < 0.6 else None),
            ),
        )
        self.app: FastAPI = web.build(self.wiring, with_worker=False)
        self.staff = [self._person(name, role) for name, role in (("ana", Role.DISPATCHER), ("ben", Role.DISPATCHER), ("sol", Role.SUPERVISOR))]

    def _person(self, name: str, role: Role) -> Actor:
        number = staff.add_user(self.means, OPERATOR, name, role, "no password", "JBSWY3DPEHPK3PXP", self.now)
        return Actor(number, name, role.value)

    @property
    def means(self) -> Means:
        return self.wiring.means

    def use(self, **parts: Any) -> None:
        """Other parts of the wiring from now on, such as a defective one that a run has to notice."""
        inside = {name: part for name, part in parts.items() if name in ("store", "seals")}
        self.wiring = replace(self.wiring, **parts, means=replace(self.means, **inside))
        self.app = web.build(self.wiring, with_worker=False)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def passes(self, span: timedelta) -> None:
        self.elapsed += span
        self.set_clock(span)

    def set_clock(self, span: timedelta) -> None:
        """The machine's clock is set by so much; no time passes."""
        self.clock.move_to(self.now + span)

    def rows(self, wanted: Select[Any]) -> list[Any]:
        """Straight from the database, past every repository."""
        with self.wiring.store.engine.connect() as conn:
            return list(conn.execute(wanted))

    async def post(self, request: Request) -> int:
        """What the vendor hears at our door. A death there is a 503 to it: in both cases it comes again."""
        self.store.death = Unheard
        try:
            return await knock(self.app, request)
        finally:
            self.store.death = Killed


async def knock(app: FastAPI, request: Request) -> int:
    """One POST to the application itself, without a network."""
    path, _, query = request.path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "https", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("tips.example.org", 443), "state": {},
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()],
    }  # fmt: skip
    heard: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        heard.append(message)

    await app(scope, receive, send)
    return int(heard[0]["status"])


@cache
def _known() -> readers.Knowledge:
    return readers.knowledge(Settings())


@asynccontextmanager
async def open_world(folder: Path, url: str, seed: int) -> AsyncIterator[World]:
    """An installation on this fresh, migrated database until the block ends."""
    dice = random.Random(seed)
    settings = Settings(data_dir=folder / "data", key_dir=folder / "keys", database_url=url, public_url="https://tips.example.org")
    settings.data_dir.mkdir(exist_ok=True)
    storage.keys.init_keys(settings.key_dir)
    clock = ManualClock(EVENING)
    vendors = StandIns(clock)
    vendors.twilio._new_id = lambda: f"{dice.getrandbits(128):032x}"
    made = wiring.build(settings, clock=clock, vendors=vendors, known=_known())
    try:
        world = World(made, vendors, clock, dice)
        async with world.app.router.lifespan_context(world.app):
            yield world
    finally:
        made.close()
