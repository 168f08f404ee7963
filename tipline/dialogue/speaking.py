"""The burst is over: one message with everything that waits and at most one question."""

from __future__ import annotations

from dataclasses import replace

from tipline import effects as fx
from tipline.dialogue import acks, answering, offers, questions, timing
from tipline.dialogue.draft import Answers, Draft
from tipline.dialogue.status import local_time
from tipline.effects import Said
from tipline.phrases import PHRASES
from tipline.report import Report, State

# These come before what else waits, in this order; the rest as it came up.
_FIRST = ("intro_received", "intro", "received_ref", "stay_back")


def burst_over(draft: Draft) -> None:
    """Say what waits. In the first exchange message (a) opens it and message (b), once per contact, follows."""
    if draft.silent:
        draft.change(pending=(), due=False, grew=False)
        return
    reference, notice = _reference_to_tell(draft)
    _open_with(draft, reference)
    question, choices = _question(draft)
    quiet = not draft.state.pending and question is None and not draft.state.receipt_due
    if quiet and draft.state.grew and draft.state.scene:
        draft.pend("noted", reference=draft.state.scene)
    lines = [*sorted(draft.state.pending, key=_rank), *_receipts(draft)]
    if question is not None:
        lines.append(question)
    draft.change(time_said=any(line.key in acks.TIMES for line in lines))
    if lines:
        draft.say(*lines, choices=choices, notice=notice, reference=reference)
    draft.change(pending=(), due=False, grew=False, untold=None, receipt_due=False)
    _privacy(draft)


def _rank(said: Said) -> int:
    return _FIRST.index(said.key) if said.key in _FIRST else len(_FIRST)


def _reference_to_tell(draft: Draft) -> tuple[str | None, str | None]:
    """(reference, notice kind) of a report whose reference has not been said: this message is its first notice."""
    reference = draft.state.untold
    return (reference, "received") if reference is not None else (None, None)


def _open_with(draft: Draft, reference: str | None) -> None:
    if not draft.state.introduced:
        draft.change(introduced=True)
        if reference is not None:
            draft.pend("intro_received", reference=reference)
        else:
            draft.pend("intro")
    elif reference is not None:
        draft.pend("received_ref", reference=reference)


def _privacy(draft: Draft) -> None:
    """Message (b), in a wording whose version goes on record before it is sent."""
    if draft.context.contact.notice_given or draft.state.noticed:
        return
    draft.change(noticed=True)
    draft.do(fx.NoticeGiven(draft.context.line.wording_version))
    draft.say(draft.said("privacy_notice"))


def _question(draft: Draft) -> tuple[Said | None, Answers]:
    """The next thing to ask, if one may be asked now."""
    state = draft.state
    if state.done or answering.waiting(draft):
        return None, ()
    if state.offer is not None and not state.offer.asked:
        offer = state.offer
        asked = offers.question(draft, offer)
        draft.change(offer=replace(offer, asked=True), question=None)
        return asked, offers.answers(offer.options)
    return _next(draft) if state.due else (None, ())


def _next(draft: Draft) -> tuple[Said | None, Answers]:
    state, scene = draft.state, draft.scene
    if scene is None:
        return _opening(draft)
    found = questions.next_question(scene, state.asked, state.skipped)
    if found is None:
        _nothing_left(draft, scene)
        return None, ()
    draft.change(asked=(*state.asked, found.name), question=found.name)
    key = found.phrase(scene)
    asked = draft.asking(key, **({"place": acks.label(scene)} if "place" in PHRASES[key].placeholders else {}))
    clocks = timing.clocks(scene, draft.context.zone)
    return asked, tuple((f"{found.name}:{code}", phrase, _clock(clocks.get(code))) for code, phrase in found.choices)


def _clock(told: str | None) -> tuple[tuple[str, str], ...]:
    return (("clock", told),) if told is not None else ()


def _opening(draft: Draft) -> tuple[Said | None, Answers]:
    """Before there is a report: place first when facts are waiting for one, else what and where."""
    state = draft.state
    name = "place" if state.unfiled is not None else "opening"
    if name in state.asked or name in state.skipped:
        return None, ()
    draft.change(asked=(*state.asked, name), question=name)
    if name == "place":
        return draft.asking("ask_place"), ()
    return draft.asking("ask_opening_past" if state.topic == "old_incident" else "ask_opening"), ()


def _nothing_left(draft: Draft, scene: Report) -> None:
    """Thank the witness once, and say how to get the receipt."""
    if scene.state is State.OPEN and not draft.state.done and draft.first(f"all_asked:{scene.reference}"):
        draft.pend("all_asked")


def finish(draft: Draft) -> None:
    """The witness is done: no question any more, and the receipt when the burst is over."""
    draft.change(done=True, question=None, due=False)
    if draft.state.offer is not None and draft.state.offer.kind != "language":
        draft.change(offer=None)
    if _not_receipted(draft):
        draft.change(receipt_due=True)
    else:
        draft.pend("thanks_done")


def _not_receipted(draft: Draft) -> list[Report]:
    return [r for r in draft.own if r.reference not in draft.state.receipted]


def _receipts(draft: Draft) -> list[Said]:
    """The receipt of each report of this conversation, once."""
    waiting = _not_receipted(draft) if draft.state.receipt_due else []
    draft.change(receipted=(*draft.state.receipted, *(r.reference for r in waiting)))
    return [said for report in waiting for said in _receipt(draft, report)]


def _receipt(draft: Draft, report: Report) -> list[Said]:
    first = draft.said("receipt", reference=report.reference, time=local_time(draft, draft.context.now))
    count = report.value("attachments")
    if not isinstance(count, int) or not count:
        return [first]
    filed = next((f for f in draft.context.filed if f.reference == report.reference), None)
    prints = filed.fingerprints if filed else ()
    if len(prints) == count:
        return [first, draft.said("receipt_files", count=str(count), prints=", ".join(prints))]
    return [first, draft.said("receipt_files_pending", count=str(count))]
