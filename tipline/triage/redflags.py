"""What makes a report one to look at twice (DOMAIN section 6). A red flag lowers nothing and hides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tipline.report import Report, State

_OLD_MIN = 60
_APART = 3  # times as many agents in one account as in another


def red_flags(reports: Sequence[Report], passed_on: int = 0) -> tuple[str, ...]:
    """The flags that hold, in the words of the desk. `passed_on`: reporters who only handed on what others had."""
    told = _Told(tuple(r for r in reports if r.state is State.OPEN), passed_on)
    return tuple(words for words, holds in _FLAGS.items() if told.reports and holds(told))


@dataclass(frozen=True, slots=True)
class _Told:
    reports: tuple[Report, ...]
    passed_on: int

    def every(self, name: str) -> list[object]:
        return [value for r in self.reports if (value := r.value(name)) is not None]


def _vague(told: _Told) -> bool:
    places = [p for p in told.every("place") if isinstance(p, Mapping)]
    return not told.every("coordinates") and all(p.get("status") != "point" for p in places)


def _old(told: _Told) -> bool:
    def old(report: Report) -> bool:
        when = report.value("when")
        if not isinstance(when, Mapping) or report.value("ongoing"):
            return False
        return when["kind"] == "date" or (when["kind"] == "ago" and int(when["minutes"]) >= _OLD_MIN)

    return all(old(r) for r in told.reports)


def _second_hand(told: _Told) -> bool:
    seen = told.every("firsthand")
    return False in seen and True not in seen


def _contradictory(told: _Told) -> bool:
    agencies = [set(a) for a in told.every("agencies") if isinstance(a, list)]
    local = any(a == {"NOT_FEDERAL"} for a in agencies) and any(a - {"NOT_FEDERAL"} for a in agencies)
    injuries = set(map(str, told.every("injury")))
    counts = [a for a in told.every("agents") if isinstance(a, list)]
    numbers = any(a[0] > _APART * b[1] for a in counts for b in counts if b[1])
    return local or {"none", "serious"} <= injuries or numbers


_FLAGS: Mapping[str, Callable[[_Told], bool]] = {
    "vague place": _vague,
    "old": _old,
    "second-hand": _second_hand,
    "contradictory": _contradictory,
    "copied text or picture": lambda told: told.passed_on > 0,
}
