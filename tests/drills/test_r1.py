"""R1, short: processes are killed at random and at some of their points; nothing acknowledged is lost or doubled."""

from __future__ import annotations

import pytest

from tests.drills import r1_kills
from tests.drills.contract import SHORT


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", r1_kills.DATABASES)
def test_what_was_acknowledged_is_stored_once_however_often_the_processes_are_killed(database: str) -> None:
    outcome = r1_kills.run(database, SHORT)
    assert outcome.ok, outcome.words
    assert outcome.counts["acked"] > 20
    assert outcome.counts["acts"] > 0
