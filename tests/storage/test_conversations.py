"""Promises of dialogues, timers, messages and reports."""

from __future__ import annotations

import pytest

from storage.cells import around, cell
from storage.tables import report as reports
from tests.storage.sql import on_both
from tipline.desk.records import Delivery
from tipline.errors import NotFound
from tipline.message import Address, Channel
from tipline.report import Report, State


def test_a_dialogue_is_read_back_and_replaced(store, people, now):
    address = people.address()
    with store.write() as tx:
        assert tx.dialogues.get(address) is None
        tx.dialogues.put(address, {"step": "asked", "words": ["ñ", None, 1.5]}, now)
        assert tx.dialogues.get(address) == {"step": "asked", "words": ["ñ", None, 1.5]}
        tx.dialogues.put(address, {"step": "idle"}, now)
        assert tx.dialogues.get(address) == {"step": "idle"}


def test_there_is_one_timer_per_address_and_kind(store, people, now, after):
    one, two = people.address(), people.address()
    with store.write() as tx:
        tx.dialogues.set_timer(one, "burst", after(2))
        tx.dialogues.set_timer(one, "burst", after(5))
        tx.dialogues.set_timer(one, "lapse", after(9))
        tx.dialogues.set_timer(two, "burst", after(1))
        tx.dialogues.clear_timer(one, "never set")
        assert tx.dialogues.claim_timers(now, after(30), 10) == []
        assert tx.dialogues.claim_timers(after(4), after(34), 10) == [(two, "burst")]
        assert tx.dialogues.claim_timers(after(9), after(39), 1) == [(one, "burst")]
        assert tx.dialogues.claim_timers(after(9), after(39), 10) == [(one, "lapse")]
        tx.dialogues.clear_timer(one, "burst")
        assert tx.dialogues.claim_timers(after(99), after(129), 10) == [(one, "lapse"), (two, "burst")]


def test_a_timer_is_taken_once_and_rings_again_when_nobody_took_it(store, people, now, after):
    address = people.address()
    with store.write() as tx:
        tx.dialogues.set_timer(address, "burst", now)
        assert tx.dialogues.claim_timers(now, after(30), 10) == [(address, "burst")]
        assert tx.dialogues.claim_timers(after(29), after(59), 10) == []
        assert tx.dialogues.claim_timers(after(30), after(60), 10) == [(address, "burst")]
        assert not tx.dialogues.take_timer(address, "burst", after(30)), "another has it now"
        assert tx.dialogues.take_timer(address, "burst", after(60))
        assert not tx.dialogues.take_timer(address, "burst", after(60))
        assert tx.dialogues.claim_timers(after(999), after(1029), 10) == []


def test_a_timer_set_anew_is_not_taken_for_the_old_one(store, people, now, after):
    address = people.address()
    with store.write() as tx:
        tx.dialogues.set_timer(address, "burst", now)
        assert tx.dialogues.claim_timers(now, after(30), 10) == [(address, "burst")]
        tx.dialogues.set_timer(address, "burst", after(2))
        assert not tx.dialogues.take_timer(address, "burst", after(30))
        assert tx.dialogues.claim_timers(after(2), after(32), 10) == [(address, "burst")]


def test_a_timer_waits_for_what_its_address_has_written_and_for_nobody_else(store, people, seals, now, after):
    writes, other = people.address("+17735550131"), people.address("+17735550132")
    with store.write() as tx:
        for address in (writes, other):
            tx.dialogues.set_timer(address, "burst", now)
    lookup = seals.lookup(Address(Channel.SMS, "+17735550131"))
    store.take([Delivery(b"digest", Channel.SMS, lookup, b"sealed", now)])
    with store.write() as tx:
        assert tx.dialogues.claim_timers(now, after(30), 10) == [(other, "burst")]
        [row] = tx.inbox.claim(now, after(30), 10)
        assert tx.dialogues.claim_timers(now, after(30), 10) == []
        tx.inbox.failed(row, 1, after(15), "BadPayload", parked=False)
        assert tx.dialogues.claim_timers(now, after(30), 10) == [(writes, "burst")]


