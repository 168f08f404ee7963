"""Promises of what is known of events across cases, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tipline.desk.gathered import APART, MERGED, SPLIT, Gathering
from tipline.message import Media
from tipline.report import Report, State

LAT, LNG = 41.84458, -87.70508


def placed(reference, **facts):
    report = Report(reference).with_fact("coordinates", [LAT, LNG], 1)
    for name, value in facts.items():
        report = report.with_fact(name, value, 1)
    return report


def filed(store, people, now, report, case=None, address=None):
    case = case or people.case()
    address = address or people.address()
    with store.write() as tx:
        reporter = tx.people.contact(address).reporter_id
        return case, tx.reports.add(reporter_id=reporter, address_id=address, case_id=case, at=now, report=report)


def test_cases_near_are_open_recent_and_hold_an_open_report(store, people, now):
    near, _ = filed(store, people, now, placed("AAAA"))
    filed(store, people, now - timedelta(days=1), placed("BBBB"))
    filed(store, people, now, Report("CCCC").with_fact("coordinates", [LAT + 0.1, LNG], 1))
    _, withdrawn = filed(store, people, now, placed("DDDD"))
    closed, _ = filed(store, people, now, placed("EEEE"))
    with store.write() as tx:
        row = tx.reports.get(withdrawn)
        tx.reports.save(withdrawn, now, Report("DDDD", State.WITHDRAWN, facts=row.report.facts))
        tx.cases.save(replace(tx.cases.get(closed), status="closed", resolution="duplicate"), None)
    with store.read() as tx:
        assert tx.incidents.near([(LAT + 0.0005, LNG)], now - timedelta(hours=12), 10) == [near]
        assert tx.incidents.near([], now, 10) == []


def test_a_mark_is_noted_once_and_found(store, people, now):
    case, report = filed(store, people, now, placed("AAAA", plates=["AB12345"]))
    with store.write() as tx:
        tx.incidents.mark(report, ["plate:AB12345", "picture:0:ffff"])
        tx.incidents.mark(report, ["plate:AB12345"])
    with store.read() as tx:
        assert tx.incidents.marked(["plate:AB12345"], now, 10) == [case]
        assert tx.incidents.marked(["plate:XX"], now, 10) == []
        assert tx.incidents.marked([], now, 10) == []


def test_an_account_holds_what_its_report_its_words_and_its_pictures_tell(store, people, now):
    address = people.address()
    case, report = filed(store, people, now, placed("AAAA", plates=["AB12345"], agencies=["ICE"]), address=address)
    message = people.message(address, text="ICE is at 26th and Kedzie right now, please share with everyone", report_id=report)
    with store.write() as tx:
        held = tx.evidence.add(
            report_id=report, message_id=message, address_id=address, media=Media.PHOTO, at=now, state="wanted",
            content_type="image/jpeg", size=10,
        )
        tx.evidence.save(replace(tx.evidence.get(held), state="stored", sha256="ab" * 32, phash=2**64 - 1))
    with store.read() as tx:
        assert tx.evidence.get(held).phash == 2**64 - 1
        (told,) = tx.incidents.accounts([case])
        assert tx.incidents.accounts([]) == []
    assert (told.report, told.case, told.plates, told.pictures) == (report, case, {"AB12345"}, (2**64 - 1,))
    assert len(told.copies) == 2


def test_what_was_said_goes_with_the_report_unless_it_was_said_there_too(store, people, now):
    address = people.address()
    frm, report = filed(store, people, now, placed("AAAA"), address=address)
    to, _ = filed(store, people, now, placed("BBBB"))

    def say(case, notice):
        with store.write() as tx:
            return tx.outbox.add(
                address_id=address, case_id=case, stream="conversation", notice=notice, notice_number=1, urgent=False,
                lang="en", lines=[], choices=(), silent=False, created_at=now, not_before=now, author=None,
            )

    reply, received = say(frm, None), say(frm, "received")
    documented, there = say(frm, "documented"), say(to, "documented")
    with store.write() as tx:
        tx.incidents.refile(report, to)
    with store.read() as tx:
        assert [row.id for row in tx.outbox.of_case(to)] == sorted([reply, received, there])
        assert [row.id for row in tx.outbox.of_case(frm)] == [documented]
        assert tx.outbox.notices_of(to, address) == 1


def test_what_was_said_stays_while_the_same_person_has_another_report_there(store, people, now):
    address = people.address()
    frm, report = filed(store, people, now, placed("AAAA"), address=address)
    filed(store, people, now, placed("BBBB"), case=frm, address=address)
    to, _ = filed(store, people, now, placed("CCCC"))
    with store.write() as tx:
        tx.outbox.add(
            address_id=address, case_id=frm, stream="conversation", notice="received", notice_number=1, urgent=False,
            lang="en", lines=[], choices=(), silent=False, created_at=now, not_before=now, author=None,
        )
        tx.incidents.refile(report, to)
    with store.read() as tx:
        assert len(tx.outbox.of_case(frm)) == 1


def test_moves_are_kept_in_batches_and_may_be_undone(store, people, now):
    (one, first), (two, second) = filed(store, people, now, placed("AAAA")), filed(store, people, now, placed("BBBB"))
    with store.write() as tx:
        moves = [Gathering(MERGED, now, "dana", two, one, r, "new", 4.5, ("same spot",)) for r in (first, second)]
        batch = tx.incidents.add(moves)
        tx.incidents.add([Gathering(APART, now, "dana", one, two)])
        later = tx.incidents.add([Gathering(SPLIT, now, "dana", one, two, first)])
    with store.read() as tx:
        held = tx.incidents.batch(batch)
        assert [(m.report_id, m.reasons, m.from_status, m.undone) for m in held] == [
            (first, ("same spot",), "new", False), (second, ("same spot",), "new", False)
        ]
        assert [m.batch for m in tx.incidents.history(one)] == [batch, batch, later - 1, later]
        assert tx.incidents.kept_apart(one) == {two}
        assert tx.incidents.kept_apart(two) == {one}
    with store.write() as tx:
        tx.incidents.set_undone(batch)
    with store.read() as tx:
        assert all(m.undone for m in tx.incidents.batch(batch))


def test_the_newest_accounts_of_each_case_are_enough_where_only_so_many_are_asked_for(store, people, now):
    one, first = filed(store, people, now, placed("AAAA"))
    _, second = filed(store, people, now, placed("BBBB"), case=one)
    _, third = filed(store, people, now, placed("CCCC"), case=one)
    two, alone = filed(store, people, now, placed("DDDD"))
    with store.read() as tx:
        assert [told.report for told in tx.incidents.accounts([one, two], 2)] == [second, third, alone]
        assert [told.report for told in tx.incidents.accounts([one, two])] == [first, second, third, alone]
