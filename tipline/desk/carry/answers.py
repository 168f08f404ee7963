"""What a turn brings back of the desk's own questions: answers, and consent with its custody entry."""

from __future__ import annotations

from tipline import effects as fx
from tipline.desk.carry.turn import LINE, Turn
from tipline.desk.records import CaseEvent

_CONSENT = {"yes": "given", "no": "refused", "withdrawn": "taken back"}


def answered(turn: Turn, effect: fx.Answered) -> None:
    turn.tx.asked.answer(effect.asked, effect.state, effect.code, effect.message, turn.now)
    row = turn.report(effect.reference)
    if row is not None:
        turn.tx.changes.bump("case", row.case_id)


def consented(turn: Turn, effect: fx.Consented) -> None:
    row = turn.report(effect.reference)
    if row is None:
        return
    word = _CONSENT[effect.word]
    turn.tx.custody.append(turn.now, LINE, f"consent to be a witness {word}", f"report:{row.id}", None)
    turn.tx.cases.add_event(CaseEvent(row.case_id, turn.now, LINE, "consent", after=effect.word))
    turn.tx.changes.bump("case", row.case_id)
