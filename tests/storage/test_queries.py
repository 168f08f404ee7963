"""Promises of the read models, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import queries
from tipline.desk.records import CaseEvent, DutyRow, Line
from tipline.errors import NotFound
from tipline.message import Media

BEYOND = (2_147_483_648, 99_999_999_999)  # more than a case number can be


@pytest.fixture
def told(store, people, now):
    """Two cases with a report each; the first has words, a photo, a message out, a duty and an owner."""
    address, other = people.address(), people.address()
    first, second = people.case(), people.case()
    report = people.report(address, first, "K7Q2")
    people.report(other, second, "M3XA", now + timedelta(minutes=1))
    message = people.message(address, report_id=report)
    with store.write() as tx:
        owner = tx.staff.add("ana", "dispatcher", "hashed", None, now)
        tx.evidence.add(
            report_id=report, message_id=message, address_id=address, media=Media.PHOTO, at=now, state="wanted",
            content_type="image/jpeg", size=3_000_000_000,
        )
        tx.outbox.add(
            address_id=address, case_id=first, stream="conversation", notice=None, notice_number=None, urgent=False,
            lang="en", lines=[Line("thanks", "Thank you.")], choices=[], silent=False, created_at=now, not_before=now,
            author=None,
        )
        tx.cases.save(replace(tx.cases.get(first), assigned_to=owner, urgency=80, lane="urgent", district="10"), None)
        tx.cases.add_event(CaseEvent(first, now, "ana", "assigned", None, "ana", None))
        tx.cases.put_duty(DutyRow(first, "document", "documented", {"report_number": "JK1"}, now, owner))
    return first, second, owner


def test_a_case_page_shows_everything_of_its_case_and_nothing_of_another(store, told):
    with store.read() as tx:
        view = queries.case_view(tx.conn, told[0])
        assert queries.case_of_evidence(tx.conn, view.evidence[0].id) == told[0]
        assert queries.viewed_evidence(tx.conn, view.evidence[0].id) == view.evidence[0]
    assert (view.case.id, view.owner, [r.report.reference for r in view.reports]) == (told[0], "ana", ["K7Q2"])
    assert [heard.text for heard in view.heard] == ["they took a man"]
    assert [spoken.lines for spoken in view.spoken] == [(("thanks", "Thank you."),)]
    assert [(done.duty, done.detail) for done in view.duties] == [("document", {"report_number": "JK1"})]
    assert [event.action for event in view.events] == ["assigned"]
    assert view.evidence[0].size == 3_000_000_000


def test_the_queue_comes_worst_first_page_by_page_and_is_counted(store, told):
    first, second, owner = told
    with store.read() as tx:
        page = queries.queue_page(tx.conn, limit=1)
        rest = queries.queue_page(tx.conn, limit=1, after=page.after)
        counts = queries.lane_counts(tx.conn, owner)
        mine = queries.queue_page(tx.conn, lane="urgent", assigned_to=owner)
    assert [row.case.id for row in (*page.rows, *rest.rows)] == [first, second]
    assert (page.rows[0].media, rest.after, rest.rows[0].media) == (1, None, 0)
    assert (counts["all"], counts["mine"], counts["urgent"]) == (2, 1, 1)
    assert [row.case.id for row in mine.rows] == [first]


def test_a_case_is_found_by_reference_pseudonym_and_number(store, told, now):
    with store.read() as tx:
        pseudonym = queries.case_view(tx.conn, told[0]).reports[0].pseudonym
        assert [queries.find_case(tx.conn, words) for words in ("k7q2", pseudonym.lower(), f"#{told[1]}", "nobody")] == [
            told[0], told[0], told[1], None,
        ]
        assert queries.last_report_at(tx.conn) == now + timedelta(minutes=1)
        assert [worker.name for worker in queries.workers(tx.conn)] == ["ana"]


@pytest.mark.parametrize("number", BEYOND)
def test_a_number_larger_than_any_case_finds_nothing(store, told, number):
    with store.read() as tx:
        assert queries.find_case(tx.conn, f"#{number}") is None
    for asked in (queries.case_view, queries.viewed_evidence, queries.case_of_evidence):
        with store.read() as tx, pytest.raises(NotFound):
            asked(tx.conn, number)
    for name in ("cases", "reports", "evidence", "outbox"):
        with pytest.raises(NotFound), store.write() as tx:
            getattr(tx, name).get(number)
