"""R12 and R16, short: calls to the disk that fail once, and deploys under load."""

from __future__ import annotations

import pytest

from tests.drills import r12_faults, r16_deploys
from tests.drills.contract import SHORT
from tests.power import shim


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(shim.compiler() is None, reason=shim.NO_COMPILER)
def test_a_call_that_fails_once_loses_nothing_that_was_acknowledged() -> None:
    outcome = r12_faults.run("sqlite", SHORT)
    assert outcome.ok, outcome.words
    assert outcome.counts["acked"] > 10


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_deploys_under_load_lose_and_double_nothing() -> None:
    outcome = r16_deploys.run("postgresql", SHORT)
    assert outcome.ok, outcome.words
    assert outcome.counts["acked"] > 10
