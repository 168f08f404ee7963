"""A case in one line: who acts, with what, since when, who is hurt; what and where stand in its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from api.console import facts
from api.console.facts import FactLine
from tipline.report import Report, State

_COUNTED = {"agents": ("agent", "agents"), "vehicles": ("vehicle", "vehicles")}
_INJURY = {"reported": "somebody hurt", "serious": "somebody badly hurt", "none": "nobody hurt"}
_WORST = ("serious", "reported", "none")


def _counted(line: FactLine) -> str:
    one, many = _COUNTED[line.field]
    return f"{line.text} {one if line.text == '1' else many}"


_SAYS: dict[str, Callable[[FactLine], str]] = {
    "agencies": lambda line: line.text,
    "agents": _counted,
    "vehicles": _counted,
    "plates": lambda line: f"{'plates' if ', ' in line.text else 'plate'} {line.text}",
    "when": lambda line: line.text[:1].lower() + line.text[1:],
    "ongoing": lambda line: "still going on" if line.text == "Yes" else "over",
}


def summary(reports: Sequence[Report]) -> str:
    """"ICE, 4 agents, 2 vehicles, 5 min before writing, still going on, somebody hurt"; empty when nobody told.

    Each part as the first open report that tells it has it; of injuries the worst.
    """
    counting = [report for report in reports if report.state is State.OPEN] or list(reports)
    told = [facts.lines(report) for report in counting]
    found = {field: next((line for lines in told for line in lines if line.field == field), None) for field in _SAYS}
    parts = [_SAYS[field](line) for field, line in found.items() if line is not None]
    injuries = {report.value("injury") for report in counting}
    worst = next((held for held in _WORST if held in injuries), None)
    return ", ".join([*parts, *([_INJURY[worst]] if worst else [])])
