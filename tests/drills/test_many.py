"""R3, R13 and R14 in their short forms, on both databases."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.drills import r3_once, r13_clock, r14_poison
from tests.drills.contract import SHORT

DRILLS = (r3_once, r13_clock, r14_poison)


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.__name__.rpartition(".")[2])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_promise_holds(drill: ModuleType, database: str) -> None:
    outcome = drill.run(database, SHORT)
    print(outcome)
    assert outcome.ok, outcome.words
