"""R3, R10, R11, R13 and R14 in their short forms, on both databases; and that R3 would see what it looks for."""

from __future__ import annotations

import random
from types import ModuleType

import pytest
from sqlalchemy import delete

from storage import tables
from tests.drills import r3_once, r10_restart, r11_disk_full, r13_clock, r14_poison
from tests.drills.contract import SHORT
from tests.drills.room import room

DRILLS = (r3_once, r10_restart, r11_disk_full, r13_clock, r14_poison)
RUNS = [pytest.param(drill, name, id=f"{drill.__name__[13:]}-{name}") for drill in DRILLS for name in drill.DATABASES]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("drill", "database"), RUNS)
def test_the_promise_holds(drill: ModuleType, database: str) -> None:
    outcome = drill.run(database, SHORT)
    print(outcome)
    assert outcome.ok, outcome.words


def test_what_is_lost_or_said_twice_is_seen() -> None:
    with room("sqlite") as line:
        crowd = r3_once.Crowd(line, random.Random(1), 6)
        assert crowd.play(60)
        assert (crowd.reckon().lost, crowd.reckon().doubled) == (0, 0)
        row, address, text = crowd.sent[0]
        crowd.sent.append((row + 1_000, address, text))
        with line.write() as tx:
            tx.conn.execute(delete(tables.evidence))
            tx.conn.execute(delete(tables.message).where(tables.message.c.id == 1))
        found = crowd.reckon()
    assert (found.lost, found.doubled) == (1, 1)
