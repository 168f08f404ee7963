"""A crowd at one corner: its case is ranked once for all that comes at once, and at once for what is worse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.line import Line, open_line
from tipline import triage
from tipline.desk import ranking
from tipline.desk.records import CaseRow

SEEN = "ICE agents and a white van at 26th and Kedzie, just now"
SHOTS = "shots fired by ICE at 26th and Kedzie, a man is bleeding, just now"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


async def crowd(line: Line) -> int:
    """The case of more people than are ranked for each message."""
    phones = [line.phone() for _ in range(ranking.MANY + 2)]
    for phone in phones:
        await phone.says(SEEN)
    cases = {phone.reports[0].case_id for phone in phones}
    assert len(cases) == 1
    return cases.pop()


def look(line: Line, case_id: int) -> CaseRow:
    with line.read() as tx:
        return tx.cases.get(case_id)


async def test_one_more_of_a_crowd_is_counted_a_second_later(line: Line) -> None:
    case_id = await crowd(line)
    before = look(line, case_id)
    await line.phone().says(SEEN)
    with line.read() as tx:
        assert tx.reports.count_of_case(case_id) == ranking.MANY + 3
    assert look(line, case_id).passed_on == before.passed_on
    assert ranking.rank_due(line.means, line.now + ranking.LATER) == 1
    assert look(line, case_id).passed_on == ranking.MANY + 2  # all but the first use the same words
    assert ranking.rank_due(line.means, line.now + ranking.LATER) == 0


async def test_what_is_worse_than_all_the_crowd_said_counts_at_once(line: Line) -> None:
    case_id = await crowd(line)
    phone = line.phone()
    await phone.says(SHOTS)
    assert phone.reports[0].case_id == case_id
    assert look(line, case_id).urgency > triage.URGENT
    assert look(line, case_id).lane == "urgent"
