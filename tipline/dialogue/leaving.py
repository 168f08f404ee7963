"""Opting out, coming back, erasing and taking a report back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tipline import effects as fx
from tipline.consent import is_carrier_keyword
from tipline.dialogue import scenes
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.message import Carrier, Channel
from tipline.report import Report, State

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
    report = _named(draft, event) or draft.scene
    if report is None:
        report = next((f.report for f in draft.context.filed if f.report.state is not State.WITHDRAWN), None)
    if report is None or report.state is State.WITHDRAWN:
        draft.reply(draft.said("withdraw_none"))
        return
    draft.save(replace(report, state=State.WITHDRAWN), event.message or None)
    told = report.reference == draft.state.scene or not draft.own
    draft.change(withdrawn=True, grew=False)
    if told:
        draft.change(done=True, question=None, offer=None, held=None, untold=None, pending=())
    draft.say(draft.said("withdrawal_ack", reference=report.reference), reference=report.reference)


# Words that point at one of two or more reports of a conversation, oldest first.
_NTH: Mapping[str, int] = {
    "first": 0, "1st": 0, "primero": 0, "primera": 0, "primer": 0, "second": 1, "2nd": 1, "segundo": 1, "segunda": 1,
    "last": -1, "latest": -1, "último": -1, "última": -1, "ultimo": -1, "ultima": -1,
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


def _named(draft: Draft, event: Heard) -> Report | None:
    """The report that a withdrawal means, when it says which: by reference, by its turn, or by its place."""
    words = _WORD.findall(event.inbound.text.casefold())
    by_reference = {f.reference.casefold(): f.report for f in draft.context.filed}
    for word in words:
        if word in by_reference:
            return by_reference[word]
    own = draft.own
    nth = next((_NTH[word] for word in words if word in _NTH), None)
    if nth is not None and nth < len(own):
        return own[nth] if own else None
    return scenes.earlier(draft, draft.scene, event, event.reading) if draft.scene else None


def _close(draft: Draft, by: str) -> None:
    draft.do(fx.OptOut(by), fx.ClearTimer("burst"))
    for report in draft.own:
        draft.do(fx.FlagDesk(report.reference, "cannot_text_back"))
    draft.silent = True
    draft.change(pending=(), due=False, question=None, offer=None, grew=False)
