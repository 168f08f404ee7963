"""One run: every subject once a round, in turned order, so that whatever else the machine does meets all of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Subject = Callable[[], float]  # measures once; gives how many a second


@dataclass(frozen=True, slots=True)
class Series:
    """What one subject did in each round of one run."""

    run: object = field(repr=False)
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.values), max(self.values)


def interleave(subjects: Mapping[str, Subject], rounds: int) -> dict[str, Series]:
    """Measure every subject once a round. The order turns by one each round, so that nobody is always first."""
    names, found = list(subjects), {name: list[float]() for name in subjects}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(subjects[name]())
    run = object()
    return {name: Series(run, tuple(values)) for name, values in found.items()}


def ratio(subject: Series, against: Series) -> float:
    """The median of the rounds' ratios. Raises ValueError for two runs: an hour later the same machine is another."""
    if subject.run is not against.run:
        raise ValueError("A ratio is of one run; these two were measured in different ones.")
    return statistics.median(a / b for a, b in zip(subject.values, against.values, strict=True))
