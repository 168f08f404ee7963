"""One run: steps drawn from a seed, played on a world, looked at as they go. Any part of a run can be played alone."""

from __future__ import annotations

import random
import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.simulation.check import Inspector
from tests.simulation.ledger import Broken, Doubled, Ledger, Lost
from tests.simulation.people import People
from tests.simulation.witnesses import Witnesses
from tests.simulation.workers import Workers
from tests.simulation.world import Killed, World, open_world

LOOK_EVERY = 25
_CALM = 400  # rounds in which everything has to be done once the storm is over


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens. `dice` seeds the choices inside it, so that it stays itself when others are left out."""

    kind: str
    dice: int


@dataclass
class Told:
    """How a run went. `story`: one line a step. `fault`: what did not hold after so many `steps`."""

    story: list[str] = field(default_factory=list)
    steps: int = 0
    fault: str | None = None
    lost: int = 0
    doubled: int = 0
    counts: dict[str, int] = field(default_factory=dict)


WEIGHTS: dict[str, float] = {
    "write": 22, "burst": 4, "show": 2, "album": 1, "pin": 2, "edit": 2, "press": 4, "block": 1, "chatter": 1,
    "again": 5, "at_last": 4, "call_back": 7,
    "understand": 16, "claim": 8, "send": 10, "settle": 9, "work": 5, "abandon": 1.5, "release": 2, "wonder": 3, "ask": 4, "catch_up": 1.5, "fetch": 3, "delete": 2,
    "look_at": 3, "take": 2, "assign": 3, "move": 5, "duty": 6, "reply": 4, "note": 1, "correct": 2, "merge": 2, "split": 1, "undo": 1,
    "moment": 12, "minutes": 5, "hours": 1, "jump": 1, "back": 1,
    "refuse": 3, "drop": 2, "outage": 1, "return": 2, "die": 5,
}  # fmt: skip


def draw(seed: int, count: int) -> list[Step]:
    dice = random.Random(f"steps {seed}")
    kinds = dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()), k=count)
    return [Step(kind, dice.getrandbits(32)) for kind in kinds]


async def play(
    folder: Path, url: str, seed: int, steps: Sequence[Step], *, look_every: int = LOOK_EVERY,
    spoil: Callable[[World], None] | None = None,
) -> Told:
    """Play these steps of a seed's run on a fresh, migrated database. `spoil`: what is to be wrong with the line."""
    told = Told()
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_world(folder, url, seed))
        if spoil is not None:
            spoil(world)
        run = _Run(world, random.Random(0))
        try:
            for number, step in enumerate(steps, 1):
                told.steps = number
                told.story.append(f"{number:4} {step.kind}: {await run.one(step)}")
                if number % look_every == 0:
                    run.inspector.look()
            await run.calm()
            run.inspector.look_at_the_end()
        except Broken as broken:
            told.fault = str(broken)
            told.lost, told.doubled = isinstance(broken, Lost), isinstance(broken, Doubled)
        except Exception as error:  # nothing that happens may be a fault of the program
            told.fault = f"{type(error).__name__}: {error}"
            told.story += traceback.format_exception(error)
        told.counts = run.counts(told.steps)
    return told


class _Run:
    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.ledger = Ledger(world)
        self.witnesses = Witnesses(world, self.ledger, dice)
        self.workers = Workers(world, self.ledger, dice, self.witnesses.phones)
        self.people = People(world, dice)
        self.inspector = Inspector(world, self.ledger, self.witnesses.phones)
        self._jumped = timedelta()

    async def one(self, step: Step) -> str:
        self.dice.seed(step.dice)
        own: Callable[[], Awaitable[str]] | None = getattr(self, f"_{step.kind}", None)
        for part in (self.witnesses, self.workers, self.people):
            own = own or getattr(part, step.kind, None)
        assert own is not None, step.kind
        try:
            done = await own()
        except Killed:
            self.workers.died()
            done = "and the process died over it"
        if step.kind == "catch_up":
            self.witnesses.came_in()
        self.ledger.understood(self.witnesses.phones)
        return done

    async def calm(self) -> None:
        """The storm is over: vendors answer, nobody dies, and time passes until all work is done."""
        self.dice.seed(0)
        self.world.store.lives()
        self.workers.died()
        self._back_in_service()
        for _ in range(_CALM):
            while self.witnesses.held:
                await self.witnesses.at_last()
            await self.workers.work()
            while self.witnesses.callbacks or self.world.vendors.twilio._callbacks:
                await self.witnesses.call_back()
            self.ledger.understood(self.witnesses.phones)
            if not self.workers.something_is_left():
                return
            self.world.passes(timedelta(minutes=13))

    def counts(self, steps: int) -> dict[str, int]:
        return {
            "steps": steps, "deliveries": len(self.ledger.deliveries), "sent": len(self.ledger.taken),
            "repeated": sum(times > 1 for times in self.ledger.takes.values()), "deaths": self.workers.deaths,
        }

    # Time and trouble

    async def _moment(self) -> str:
        self.world.passes(timedelta(seconds=self.dice.uniform(0, 20)))
        return "a moment passes"

    async def _minutes(self) -> str:
        self.world.passes(timedelta(minutes=self.dice.uniform(1, 20)))
        return "minutes pass"

    async def _hours(self) -> str:
        self.world.passes(timedelta(hours=self.dice.uniform(1, 11)))
        return "hours pass"

    async def _back(self) -> str:
        span = self.dice.choice([timedelta(seconds=40), timedelta(minutes=7), timedelta(hours=1)])
        self.world.set_clock(-span)
        return f"the clock is set back by {span}"

    async def _jump(self) -> str:
        """Forward; once in five minutes, since no lease outlives a clock that runs away."""
        if self.world.elapsed - self._jumped < timedelta(minutes=5):
            return "the clock stays"
        self._jumped = self.world.elapsed
        span = self.dice.choice([timedelta(seconds=40), timedelta(minutes=7), timedelta(hours=1)])
        self.world.set_clock(span)
        return f"the clock is set forward by {span}"

    async def _refuse(self) -> str:
        """The next call of a vendor's API fails."""
        twilio, telegram = self.world.vendors.twilio, self.world.vendors.telegram
        code, status = self.dice.choice([(20429, 429), (20500, 500), (None, 502), (None, 503), (30001, 400), (21211, 400), (None, 504), (20003, 401)])
        if self.dice.random() < 0.5:
            twilio.fail_next(code, status)
            return f"Twilio will refuse with {code or status}"
        status, words = self.dice.choice([(429, "Too Many Requests: retry after 5"), (502, None), (500, "Internal Server Error"), (400, "Bad Request: something"), (504, None)])
        telegram.fail_next(status, words, 5 if status == 429 else None)
        return f"Telegram will refuse with {status}"

    async def _drop(self) -> str:
        vendor = self.dice.choice([self.world.vendors.twilio, self.world.vendors.telegram])
        vendor.drop_next()
        return "a vendor will take a message and not say so"

    async def _outage(self) -> str:
        vendor = self.dice.choice([self.world.vendors.twilio, self.world.vendors.telegram])
        vendor.unreachable = True
        return "a vendor is out of reach"

    async def _return(self) -> str:
        self._back_in_service()
        return "the vendors are back"

    def _back_in_service(self) -> None:
        for vendor in (self.world.vendors.twilio, self.world.vendors.telegram):
            vendor.unreachable = False

    async def _die(self) -> str:
        transactions, after = self.dice.randrange(4), self.dice.random() < 0.5
        self.world.store.dies(transactions, after=after)
        return f"the process will die {'after' if after else 'before'} commit {transactions}"
