"""How many independent people tell of an incident. Reporters are counted, not messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipline.incident.account import Account


@dataclass(frozen=True, slots=True)
class People:
    """`count`: independent people. `passed_on`: how many reporters more only handed on what others had."""

    count: int
    passed_on: int


def people(accounts: Sequence[Account]) -> People:
    """Each reporter once; those who handed in the very same words or picture are one source together."""
    marks: dict[int, set[str]] = {}
    for each in accounts:
        marks.setdefault(each.reporter, set()).update(each.copies)
    sources: list[set[str]] = []
    for mine in marks.values():
        shared = [known for known in sources if known & mine]
        sources = [known for known in sources if not known & mine] + [mine.union(*shared)]
    return People(len(sources), len(marks) - len(sources))
