"""Quiet hours and carrier keywords."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tipline.consent import hold_until, is_carrier_keyword, is_silent, may_tell
from tipline.message import Channel

ZONE = ZoneInfo("America/Chicago")


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "until"),
    [(at(20, 59), None), (at(21), at(8, day=23)), (at(23, 30), at(8, day=23)), (at(3), at(8)), (at(7, 59), at(8)), (at(8), None)],
)
def test_an_sms_notice_waits_for_the_morning_and_a_telegram_one_goes_silently(now: datetime, until: datetime | None) -> None:
    assert hold_until(now, None, Channel.SMS) == until
    assert hold_until(now, None, Channel.TELEGRAM) is None
    assert is_silent(now, None, Channel.TELEGRAM) == (until is not None)
    assert not is_silent(now, None, Channel.SMS)


def test_within_an_hour_of_the_persons_own_message_nothing_waits() -> None:
    assert hold_until(at(23), at(23) - timedelta(minutes=59), Channel.SMS) is None
    assert hold_until(at(23), at(23) - timedelta(minutes=60), Channel.SMS) == at(8, day=23)
    assert not is_silent(at(23), at(22, 30), Channel.TELEGRAM)


def test_a_morning_after_the_clocks_change_is_still_eight() -> None:
    before = datetime(2026, 10, 31, 23, 0, tzinfo=ZONE)
    assert hold_until(before, None, Channel.SMS) == datetime(2026, 11, 1, 8, 0, tzinfo=ZONE)


@pytest.mark.parametrize("word", ["STOP", " stop ", "End", "QUIT", "StopAll", "revoke", "optout", "cancel", "Unsubscribe"])
def test_a_keyword_alone_is_the_carriers(word: str) -> None:
    assert is_carrier_keyword(word)


@pytest.mark.parametrize("text", ["please stop", "opt out", "PARAR", "stop sign at 26th", "", "end of story"])
def test_any_other_wording_is_ours_to_answer(text: str) -> None:
    assert not is_carrier_keyword(text)


def test_who_may_be_told() -> None:
    free = {"opted_out": None, "blocked": False, "forgotten": False, "muted": False}
    assert may_tell(**free)  # type: ignore[arg-type]
    for name, value in (("opted_out", "wording"), ("blocked", True), ("forgotten", True), ("muted", True)):
        assert not may_tell(**{**free, name: value})  # type: ignore[arg-type]
