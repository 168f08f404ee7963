"""The runner goes on where it stopped, runs again what did not hold, and says so when something does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills.contract import SHORT, Outcome, Size
from tests.drills.nightly import Diary, Line, lines, run, run_line, table

FOUND = [Line("r1_kills", "sqlite"), Line("r1_kills", "postgresql"), Line("r9_slow", "sqlite")]


def outcome(line: Line, *, ok: bool = True) -> Outcome:
    return Outcome(line.promise, line.database, {"kills": 1200}, 0 if ok else 2, 0, 61.4, ok, "as it should be")


def test_every_drill_is_found_once_for_each_of_its_databases_in_order() -> None:
    found = list(lines())
    numbers = [int(line.promise[1:]) for line in found]
    assert len(set(found)) == len(found)
    assert numbers == sorted(numbers)
    assert [line.database for line in lines({"R1"})] == ["sqlite", "postgresql"]


def test_what_held_is_not_run_again_and_what_did_not_is(tmp_path: Path) -> None:
    began: list[str] = []

    def first(line: Line, size: Size) -> Outcome:
        began.append(line.name)
        if len(began) == 3:
            raise KeyboardInterrupt
        return outcome(line, ok=line.database == "sqlite")

    with pytest.raises(KeyboardInterrupt):
        run(FOUND, SHORT, Diary(tmp_path / "diary.json"), first)
    began.clear()

    def second(line: Line, size: Size) -> Outcome:
        began.append(line.name)
        return outcome(line)

    assert run(FOUND, SHORT, Diary(tmp_path / "diary.json"), second)
    assert began == ["r1_kills/postgresql", "r9_slow/sqlite"]


def test_one_line_that_does_not_hold_fails_the_night_and_shows_in_the_table(tmp_path: Path) -> None:
    assert not run(FOUND, SHORT, Diary(tmp_path / "diary.json"), lambda line, size: outcome(line, ok=line != FOUND[1]))
    drawn = table([outcome(line, ok=line != FOUND[1]) for line in FOUND])
    assert drawn.splitlines()[3].split() == ["R1", "postgresql", "2", "0", "61", "NO", "1,200", "kills"]


def test_a_drill_that_dies_without_an_outcome_has_failed() -> None:
    told = run_line(Line("r99_nothing", "sqlite"), SHORT)
    assert not told.ok
    assert "r99_nothing" in told.words


def test_a_drill_that_hangs_is_ended_and_has_failed() -> None:
    told = run_line(Line("r1_kills", "sqlite"), SHORT, longest=0.2)
    assert not told.ok
    assert told.seconds < 30
