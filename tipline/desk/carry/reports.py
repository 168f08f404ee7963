"""Reports, their cases and their evidence: what a turn files, with its custody entries."""

from __future__ import annotations

from tipline import effects as fx
from tipline.desk import gathering
from tipline.desk.carry.turn import LINE, Turn
from tipline.desk.ranking import rank_soon
from tipline.desk.records import CaseEvent, ReportRow
from tipline.report import Report


def save_report(turn: Turn, effect: fx.SaveReport) -> None:
    held = turn.tx.reports.by_reference(effect.report.reference)
    if held is None:
        _open(turn, effect.report)
    else:
        turn.tx.reports.save(held.id, turn.now, effect.report)
        _custody_of_change(turn, held, effect.report)
    row = turn.report(effect.report.reference)
    assert row is not None
    rank_soon(turn.tx, row.case_id, turn.now, effect.report)
    if held is None or _tells_more_of_its_event(held.report, effect.report):
        gathering.consider(turn.tx, row.id, turn.now)


def _tells_more_of_its_event(before: Report, after: Report) -> bool:
    return any(before.value(name) != after.value(name) for name in gathering.TELLING)


def _open(turn: Turn, report: Report) -> None:
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


def _custody_of_change(turn: Turn, held: ReportRow, report: Report) -> None:
    if held.report.state is report.state:
        return
    turn.tx.custody.append(turn.now, LINE, f"report {report.state.value}", f"report:{held.id}", None)
    turn.tx.cases.add_event(
        CaseEvent(held.case_id, turn.now, LINE, "report", before=held.report.state.value, after=report.state.value)
    )


def attach(turn: Turn, effect: fx.AttachMessages) -> None:
    row = turn.report(effect.reference)
    if row is not None:
        turn.tx.messages.attach(effect.messages, row.id)
        turn.tx.changes.bump("case", row.case_id)


def want_evidence(turn: Turn, effect: fx.WantEvidence) -> None:
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


def flag(turn: Turn, effect: fx.FlagDesk) -> None:
    row = turn.report(effect.reference)
    if row is not None:
        turn.tx.cases.add_event(CaseEvent(row.case_id, turn.now, LINE, "flag", note=effect.flag))
        turn.tx.changes.bump("case", row.case_id)
