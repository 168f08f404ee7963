"""R8 in its short form, and that it would see what it looks for."""

from __future__ import annotations

import pytest

from tests.drills import r8_bad_input
from tests.drills.contract import SHORT
from tests.drills.r8_bad_input import Seen
from tests.fuzz.wire import Raw, request


@pytest.mark.parametrize("database", r8_bad_input.DATABASES)
@pytest.mark.timeout(300)
def test_whatever_strangers_and_confused_vendors_send_the_line_stays_itself(database: str) -> None:
    outcome = r8_bad_input.run(database, SHORT)
    assert outcome.ok, outcome.words


FORGED = request("forged", "POST", "/sms/inbound", {}, b"From=%2B17735550166")


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        (FORGED, 200, "taken in"), (FORGED, 503, "503"), (FORGED, None, "no answer"),
        (request("a page", "GET", "/console/cases/1"), 200, "taken in"), (Raw("noise", b"\x00", whole=False), 500, "500"),
    ],
)
def test_the_drill_sees_a_door_that_fails_or_lets_strangers_in(asked: Raw, status: int | None, words: str) -> None:
    seen = Seen()
    seen.stranger(asked, status)
    [fault] = seen.faults
    assert words in fault


def test_a_refusal_and_an_open_page_are_no_fault() -> None:
    seen = Seen()
    for asked, status in ((FORGED, 403), (request("health", "GET", "/healthz"), 200), (Raw("noise", b"\x00", whole=False), None)):
        seen.stranger(asked, status)
    assert seen.faults == []