def test_a_brief_timer_set_before_the_clock_went_back_is_due(store, people, now, after):
    address = people.address()
    with store.write() as tx:
        tx.dialogues.set_timer(address, "burst", after(3602))
        tx.dialogues.set_timer(address, "lapse", after(3600))
        assert tx.dialogues.claim_timers(now, after(30), 10, brief=["burst"]) == [(address, "burst")]


def test_an_edit_finds_the_message_it_amends_however_often_it_is_edited(store, people, now):
    address = people.address()
    first = people.message(address, b"same", "4 agents")
    people.message(address, b"same", "5 agents", amends=first, kind="edit")
    with store.read() as tx:
        found = tx.messages.by_vendor(b"same")
        assert tx.messages.by_vendor(b"never seen") is None
    assert (found.id, found.masked_text, found.at, found.reading) == (first, "4 agents", now, {"intent": "report"})


def test_messages_are_attached_to_a_report_and_read_in_order(store, people):
    address, case = people.address(), people.case()
    report = people.report(address, case)
    ids = [people.message(address, bytes([n])) for n in range(3)]
    with store.write() as tx:
        tx.messages.attach(ids, report)
        tx.messages.attach([], report)
        assert [m.id for m in tx.messages.of_report(report)] == ids


def test_a_report_is_read_back_whole(store, people, now, after):
    address, case = people.address(), people.case()
    told = Report("K7Q2", lang="es").with_fact("agents", [4, 5], 1, "4 o 5").with_fact("injury", "no", 2, "nadie herido")
    with store.write() as tx:
        reporter = tx.people.contact(address).reporter_id
        row = tx.reports.add(reporter_id=reporter, address_id=address, case_id=case, at=now, report=told)
        later = told.with_fact("coordinates", [41.8446, -87.7050], 3)
        tx.reports.save(row, after(60), later)
        held = tx.reports.get(row)
        assert tx.reports.by_reference("K7Q2") == held
        assert tx.reports.by_reference("K7Q3") is None
        assert tx.reports.of_case(case) == [held]
    assert held.report == later
    assert (held.created_at, held.updated_at, held.case_id, held.address_id) == (now, after(60), case, address)


def test_a_reporter_s_reports_come_newest_first(store, people, now, after):
    address = people.address()
    old = people.report(address, people.case(), "K7Q2", now)
    new = people.report(address, people.case(), "K7Q3", after(60))
    with store.read() as tx:
        assert [r.id for r in tx.reports.of_reporter(tx.reports.get(old).reporter_id)] == [new, old]


def test_a_report_that_is_not_there_is_said_so(store):
    with store.read() as tx, pytest.raises(NotFound):
        tx.reports.get(404)


@pytest.mark.parametrize(
    ("told", "point"),
    [
        (Report("A2B3").with_fact("coordinates", (41.8446, -87.705), 1), (41.8446, -87.705)),
        (Report("A2B3").with_fact("place", {"label": "26th & Kedzie", "lat": 41.84, "lng": -87.7}, 1), (41.84, -87.7)),
        (Report("A2B3").with_fact("place", {"label": "Pilsen", "lat": None, "lng": None}, 1), (None, None)),
        (Report("A2B3").with_fact("place", "by the church", 1), (None, None)),
        (Report("A2B3", state=State.WITHDRAWN), (None, None)),
    ],
)
@on_both
def test_the_columns_that_pages_search_by_say_what_the_report_says(store, people, now, told, point):
    address, case = people.address(), people.case()
    with store.write() as tx:
        tx.reports.add(reporter_id=1, address_id=address, case_id=case, at=now, report=told)
        row = tx.conn.execute(reports.select()).one()
    assert (row.lat, row.lng) == point
    assert row.cell == (cell(*point) if point[0] is not None else None)
    assert (row.state, row.lang, row.reference) == (told.state.value, "en", "A2B3")


def test_whatever_lies_within_250_m_lies_in_the_nine_cells_around():
    step_lat, step_lng = 250 / 111_195, 250 / 82_830  # metres per degree at Chicago
    for lat in (41.65, 41.8446, 42.02):
        for lng in (-87.94, -87.705, -87.53):
            near = around(cell(lat, lng))
            assert len(set(near)) == 9
            for north in (-1, 0, 1):
                for east in (-1, 0, 1):
                    assert cell(lat + 0.99 * north * step_lat, lng + 0.99 * east * step_lng) in near
            assert cell(lat + 3 * step_lat, lng) not in near
