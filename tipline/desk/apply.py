"""Carry out what a step asked for, inside its transaction. One function per effect; an unknown effect is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from tipline import effects as fx
from tipline import triage
from tipline.case import Status
from tipline.delivery import OutboxState, Stream, move
from tipline.desk.means import Means
from tipline.desk.records import CaseEvent, Contact, Line, OutboxRow, ReportRow
from tipline.desk.tx import Tx
from tipline.report import Report

LINE = "line"  # the actor when the product itself acts
GOODBYE = "goodbye"  # the one message that may go out after an opt-out


@dataclass(slots=True)
class _Turn:
    """One turn's working place: the contact changes as effects are carried out."""

    tx: Tx
    means: Means
    contact: Contact
    now: datetime
    message_id: int | None

    def save(self, **changes: object) -> None:
        self.contact = replace(self.contact, **changes)  # type: ignore[arg-type]
        self.tx.people.save(self.contact)

    def report(self, reference: str | None) -> ReportRow | None:
        return self.tx.reports.by_reference(reference) if reference else None


def effects(
    tx: Tx, means: Means, contact: Contact, wanted: tuple[fx.Effect, ...], now: datetime, message_id: int | None
) -> None:
    """Carry out the effects in order. Replies are dropped for a contact that has opted out, except the last one."""
    turn = _Turn(tx, means, contact, now, message_id)
    for effect in wanted:
        _CARRY_OUT[type(effect)](turn, effect)
    if wanted:
        tx.changes.bump("message", contact.address_id)


def _save_report(turn: _Turn, effect: fx.SaveReport) -> None:
    held = turn.tx.reports.by_reference(effect.report.reference)
    if held is None:
        _open(turn, effect.report)
    else:
        turn.tx.reports.save(held.id, turn.now, effect.report)
        _custody_of_change(turn, held, effect.report)
    row = turn.report(effect.report.reference)
    assert row is not None
    rank(turn.tx, row.case_id, turn.now)


def _open(turn: _Turn, report: Report) -> None:
    case_id = turn.tx.cases.add(turn.now)
    report_id = turn.tx.reports.add(
        reporter_id=turn.contact.reporter_id,
        address_id=turn.contact.address_id,
        case_id=case_id,
        at=turn.now,
        report=report,
    )
    if turn.message_id is not None:
        turn.tx.messages.attach([turn.message_id], report_id)
    turn.tx.custody.append(turn.now, LINE, "report opened", f"report:{report_id}", None)
    turn.tx.custody.append(
        turn.now,
        LINE,
        f"confidentiality {turn.contact.confidentiality}, wording {turn.means.line.wording_version}",
        f"report:{report_id}",
        None,
    )
    turn.tx.cases.add_event(CaseEvent(case_id, turn.now, LINE, "opened", after=report.reference))


def _custody_of_change(turn: _Turn, held: ReportRow, report: Report) -> None:
    if held.report.state is report.state:
        return
    turn.tx.custody.append(turn.now, LINE, f"report {report.state.value}", f"report:{held.id}", None)
    turn.tx.cases.add_event(
        CaseEvent(held.case_id, turn.now, LINE, "report", before=held.report.state.value, after=report.state.value)
    )


def rank(tx: Tx, case_id: int, now: datetime) -> None:
    """Place the case in its lane again, from all its reports as they now stand."""
    case = tx.cases.get(case_id)
    reports = [r.report for r in tx.reports.of_case(case_id)]
    judged = triage.judge(reports, now)
    if case.urgency != judged.urgency and judged.urgency >= triage.URGENT > case.urgency:
        tx.cases.add_event(CaseEvent(case_id, now, LINE, "urgent", note=", ".join(judged.reasons)))
    district = next((d for r in reports if (d := triage.district(r))), None)
    tx.cases.save(
        replace(
            case, urgency=judged.urgency, reasons=judged.reasons, lane=judged.lane, district=district, updated_at=now
        ),
        None,
    )
    tx.changes.bump("case", case_id)


def _attach(turn: _Turn, effect: fx.AttachMessages) -> None:
    row = turn.report(effect.reference)
    if row is not None:
        turn.tx.messages.attach(effect.messages, row.id)
        turn.tx.changes.bump("case", row.case_id)


def _want_evidence(turn: _Turn, effect: fx.WantEvidence) -> None:
    row = turn.report(effect.reference)
    if row is None:
        return
    item = effect.attachment
    evidence_id = turn.tx.evidence.add(
        report_id=row.id,
        message_id=effect.message,
        address_id=turn.contact.address_id,
        media=item.media,
        at=turn.now,
        state="too_large" if item.too_large else "wanted",
        content_type=item.content_type,
        size=item.size,
    )
    if turn.contact.wrapped_key is not None:
        sealed = turn.means.seals.seal(turn.contact.wrapped_key, f"evidence:{evidence_id}", "pointer", item.pointer)
        turn.tx.evidence.set_pointer(evidence_id, sealed)
    turn.tx.custody.append(turn.now, LINE, f"{item.media.value} offered", f"evidence:{evidence_id}", None)
    turn.tx.changes.bump("case", row.case_id)


