"""When a vendor is in trouble: shut after a run of faults or a pile of stuck sends, tried with one, open after two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipline.breaker import (
    FAULTS_IN_A_ROW,
    FIRST_PAUSE_S,
    GOOD_TRIALS,
    LONGEST_PAUSE_S,
    STUCK_AFTER_S,
    STUCK_AT_ONCE,
    Breaker,
    Gate,
    gate,
    seen_stuck,
    went_well,
    went_wrong,
)


def shut(now: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(FAULTS_IN_A_ROW):
        assert gate(breaker, now) is Gate.ALL
        breaker = went_wrong(breaker, now)
    return breaker


def test_a_run_of_faults_shuts_it_but_for_911_lines() -> None:
    assert gate(shut(), 0.0) is Gate.URGENT
    assert gate(shut(), FIRST_PAUSE_S - 0.1) is Gate.URGENT
    assert gate(shut(), FIRST_PAUSE_S) is Gate.ONE


def test_half_the_sends_failing_by_turns_does_not_shut_it() -> None:
    breaker = Breaker()
    for _ in range(50):
        breaker = went_well(went_wrong(breaker, 0.0))
    assert gate(breaker, 0.0) is Gate.ALL


@pytest.mark.parametrize(("stuck", "stays"), [(STUCK_AT_ONCE - 1, Gate.ALL), (STUCK_AT_ONCE, Gate.URGENT)])
def test_sends_without_an_answer_shut_it_before_they_fail(stuck: int, stays: Gate) -> None:
    ages = [STUCK_AFTER_S] * stuck + [STUCK_AFTER_S - 0.1] * 20
    assert gate(seen_stuck(Breaker(), ages, 9.0), 9.0) is stays


def test_a_trial_that_fails_or_hangs_doubles_the_pause_up_to_the_longest() -> None:
    breaker, now, pauses = shut(), 0.0, []
    for n in range(6):
        now += breaker.pause_s
        assert gate(breaker, now) is Gate.ONE
        breaker = went_wrong(breaker, now) if n % 2 else seen_stuck(breaker, [STUCK_AFTER_S], now)
        pauses.append(breaker.pause_s)
    assert pauses == [10.0, 20.0, LONGEST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_PAUSE_S]


def test_trials_that_go_well_open_it_again() -> None:
    breaker = shut()
    for _ in range(GOOD_TRIALS):
        assert gate(breaker, FIRST_PAUSE_S) is Gate.ONE
        breaker = went_well(breaker)
    assert breaker == Breaker()


def test_a_911_line_that_fails_during_the_pause_does_not_prolong_it() -> None:
    breaker = went_wrong(shut(), 1.0)
    assert gate(breaker, FIRST_PAUSE_S) is Gate.ONE


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 60)), max_size=60))
def test_whatever_happens_a_trial_is_never_further_away_than_the_longest_pause(story: list[tuple[bool, float]]) -> None:
    breaker, now = Breaker(), 0.0
    for good, passes in story:
        now += passes
        breaker = went_well(breaker) if good else went_wrong(breaker, now)
        assert gate(breaker, now + LONGEST_PAUSE_S) is not Gate.URGENT
        assert gate(replace(breaker, faults=0), now) is gate(breaker, now)
