"""What people do with a case. One public function is one transaction; each checks its actor first.

All raise Refused (the actor may not), NotFound, Invalid (something is missing) and, where they take the version seen,
Conflict (somebody else was faster).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tipline.case import (
    Duty,
    DutyTexts,
    Resolution,
    Status,
    check_detail,
    missing_duties,
    notice_for,
    path,
)
from tipline.desk import telling, writing
from tipline.desk.acts import case_for, leave_trace, may, written
from tipline.desk.duties import DEFAULT_DUTIES, stamp
from tipline.desk.records import Actor, CaseEvent, CaseRow, DutyRow, Line
from tipline.desk.rights import Right, Role, allowed, check
from tipline.desk.telling import CaseMeans
from tipline.desk.tx import Tx
from tipline.errors import Conflict, Invalid

MAX_REPLY = 1000  # characters; fits both channels with room for the longest alphabet
MAX_NOTE = 4000
MAX_REASON = 300


def open_case(means: CaseMeans, actor: Actor, case_id: int, now: datetime, reason: str | None = None) -> CaseRow:
    """A person looks at the case. Every look goes into the custody log; the first one is told by STATUS.

    Another desk's case opens with a `reason`, which goes into its timeline and holds until the person's next sign-in.
    """
    with means.store.write() as tx:
        if reason is not None:
            _say_why(tx, actor, case_id, reason, now)
        case = case_for(tx, actor, Right.READ_CASE, case_id)
        tx.custody.append(now, f"staff:{actor.staff_id}", "opened", f"case:{case_id}", None)
        if case.opened_at is None:
            case = tx.cases.save(replace(case, opened_at=now), None)
            tx.cases.add_event(CaseEvent(case_id, now, actor.name, "opened"))
            tx.changes.bump("case", case_id)
        return case


def acknowledge(means: CaseMeans, actor: Actor, case_id: int, now: datetime) -> CaseRow:
    """Somebody has it: the case stops waiting for a first look. Doing it twice changes nothing."""
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.WORK_CASE, case_id)
        if case.acknowledged_at is not None:
            return case
        steps = (Status.TRIAGE,) if case.status == Status.NEW else ()
        leave_trace(tx, actor, CaseEvent(case_id, now, actor.name, "acknowledged"), "acknowledged")
        return _walk(tx, means, actor, case, steps, now)


def assign(means: CaseMeans, actor: Actor, case_id: int, seen: int, staff_id: int, now: datetime) -> CaseRow:
    """Hand the case to a colleague (or take it); a case not yet assigned walks to assigned."""
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.WORK_CASE, case_id, seen)
        if case.status == Status.CLOSED:
            raise Invalid("The case is closed; a closed case is assigned to nobody new.")
        whom = tx.staff.get(staff_id)
        if whom.disabled or not allowed(Actor(whom.id, whom.name, whom.role), Right.WORK_CASE):
            raise Invalid(f"{whom.name} does not work on cases; choose somebody who does, such as a {Role.DISPATCHER}.")
        before = tx.staff.get(case.assigned_to).name if case.assigned_to is not None else None
        event = CaseEvent(case_id, now, actor.name, "assigned", before=before, after=whom.name)
        leave_trace(tx, actor, event, f"assigned to staff:{whom.id}")
        early = case.status in (Status.NEW, Status.TRIAGE)
        steps = path(Status(case.status), Status.ASSIGNED) if early else ()
        return _walk(tx, means, actor, replace(case, assigned_to=whom.id), steps, now)


def move(
    means: CaseMeans, actor: Actor, case_id: int, seen: int, to: Status, now: datetime,
    resolution: Resolution | None = None,
) -> CaseRow:
    """Walk the case to a status, in as many steps as it takes; each step is on record and told to the reporters.

    Nobody's case becomes the actor's on the way.
    """
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.WORK_CASE, case_id, seen)
        return _move(tx, means, actor, case, to, resolution, now)


def set_duty(
    means: CaseMeans, actor: Actor, case_id: int, duty: Duty, outcome: str, detail: Mapping[str, str], now: datetime,
    *, seen: int | None = None, over: str | None = None, texts: DutyTexts = DEFAULT_DUTIES,
) -> CaseRow:
    """Record how one of the five duties ended. A later outcome replaces it; the timeline keeps both.

    `over`: the stamp of the record it is to replace, "" for none; where given, another one standing is a Conflict.
    """
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.WORK_CASE, case_id, seen)
        if case.status == Status.CLOSED:
            raise Invalid("The case is closed; its duties stand as recorded. What came later goes into a note.")
        filled = check_detail(texts[duty].outcome(outcome), detail)
        held = next((d for d in tx.cases.duties(case_id) if d.duty == duty), None)
        if over is not None and over != (stamp(held.outcome, held.at) if held else ""):
            raise Conflict(f"Somebody recorded this duty while you wrote: {texts[duty].title.lower()}.")
        tx.cases.put_duty(DutyRow(case_id, duty.value, outcome, filled, now, actor.staff_id))
        words = "; ".join([duty.value, *(f"{name}: {text}" for name, text in filled.items())])
        event = CaseEvent(
            case_id, now, actor.name, "duty", before=held.outcome if held else None, after=outcome, note=words
        )
        leave_trace(tx, actor, event, f"duty {duty.value}: {outcome}")
        return tx.cases.save(replace(case, updated_at=now), None)


def reply(
    means: CaseMeans, actor: Actor, case_id: int, report_id: int, text: str, now: datetime,
    *, to: Status | None = None, seen: int | None = None, resolution: Resolution | None = None, lang: str | None = None,
) -> CaseRow:
    """Answer the reporter of one report of this case, blind; with `to`, also walk the case there, all or nothing.

    `lang`: the language of the words, where known. A reader of another one is told that they are not translated.
    """
    with means.store.write() as tx:
        case = case_for(tx, actor, Right.REPLY, case_id, seen)
        row = writing.report_of(tx, case_id, report_id)
        words, contact = Line("reply", written(text, MAX_REPLY, "reply")), writing.reachable(tx, row)
        reads = writing.language(contact, row)
        note = [Line("desk_untranslated", means.phrases.say("desk_untranslated", reads))]
        foreign = lang is not None and lang.split("-")[0] != reads.split("-")[0]
        writing.send(tx, case, row, contact, actor, [*(note if foreign else ()), words], now)
        leave_trace(
            tx, actor, CaseEvent(case_id, now, actor.name, "reply", after=row.report.reference), "replied",
            f"report:{report_id}",
        )
        if to is None:
            return case
        case_for(tx, actor, Right.WORK_CASE, case_id)
        if seen is None:
            raise Invalid("To move a case, say which version of it you saw.")
        return _move(tx, means, actor, case, to, resolution, now)


def note(means: CaseMeans, actor: Actor, case_id: int, text: str, now: datetime) -> None:
    """A remark for colleagues; the reporter never sees it."""
    with means.store.write() as tx:
        case_for(tx, actor, Right.WORK_CASE, case_id)
        words = written(text, MAX_NOTE, "note")
        leave_trace(tx, actor, CaseEvent(case_id, now, actor.name, "note", note=words), "note added")


def _say_why(tx: Tx, actor: Actor, case_id: int, reason: str, now: datetime) -> None:
    check(actor, Right.READ_CASE)
    case = tx.cases.get(case_id)
    check(actor, Right.READ_CASE, case, reasoned=True)
    if may(tx, actor, Right.READ_CASE, case):
        return
    words = written(reason, MAX_REASON, "reason")
    tx.staff.give_reason(actor.staff_id, case_id, now)
    leave_trace(tx, actor, CaseEvent(case_id, now, actor.name, "reason", note=words), "opened another desk's case")


def _move(
    tx: Tx, means: CaseMeans, actor: Actor, case: CaseRow, to: Status, resolution: Resolution | None, now: datetime
) -> CaseRow:
    steps = path(Status(case.status), to, resolution)
    if Status.DOCUMENTED in steps:
        missing = missing_duties(d.duty for d in tx.cases.duties(case.id))
        if missing:
            titles = ", ".join(DEFAULT_DUTIES[d].title.lower() for d in missing)
            raise Invalid(f"A case is documented when all five duties have an outcome. Still open: {titles}.")
    owner = case.assigned_to if case.assigned_to is not None or to is Status.TRIAGE else actor.staff_id
    case = replace(case, assigned_to=owner, resolution=resolution.value if resolution else None)
    return _walk(tx, means, actor, case, steps, now)


def _walk(
    tx: Tx, means: CaseMeans, actor: Actor, case: CaseRow, steps: tuple[Status, ...], now: datetime
) -> CaseRow:
    """Take the steps one by one and save the case where they end."""
    before = case.status
    for step in steps:
        why = case.resolution if step is Status.CLOSED else None
        event = CaseEvent(case.id, now, actor.name, "moved", before=before, after=step.value, note=why)
        leave_trace(tx, actor, event, f"moved to {step.value}" + (f": {why}" if why else ""))
        resolution = Resolution(why) if why else None
        kind = notice_for(step, resolution)
        if kind is not None:
            telling.tell(tx, means, case.id, kind, now, resolution)
        before = step.value
    moved = replace(case, status=before, acknowledged_at=case.acknowledged_at or now, updated_at=now)
    return tx.cases.save(moved, case.version)