def _say(turn: _Turn, effect: fx.Say) -> None:
    contact = turn.contact
    if (contact.opted_out and not effect.final) or contact.blocked or contact.wrapped_key is None:
        return
    phrases = turn.means.phrases
    lines = [
        Line(said.key, phrases.say(said.key, effect.lang, **dict(said.params)), said.question) for said in effect.said
    ]
    choices = [(code, phrases.say(key, effect.lang, **dict(params))) for code, key, params in effect.choices]
    row = turn.report(effect.reference)
    notice = GOODBYE if effect.final else effect.notice
    number = None
    if effect.notice and row is not None:
        number = turn.tx.outbox.notices_of(row.case_id, contact.address_id) + 1
    turn.tx.outbox.add(
        address_id=contact.address_id,
        case_id=row.case_id if row and not effect.final else None,  # told again after a START and a second STOP
        stream=Stream.CONVERSATION,
        notice=notice,
        notice_number=number,
        urgent=effect.urgent,
        lang=effect.lang,
        lines=lines,
        choices=choices,
        silent=False,
        created_at=turn.now,
        not_before=turn.now,
        author=None,
    )
    if row is not None:
        turn.tx.changes.bump("case", row.case_id)


def _drop_questions(turn: _Turn, _effect: fx.DropQuestions) -> None:
    for row in turn.tx.outbox.queued(turn.contact.address_id):
        kept = tuple(line for line in row.lines if not line.question)
        if row.stream != Stream.CONVERSATION or row.author or kept == row.lines:
            continue
        if kept:
            turn.tx.outbox.save(replace(row, lines=kept, choices=()))
        else:
            _cancel(turn.tx, row)


def _cancel(tx: Tx, row: OutboxRow) -> None:
    tx.outbox.save(replace(row, state=move(OutboxState(row.state), "cancel")))


def _set_timer(turn: _Turn, effect: fx.SetTimer) -> None:
    turn.tx.dialogues.set_timer(turn.contact.address_id, effect.kind, effect.due)


def _clear_timer(turn: _Turn, effect: fx.ClearTimer) -> None:
    turn.tx.dialogues.clear_timer(turn.contact.address_id, effect.kind)


def _opt_out(turn: _Turn, effect: fx.OptOut) -> None:
    """Everything still queued is cancelled, but for the one confirmation."""
    for row in turn.tx.outbox.queued(turn.contact.address_id):
        if row.notice != GOODBYE:
            _cancel(turn.tx, row)
    turn.save(opted_out=effect.by)
    turn.tx.custody.append(turn.now, LINE, f"opted out by {effect.by}", f"reporter:{turn.contact.reporter_id}", None)
    _touch_cases(turn)


def _opt_in(turn: _Turn, _effect: fx.OptIn) -> None:
    turn.save(opted_out=None)
    turn.tx.custody.append(turn.now, LINE, "opted in", f"reporter:{turn.contact.reporter_id}", None)
    _touch_cases(turn)


def _block(turn: _Turn, effect: fx.Block) -> None:
    turn.save(blocked=effect.blocked)
    _touch_cases(turn)


def _mute(turn: _Turn, effect: fx.Mute) -> None:
    turn.save(muted=effect.muted)
    _touch_cases(turn)


def _touch_cases(turn: _Turn) -> None:
    for row in turn.tx.reports.of_reporter(turn.contact.reporter_id):
        turn.tx.changes.bump("case", row.case_id)


def _set_language(turn: _Turn, effect: fx.SetLanguage) -> None:
    turn.save(lang=effect.lang)


def _notice_given(turn: _Turn, effect: fx.NoticeGiven) -> None:
    turn.save(notice_version=effect.version)
    turn.tx.custody.append(
        turn.now, LINE, f"privacy notice sent, wording {effect.version}", f"reporter:{turn.contact.reporter_id}", None
    )


def _asked_confidential(turn: _Turn, effect: fx.AskedConfidential) -> None:
    word = "requested" if effect.requested else "not_requested"
    turn.save(confidentiality=word)
    turn.tx.custody.append(
        turn.now,
        LINE,
        f"confidentiality {word}, wording {effect.version}",
        f"reporter:{turn.contact.reporter_id}",
        None,
    )
    _touch_cases(turn)


def _forget(turn: _Turn, _effect: fx.Forget) -> None:
    """Destroy the contact's key once the last answer is out, if a schedule is named and no case is a hold."""
    tx, contact = turn.tx, turn.contact
    held = any(tx.cases.get(r.case_id).status != Status.CLOSED for r in tx.reports.of_reporter(contact.reporter_id))
    allowed = turn.means.line.schedule is not None and not held
    word = "erasure asked, due" if allowed else "erasure asked, kept: no schedule or a case is open"
    tx.custody.append(turn.now, LINE, word, f"reporter:{contact.reporter_id}", None)
    if not allowed:
        return
    if any(row.notice == GOODBYE for row in tx.outbox.queued(contact.address_id)):
        turn.save(opted_out="erasure_due")
    else:
        tx.people.forget(contact.reporter_id)


def _flag(turn: _Turn, effect: fx.FlagDesk) -> None:
    row = turn.report(effect.reference)
    if row is not None:
        turn.tx.cases.add_event(CaseEvent(row.case_id, turn.now, LINE, "flag", note=effect.flag))
        turn.tx.changes.bump("case", row.case_id)


_CARRY_OUT: dict[type, Callable[..., None]] = {
    fx.SaveReport: _save_report,
    fx.AttachMessages: _attach,
    fx.WantEvidence: _want_evidence,
    fx.Say: _say,
    fx.DropQuestions: _drop_questions,
    fx.SetTimer: _set_timer,
    fx.ClearTimer: _clear_timer,
    fx.OptOut: _opt_out,
    fx.OptIn: _opt_in,
    fx.Block: _block,
    fx.Mute: _mute,
    fx.SetLanguage: _set_language,
    fx.NoticeGiven: _notice_given,
    fx.AskedConfidential: _asked_confidential,
    fx.Forget: _forget,
    fx.FlagDesk: _flag,
}
