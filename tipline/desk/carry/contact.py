"""What a turn changes of the contact: opt-out, silence, language, confidentiality, forgetting."""

from __future__ import annotations

from tipline import effects as fx
from tipline.case import Status
from tipline.desk import writing
from tipline.desk.carry.turn import GOODBYE, LINE, Turn


def opt_out(turn: Turn, effect: fx.OptOut) -> None:
    """Everything still queued is cancelled, but for the one confirmation."""
    for row in turn.tx.outbox.queued(turn.contact.address_id):
        if row.notice != GOODBYE:
            writing.cancel(turn.tx, row.id)
    turn.save(opted_out=effect.by)
    turn.tx.custody.append(turn.now, LINE, f"opted out by {effect.by}", f"reporter:{turn.contact.reporter_id}", None)
    turn.touch_cases()


def opt_in(turn: Turn, _effect: fx.OptIn) -> None:
    turn.save(opted_out=None)
    turn.tx.custody.append(turn.now, LINE, "opted in", f"reporter:{turn.contact.reporter_id}", None)
    turn.touch_cases()


def block(turn: Turn, effect: fx.Block) -> None:
    turn.save(blocked=effect.blocked)
    turn.touch_cases()


def mute(turn: Turn, effect: fx.Mute) -> None:
    turn.save(muted=effect.muted)
    turn.touch_cases()


def set_language(turn: Turn, effect: fx.SetLanguage) -> None:
    turn.save(lang=effect.lang)


def notice_given(turn: Turn, effect: fx.NoticeGiven) -> None:
    turn.save(notice_version=effect.version)
    turn.tx.custody.append(
        turn.now, LINE, f"privacy notice sent, wording {effect.version}", f"reporter:{turn.contact.reporter_id}", None
    )


def asked_confidential(turn: Turn, effect: fx.AskedConfidential) -> None:
    word = "requested" if effect.requested else "not_requested"
    turn.save(confidentiality=word)
    turn.tx.custody.append(
        turn.now,
        LINE,
        f"confidentiality {word}, wording {effect.version}",
        f"reporter:{turn.contact.reporter_id}",
        None,
    )
    turn.touch_cases()


def forget(turn: Turn, _effect: fx.Forget) -> None:
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
