"""The machine's clock steps, stands still and goes back: nothing is said twice, nothing rests, order is by number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.line import SAW, Line, open_line
from tipline.desk import evidence, outbox

BACK = timedelta(hours=3)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path) as made:
        yield made


async def test_an_answer_decided_before_the_clock_went_back_goes_out_at_once(line: Line) -> None:
    phone = line.phone()
    phone.types(SAW)
    line.decides()
    line.pass_time(-BACK)
    assert outbox.claim(line.means, line.now) == []
    assert outbox.recall(line.means, line.now) == 2
    assert outbox.recall(line.means, line.now) == 0
    await line.work()
    assert len(phone.heard) == 2


async def test_a_send_under_way_when_the_clock_went_back_is_asked_about(line: Line) -> None:
    phone = line.phone()
    phone.types(SAW)
    line.decides()
    assert line.claims()
    line.pass_time(-BACK)
    assert outbox.release_expired(line.means, line.now) == 1
    assert phone.outbox[0].state == "unknown"


async def test_a_photo_offered_before_the_clock_went_back_is_fetched(line: Line) -> None:
    phone = line.phone()
    assert line.takes(line.vendors.photo(phone.address, b"\xff\xd8 no picture"))
    line.understands()
    line.pass_time(-BACK)
    assert len(evidence.claim(line.means, line.now)) == 1
    line.pass_time(-BACK)
    assert len(evidence.claim(line.means, line.now)) == 1, "whoever had it has a lease from another time"
