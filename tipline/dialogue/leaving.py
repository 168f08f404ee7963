"""Opting out, coming back, erasing and taking a report back."""

from __future__ import annotations

from dataclasses import replace

from tipline import effects as fx
from tipline.consent import is_carrier_keyword
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.message import Carrier, Channel
from tipline.report import State

AFTER_WITHDRAWAL = "erasure_after_withdrawal"


def wish(event: Heard) -> str | None:
    """What a message asks for, of "opt_out", "erase", "withdraw"; None: it asks to leave in no way."""
    if event.inbound.command == "stop" or is_carrier_keyword(event.inbound.text):
        return "opt_out"
    if event.inbound.command is not None:
        return None
    if event.reading.stop_kind is not None:
        return event.reading.stop_kind
    return "opt_out" if event.reading.intent == "stop" else None


def opt_out(draft: Draft, event: Heard) -> None:
    """One confirmation, then silence. A bare carrier keyword on SMS was answered by the carrier: say nothing."""
    if draft.silent:
        return
    if event.inbound.address.channel is Channel.SMS and is_carrier_keyword(event.inbound.text):
        _close(draft, "carrier")
        return
    draft.say(draft.said("stop_confirmed"), final=True)
    _close(draft, "wording")


def carrier(draft: Draft, event: Heard) -> None:
    """The carrier acted on a keyword by itself and has told the person so."""
    if event.inbound.carrier is Carrier.STOP:
        if draft.context.contact.opted_out is None:
            _close(draft, "carrier")
    elif event.inbound.carrier is Carrier.START:
        come_back(draft)


def come_back(draft: Draft) -> bool:
    """START undoes an opt-out. True when there was one."""
    if draft.context.contact.opted_out is None:
        return False
    draft.do(fx.OptIn())
    draft.silent = False
    return True


def erase(draft: Draft, event: Heard) -> None:
    """FORGET: no more contact; the key goes if the schedule allows it and no hold stands. Says plainly what stays."""
    if draft.silent:
        draft.do(fx.Forget())
        return
    if draft.state.withdrawn:
        draft.say(draft.said(AFTER_WITHDRAWAL))
        return
    line, filed = draft.context.line, draft.context.filed
    allowed = line.schedule is not None and not any(f.held for f in filed) and draft.opened is None
    draft.say(draft.said("erased_due" if allowed else "erased_kept"), final=True)
    _close(draft, "erasure")
    draft.do(fx.Forget())


def withdraw(draft: Draft, event: Heard) -> None:
    """The report is taken back: it leaves triage and totals and stays on record."""
    report = draft.scene
    if report is None:
        report = next((f.report for f in draft.context.filed if f.report.state is not State.WITHDRAWN), None)
    if report is None or report.state is State.WITHDRAWN:
        draft.reply(draft.said("withdraw_none"))
        return
    draft.save(replace(report, state=State.WITHDRAWN), event.message or None)
    draft.change(withdrawn=True, done=True, question=None, offer=None, held=None, untold=None, grew=False, pending=())
    draft.say(draft.said("withdrawal_ack", reference=report.reference), reference=report.reference)


def _close(draft: Draft, by: str) -> None:
    draft.do(fx.OptOut(by), fx.ClearTimer("burst"))
    for report in draft.own:
        draft.do(fx.FlagDesk(report.reference, "cannot_text_back"))
    draft.silent = True
    draft.change(pending=(), due=False, question=None, offer=None, grew=False)
