"""What others did to a case meanwhile, field by field: what each was, what it is now, by whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.console import words
from api.console.timeline import actor_name, correction, duty_label, duty_of, sentence
from storage.queries import EventView, Heard
from tipline.case import DutyTexts

MOST_WORDS = 120  # of a message shown here; the whole stands in the conversation


@dataclass(frozen=True, slots=True)
class Change:
    """One field. An act that changes no field has its sentence as `what`, and neither `was` nor `now`."""

    what: str
    was: str
    now: str
    by: str
    at: datetime


def changes(events: Iterable[EventView], heard: Iterable[Heard], duty_texts: DutyTexts) -> tuple[Change, ...]:
    """One line per field: the first value and the last. Messages of witnesses come after what people did."""
    found: dict[str, Change] = {}
    for event in events:
        new = _change(event, duty_texts)
        held = found.get(new.what)
        found[new.what] = new if held is None else replace(new, was=held.was)
    return (*found.values(), *(_message(message) for message in heard))


def _change(event: EventView, duty_texts: DutyTexts) -> Change:
    what, was, now = _values(event, duty_texts)
    return Change(what, was, now, actor_name(event), event.at)


def _values(event: EventView, duty_texts: DutyTexts) -> tuple[str, str, str]:
    """(field, was, now)."""
    if event.action == "moved":
        why = f" ({words.say(words.RESOLUTION, event.note).lower()})" if event.note else ""
        return "Status", words.say(words.STATUS, event.before), words.say(words.STATUS, event.after) + why
    if event.action == "assigned":
        return "With", event.before or "Nobody", event.after or "Nobody"
    if event.action == "corrected":
        held = correction(event)
        return f"{held.field} ({held.reference})", held.was, held.now
    if event.action == "duty":
        text = duty_of(event, duty_texts)
        if text is not None:
            return text.title, duty_label(text, event.before) or "Open", duty_label(text, event.after)
    said = sentence(event, duty_texts)
    return said[:1].upper() + said[1:], "", (event.note or "") if event.action == "note" else ""


def _message(message: Heard) -> Change:
    text = message.text if len(message.text) <= MOST_WORDS else message.text[: MOST_WORDS - 1] + "…"
    return Change("A witness wrote", "", text or "a file or a place without words", "", message.at)


def written_since(heard: Sequence[Heard], since: datetime | None) -> list[Heard]:
    return [message for message in heard if since is not None and message.at > since]
