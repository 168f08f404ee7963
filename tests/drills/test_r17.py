"""That R17 would see what it looks for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.line import SAW, open_line
from tests.drills import r17_backup as r17
from tests.drills.contract import SHORT
from tipline.desk import inbox


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", r17.DATABASES)
def test_a_backup_under_load_brings_everything_back_but_the_last_minute(database: str) -> None:
    outcome = r17.run(database, SHORT)
    assert outcome.ok, outcome.words
    assert outcome.counts["after the last"] > 0
    assert outcome.counts["forgotten"] == 2


async def test_the_drill_sees_a_message_that_is_missing_one_that_is_there_twice_and_who_is_known_again(tmp_path: Path) -> None:
    with open_line(tmp_path) as line:
        story, phone = r17.Story(), line.phone()
        await phone.says(f"{SAW} bcdfghjkl")
        await phone.says("they are still here mnprstvwz mnprstvwz")
        request = line.vendors.text(phone.address, "x")
        story.acked = dict.fromkeys(("bcdfghjkl", "mnprstvwz", "zwvtsrpnm"), (line.now, request))
        story.begun = [(line.now, frozenset({"bcdfghjkl", "zwvtsrpnm"}), None)]  # type: ignore[list-item]
        assert r17._missing(line, story) == (["zwvtsrpnm"], [])
        assert r17._doubled(line, story) == 2
        assert r17._still_forgotten(line, [phone.contact.address_id])
        story.waiting = {phone.address.value: "never sent"}
        assert r17._said_once(line, story)
        assert inbox.accept(line.wiring.store, line.wiring.seals, r17.arrival(request), line.now + timedelta(0))
