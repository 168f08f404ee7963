"""The one table: absolute figures beside their floor, and the ratios of one run beside what is to be reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.measure import Series, ratio

_HEAD = ("what", "database", "a second", "least - most", "against", "ratio", "reach", "")


@dataclass(frozen=True, slots=True)
class Aim:
    """`series` is to be at least `reach` times `against`, or `reach` a second where there is nothing to compare."""

    against: str
    reach: float


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    database: str
    series: Series
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One benchmark on one database: its rows by name, and what the subject (the first row) is to reach."""

    rows: dict[str, Row]
    subject: str
    aims: tuple[Aim, ...]


def lines(results: Iterable[Result]) -> Iterable[str]:
    """Markdown, so that it can stand in docs/performance.md as it is."""
    yield _line(_HEAD)
    yield "|" + "---|" * len(_HEAD)
    for result in results:
        for name, row in result.rows.items():
            aims = result.aims if name == result.subject else ()
            yield from _rows(result, row, aims)


def _rows(result: Result, row: Row, aims: tuple[Aim, ...]) -> Iterable[str]:
    low, high = row.series.spread
    first = (row.what, row.database, f"{row.series.median:,.0f}", f"{low:,.0f} - {high:,.0f}")
    if not aims:
        yield _line((*first, "", "", "", row.note))
    for number, aim in enumerate(aims):
        yield _line((*(first if number == 0 else ("", "", "", "")), *_compared(result, row, aim)))


def _compared(result: Result, row: Row, aim: Aim) -> tuple[str, str, str, str]:
    if aim.against not in result.rows:
        reached = row.series.median
        return aim.against, f"{reached:,.0f}", f"{aim.reach:,.0f}", _verdict(reached, aim)
    found = ratio(row.series, result.rows[aim.against].series)
    return result.rows[aim.against].what, f"{found:.2f}", f"{aim.reach:g}", _verdict(found, aim)


def _verdict(found: float, aim: Aim) -> str:
    return "reached" if found >= aim.reach else "**short**"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
