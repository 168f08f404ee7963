"""What people at the desk do, each seeing the case as it was a moment ago."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from storage.tables import case_file, report
from tests.simulation import texts
from tests.simulation.ledger import Broken
from tests.simulation.world import World
from tipline.case import Duty, Resolution, Status
from tipline.desk import casework, corrections, merging
from tipline.desk.duties import DEFAULT_DUTIES
from tipline.desk.records import Actor, CaseRow
from tipline.errors import Conflict, Invalid, NotFound, Refused


@dataclass
class People:
    """Two dispatchers and a supervisor. `pages`: the version of each case that each of them has on the screen."""

    world: World
    dice: random.Random
    pages: dict[tuple[int, int], int] = field(default_factory=dict)

    async def look_at(self) -> str:
        return self._act("looks at", lambda actor, case, seen: casework.open_case(self.world.means, actor, case, self.world.now))

    async def take(self) -> str:
        return self._act("acknowledges", lambda actor, case, seen: casework.acknowledge(self.world.means, actor, case, self.world.now))

    async def assign(self) -> str:
        whom = self.dice.choice(self.world.staff).staff_id
        return self._act("assigns", lambda actor, case, seen: casework.assign(self.world.means, actor, case, seen, whom, self.world.now), checked=True)

    async def move(self) -> str:
        to = self.dice.choice([Status.TRIAGE, Status.ASSIGNED, Status.DOCUMENTING, Status.DOCUMENTED, Status.CLOSED])
        why = self.dice.choice(list(Resolution)) if to is Status.CLOSED else None
        return self._act(
            f"moves to {to}", lambda actor, case, seen: casework.move(self.world.means, actor, case, seen, to, self.world.now, why), checked=True,
        )

    async def duty(self) -> str:
        duty = self.dice.choice(list(Duty))
        outcome = self.dice.choice(DEFAULT_DUTIES[duty].outcomes)
        detail = {blank.name: texts.NUMBERS.get(blank.form or "", "77") for blank in outcome.blanks if blank.needed}
        return self._act(
            f"does {duty}", lambda actor, case, seen: casework.set_duty(
                self.world.means, actor, case, duty, outcome.code, detail, self.world.now, seen=seen
            ), checked=True,
        )  # fmt: skip

    async def reply(self) -> str:
        words = self.dice.choice(texts.REPLIES)
        return self._act(
            "replies", lambda actor, case, seen: casework.reply(self.world.means, actor, case, self._report(case), words, self.world.now)
        )

    async def note(self) -> str:
        return self._act("notes", lambda actor, case, seen: casework.note(self.world.means, actor, case, "called the district", self.world.now))

    async def correct(self) -> str:
        name, value = self.dice.choice([("vehicles", 2), ("injury", "none"), ("place", "47th and Ashland"), ("ongoing", False)])
        return self._act(
            f"corrects {name}", lambda actor, case, seen: corrections.correct_fact(
                self.world.means, actor, case, self._report(case), name, value, self.world.now, seen=seen, reason="told on the phone"
            ), checked=True,
        )  # fmt: skip

    async def merge(self) -> str:
        cases = [row.id for row in self.world.rows(select(case_file.c.id).where(case_file.c.status != "closed"))]
        other = self.dice.choice(cases) if cases else 0
        return self._act(
            f"merges case {other} into", lambda actor, case, seen: merging.merge(self.world.means, actor, case, seen, other, self.world.now),
            checked=True,
        )  # fmt: skip

    async def split(self) -> str:
        return self._act(
            "splits", lambda actor, case, seen: merging.split(self.world.means, actor, case, seen, [self._report(case)], self.world.now)
        )

    async def undo(self) -> str:
        batch = self.dice.randint(1, 6)
        return self._act(
            f"undoes {batch} in", lambda actor, case, seen: merging.undo(self.world.means, actor, case, seen, batch, self.world.now)
        )

    def _act(self, words: str, act: Callable[[Actor, int, int], Any], *, checked: bool = False) -> str:
        """One act on one case. `checked`: it names the version it saw, and loses when somebody was faster."""
        cases = [row.id for row in self.world.rows(select(case_file.c.id).order_by(case_file.c.id))]
        if not cases:
            return "there is no case yet"
        actor, case = self.dice.choice(self.world.staff), self.dice.choice(cases[-20:])
        stood = self._version(case)
        if self.dice.random() < 0.7:  # the page was loaded just now
            self.pages[actor.staff_id, case] = stood
        seen = self.pages.setdefault((actor.staff_id, case), stood)
        said, done = f"{actor.name} {words} case {case}", None
        try:
            done = act(actor, case, seen)
        except Conflict:
            self._as_it_was(said, case, stood)
            if checked and seen == stood:
                raise Broken(f"{said}: refused as stale, but saw its version {seen}.") from None
            return f"{said}: somebody else was faster"
        except (Invalid, Refused, NotFound):
            self._as_it_was(said, case, stood)
            return f"{said}: refused"
        if checked and seen != stood:
            raise Broken(f"{said}: saw version {seen}, it stood at {stood}, and it was done.")
        if isinstance(done, CaseRow):  # of a split it is the new case
            self.pages[actor.staff_id, done.id] = done.version
        return said

    def _as_it_was(self, said: str, case: int, stood: int) -> None:
        if self._version(case) != stood:
            raise Broken(f"{said}: refused, and yet the case changed.")

    def _version(self, case: int) -> int:
        return int(self.world.rows(select(case_file.c.version).where(case_file.c.id == case))[0].version)

    def _report(self, case: int) -> int:
        """One of its reports; 0 where a merge has taken them all."""
        found = self.world.rows(select(report.c.id).where(report.c.case_id == case).order_by(report.c.id))
        return int(found[0].id) if found else 0
