"""R4, R5, R6 and R9 in their short forms, on both databases."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.drills import r4_missed_webhooks, r5_telegram_outage, r6_vendor_down, r9_slow_vendor
from tests.drills.contract import SHORT

DRILLS = (r4_missed_webhooks, r5_telegram_outage, r6_vendor_down, r9_slow_vendor)


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.__name__.rpartition(".")[2])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_promise_holds(drill: ModuleType, database: str) -> None:
    outcome = drill.run(database, SHORT)
    print(outcome)
    assert outcome.ok, outcome.words
