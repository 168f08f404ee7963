"""The case as the department's own systems get it: one JSON value without a reporter's identity (docs/case-file.md).

No number, handle, name, nickname, channel or vendor id; witnesses are counted within the case, their words are the
masked ones, what staff typed freely is masked too, and the time of a witness's message is told to the minute. The same
case gives the same value: looks and hand-outs are not part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from tipline.case import Duty, DutyTexts, due_since
from tipline.desk.acts import case_for, custody_name
from tipline.desk.duties import DEFAULT_DUTIES
from tipline.desk.ports import Store
from tipline.desk.records import Actor, CaseEvent, CaseRow, DutyRow, EvidenceRow, MessageRow, ReportRow
from tipline.desk.rights import Right
from tipline.desk.tx import Tx
from tipline.errors import Invalid
from tipline.report import Fact, Report

VERSION = "1.0"  # of the shape; a field more is 1.1, a field less or another meaning is 2.0
FORMATS = ("json", "pdf")
Plain = dict[str, object]
Mask = Callable[[str], str]
_NOT_TOLD = frozenset({"opened", "handed_out", "original", "reason"})  # who looked is for the custody log


class FileMeans(Protocol):
    @property
    def store(self) -> Store: ...


def case_file(
    means: FileMeans, actor: Actor, case_id: int, mask: Mask, texts: DutyTexts = DEFAULT_DUTIES
) -> Plain:
    """The whole case, JSON-ready. Raises Refused, NotFound. Whoever hands it on calls `handed_out` with its hash."""
    with means.store.read() as tx:
        case = case_for(tx, actor, Right.WORK_CASE, case_id)
        rows = tx.reports.of_case(case_id)
        messages = [m for row in rows for m in tx.messages.of_report(row.id)]
        witness = {reporter: n for n, reporter in enumerate(dict.fromkeys(row.reporter_id for row in rows), 1)}
        return {
            "format": "tipline-case", "version": VERSION, "case": _case(tx, case),
            "duties": _duties(tx, case, rows, messages, texts, mask),
            "reports": [_report(row, witness, [m for m in messages if m.report_id == row.id], mask) for row in rows],
            "evidence": [_evidence(row.report.reference, e) for row in rows for e in tx.evidence.of_report(row.id)],
            "timeline": [_event(e, mask) for e in tx.cases.events(case_id) if e.action not in _NOT_TOLD],
        }


def handed_out(means: FileMeans, actor: Actor, case_id: int, form: str, digest: str, now: datetime) -> None:
    """Record that the actor takes the case's file along: `form` "json" or "pdf", `digest` the SHA-256 of its bytes."""
    if form not in FORMATS:
        raise Invalid(f"A case is handed out as one of: {', '.join(FORMATS)}.")
    with means.store.write() as tx:
        case_for(tx, actor, Right.WORK_CASE, case_id)
        tx.custody.append(now, custody_name(actor), f"handed out as {form}", f"case:{case_id}", digest)
        tx.cases.add_event(CaseEvent(case_id, now, actor.name, "handed_out", after=form, note=digest))
        tx.changes.bump("case", case_id)


def _iso(at: datetime | None, *, minute: bool = False) -> str | None:
    if at is None:
        return None
    at = at.astimezone(UTC)
    return (at.replace(second=0, microsecond=0) if minute else at).isoformat(timespec="seconds")


def _case(tx: Tx, case: CaseRow) -> Plain:
    owner = tx.staff.get(case.assigned_to).name if case.assigned_to is not None else None
    return {
        "number": case.id, "version": case.version, "status": case.status, "resolution": case.resolution,
        "opened_at": _iso(case.created_at, minute=True), "acknowledged_at": _iso(case.acknowledged_at),
        "assigned_to": owner, "district": case.district, "lane": case.lane, "urgency": case.urgency,
        "reasons": list(case.reasons), "flags": list(case.flags), "people": case.people, "passed_on": case.passed_on,
    }


def _duties(
    tx: Tx, case: CaseRow, rows: Sequence[ReportRow], messages: Sequence[MessageRow], texts: DutyTexts, mask: Mask
) -> list[Plain]:
    done = {row.duty: row for row in tx.cases.duties(case.id)}
    hurt = hurt_since([(row.report, row.created_at) for row in rows], {m.id: m.at for m in messages})
    return [_duty(tx, texts, d, done.get(d.value), due_since(d, case.created_at, hurt), mask) for d in Duty]


def _duty(tx: Tx, texts: DutyTexts, duty: Duty, row: DutyRow | None, due: datetime, mask: Mask) -> Plain:
    told: Plain = {
        "duty": duty.value, "title": texts[duty].title, "due_since": _iso(due, minute=True), "outcome": None,
        "outcome_in_words": None, "recorded_at": None, "recorded_by": None, "fields": [],
    }
    if row is None:
        return told
    outcome = next((o for o in texts[duty].outcomes if o.code == row.outcome), None)
    blanks = {b.name: b for b in outcome.blanks} if outcome else {}
    fields = [
        {
            "name": name, "label": blanks[name].label if name in blanks else name,
            "value": text if name in blanks and blanks[name].form else mask(text),
        }
        for name, text in row.detail.items()
    ]
    return told | {
        "outcome": row.outcome, "outcome_in_words": outcome.label if outcome else row.outcome,
        "recorded_at": _iso(row.at), "recorded_by": tx.staff.get(row.staff_id).name, "fields": fields,
    }


def hurt_since(reports: Iterable[tuple[Report, datetime]], came: Mapping[int, datetime]) -> datetime | None:
    """When the first word came that somebody is hurt; None where nobody is.

    `reports` with the time each came, `came`: message -> time.
    """
    told = [
        came.get(fact.message, since)
        for report, since in reports for name in ("injury", "emergency")
        if (fact := report.facts.get(name)) is not None and fact.value not in (None, False, "none")
    ]
    return min(told, default=None)


def _report(
    row: ReportRow, witness: Mapping[int, int], messages: Sequence[MessageRow], mask: Mask
) -> Plain:
    report = row.report
    return {
        "reference": report.reference, "witness": witness[row.reporter_id], "state": report.state.value,
        "language": report.lang, "received_at": _iso(row.created_at, minute=True),
        "facts": [_fact(name, fact, mask) for name, fact in sorted(report.facts.items())],
        "messages": [
            {
                "id": m.id, "at": _iso(m.at, minute=True), "kind": m.kind, "language": m.lang, "text": m.masked_text,
                "amends": m.amends,
            }
            for m in messages
        ],
    }  # fmt: skip


def _fact(name: str, fact: Fact, mask: Mask) -> Plain:
    held = fact.corrected
    corrected = held and {"told": held.told, "by": held.by, "at": held.at, "reason": mask(held.reason)}
    return {
        "field": name, "value": fact.value, "words": fact.words, "message": fact.message or None, "corrected": corrected
    }


def _evidence(reference: str, row: EvidenceRow) -> Plain:
    return {
        "id": row.id, "report": reference, "media": row.media.value, "state": row.state,
        "content_type": row.content_type, "bytes": row.size, "sha256": row.sha256, "width": row.width,
        "height": row.height, "stored_at": _iso(row.stored_at, minute=True),
    }


def _event(event: CaseEvent, mask: Mask) -> Plain:
    """A duty's fields stand with the duty; here only which."""
    note = event.note
    if event.action == "duty" and note:
        note = note.split(";")[0]
    return {
        "at": _iso(event.at), "by": event.actor, "action": event.action, "before": event.before, "after": event.after,
        "note": mask(note) if note and event.action != "duty" else note,
    }
