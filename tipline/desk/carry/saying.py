"""What a turn says and when it looks again: outbox rows and timers."""

from __future__ import annotations

from tipline import effects as fx
from tipline.delivery import Stream
from tipline.desk import writing
from tipline.desk.carry.turn import GOODBYE, Turn
from tipline.desk.records import Line


def say(turn: Turn, effect: fx.Say) -> None:
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


def drop_questions(turn: Turn, _effect: fx.DropQuestions) -> None:
    writing.drop_questions(turn.tx, turn.contact.address_id)


def set_timer(turn: Turn, effect: fx.SetTimer) -> None:
    turn.tx.dialogues.set_timer(turn.contact.address_id, effect.kind, effect.due)


def clear_timer(turn: Turn, effect: fx.ClearTimer) -> None:
    turn.tx.dialogues.clear_timer(turn.contact.address_id, effect.kind)
