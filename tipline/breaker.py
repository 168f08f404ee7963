"""When a vendor is in trouble: send it nothing but 911 lines, try again with one message, then go on.

Times are seconds of a clock that never goes back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

FAULTS_IN_A_ROW = 6
STUCK_AFTER_S = 5.0  # a send without an answer for so long is in trouble, whatever becomes of it
STUCK_AT_ONCE = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 30.0
GOOD_TRIALS = 2


class Gate(StrEnum):
    ALL = "all"
    ONE = "one"  # a trial
    URGENT = "urgent"  # nothing but 911 lines


@dataclass(frozen=True, slots=True)
class Breaker:
    """One vendor as one process sees it. `pause_s` 0: closed, everything passes."""

    faults: int = 0  # in a row
    pause_s: float = 0.0
    since: float = 0.0
    good: int = 0  # trials in a row that went well


def gate(breaker: Breaker, now: float) -> Gate:
    if not breaker.pause_s:
        return Gate.ALL
    return Gate.ONE if now - breaker.since >= breaker.pause_s else Gate.URGENT


def went_well(breaker: Breaker) -> Breaker:
    if not breaker.pause_s:
        return replace(breaker, faults=0)
    good = breaker.good + 1
    return Breaker() if good >= GOOD_TRIALS else replace(breaker, good=good)


def went_wrong(breaker: Breaker, now: float) -> Breaker:
    """One more send that the vendor, not the message, is to blame for."""
    if gate(breaker, now) is Gate.ONE:
        return _opened(breaker, now)
    faults = breaker.faults + 1
    if not breaker.pause_s and faults >= FAULTS_IN_A_ROW:
        return _opened(breaker, now)
    return replace(breaker, faults=faults, good=0)


def seen_stuck(breaker: Breaker, ages: list[float], now: float) -> Breaker:
    """`ages`: how long each send under way has been waiting for its answer, those begun since the last pause."""
    stuck = sum(age >= STUCK_AFTER_S for age in ages)
    at = gate(breaker, now)
    too_many = stuck >= (1 if at is Gate.ONE else STUCK_AT_ONCE)
    return _opened(breaker, now) if too_many and at is not Gate.URGENT else breaker


def _opened(breaker: Breaker, now: float) -> Breaker:
    pause = min(breaker.pause_s * 2, LONGEST_PAUSE_S) if breaker.pause_s else FIRST_PAUSE_S
    return Breaker(pause_s=pause, since=now)
