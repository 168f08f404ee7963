"""One turn of the conversation: state, event and context in; state and effects out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from tipline import effects as fx
from tipline.dialogue import (
    alarms,
    answering,
    commands,
    language,
    leaving,
    offers,
    opening,
    questions,
    speaking,
    telling,
    timing,
    topics,
    wording,
)  # fmt: skip
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Context, Event, Heard, Timer, Turn
from tipline.dialogue.scenes import actionable
from tipline.dialogue.state import State
from tipline.message import Carrier, Kind
from tipline.phrases import nearest
from tipline.reading.model import Reading

# Commands beside which a message may still tell something.
_BESIDE_FACTS = frozenset({"status", "private", "mute", "unmute", "language", "start"})
_NO_QUESTION = frozenset({"stop", "status", "offtopic", "hoax_suspect"})


def step(state: State, event: Event, context: Context) -> Turn:
    """The next state and what is to be done, in order. Never raises for anything a witness may write."""
    draft = Draft(state, context)
    if isinstance(event, Timer):
        _TIMERS[event.kind](draft)
    else:
        _KINDS[event.inbound.kind](draft, event)
    return draft.turn()


def _heard(draft: Draft, event: Heard) -> None:
    """An ordinary message or a pressed button."""
    _begin(draft, event)
    command = commands.named(event)
    if command == "opt_out" and answering.says_no(draft, event):
        command = None
    if answering.take_back_consent(draft, event) and command != "opt_out":
        alarms.emergency(draft, event.reading)
        draft.wait()
        return
    if command is not None:
        commands.carry_out(draft, event, command)
        topics.warn_of_ids(draft, event.reading)
        if not _tells_beside(command, event):
            _file(draft, event)
            draft.wait()
            return
    elif not answering.takes_number(draft, event) and offers.resolve(draft, event):
        draft.change(due=True)
        draft.wait()
        return
    _told(draft, event)
    draft.wait()


def _tells_beside(command: str, event: Heard) -> bool:
    """Whether a message tells something beside the command it gives; the command alone names no place.

    What comes along with a command is evidence, whatever the words under it say.
    """
    reading = event.reading
    if command not in _BESIDE_FACTS:
        return False
    if event.inbound.attachments:
        return True
    if commands.is_bare(event):
        return False
    details = reading.agents or reading.vehicles or reading.plates or reading.injury
    return actionable(event, reading) or (reading.intent in ("report", "followup") and bool(details))


def _begin(draft: Draft, event: Heard) -> None:
    heard_at, now = draft.state.heard_at, draft.context.now
    if heard_at is not None and now - heard_at > timedelta(hours=draft.context.line.lapse_h):
        _lapse(draft)
    draft.change(heard_at=now)
    draft.do(fx.DropQuestions())
    language.follow(draft, event)


def _file(draft: Draft, event: Heard) -> None:
    """A message without facts stands in its conversation."""
    if draft.state.scene is not None:
        draft.attach(draft.state.scene, (event.message,))
    elif event.message:
        draft.change(loose=(*draft.state.loose, event.message)[-telling.LOOSE_MOST:])


def _told(draft: Draft, event: Heard) -> None:
    answer = answering.answered(draft, event)
    if answer is not None:
        _answered(draft, event, answer)
        return
    name, reading = offers.pressed(draft, event)
    held = draft.scene is not None and draft.scene.value("place_text") is not None
    reading = wording.understood(reading, event.inbound.text, place_held=held and name != "place")
    if not wording.acknowledges(event.inbound.text):
        reading = questions.answered(name, reading)
    if reading.skip and name is not None:
        draft.change(skipped=(*draft.state.skipped, name), question=None)
    reading, settles = timing.understood(draft, name, reading)
    telling.tell(draft, event, reading, settles=settles)
    alarms.emergency(draft, reading)
    alarms.keep_away(draft, reading)
    topics.answer(draft, event, reading)
    _hello_again(draft, reading)
    if _may_ask(draft, event, reading):
        draft.change(due=True)
    if reading.retracted is not None:
        draft.change(question=None, due=False)
    if reading.done:
        speaking.finish(draft)


def _answered(draft: Draft, event: Heard, answer: answering.Told) -> None:
    """What a person at the desk asked for. The line asks nothing itself now: somebody else is talking."""
    draft.change(question=None, due=False)
    telling.tell(draft, event, answer.reading, to=answer)
    alarms.emergency(draft, answer.reading)
    alarms.keep_away(draft, answer.reading)
    topics.answer(draft, event, answer.reading)


def _hello_again(draft: Draft, reading: Reading) -> None:
    """Someone who has told nothing says hello again: "what and where?" is put once more, rather than silence."""
    state = draft.state
    if reading.intent == "greeting" and state.scene is None and "opening" in state.asked and draft.first("hello_again"):
        draft.change(asked=tuple(name for name in state.asked if name != "opening"))


def _may_ask(draft: Draft, event: Heard, reading: Reading) -> bool:
    """Whether a question may follow: never after a goodbye, and not at a joke, an advert or an insult."""
    if draft.state.done:
        return False
    if not event.inbound.text or reading.skip or reading.yes_no is not None:
        return draft.state.scene is not None or not draft.state.introduced
    if reading.intent in _NO_QUESTION or topics.only_heard(draft, reading):
        return False
    if draft.scene is not None or reading.intent == "report":
        return True
    if draft.state.topic in topics.NO_QUESTION_AFTER:
        return False
    if reading.intent in ("followup", "greeting"):
        return True
    return bool(topics.INVITES & set(reading.topics))


def _edited(draft: Draft, event: Heard) -> None:
    """An edit amends what its message told; it opens nothing, asks nothing, and a live pin moves without a word."""
    _begin(draft, event)
    answer = answering.answered(draft, event)
    reading = answer.reading if answer is not None else event.reading
    telling.tell(draft, event, reading, to=answer)
    if event.inbound.pin is None:
        alarms.emergency(draft, reading)
        alarms.keep_away(draft, reading)
        draft.wait()
    else:
        draft.change(grew=False)


def _group(draft: Draft, event: Heard) -> None:
    """A group chat holds no conversation: one line back, nothing remembered."""
    lang = nearest(event.inbound.language_hint or event.reading.lang, draft.context.contact.languages)
    key = "group_private" if draft.context.line.private_link else "group_private_plain"
    if not draft.silent:
        draft.do(fx.Say((draft.said(key),), lang))


def _carrier(draft: Draft, event: Heard) -> None:
    """The carrier answered by itself: record, flag, say nothing more. A stray YES is an answer like any other."""
    stray = event.inbound.carrier is Carrier.START and draft.context.contact.opted_out is None
    if stray and event.inbound.text.strip().casefold() not in ("start", "unstop"):
        _heard(draft, replace(event, inbound=replace(event.inbound, kind=Kind.MESSAGE)))
    elif event.inbound.carrier is Carrier.HELP:
        waiting = draft.state.pending
        commands.cry_for_help(draft, event)
        draft.change(pending=waiting, grew=False)
    else:
        leaving.carrier(draft, event)


def _lapse(draft: Draft) -> None:
    """Six hours of silence end the conversation: what was left open closes, and a new place is a new scene."""
    opening.split(draft)
    state = draft.state
    draft.change(
        lapsed=state.scene is not None, scenes=(state.scene,) if state.scene else (), unfiled=None, loose=(), held=None,
        pending=(), due=False, grew=False, question=None, offer=None, once=(), alarms=(), taken_back=(), topic=None,
        withdrawn=False, receipt_due=False,
    )  # fmt: skip


def _nothing(draft: Draft, event: Heard) -> None:
    pass


# What came in -> who deals with it. A kind without an entry is an error.
_KINDS: Mapping[Kind, Callable[[Draft, Heard], None]] = {
    Kind.MESSAGE: _heard,
    Kind.BUTTON: _heard,
    Kind.EDIT: _edited,
    Kind.GROUP: _group,
    Kind.CARRIER: _carrier,
    Kind.BLOCKED: lambda draft, event: draft.do(fx.Block(True)),
    Kind.UNBLOCKED: lambda draft, event: draft.do(fx.Block(False)),
    Kind.MOVED: _nothing,
    Kind.NOTHING: _nothing,
}
_TIMERS: Mapping[str, Callable[[Draft], None]] = {"burst": speaking.burst_over, "lapse": _lapse}
