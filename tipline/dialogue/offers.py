"""Choices laid before the witness: a button on Telegram, a number on SMS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tipline.dialogue import language, opening, questions, timing, wording
from tipline.dialogue.draft import Answers, Draft
from tipline.dialogue.model import Heard
from tipline.dialogue.state import Offer, Option
from tipline.effects import Said
from tipline.reading.model import Reading
from tipline.report import Fact

_KEYS: Mapping[str, str] = {
    "scene:same": "choice_same", "scene:another": "choice_another",
}  # fmt: skip


def language_offer(draft: Draft) -> None:
    """Ask which language, in the one held so far."""
    options = tuple(Option(f"language:{lang}") for lang in draft.context.contact.languages)
    now = draft.state.introduced  # else it waits for message (a)
    draft.change(offer=Offer("language", options, 0, asked=now), question=None)
    if now:
        draft.say(draft.asking("ask_language"), choices=answers(options))


def answers(options: tuple[Option, ...]) -> Answers:
    """The options as a Say carries them."""
    return tuple((o.code, *_phrase(o)) for o in options)


def _phrase(option: Option) -> tuple[str, tuple[tuple[str, str], ...]]:
    kind, _, value = option.code.partition(":")
    if kind == "place":
        return "choice_place", (("place", option.label),)
    if kind == "language":
        return "choice_language", (("language", value),)
    return _KEYS[option.code], ()


def question(draft: Draft, offer: Offer) -> Said:
    """The sentence that asks for this choice."""
    if offer.kind == "language":
        return draft.asking("ask_language")
    if offer.kind == "place":
        return draft.asking("ask_which_place")
    return draft.asking("ask_scene", place=offer.options[-1].label)


def resolve(draft: Draft, event: Heard) -> bool:
    """Take the message as the answer to the choice on offer. True when it was one."""
    code = _code(draft, event)
    if code is None:
        return False
    kind, _, value = code.partition(":")
    return _RESOLVE[kind](draft, event, value) if kind in _RESOLVE else False


def _code(draft: Draft, event: Heard) -> str | None:
    """The code pressed, or the one that a bare number stands for."""
    if event.inbound.choice is not None:
        return event.inbound.choice
    offer, number = draft.state.offer, event.reading.number
    if offer is None or not offer.asked:
        return None
    if (typed := wording.chosen(event.inbound.text, {o.code: o.label for o in offer.options})) is not None:
        return typed
    if draft.state.question is not None:
        return None  # a bare number answers whatever was asked last
    if number is None or not 0 < number <= len(offer.options):
        return None
    return offer.options[number - 1].code


def _place(draft: Draft, event: Heard, value: str) -> bool:
    offer = draft.state.offer
    report = draft.report(offer.reference) if offer is not None and offer.kind == "place" else None
    if offer is None or report is None or report.facts.get("place") is None:
        return False
    chosen = next((o for o in offer.options if o.code == f"place:{value}"), None)
    if chosen is None:
        return False
    held = report.value("place")
    assert isinstance(held, Mapping)
    point = {
        **held, "status": "point", "label": chosen.label, "lat": chosen.lat, "lng": chosen.lng, "candidates": [],
        "districts": [chosen.district] if chosen.district else [], "method": "crossing", **_lists(held, chosen),
    }  # fmt: skip
    fact = Fact(point, report.facts["place"].message, report.facts["place"].words)
    draft.save(report.having("place", fact), event.message or None)
    draft.change(offer=None)
    draft.attach(report.reference, (event.message,))
    draft.pend("chosen_place", place=chosen.label)
    return True


def _lists(held: Mapping[str, object], chosen: Option) -> dict[str, object]:
    """Beats, areas, wards and neighbourhood of the place that was chosen."""
    listed = held["candidates"]
    assert isinstance(listed, (list, tuple))
    one: Mapping[str, object] = next((c for c in listed if (c["lat"], c["lng"]) == (chosen.lat, chosen.lng)), {})
    return {name: one[name] for name in ("beats", "community_areas", "wards", "neighbourhood") if name in one}


def _scene(draft: Draft, event: Heard, value: str) -> bool:
    if draft.state.held is None:
        return False
    if value == "another":
        opening.split(draft)
    else:
        opening.join(draft)
    draft.attach(draft.state.scene or "", (event.message,))
    return True


def _language(draft: Draft, event: Heard, value: str) -> bool:
    if value not in draft.context.contact.languages:
        return False
    draft.change(offer=None)
    language.settle(draft, value)
    draft.say(draft.said("language_set"))
    return True


# Kind of choice -> what it does. Answers to questions ("injury:yes") go through `pressed`.
_RESOLVE: Mapping[str, Callable[[Draft, Heard, str], bool]] = {
    "place": _place, "scene": _scene, "language": _language,
}  # fmt: skip


def pressed(draft: Draft, event: Heard) -> tuple[str | None, Reading]:
    """(question, reading) once the answer pressed or numbered is put into words: yes, no, or skip.

    A button pressed late still answers its own question.
    """
    name, value = draft.state.question, None
    if event.inbound.choice is not None:
        kind, _, chosen = event.inbound.choice.partition(":")
        if kind in questions.BY_NAME:
            name, value = kind, chosen
    else:
        value = questions.by_number(name, event.reading.number)
    if value is None:
        return name, event.reading
    bare = replace(event.reading, number=None, intent="followup")
    if value in timing.NUMBER:
        return name, replace(bare, number=timing.NUMBER[value])
    if value == "skip":
        return name, replace(bare, skip=True, yes_no=None)
    return name, replace(bare, yes_no=value == "yes")
