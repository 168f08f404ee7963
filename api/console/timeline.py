"""The timeline in sentences: one table of what each action says after the actor's name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.console import facts, words
from storage.queries import EventView
from tipline.case import DutyText, DutyTexts


def actor_name(event: EventView) -> str:
    return "The line" if event.actor == "line" else event.actor


def sentence(event: EventView, duty_texts: DutyTexts) -> str:
    """What the actor did. An action without words of its own shows as it is."""
    if event.action == "duty":
        return _duty(event, duty_texts)
    say = _SAYS.get(event.action)
    return say(event) if say else event.action.replace("_", " ")


def _status(code: str | None) -> str:
    return words.say(words.STATUS, code).lower()


def _moved(event: EventView) -> str:
    why = f" ({words.say(words.RESOLUTION, event.note).lower()})" if event.note else ""
    return f"moved it from {_status(event.before)} to {_status(event.after)}{why}"


def _assigned(event: EventView) -> str:
    return f"assigned it to {event.after}" + (f", before with {event.before}" if event.before else "")


def _opened(event: EventView) -> str:
    return f"opened the case with report {event.after}" if event.actor == "line" else "opened the case"


def _flag(event: EventView) -> str:
    kind, _, state = (event.note or "").partition(" ")
    if kind in words.MEDIA and state:
        return f"flagged: a {words.MEDIA[kind][0]} is not here, {words.say(words.UNSEEN, state).lower()}"
    return f"flagged: {words.say(words.FLAG, event.note).lower()}"


_CONSENT: Mapping[str, str] = {"yes": "willing", "no": "not willing", "withdrawn": "consent taken back"}


def _entry(key: str | None) -> str:
    return (key or "").replace("_", " ")


_SAYS: Mapping[str, Callable[[EventView], str]] = {
    "opened": _opened,
    "acknowledged": lambda event: "acknowledged it",
    "moved": _moved,
    "assigned": _assigned,
    "reason": lambda event: "opened it from another desk",
    "corrected": lambda event: _correction_said(event),
    "reply": lambda event: f"answered the reporter of {event.after}",
    "note": lambda event: "noted",
    "asked": lambda event: f"asked the reporter of {event.after} from the phrasebook: {_entry(event.note)}",
    "said": lambda event: f"told the reporter of {event.after} from the phrasebook: {_entry(event.note)}",
    "consent": lambda event: f"noted about being a witness: {_CONSENT.get(event.after or '', event.after)}",
    "report": lambda event: f"marked the report {words.say(words.STATE, event.after).lower()}",
    "flag": _flag,
    "urgent": lambda event: f"found it urgent: {words.reasons(event.note or '')}",
    "joined": lambda event: f"brought in report {event.after} from {event.before}{_because(event)}",
    "merged": lambda event: f"merged report {event.after} from {event.before} in",
    "split": lambda event: f"took report {event.after} over from {event.before}",
    "joined_away": lambda event: f"filed report {event.before} with {event.after}{_because(event)}",
    "merged_away": lambda event: f"merged report {event.before} into {event.after}",
    "split_away": lambda event: f"split report {event.before} off to {event.after}",
    "undone": lambda event: f"took that back, with {event.after}",
    "kept_apart": lambda event: f"said that {event.after} is another event",
    "handed_out": lambda event: f"took the case along as {(event.after or '').upper()}",
    "original": lambda event: f"took the original of evidence {event.after}",
}


def _because(event: EventView) -> str:
    return f": {event.note}" if event.note else ""


@dataclass(frozen=True, slots=True)
class Correction:
    """An event of action "corrected", in words."""

    reference: str
    field: str
    was: str
    now: str
    reason: str


def correction(event: EventView) -> Correction:
    """`note` is "K7Q2: agents: why"; a place stands by its label, any other value as JSON."""
    reference, _, rest = (event.note or "").partition(": ")
    field, _, reason = rest.partition(": ")
    was, now = (_plain(field, text) for text in (event.before, event.after))
    return Correction(reference, facts.LABELS.get(field, field), was, now, reason)


def _plain(field: str, text: str | None) -> str:
    if text is None or field == "place":
        return text or ""
    return facts.in_words(field, json.loads(text))


def _correction_said(event: EventView) -> str:
    held = correction(event)
    change = f"{held.was or 'nothing told'} became {held.now or 'nothing'}"
    why = f". Why: {held.reason}" if held.reason else ""
    return f"corrected {held.reference}, {held.field.lower()}: {change}{why}"


def duty_of(event: EventView, duty_texts: DutyTexts) -> DutyText | None:
    """The duty an event of action "duty" is about; None when this installation knows it no more."""
    code = (event.note or "").split(";")[0].strip()
    return next((text for duty, text in duty_texts.items() if duty.value == code), None)


def duty_label(text: DutyText, outcome: str | None) -> str:
    """The words of an outcome, its code when the duty has it no more, nothing for none."""
    return next((o.label for o in text.outcomes if o.code == outcome), outcome or "")


def _duty(event: EventView, duty_texts: DutyTexts) -> str:
    text = duty_of(event, duty_texts)
    if text is None:
        return f"recorded a duty: {event.after}"
    before = f", before {duty_label(text, event.before).lower()}" if event.before else ""
    return f"recorded {text.title.lower()}: {duty_label(text, event.after).lower()}{before}"
