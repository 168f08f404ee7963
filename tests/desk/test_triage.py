"""Where a case stands in the queue, through the real conversation: nothing is dropped, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import queries
from tests.desk.line import SAW, Line, Phone, open_line
from tipline.desk.records import CaseRow
from tipline.message import Channel


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


def case_of(line: Line, phone: Phone) -> CaseRow:
    with line.read() as tx:
        return tx.cases.get(phone.reports[0].case_id)


def open_cases(line: Line) -> list[int]:
    with line.read() as tx:
        return [row.case.id for row in queries.queue_page(tx.conn).rows]


async def test_a_hoax_is_kept_and_stands_last(line: Line) -> None:
    true, hoax = line.phone(), line.phone(Channel.TELEGRAM)
    await hoax.says("shots fired by ICE at 47th and Ashland, people hurt, hurry")
    await true.says("ICE van parked at 26th and Kedzie")
    assert open_cases(line) == [case_of(line, hoax).id, case_of(line, true).id]
    await hoax.says("jk not real lol i made it up")
    case = case_of(line, hoax)
    assert (case.lane, case.urgency, case.reasons) == ("withdrawn", 0, ("set aside",))
    assert open_cases(line) == [case_of(line, true).id, case.id]
    assert next(message.masked_text for message in hoax.messages).startswith("shots fired")


async def test_what_reads_as_a_hoax_is_kept_too(line: Line) -> None:
    phone = line.phone()
    await phone.says("lol ICE is arresting santa claus and his 8 reindeer at 26th and Kedzie hahaha")
    assert phone.reports
    assert case_of(line, phone).id in open_cases(line)
    assert case_of(line, phone).lane in ("withdrawn", "standard")


async def test_a_forwarded_rumour_is_flagged_and_counted_once(line: Line) -> None:
    text = "please share, ICE is taking people at 26th and Kedzie right now, stay inside and warn everyone"
    one = line.phone()
    await one.says(text)
    for _ in range(3):
        await line.phone().says(text)
    case = case_of(line, one)
    assert (case.people, case.passed_on) == (1, 3)
    assert "copied text or picture" in case.flags


async def test_an_emergency_told_by_somebody_who_floods_the_line_stands_first(line: Line) -> None:
    flooder, other = line.phone(), line.phone()
    await other.says(SAW)
    await flooder.says("ICE van at 47th and Ashland")
    for number in range(31):
        flooder.types(f"still {number} vans here")
    while line.understands():  # a batch holds only so many of one address
        line.pass_time(timedelta(seconds=1))
    assert case_of(line, flooder).lane == "bulk"
    await flooder.says("they shot a man, he is bleeding, we need an ambulance at 47th and Ashland")
    assert case_of(line, flooder).lane == "urgent"
    assert open_cases(line)[0] == case_of(line, flooder).id
