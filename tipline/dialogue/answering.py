"""Questions that a person at the desk asked: which of them a message answers, and what follows.

While one waits, the line asks nothing of its own: one question at a time, and a person's goes before a program's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from tipline.consent import is_carrier_keyword
from tipline.dialogue import scenes, wording
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.effects import Answered, Consented
from tipline.message import Kind, Media
from tipline.phrasebook import BY_KEY, Answer, Asked, Entry, State, Wants, consent, understanding
from tipline.reading.model import Reading, Span

PREFIX = "desk."  # of a button's code: "desk.which_way:north"
_SHORT = 3  # words of a "ya no" that answers a question, and would ask for no more messages where none waits
_NO_ANSWER = frozenset({"greeting", "question", "status", "help_request"})
_ACKS = {"yes": "desk_witness_yes", "no": "desk_witness_no"}


@dataclass(frozen=True, slots=True)
class Told:
    """The message as an answer: its reading with the answers filled in, and the report it belongs to."""

    reading: Reading
    reference: str
    field: str
    facts: dict[str, object]


def waiting(draft: Draft) -> bool:
    """Somebody at the desk asked within this conversation, and has no answer yet."""
    since = draft.context.now - timedelta(hours=draft.context.line.lapse_h)
    return any(asked.state is State.WAITING and asked.at >= since for asked in draft.context.asked)


def takes_number(draft: Draft, event: Heard) -> bool:
    """A bare number belongs to the desk's question, rather than to a choice that the line offered before."""
    newest = next(iter(_open(draft, event)), None)
    if newest is None or event.reading.number is None or event.inbound.choice is not None:
        return False
    entry = BY_KEY[newest.key]
    return entry.wants is Wants.NUMBER or understanding.by_number(entry, event.reading.number) is not None


def says_no(draft: Draft, event: Heard) -> bool:
    """"Ya no" to "Are they still there?" is an answer, and no wish to hear no more."""
    newest = next(iter(_open(draft, event)), None)
    text = event.inbound.text
    if newest is None or event.inbound.command or is_carrier_keyword(text) or len(text.split()) > _SHORT:
        return False
    entry = BY_KEY[newest.key]
    found = understanding.answer(entry, event.reading) if entry.wants is Wants.YES_NO else None
    return found is not None and found.state is State.CLEAR


def answered(draft: Draft, event: Heard) -> Told | None:
    """The answers in this message, noted; None when it answers nothing the desk asked."""
    found = _found(draft, event)
    if not found:
        return None
    facts: dict[str, object] = {}
    for asked, answer in found:
        draft.do(Answered(asked.id, asked.reference, event.message, answer.state.value, answer.code))
        facts |= answer.facts
        if "witness" in answer.facts:
            _consent(draft, asked.reference, str(answer.facts["witness"]))
    first = found[0][0]
    reading = _sourced(found[-1][1].reading, [BY_KEY[asked.key] for asked, _ in found], facts)
    return Told(reading, first.reference, BY_KEY[first.key].field, facts)


def take_back_consent(draft: Draft, event: Heard) -> bool:
    """"I do not want to be a witness any more": this person's consents are withdrawn. True when there was one."""
    reading = event.reading
    given = [f.report for f in draft.context.filed if f.report.value("witness") == "yes"]
    if not given or not consent.taken_back(reading.masked_text, question=reading.intent == "question"):
        return False
    for report in given:
        held = draft.report(report.reference) or report
        draft.save(held.with_fact("witness", "withdrawn", event.message, reading.masked_text), event.message or None)
        draft.do(Consented(report.reference, "withdrawn"))
    draft.attach(given[0].reference, (event.message,))
    draft.pend("desk_witness_withdrawn")
    return True


def _consent(draft: Draft, reference: str, word: str) -> None:
    draft.do(Consented(reference, word))
    draft.pend(_ACKS[word])


def _open(draft: Draft, event: Heard) -> list[Asked]:
    """Questions that this message may answer, newest first; one asked after it was written is none."""
    heard = event.inbound.received_at
    return [a for a in draft.context.asked if a.sent and a.at <= heard and a.state in (State.WAITING, State.WORDS)]


def _found(draft: Draft, event: Heard) -> list[tuple[Asked, Answer]]:
    if event.inbound.choice is not None:
        return _pressed(draft, event)
    if event.inbound.kind is Kind.EDIT:
        rows = scenes.versions(draft, event.amends)
        return _answers((a for a in draft.context.asked if a.message in rows), event, every=True)
    found = _answers(_open(draft, event), event)
    newest = next((a for a in _open(draft, event) if a.state is State.WAITING), None)
    if not found and newest is not None and _says_something(event):
        return [(newest, understanding.words(event.reading))]
    return found


def _pressed(draft: Draft, event: Heard) -> list[tuple[Asked, Answer]]:
    """A button pressed late still answers its own question, and may change the answer."""
    key, _, code = (event.inbound.choice or "").removeprefix(PREFIX).partition(":")
    asked = next((a for a in draft.context.asked if a.key == key and a.sent), None)
    if not (event.inbound.choice or "").startswith(PREFIX) or asked is None:
        return []
    answer = understanding.pressed(BY_KEY[key], code, event.reading)
    return [] if answer is None else [(asked, answer)]


def _answers(asked: Iterable[Asked], event: Heard, *, every: bool = False) -> list[tuple[Asked, Answer]]:
    found: list[tuple[Asked, Answer]] = []
    reading = event.reading
    for place, each in enumerate(asked):
        answer = _answer(BY_KEY[each.key], reading, event, bare=every or place == 0)
        if answer is not None:
            found.append((each, answer))
            reading = answer.reading
    return found


def _answer(entry: Entry, reading: Reading, event: Heard, *, bare: bool) -> Answer | None:
    media = event.inbound.attachments
    if entry.wants is Wants.MEDIA and media:
        return Answer(State.CLEAR, _media(media[0].media, len(media)), reading)
    if entry.wants is Wants.PLACE and event.inbound.pin is not None:
        return Answer(State.CLEAR, "pin", reading)
    if wording.acknowledges(event.inbound.text):
        return None
    code = understanding.by_number(entry, reading.number) if bare else None
    if code is not None:
        return understanding.pressed(entry, code, reading)
    found = understanding.answer(entry, reading, bare=bare)
    named = entry.wants is Wants.PLACE and found is None and event.located.status not in ("none", "ambiguous")
    return Answer(State.CLEAR, "place", reading) if named else found


def _media(kind: Media, count: int) -> str:
    return f"{kind.value}:{count}"


def _says_something(event: Heard) -> bool:
    """Anything that may be meant as an answer; a hello, an "ok" or a question of one's own is none."""
    reading = event.reading
    text = event.inbound.text
    return bool(text.strip()) and not wording.acknowledges(text) and reading.intent not in _NO_ANSWER


def _sourced(reading: Reading, entries: list[Entry], facts: dict[str, object]) -> Reading:
    """Every fact of an answer knows the words it came from: the message's own."""
    words = Span(0, len(reading.masked_text), reading.masked_text)
    names = {entry.field for entry in entries} | set(facts)
    spans = {name: words for name in names if name not in reading.spans}
    return replace(reading, spans=MappingProxyType({**reading.spans, **spans}))
