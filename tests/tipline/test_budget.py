"""What a month of texting may cost, and who may draw on the reserve."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipline.budget import Budget, Claim, claim_of, is_texted, month
from tipline.delivery import Stream

CHICAGO = ZoneInfo("America/Chicago")
BUDGET = Budget(100, 20)
PLAIN = {"urgent": False, "by_person": False, "last_word": False}


@pytest.mark.parametrize(("claim", "used", "cost", "goes"), [
    (Claim.REST, 0, 80, True), (Claim.REST, 79, 1, True), (Claim.REST, 80, 1, False), (Claim.REST, 78, 3, False),
    (Claim.RESERVE, 80, 20, True), (Claim.RESERVE, 99, 1, True), (Claim.RESERVE, 99, 2, False),
    (Claim.ALL, 100, 6, True), (Claim.ALL, 5000, 1, True),
])
def test_automatic_replies_stop_before_the_reserve_and_notices_at_the_end_of_it(claim, used, cost, goes):
    assert BUDGET.allows(claim, used, cost) is goes


@given(st.lists(st.tuples(st.sampled_from([Claim.REST, Claim.RESERVE]), st.integers(1, 11))), st.integers(1, 300), st.integers(0, 100))
def test_whatever_comes_replies_never_touch_the_reserve_and_the_budget_is_never_exceeded(wanted, segments, percent):
    budget, used, replied = Budget(segments, segments * percent // 100), 0, 0
    for claim, cost in wanted:
        if budget.allows(claim, used, cost):
            used += cost
            replied += cost if claim is Claim.REST else 0
    assert used <= budget.segments
    assert replied <= budget.segments - budget.reserve


@pytest.mark.parametrize(("stream", "keys", "how", "claim"), [
    (Stream.CONVERSATION, {"ask_place"}, {}, Claim.REST), (Stream.CONVERSATION, {"intro_received"}, {}, Claim.REST),
    (Stream.NOTICE, {"notice_closed"}, {}, Claim.RESERVE), (Stream.ALERT, {"alert"}, {}, Claim.RESERVE),
    (Stream.CONVERSATION, {"call_911", "ask_place"}, {}, Claim.ALL), (Stream.CONVERSATION, {"help_911"}, {}, Claim.ALL),
    (Stream.CONVERSATION, {"stop_confirmed"}, {}, Claim.ALL), (Stream.CONVERSATION, {"x"}, {"urgent": True}, Claim.ALL),
    (Stream.CONVERSATION, {"x"}, {"by_person": True}, Claim.ALL), (Stream.CONVERSATION, {"x"}, {"last_word": True}, Claim.ALL),
])
def test_danger_leaving_and_people_always_get_through(stream, keys, how, claim):
    assert claim_of(stream, keys, **(PLAIN | how)) is claim


@pytest.mark.parametrize(("at", "first", "following"), [
    (datetime(2026, 11, 1, 0, 0, tzinfo=CHICAGO), "2026-11-01T00:00:00-05:00", "2026-12-01T00:00:00-06:00"),
    (datetime(2026, 12, 31, 23, 59, tzinfo=CHICAGO), "2026-12-01T00:00:00-06:00", "2027-01-01T00:00:00-06:00"),
    (datetime(2028, 2, 29, 12, 0, tzinfo=CHICAGO), "2028-02-01T00:00:00-06:00", "2028-03-01T00:00:00-06:00"),
])
def test_a_month_is_the_lines_own_whatever_the_clocks_do_in_it(at, first, following):
    assert [moment.isoformat() for moment in month(at)] == [first, following]


def test_only_numbers_that_begin_as_told_are_texted():
    assert is_texted("+17735550142", ("+1",))
    assert not is_texted("+525512345678", ("+1",))
    assert not is_texted("46645", ("+1",))
    assert is_texted("+525512345678", ())
