"""Carry out what a step asked for, inside its transaction. One function per effect; an unknown effect is an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tipline import effects as fx
from tipline.desk.carry import answers, contact, reports, saying
from tipline.desk.carry.turn import Turn
from tipline.desk.means import Means
from tipline.desk.records import Contact
from tipline.desk.tx import Tx


def effects(
    tx: Tx, means: Means, held: Contact, wanted: tuple[fx.Effect, ...], now: datetime, message_id: int | None
) -> None:
    """Carry out the effects in order. Replies are dropped for a contact that has opted out, except the last one."""
    turn = Turn(tx, means, held, now, message_id)
    for effect in wanted:
        _CARRY_OUT[type(effect)](turn, effect)
    if wanted:
        tx.changes.bump("message", held.address_id)


_CARRY_OUT: dict[type, Callable[..., None]] = {
    fx.SaveReport: reports.save_report,
    fx.AttachMessages: reports.attach,
    fx.WantEvidence: reports.want_evidence,
    fx.Say: saying.say,
    fx.DropQuestions: saying.drop_questions,
    fx.SetTimer: saying.set_timer,
    fx.ClearTimer: saying.clear_timer,
    fx.OptOut: contact.opt_out,
    fx.OptIn: contact.opt_in,
    fx.Block: contact.block,
    fx.Mute: contact.mute,
    fx.SetLanguage: contact.set_language,
    fx.NoticeGiven: contact.notice_given,
    fx.AskedConfidential: contact.asked_confidential,
    fx.Forget: contact.forget,
    fx.FlagDesk: reports.flag,
    fx.Answered: answers.answered,
    fx.Consented: answers.consented,
}
