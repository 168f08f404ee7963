"""The case's table, its duties and whom it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest

from tipline.case import (
    TABLE,
    Blank,
    Duty,
    Outcome,
    Resolution,
    Status,
    check_detail,
    due_since,
    duty_order,
    may_document,
    missing_duties,
    notice_for,
    path,
    told_as,
    whom_to_tell,
)
from tipline.desk.duties import DEFAULT_DUTIES
from tipline.errors import Invalid
from tipline.report import State

ORDER = list(Status)


@pytest.mark.parametrize(("frm", "to"), list(product(ORDER[:-1], ORDER[:-1])))
def test_a_case_walks_forward_step_by_step_and_never_back(frm: Status, to: Status) -> None:
    if ORDER.index(frm) < ORDER.index(to):
        assert path(frm, to) == tuple(ORDER[ORDER.index(frm) + 1 : ORDER.index(to) + 1])
    else:
        with pytest.raises(Invalid, match=r"already|cannot become"):
            path(frm, to)


@pytest.mark.parametrize(("frm", "why"), list(product(ORDER[:-1], Resolution)))
def test_any_case_closes_with_any_resolution(frm: Status, why: Resolution) -> None:
    steps = path(frm, Status.CLOSED, why)
    assert steps[-1] is Status.CLOSED
    if why is Resolution.DOCUMENTED:
        assert Status.DOCUMENTED in (frm, *steps), "a case closed as documented was documented first"
    else:
        assert steps == (Status.CLOSED,)


@pytest.mark.parametrize("to", ORDER)
def test_a_closed_case_stays_closed(to: Status) -> None:
    with pytest.raises(Invalid):
        path(Status.CLOSED, to, Resolution.DUPLICATE if to is Status.CLOSED else None)
    with pytest.raises(Invalid):
        path(Status.CLOSED, Status.CLOSED, Resolution.DOCUMENTED)


def test_closing_needs_a_resolution_and_nothing_else_takes_one() -> None:
    with pytest.raises(Invalid, match="resolution"):
        path(Status.NEW, Status.CLOSED)
    with pytest.raises(Invalid, match="resolution"):
        path(Status.NEW, Status.TRIAGE, Resolution.DUPLICATE)


def test_every_status_is_in_the_table_and_every_step_leads_somewhere_known() -> None:
    assert set(TABLE) == set(Status)
    assert {to for onward in TABLE.values() for to in onward} == set(Status) - {Status.NEW}


def test_the_five_duties_stand_in_the_order_of_the_executive_order() -> None:
    assert [d.value for d in duty_order(injury=False)] == [
        "document", "preserve_footage", "identify_supervisor", "complete_report", "summon_aid",
    ]


def test_the_medical_duty_comes_first_when_someone_is_hurt() -> None:
    shown = duty_order(injury=True)
    assert shown[0] is Duty.SUMMON_AID
    assert [d for d in shown if d is not Duty.SUMMON_AID] == [d for d in Duty if d is not Duty.SUMMON_AID]


@pytest.mark.parametrize("missing", Duty)
def test_a_case_is_not_documented_while_one_duty_is_open(missing: Duty) -> None:
    done = [d.value for d in Duty if d is not missing]
    assert not may_document(done)
    assert missing_duties(done) == (missing,)
    assert may_document([*done, missing.value])


def test_every_duty_has_a_text_and_outcomes_that_count() -> None:
    assert list(DEFAULT_DUTIES) == list(Duty)
    counts = {d.value: [o.code for o in DEFAULT_DUTIES[d].outcomes] for d in Duty}
    assert counts == {
        "document": ["documented"],
        "preserve_footage": ["preserved", "none_recorded"],
        "identify_supervisor": ["identified", "refused", "no_supervisor"],
        "complete_report": ["completed", "no_violation"],
        "summon_aid": ["summoned", "aid_rendered", "no_injury", "on_scene"],
    }


def test_an_outcome_of_another_duty_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="No injury"):
        DEFAULT_DUTIES[Duty.SUMMON_AID].outcome("identified")


def test_fields_are_trimmed_and_a_needed_one_is_asked_for() -> None:
    outcome = Outcome("documented", "Documented", (Blank("number", "Report number", needed=True), Blank("event", "Event")))
    assert check_detail(outcome, {"number": " JJ100 ", "event": " "}) == {"number": "JJ100"}
    with pytest.raises(Invalid, match="Report number"):
        check_detail(outcome, {"number": "  "})
    with pytest.raises(Invalid, match="no field"):
        check_detail(outcome, {"number": "JJ100", "mood": "grim"})


def test_reporters_hear_of_three_statuses_and_never_why_a_case_was_closed() -> None:
    assert [notice_for(s) for s in Status] == [None, None, None, "documenting", "documented", "closed"]
    assert {notice_for(Status.CLOSED, why) for why in Resolution} == {"closed"}


def test_a_status_question_is_answered_with_a_notices_word() -> None:
    assert [told_as(s) for s in Status] == ["received", "received", "received", "documenting", "documented", "closed"]


@dataclass(frozen=True)
class _Contact:
    reachable: bool = True
    muted: bool = False


def test_each_address_is_told_once_in_the_order_of_its_reports() -> None:
    contacts = {1: _Contact(), 2: _Contact()}
    assert whom_to_tell([(2, State.OPEN), (1, State.OPEN), (2, State.OPEN)], contacts) == (2, 1)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.SET_ASIDE])
def test_nobody_is_told_of_a_report_that_does_not_count(state: State) -> None:
    assert whom_to_tell([(1, state)], {1: _Contact()}) == ()
    assert whom_to_tell([(1, state), (1, State.OPEN)], {1: _Contact()}) == (1,)


@pytest.mark.parametrize("contact", [_Contact(reachable=False), _Contact(muted=True)])
def test_nobody_is_told_who_cannot_or_will_not_hear(contact: _Contact) -> None:
    assert whom_to_tell([(1, State.OPEN)], {1: contact}) == ()


def test_a_duty_is_due_since_the_first_report_and_medical_aid_since_the_first_word_of_an_injury() -> None:
    opened, hurt = datetime(2026, 11, 22, 18, tzinfo=UTC), datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    assert [due_since(d, opened, hurt) for d in Duty] == [opened, opened, opened, opened, hurt]
    assert {due_since(d, opened, None) for d in Duty} == {opened}


def test_a_refused_walk_says_where_the_case_can_go_instead() -> None:
    with pytest.raises(Invalid, match=r"From here it goes to: documented, closed\."):
        path(Status.DOCUMENTING, Status.TRIAGE)
    with pytest.raises(Invalid, match="nobody reopens one"):
        path(Status.CLOSED, Status.TRIAGE)
