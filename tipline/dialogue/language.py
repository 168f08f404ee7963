"""Which language to answer in: that of the words when they show it, else what we know of the contact."""

from __future__ import annotations

from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.effects import SetLanguage
from tipline.phrases import nearest


def follow(draft: Draft, event: Heard) -> None:
    """Answer in the language of this message. One-word answers never switch, but a guess gives way to what is shown."""
    reading, contact = event.reading, draft.context.contact
    if reading.lang_sure and (contact.lang is None or _enough(event.inbound.text)):
        settle(draft, nearest(reading.lang, contact.languages))
    elif draft.state.lang is None:
        guess = contact.lang or _guess(event)
        draft.change(lang=nearest(guess, contact.languages) if guess else None)


def _guess(event: Heard) -> str | None:
    """What a "hola" points to, or the app's own language; None while there are no words and no hint."""
    words = event.inbound.text and event.inbound.command is None
    return event.reading.lang if words else event.inbound.language_hint


def _enough(text: str) -> bool:
    """Enough words to leave a language already spoken: four, or a dozen letters of a script without spaces."""
    return len(text.split()) >= 4 or sum(ord(c) > 0x2E7F for c in text) >= 6


def settle(draft: Draft, lang: str) -> None:
    """Write in this built language from now on."""
    draft.change(lang=lang)
    if draft.context.contact.lang != lang:
        draft.do(SetLanguage(lang))
