"""What the benchmarks print: figures of one run beside each other, and no ratio between two runs."""

from __future__ import annotations

from itertools import count

import pytest

from bench.measure import interleave, ratio
from bench.table import Aim, Result, Row, lines


def test_every_subject_is_measured_once_a_round_and_nobody_is_always_first() -> None:
    order: list[str] = []

    def subject(name: str) -> float:
        order.append(name)
        return 1.0

    interleave({name: (lambda name=name: subject(name)) for name in "abc"}, 3)  # type: ignore[misc]
    assert order == list("abc" "bca" "cab")


def test_a_ratio_is_the_middle_of_the_rounds_ratios() -> None:
    ours, floor = iter((10.0, 40.0, 90.0)), iter((10.0, 20.0, 30.0))
    found = interleave({"ours": lambda: next(ours), "floor": lambda: next(floor)}, 3)
    assert ratio(found["ours"], found["floor"]) == 2.0


def test_no_ratio_is_given_between_two_runs() -> None:
    numbers = count(1)
    runs = [interleave({"ours": lambda: float(next(numbers))}, 3)["ours"] for _ in range(2)]
    with pytest.raises(ValueError, match="one run"):
        ratio(runs[0], runs[1])


def test_the_table_shows_what_was_reached_and_what_was_not() -> None:
    found = interleave({"ours": lambda: 50.0, "floor": lambda: 100.0}, 3)
    rows = {name: Row(name, "sqlite", series) for name, series in found.items()}
    printed = list(lines([Result(rows, "ours", (Aim("floor", 0.7), Aim("floor", 0.5), Aim("messages a second", 40)))]))
    assert "| ours | sqlite | 50 | 50 - 50 | floor | 0.50 | 0.7 | **short** |" in printed
    assert "|  |  |  |  | floor | 0.50 | 0.5 | reached |" in printed
    assert "|  |  |  |  | messages a second | 50 | 40 | reached |" in printed
