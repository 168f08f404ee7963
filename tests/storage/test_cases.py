"""Promises of cases, evidence, staff, banners and changes."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.storage.sql import on_both
from tipline.desk.records import CaseEvent, DutyRow, Session
from tipline.errors import Conflict, NotFound
from tipline.message import Media


def test_a_new_case_is_new(store, now):
    with store.write() as tx:
        case = tx.cases.get(tx.cases.add(now))
    assert (case.status, case.version, case.resolution, case.urgency, case.reasons) == ("new", 1, None, 0, ())
    assert (case.created_at, case.updated_at, case.opened_at, case.assigned_to) == (now, now, None, None)


def test_a_case_is_read_back_as_it_was_saved(store, now, after):
    with store.write() as tx:
        staff = tx.staff.add("ana", "dispatcher", "hash", None, now)
        case = tx.cases.get(tx.cases.add(now))
        changed = replace(
            case, status="closed", resolution="duplicate", updated_at=after(5), opened_at=after(1), urgency=90,
            reasons=("someone is hurt", "now"), lane="urgent", district="10", assigned_to=staff,
            acknowledged_at=after(2),
        )
        saved = tx.cases.save(changed, 1)
        assert saved == replace(changed, version=2)
        assert tx.cases.get(case.id) == saved


def test_the_second_of_two_people_hears_that_the_case_changed(store, now):
    with store.write() as tx:
        case = tx.cases.get(tx.cases.add(now))
        tx.cases.save(replace(case, lane="urgent"), 1)
    with pytest.raises(Conflict), store.write() as tx:
        tx.cases.save(replace(case, lane="bulk"), 1)
    with store.write() as tx:
        assert tx.cases.get(case.id).lane == "urgent"
        assert tx.cases.save(replace(tx.cases.get(case.id), lane="bulk"), None).version == 3


def test_a_case_that_is_not_there_is_said_so(store):
    with store.read() as tx, pytest.raises(NotFound):
        tx.cases.get(404)


@on_both
def test_a_status_that_the_rules_do_not_know_is_refused(store, now):
    with store.write() as tx:
        case = tx.cases.get(tx.cases.add(now))
    with pytest.raises(IntegrityError), store.write() as tx:
        tx.cases.save(replace(case, status="forgotten"), None)


def test_the_timeline_keeps_its_order(store, people, now, after):
    case = people.case()
    events = [CaseEvent(case, after(9 - n), "line", f"step {n}", "a", "b", "why") for n in range(3)]
    with store.write() as tx:
        for event in events:
            tx.cases.add_event(event)
        assert tx.cases.events(case) == events


def test_a_later_outcome_of_a_duty_replaces_the_earlier(store, people, now, after):
    case = people.case()
    with store.write() as tx:
        staff = tx.staff.add("ana", "dispatcher", "hash", None, now)
        tx.cases.put_duty(DutyRow(case, "summon_aid", "summoned", {"time": "14:05"}, now, staff))
        second = DutyRow(case, "summon_aid", "no_injury", {}, after(60), staff)
        tx.cases.put_duty(second)
        assert tx.cases.duties(case) == [second]


@pytest.fixture
def photo(store, people, now):
    """Makes wanted photos with a pointer; gives their ids."""
    address, case = people.address(), people.case()
    report, message = people.report(address, case), people.message(address)

    def make(state="wanted", pointer=b"sealed"):
        with store.write() as tx:
            row = tx.evidence.add(
                report_id=report, message_id=message, address_id=address, media=Media.PHOTO, at=now, state=state,
                content_type="image/jpeg", size=12,
            )
            tx.evidence.set_pointer(row, pointer)
        return row

    return make


def test_an_attachment_is_claimed_once_and_again_when_its_lease_expired(store, photo, now, after):
    ids = [photo() for _ in range(3)]
    with store.write() as tx:
        claimed = tx.evidence.claim(now, after(300), 2)
        assert [(row.id, row.state, row.pointer) for row in claimed] == [(i, "fetching", b"sealed") for i in ids[:2]]
        assert [row.id for row in tx.evidence.claim(now, after(300), 5)] == ids[2:]
        assert tx.evidence.claim(after(299), after(600), 5) == []
        assert [row.id for row in tx.evidence.claim(after(300), after(600), 5)] == ids


def test_an_attachment_waits_for_its_next_try(store, photo, now, after):
    photo()
    with store.write() as tx:
        (row,) = tx.evidence.claim(now, after(300), 5)
        tx.evidence.save(replace(row, state="wanted", tries=1, not_before=after(30)))
        assert tx.evidence.claim(after(29), after(300), 5) == []
        assert [r.tries for r in tx.evidence.claim(after(30), after(300), 5)] == [1]


def test_what_is_done_with_is_never_fetched(store, photo, now, after):
    photo("too_large")
    photo("gone", pointer=None)
    with store.write() as tx:
        assert tx.evidence.claim(after(9999), after(99999), 5) == []


def test_what_lost_its_pointer_is_claimed_too_so_that_somebody_says_it_is_gone(store, photo, now, after):
    lost = photo(pointer=None)
    with store.write() as tx:
        assert [(row.id, row.pointer) for row in tx.evidence.claim(after(1), after(300), 5)] == [(lost, None)]


def test_the_vendor_s_copy_is_listed_until_it_is_deleted_and_kept_where_we_hold_none(store, photo, now, after):
    stored, large, wanted = photo(), photo("too_large"), photo()
    with store.write() as tx:
        row = replace(
            tx.evidence.get(stored), state="stored", sha256="ab", vault_key="originals/ab/ab", size=99, width=3,
            height=4, display="ok", views={"view": "views/ab/ab/view"}, stored_at=after(2), code=None,
        )
        tx.evidence.save(row)
        assert tx.evidence.get(stored) == row
        assert [r.id for r in tx.evidence.claim_undeleted(now, after(60), 5)] == [stored]
        assert tx.evidence.claim_undeleted(after(59), after(119), 5) == [], "one worker deletes it"
        assert [r.id for r in tx.evidence.claim_undeleted(after(60), after(120), 5)] == [stored]
        tx.evidence.set_pointer(stored, None)
        tx.evidence.save(replace(row, pointer=None, vendor_deleted_at=after(5)))
        assert [r.id for r in tx.evidence.claim_undeleted(after(999), after(1059), 5)] == []
        assert [r.id for r in tx.evidence.of_report(row.report_id)] == [stored, large, wanted]


def test_a_staff_account_is_read_back_and_its_name_is_its_own(store, now):
    with store.write() as tx:
        staff = tx.staff.add("ana", "dispatcher", "hash", b"sealed", now)
        tx.staff.add("ben", "admin", "hash", None, now)
        held = tx.staff.get(staff)
        assert (held.name, held.role, held.password, held.totp, held.disabled) == ("ana", "dispatcher", "hash", b"sealed", False)
        changed = replace(held, role="supervisor", disabled=True, last_step=77, districts=("10",), password="other", totp=None)
        tx.staff.save(changed)
        assert tx.staff.by_name("ana") == changed
        assert tx.staff.by_name("eve") is None
        assert [person.name for person in tx.staff.all()] == ["ana", "ben"]
    with pytest.raises((IntegrityError, ValueError)), store.write() as tx:
        tx.staff.add("ana", "admin", "hash", None, now)


def test_sessions_end_one_by_one_or_all_of_a_person_s(store, now, after):
    with store.write() as tx:
        ana, ben = (tx.staff.add(name, "dispatcher", "hash", None, now) for name in ("ana", "ben"))
        sessions = [Session(bytes([n]), ana, "csrf", now, now) for n in range(3)]
        for session in (*sessions, Session(b"ben", ben, "csrf", now, now)):
            tx.staff.add_session(session)
        locked = replace(sessions[0], locked=True, seen_at=after(5))
        tx.staff.save_session(locked)
        assert tx.staff.session(sessions[0].id_hash) == locked
        tx.staff.end_sessions(ana, sessions[1].id_hash)
        assert [tx.staff.session(s.id_hash) is None for s in sessions] == [False, True, False]
        tx.staff.end_sessions(ana)
        assert all(tx.staff.session(s.id_hash) is None for s in sessions)
        assert tx.staff.session(b"ben") is not None


def test_failures_are_counted_by_name_and_time_and_do_not_pile_up(store, now, after):
    with store.write() as tx:
        for seconds in (0, 60, 120):
            tx.staff.add_failure("ana", after(seconds))
        tx.staff.add_failure("ben", now)
        assert tx.staff.failures("ana", after(60)) == 2
        assert tx.staff.failures("eve", now) == 0
        tx.staff.add_failure("ana", now + timedelta(days=2))
        assert tx.staff.failures("ana", now) == 1


def test_a_sign_in_link_works_once_and_in_time(store, now, after):
    with store.write() as tx:
        staff = tx.staff.add("ana", "dispatcher", "hash", None, now)
        tx.staff.add_link(b"one", staff, after(60))
        tx.staff.add_link(b"late", staff, after(60))
        assert tx.staff.take_link(b"one", now) == staff
        assert tx.staff.take_link(b"one", now) is None
        assert tx.staff.take_link(b"late", after(60)) is None
        assert tx.staff.take_link(b"late", now) is None
        assert tx.staff.take_link(b"unknown", now) is None


def test_changes_are_followed_in_order_and_roll_back_with_their_transaction(store):
    with store.write() as tx:
        assert tx.changes.last() == 0
        for ident in (7, 8, 9):
            tx.changes.bump("case", ident)

    def fail():
        with store.write() as tx:
            tx.changes.bump("banner", 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as tx:
        assert tx.changes.since(0) == [(1, "case", 7), (2, "case", 8), (3, "case", 9)]
        assert tx.changes.since(1, 1) == [(2, "case", 8)]
        assert tx.changes.last() == 3


def test_a_banner_counts_until_it_is_cleared(store, now, after):
    with store.write() as tx:
        tx.board.raise_banner("twilio_auth", now)
        tx.board.raise_banner("twilio_auth", after(5))
        (banner,) = tx.board.banners()
        assert (banner.kind, banner.count, banner.first_at, banner.last_at) == ("twilio_auth", 2, now, after(5))
        tx.board.clear_banner("twilio_auth")
        assert tx.board.banners() == []


def test_a_slot_is_rung_by_one_of_many(store):
    took = []

    def ring():
        with store.write() as tx:
            took.append(tx.board.take_slot("outbox", "2026-11-22T21:00"))

    threads = [threading.Thread(target=ring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(took) == [False] * 7 + [True]


def test_cases_to_rank_come_when_they_are_due_the_longest_due_first(store, now, after):
    with store.write() as tx:
        one, two, three = (tx.cases.add(now) for _ in range(3))
        tx.cases.rank_later(one, after(2))
        tx.cases.rank_later(two, after(1))
        tx.cases.rank_later(three, after(9))
        tx.cases.rank_later(two, after(9))  # what was asked for earlier stands
    with store.read() as tx:
        assert tx.cases.to_rank(now, 10) == []
        assert tx.cases.to_rank(after(2), 10) == [two, one]
        assert tx.cases.to_rank(after(2), 1) == [two]
    with store.write() as tx:
        tx.cases.ranked(two)
        assert tx.cases.to_rank(after(2), 10) == [one]
