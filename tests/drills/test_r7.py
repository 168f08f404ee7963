"""R7 in its short form on both databases, and that it would see what it looks for."""

from __future__ import annotations

import pytest

from tests.drills import r7_send_window
from tests.drills.contract import SHORT
from tests.drills.room import room
from tipline.desk.ports import DeliveryNote, Inquiry, Trace
from tipline.message import Channel


@pytest.mark.parametrize("database", r7_send_window.DATABASES)
def test_no_crash_in_the_send_window_loses_or_doubles_a_message(database: str) -> None:
    outcome = r7_send_window.run(database, SHORT)
    print(outcome)
    assert outcome.ok, outcome.words


class Says:
    """An Inquirer that is wrong about everything in the same way."""

    def __init__(self, *, has_it: bool) -> None:
        self._has_it, self._count = has_it, 0

    async def find(self, inquiry: Inquiry) -> tuple[Trace, ...]:
        self._count += 1
        sid = f"SM{self._count:032x}"
        said = DeliveryNote(Channel.SMS, None, sid, "sent")
        return (Trace(said, sid, inquiry.asked_at),) if self._has_it else ()


@pytest.mark.parametrize(("has_it", "what"), [(False, "doubled"), (True, "lost")])
async def test_the_drill_sees_messages_that_are_lost_or_doubled(has_it: bool, what: str) -> None:
    with room("sqlite") as line:
        faults, counts = await r7_send_window._drill(line, again=False, asker=Says(has_it=has_it), every=5)
    assert counts[what] > 10
    assert faults
