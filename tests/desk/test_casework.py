"""What people do with a case, on the real SQLite store."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.house import NIGHT, NOON, House, later, store_from
from tipline import phrases
from tipline.case import Duty, Resolution, Status
from tipline.desk import casework
from tipline.desk.duties import stamp
from tipline.desk.records import Actor, CaseRow
from tipline.errors import Conflict, Invalid, NotFound, Refused
from tipline.message import Channel
from tipline.report import State

OUTCOMES = {
    Duty.DOCUMENT: ("documented", {"report_number": "JJ100200"}),
    Duty.PRESERVE_FOOTAGE: ("none_recorded", {}),
    Duty.IDENTIFY_SUPERVISOR: ("refused", {}),
    Duty.COMPLETE_REPORT: ("no_violation", {}),
    Duty.SUMMON_AID: ("no_injury", {}),
}


@pytest.fixture
def house(migrated: Path, tmp_path: Path) -> Iterator[House]:
    with store_from(migrated, tmp_path / "desk.db") as store:
        yield House(store)


def do_all_duties(house: House, case: CaseRow, actor: Actor) -> None:
    for duty, (outcome, detail) in OUTCOMES.items():
        casework.set_duty(house.means, actor, case.id, duty, outcome, detail, NOON)


def test_the_first_look_is_noted_and_every_look_is_logged(house: House) -> None:
    case = house.case()
    seen = casework.open_case(house.means, house.ana, case.id, NOON)
    again = casework.open_case(house.means, house.sol, case.id, later(5))
    assert seen.opened_at == again.opened_at == NOON
    assert again.version == seen.version, "looking twice changes nothing"
    assert [e.action for e in house.timeline(case)] == ["opened"]
    assert [(a, s) for a, act, s in house.custody() if act == "opened"] == [
        (f"staff:{house.ana.staff_id}", f"case:{case.id}"), (f"staff:{house.sol.staff_id}", f"case:{case.id}"),
    ]


def test_a_look_that_changes_nothing_wakes_no_page(house: House) -> None:
    case = house.case()
    casework.open_case(house.means, house.ana, case.id, NOON)
    before = house.changes()
    casework.open_case(house.means, house.ana, case.id, NOON)
    assert house.changes() == before


def test_acknowledging_takes_a_new_case_into_triage_once(house: House) -> None:
    case = house.case()
    first = casework.acknowledge(house.means, house.ana, case.id, NOON)
    second = casework.acknowledge(house.means, house.ben, case.id, later(1))
    assert (first.status, first.acknowledged_at) == ("triage", NOON)
    assert second == first
    assert [e.action for e in house.timeline(case)] == ["acknowledged", "moved"]


def test_assigning_walks_to_assigned_and_names_both_people(house: House) -> None:
    case = house.case()
    held = casework.assign(house.means, house.sol, case.id, case.version, house.ana.staff_id, NOON)
    assert (held.status, held.assigned_to) == ("assigned", house.ana.staff_id)
    held = casework.assign(house.means, house.ana, case.id, held.version, house.ben.staff_id, NOON)
    handed = [e for e in house.timeline(case) if e.action == "assigned"]
    assert [(e.actor, e.before, e.after) for e in handed] == [("sol", None, "ana"), ("ana", "ana", "ben")]
    assert [e.after for e in house.timeline(case) if e.action == "moved"] == ["triage", "assigned"]


def test_a_case_is_not_assigned_to_someone_who_may_not_work_on_it(house: House) -> None:
    case = house.case()
    with pytest.raises(Invalid, match="ada does not work on cases"):
        casework.assign(house.means, house.sol, case.id, case.version, house.ada.staff_id, NOON)


def test_one_click_walks_several_steps_each_with_its_own_line_and_time(house: House) -> None:
    case = house.case()
    held = casework.move(house.means, house.ana, case.id, case.version, Status.DOCUMENTING, later(3))
    moves = [e for e in house.timeline(case) if e.action == "moved"]
    assert [(e.before, e.after) for e in moves] == [
        ("new", "triage"), ("triage", "assigned"), ("assigned", "documenting"),
    ]
    assert {e.at for e in moves} == {later(3)}
    assert [a for _, a, _ in house.custody()] == ["moved to triage", "moved to assigned", "moved to documenting"]
    assert held.assigned_to == house.ana.staff_id, "nobody's case becomes hers on the way"
    assert held.acknowledged_at == later(3)


def test_documented_needs_all_five_duties_and_says_which_are_open(house: House) -> None:
    case = house.case()
    for duty, (outcome, detail) in list(OUTCOMES.items())[:4]:
        casework.set_duty(house.means, house.ana, case.id, duty, outcome, detail, NOON)
    version = house.look(case).version
    with pytest.raises(Invalid, match="Still open: summon medical aid"):
        casework.move(house.means, house.ana, case.id, version, Status.DOCUMENTED, NOON)
    assert house.look(case).status == "new", "nothing of the refused walk was kept"
    casework.set_duty(house.means, house.ana, case.id, Duty.SUMMON_AID, "no_injury", {}, NOON)
    version = house.look(case).version
    assert casework.move(house.means, house.ana, case.id, version, Status.DOCUMENTED, NOON).status == "documented"


def test_closing_as_documented_needs_the_duties_too(house: House) -> None:
    case = house.case()
    with pytest.raises(Invalid, match="five duties"):
        casework.move(house.means, house.ana, case.id, case.version, Status.CLOSED, NOON, Resolution.DOCUMENTED)
    do_all_duties(house, case, house.ana)
    version = house.look(case).version
    held = casework.move(house.means, house.ana, case.id, version, Status.CLOSED, NOON, Resolution.DOCUMENTED)
    assert (held.status, held.resolution) == ("closed", "documented")


def test_the_reporter_hears_each_notice_in_order_numbered_and_in_their_language(house: House) -> None:
    case = house.case()
    house.report(case, "K7Q2", lang="es", channel=Channel.TELEGRAM)
    do_all_duties(house, case, house.ana)
    version = house.look(case).version
    held = casework.move(house.means, house.ana, case.id, version, Status.DOCUMENTED, NOON)
    casework.move(house.means, house.ana, case.id, held.version, Status.CLOSED, later(1), Resolution.DOCUMENTED)
    assert [row.lines[0].text for row in house.notices(case)] == [
        "notice_documenting|es|number=2|reference=K7Q2",
        "notice_documented|es|number=3|reference=K7Q2",
        "notice_closed|es|number=4|reference=K7Q2",
    ]
    assert [(r.notice, r.notice_number, r.stream) for r in house.notices(case)] == [
        ("documenting", 2, "notice"), ("documented", 3, "notice"), ("closed", 4, "notice"),
    ]


def test_no_reason_for_closing_ever_reaches_the_reporter(house: House) -> None:
    for why in Resolution:
        case = house.case()
        house.report(case, f"R{list(Resolution).index(why)}Q2")
        do_all_duties(house, case, house.ana)
        version = house.look(case).version
        casework.move(house.means, house.ana, case.id, version, Status.CLOSED, NOON, why)
        said = house.notices(case)[-1]
        assert said.notice == "closed"
        assert said.lines[0].key == ("notice_closed" if why is Resolution.DOCUMENTED else "notice_closed_no_action")
        filled = dict(part.split("=") for part in said.lines[0].text.split("|")[2:])
        assert set(filled) == {"number", "reference"}, "nothing else fills the sentence"


def test_an_address_with_two_reports_on_a_case_gets_one_notice(house: House) -> None:
    case = house.case()
    _, address = house.report(case, "K7Q2")
    house.report(case, "B3C4", address_id=address, told=False)
    house.report(case, "D5F6")
    casework.move(house.means, house.ana, case.id, case.version, Status.DOCUMENTING, NOON)
    assert [r.lines[0].text.split("=")[-1] for r in house.notices(case)] == ["K7Q2", "D5F6"]


def test_withdrawn_muted_blocked_opted_out_and_forgotten_reporters_hear_nothing(house: House) -> None:
    case = house.case()
    house.report(case, "W1W1", state=State.WITHDRAWN)
    for reference, change in (("M1M1", {"muted": True}), ("X1X1", {"blocked": True}), ("P1P1", {"opted_out": "carrier"})):
        house.contact(house.report(case, reference)[1], **change)
    _, address = house.report(case, "F1F1")
    with house.store.write() as tx:
        tx.people.forget(tx.people.contact(address).reporter_id)
    house.report(case, "K7Q2")
    casework.move(house.means, house.ana, case.id, case.version, Status.DOCUMENTING, NOON)
    assert [r.lines[0].text.split("=")[-1] for r in house.notices(case)] == ["K7Q2"]


def test_at_night_an_sms_notice_waits_for_the_morning_and_a_telegram_one_is_silent(house: House) -> None:
    case = house.case()
    house.report(case, "S1S1", channel=Channel.SMS)
    house.report(case, "T1T1", channel=Channel.TELEGRAM)
    casework.move(house.means, house.ana, case.id, case.version, Status.DOCUMENTING, NIGHT)
    sms, telegram = house.notices(case)
    assert (sms.not_before.isoformat(), sms.silent) == ("2026-11-23T14:00:00+00:00", False)
    assert (telegram.not_before, telegram.silent) == (NIGHT, True)


def test_someone_who_just_wrote_is_answered_at_night_too(house: House) -> None:
    case = house.case()
    house.contact(house.report(case)[1], last_inbound_at=NIGHT)
    casework.move(house.means, house.ana, case.id, case.version, Status.DOCUMENTING, NIGHT)
    assert house.notices(case)[0].not_before == NIGHT


def test_the_second_of_two_people_hears_conflict_and_changes_nothing(house: House) -> None:
    case = house.case()
    casework.move(house.means, house.ana, case.id, case.version, Status.TRIAGE, NOON)
    with pytest.raises(Conflict, match="changed while you looked"):
        casework.move(house.means, house.ben, case.id, case.version, Status.CLOSED, NOON, Resolution.NOT_FEDERAL)
    assert house.look(case).status == "triage"


def test_of_two_people_at_the_same_moment_exactly_one_wins(house: House) -> None:
    case = house.case()
    house.report(case)
    start, heard = threading.Barrier(2), []

    def click(actor: Actor) -> None:
        start.wait()
        try:
            casework.move(house.means, actor, case.id, case.version, Status.DOCUMENTING, NOON)
            heard.append("done")
        except Conflict:
            heard.append("conflict")

    people = [threading.Thread(target=click, args=(actor,)) for actor in (house.ana, house.ben)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(heard) == ["conflict", "done"]
    assert len(house.notices(case)) == 1


def test_a_duty_keeps_its_latest_outcome_and_the_timeline_keeps_both(house: House) -> None:
    case = house.case()
    casework.set_duty(house.means, house.ana, case.id, Duty.SUMMON_AID, "no_injury", {}, NOON)
    casework.set_duty(house.means, house.ben, case.id, Duty.SUMMON_AID, "summoned", {"time": "12:04"}, later(1))
    with house.store.read() as tx:
        (duty,) = tx.cases.duties(case.id)
    assert (duty.outcome, dict(duty.detail), duty.staff_id) == ("summoned", {"time": "12:04"}, house.ben.staff_id)
    assert [(e.before, e.after, e.note) for e in house.timeline(case)] == [
        (None, "no_injury", "summon_aid"), ("no_injury", "summoned", "summon_aid; time: 12:04"),
    ]


def test_a_duty_without_its_number_is_not_done(house: House) -> None:
    case = house.case()
    with pytest.raises(Invalid, match="Report number"):
        casework.set_duty(house.means, house.ana, case.id, Duty.DOCUMENT, "documented", {}, NOON)
    assert house.timeline(case) == []


def test_a_reply_goes_out_at_once_signed_by_its_author_and_blind(house: House) -> None:
    case = house.case()
    report_id, address = house.report(case, lang="es")
    casework.reply(house.means, house.ana, case.id, report_id, "  Which corner?  ", NIGHT)
    (row,) = house.replies(case)
    assert (row.address_id, row.stream, row.author, row.lines[0].text) == (address, "conversation", "ana", "Which corner?")
    assert row.not_before == NIGHT, "a person's answer is never held"
    assert [(e.action, e.after) for e in house.timeline(case)] == [("reply", "K7Q2")]
    assert (f"staff:{house.ana.staff_id}", "replied", f"report:{report_id}") in house.custody()


def test_send_and_mark_documenting_is_one_act(house: House) -> None:
    case = house.case()
    report_id, _ = house.report(case)
    held = casework.reply(
        house.means, house.ana, case.id, report_id, "On it.", NOON, to=Status.DOCUMENTING, seen=case.version
    )
    assert held.status == "documenting"
    assert len(house.replies(case)) == len(house.notices(case)) == 1
    with pytest.raises(Invalid, match="five duties"):
        casework.reply(
            house.means, house.ana, case.id, report_id, "Done.", NOON, to=Status.DOCUMENTED, seen=held.version
        )
    assert len(house.replies(case)) == 1, "the refused move took its reply back"


@pytest.mark.parametrize(("change", "sentence"), [
    ({"opted_out": "wording"}, "asked for no more messages"), ({"blocked": True}, "blocked the line"),
])
def test_who_cannot_be_texted_is_not_and_the_desk_hears_why(house: House, change: dict[str, object], sentence: str) -> None:
    case = house.case()
    report_id, address = house.report(case)
    house.contact(address, **change)
    with pytest.raises(Invalid, match=sentence):
        casework.reply(house.means, house.ana, case.id, report_id, "Hello", NOON)
    assert house.replies(case) == []


def test_a_muted_reporter_still_gets_answers(house: House) -> None:
    case = house.case()
    report_id, address = house.report(case)
    house.contact(address, muted=True)
    casework.reply(house.means, house.ana, case.id, report_id, "Thank you.", NOON)
    assert len(house.replies(case)) == 1


@pytest.mark.parametrize(("text", "sentence"), [("  ", "empty"), ("x" * 1001, "1001 characters; 1000 is the most")])
def test_a_reply_must_say_something_and_fit(house: House, text: str, sentence: str) -> None:
    case = house.case()
    report_id, _ = house.report(case)
    with pytest.raises(Invalid, match=sentence):
        casework.reply(house.means, house.ana, case.id, report_id, text, NOON)


def test_a_reply_reaches_only_reporters_of_this_case(house: House) -> None:
    case, other = house.case(), house.case()
    report_id, _ = house.report(other)
    with pytest.raises(NotFound):
        casework.reply(house.means, house.ana, case.id, report_id, "Hello", NOON)


def test_a_note_stays_at_the_desk(house: House) -> None:
    case = house.case()
    house.report(case)
    casework.note(house.means, house.ana, case.id, " Second caller agrees. ", NOON)
    (line,) = house.timeline(case)
    assert (line.actor, line.action, line.note) == ("ana", "note", "Second caller agrees.")
    assert house.replies(case) == house.notices(case) == []


def test_every_act_leaves_a_custody_entry_and_wakes_live_pages(house: House) -> None:
    case = house.case()
    report_id, _ = house.report(case)
    acts = [
        lambda: casework.open_case(house.means, house.ana, case.id, NOON),
        lambda: casework.acknowledge(house.means, house.ana, case.id, NOON),
        lambda: casework.assign(house.means, house.ana, case.id, house.look(case).version, house.ana.staff_id, NOON),
        lambda: casework.set_duty(house.means, house.ana, case.id, Duty.SUMMON_AID, "no_injury", {}, NOON),
        lambda: casework.reply(house.means, house.ana, case.id, report_id, "Hello", NOON),
        lambda: casework.note(house.means, house.ana, case.id, "Seen.", NOON),
        lambda: casework.move(house.means, house.ana, case.id, house.look(case).version, Status.DOCUMENTING, NOON),
    ]
    for act in acts:
        entries, pages, lines = len(house.custody()), house.changes(), len(house.timeline(case))
        act()
        assert (len(house.custody()) > entries, house.changes() > pages, len(house.timeline(case)) > lines) == (True,) * 3


def test_a_refused_act_leaves_no_trace(house: House) -> None:
    case = house.case()
    report_id, _ = house.report(case)
    for act in (
        lambda: casework.open_case(house.means, house.ada, case.id, NOON),
        lambda: casework.acknowledge(house.means, house.ada, case.id, NOON),
        lambda: casework.assign(house.means, house.ada, case.id, case.version, house.ada.staff_id, NOON),
        lambda: casework.move(house.means, house.ada, case.id, case.version, Status.TRIAGE, NOON),
        lambda: casework.set_duty(house.means, house.ada, case.id, Duty.SUMMON_AID, "no_injury", {}, NOON),
        lambda: casework.reply(house.means, house.ada, case.id, report_id, "Hello", NOON),
        lambda: casework.note(house.means, house.ada, case.id, "Hello", NOON),
    ):
        with pytest.raises(Refused, match=r"A dispatcher, an officer or a supervisor can\.$"):
            act()
    assert (house.custody(), house.timeline(case), house.look(case)) == ([], [], case)


def test_an_installation_that_holds_nothing_tells_at_night_at_once(house: House) -> None:
    case = house.case()
    house.report(case)
    awake = replace(house.means, hold_at_night=False)
    casework.move(awake, house.ana, case.id, case.version, Status.DOCUMENTING, NIGHT)
    assert house.notices(case)[0].not_before == NIGHT


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("why", [*Resolution])
def test_the_sentences_of_this_installation_say_number_and_reference_and_not_why(
    house: House, lang: str, why: Resolution
) -> None:
    folder = Path(phrases.__file__).parent / phrases.CATALOGS
    means = replace(house.means, phrases=phrases.load_phrases({p.stem: p.read_text("utf-8") for p in folder.glob("*.po")}))
    case = house.case()
    house.report(case, lang=lang)
    do_all_duties(house, case, house.ana)
    casework.move(means, house.ana, case.id, house.look(case).version, Status.CLOSED, NOON, why)
    said = house.notices(case)[-1].lines[0].text
    assert "K7Q2" in said
    assert str(house.notices(case)[-1].notice_number) in said
    assert not re.search(r"fals|duplic|insuf|federal|hoax|violat|violaci", said, re.I)


def test_a_duty_is_replaced_only_over_the_record_that_was_seen(house: House) -> None:
    case = house.case()
    casework.set_duty(house.means, house.ana, case.id, Duty.SUMMON_AID, "no_injury", {}, NOON, over="")
    with pytest.raises(Conflict, match="recorded this duty while you wrote: summon medical aid"):
        casework.set_duty(house.means, house.ben, case.id, Duty.SUMMON_AID, "on_scene", {}, later(1), over="")
    seen = stamp("no_injury", NOON)
    casework.set_duty(house.means, house.ben, case.id, Duty.SUMMON_AID, "on_scene", {}, later(1), over=seen)
    assert [(e.before, e.after) for e in house.timeline(case)] == [(None, "no_injury"), ("no_injury", "on_scene")]


def test_the_duties_of_a_closed_case_stand(house: House) -> None:
    case = house.case()
    casework.move(house.means, house.ana, case.id, case.version, Status.CLOSED, NOON, Resolution.NOT_FEDERAL)
    with pytest.raises(Invalid, match="duties stand as recorded"):
        casework.set_duty(house.means, house.ana, case.id, Duty.SUMMON_AID, "no_injury", {}, NOON)
