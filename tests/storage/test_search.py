"""Promises of filters and of search, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from storage import queries
from storage.queries import View
from tipline import search, triage
from tipline.desk.rights import Reach
from tipline.report import Fact, Report

EVERYTHING = None
DISPATCHER, OFFICER = Reach(77, None, True, False), Reach(78, ("12",), False, True)


def report(reference, *, activity="detention", districts=("10",), beats=("1013",), lang="es", label=None):
    facts = {
        "activity": Fact([activity], 1, ""),
        "place": Fact({"districts": list(districts), "beats": list(beats), "label": label}, 1, ""),
    }
    return Report(reference, lang=lang, facts=MappingProxyType(facts))


@pytest.fixture
def tell(store, people, now):
    """tell("K7Q2", "words", urgency=…): a case with one report; gives its number."""

    def told(reference, text, *, urgency=50, lane="standard", status="new", minutes=0, **of_report):
        address, case = people.address(), people.case()
        made = report(reference, **of_report)
        with store.write() as tx:
            reporter = tx.people.contact(address).reporter_id
            number = tx.reports.add(
                reporter_id=reporter, address_id=address, case_id=case, at=now - timedelta(minutes=minutes), report=made
            )
        message = people.message(address, reference.encode(), text)
        with store.write() as tx:
            tx.messages.attach([message], number)
            tx.cases.save(replace(
                tx.cases.get(case), urgency=urgency, lane=lane, status=status, traits=triage.traits([made]),
            ), None)
        return case

    return told


def shown(store, view, **more):
    with store.read() as tx:
        page = queries.page_of(tx.conn, view, **more)
        assert queries.count(tx.conn, view) >= len(page.rows)
    return [row.case.id for row in page.rows]


def found(store, words, within=EVERYTHING, **more):
    with store.read() as tx:
        return [row.case.id for row in queries.search(tx.conn, search.terms(words), within, **more).rows]


def test_filters_narrow_together_and_keep_the_order_of_the_queue(store, tell):
    low, high = tell("A1", "", urgency=20), tell("A2", "", urgency=80)
    tell("A3", "", urgency=90, districts=("12",))
    polish = tell("A4", "", urgency=70, lang="pl", lane="past")
    assert shown(store, View(traits=("district:10",))) == [high, polish, low]
    assert shown(store, View(traits=("district:10", "lang:pl"))) == [polish]
    assert shown(store, View(lane="past", traits=("district:10", "beat:1013", "activity:detention"))) == [polish]
    assert shown(store, View(traits=("district:10", "activity:chase"))) == []


def test_a_place_on_a_border_is_found_in_both_districts(store, tell):
    case = tell("A1", "", districts=("10", "12"), beats=())
    assert shown(store, View(traits=("district:12",))) == shown(store, View(traits=("district:10",))) == [case]


def test_filtered_pages_follow_one_another_without_a_gap_or_a_repeat(store, tell):
    cases = [tell(f"A{n}", "", urgency=50 + n % 2) for n in range(5)]
    view, after, seen = View(traits=("lang:es",)), None, []
    with store.read() as tx:
        while True:
            page = queries.page_of(tx.conn, view, after, 2)
            seen += [row.case.id for row in page.rows]
            after = page.after
            if after is None:
                break
    assert seen == [cases[3], cases[1], cases[4], cases[2], cases[0]]


def test_a_case_moves_with_its_urgency_and_leaves_the_open_ones_when_it_is_closed(store, tell):
    first, second = tell("A1", "", urgency=20), tell("A2", "", urgency=80)
    with store.write() as tx:
        tx.cases.save(replace(tx.cases.get(first), urgency=95), None)
        tx.cases.save(replace(tx.cases.get(second), status="closed"), None)
    assert shown(store, View(traits=("district:10",))) == [first]
    assert shown(store, View(traits=("status:new",))) == [first]
    assert shown(store, View(closed=True, traits=("district:10",))) == [second]


def test_the_last_hour_holds_what_came_in_it(store, tell, now):
    case = tell("A1", "")
    assert shown(store, View(since=now - timedelta(hours=1))) == [case]
    assert shown(store, View(since=now + timedelta(minutes=1), traits=("district:10",))) == []


def test_words_are_found_in_any_spelling_and_the_last_one_before_it_is_whole(store, tell):
    case = tell("A1", "Se llevaron a un señor, camioneta blanca")
    chinese = tell("A2", "移民局在抓人", lang="zh")
    pin = tell("A3", "", label="26th & Kedzie")
    assert found(store, "senor BLANCA") == found(store, "camion") == [case]
    assert found(store, "camion ") == found(store, "señor kedzie") == []
    assert found(store, "抓人") == [chinese]
    assert found(store, "26th kedzie") == [pin]


@pytest.mark.parametrize("odd", ['"', "a OR b", "NEAR(", "kedz*", "'; --", "a' | 'b", "\x00", "* ^ :"])
def test_whatever_a_person_types_is_only_words(store, tell, odd):
    tell("A1", "nothing of it")
    assert found(store, odd) == []


def test_search_finds_only_what_its_asker_may_see_and_what_the_filters_leave(store, tell):
    open_one = tell("A1", "white van", lang="pl")
    closed = tell("A2", "white van", status="closed")
    assert found(store, "white van") == [closed, open_one]
    assert found(store, "white van", DISPATCHER) == [open_one]
    assert found(store, "white van", OFFICER) == []
    assert found(store, "white van", traits=("lang:es",)) == [closed]


def test_found_cases_come_page_by_page_and_none_of_them_twice(store, people, tell):
    cases = [tell(f"A{n}", "white van") for n in range(5)]
    address = people.address()
    late = people.report(address, cases[0], "B1")  # the oldest case is told again
    again = people.message(address, b"late", "white van again")
    with store.write() as tx:
        tx.messages.attach([again], late)
    seen, below = [], None
    with store.read() as tx:
        while True:
            page = queries.search(tx.conn, search.terms("white van"), EVERYTHING, below=below, limit=2)
            seen += [row.case.id for row in page.rows]
            below = page.after
            if below is None:
                break
        assert queries.count_found(tx.conn, search.terms("white van")) == 6
    assert seen == [cases[0], *reversed(cases[1:])]


def test_a_view_has_the_points_of_its_cases(store, people, now):
    address, case = people.address(), people.case()
    facts = {"place": Fact({"lat": 41.85, "lng": -87.7, "radius_m": 40, "districts": ["10"]}, 1, "")}
    with store.write() as tx:
        tx.reports.add(
            reporter_id=tx.people.contact(address).reporter_id, address_id=address, case_id=case, at=now,
            report=Report("A1", facts=MappingProxyType(facts)),
        )
    people.report(people.address(), people.case(), "A2")
    with store.read() as tx:
        points = queries.points_of(tx.conn, View())
    assert [(p.case_id, p.lat, p.lng, p.radius_m) for p in points.points] == [(case, 41.85, -87.7, 40)]
    assert (points.shown, points.more) == (2, False)


def test_what_changed_since_a_person_looked_is_theirs_alone_and_goes_when_they_look(store, tell, now):
    with store.write() as tx:
        mine, theirs = (tx.staff.add(name, "dispatcher", "hashed", None, now) for name in ("ana", "bo"))
    cases = [tell(f"A{n}", "") for n in range(3)]
    with store.write() as tx:
        tx.changes.saw(mine, None, tx.changes.last(), now)
        for case in cases[:2]:
            tx.changes.bump("case", case)
    with store.write() as tx:
        tx.changes.bump("outbox", cases[2])
        tx.changes.saw(mine, cases[0], tx.changes.last(), now)
        tx.changes.saw(mine, cases[0], 0, now)  # an earlier look undoes nothing
    with store.read() as tx:
        fresh = queries.fresh(tx.conn, mine, None, cases)
        assert (fresh.since, fresh.cases, fresh.more, fresh.marked) == (now, 1, False, frozenset({cases[1]}))
        assert queries.fresh(tx.conn, theirs, None, cases).since is None
        assert queries.fresh(tx.conn, mine, OFFICER, cases).cases == 0
