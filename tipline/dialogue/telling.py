"""What a message tells goes into its report at once; whatever needs an answer waits for the burst to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tipline.dialogue import acks, opening, scenes
from tipline.dialogue.answering import Told as Answering
from tipline.dialogue.completing import completed
from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.dialogue.scenes import Belongs, Scene
from tipline.dialogue.state import Held, Offer, Option
from tipline.effects import FlagDesk, WantEvidence
from tipline.message import Kind
from tipline.reading.model import Reading
from tipline.report import Report, State, Told, merge, retract

LOOSE_MOST = 50  # messages remembered without a report
_NO_FACTS = frozenset({"offtopic", "greeting", "stop", "status"})


def tell(
    draft: Draft, event: Heard, reading: Reading, *, help: bool = False, settles: bool = False,
    to: Answering | None = None,
) -> None:
    """Put what the message says where it belongs. `reading` is the event's own, with a bare answer filled in.

    `help` and `settles` as in `Told`. `to`: it answers a question of the desk, and belongs to the report that was
    asked about.
    """
    whole = completed(_without_what_is_taken_back(reading), draft.scene)
    located = event.located if whole.place_text == reading.place_text else scenes.NOWHERE
    told = Told(
        reading=whole, located=located, message=event.message,
        point=event.inbound.pin is not None, attachments=_media(event),
        answering=to.field if to is not None else draft.state.question, help=help,
        correcting=reading.correction or reading.retracted == "mistaken", amending=event.inbound.kind is Kind.EDIT,
        facts=to.facts if to is not None else {},
        settles=settles,
    )  # fmt: skip
    scene = _asked_about(draft, to) or scenes.find(draft, event, reading)
    if draft.state.held is not None and (scene.belongs is Belongs.UNSURE or scene.reference != draft.state.scene):
        opening.split(draft)  # a third scene: the question about the second is answered by that
        scene = scenes.find(draft, event, reading)
    _WHERE[scene.belongs](draft, scene, event, told)
    if event.amends is not None:
        draft.change(edits=(*draft.state.edits, (event.amends, event.message))[-LOOSE_MOST:])


def _asked_about(draft: Draft, to: Answering | None) -> Scene | None:
    if to is None or draft.report(to.reference) is None:
        return None
    return Scene(Belongs.EARLIER, to.reference)


def _media(event: Heard) -> int:
    """An edited caption comes with its picture again, which is held already."""
    return 0 if event.inbound.kind is Kind.EDIT else len(event.inbound.attachments)


def _without_what_is_taken_back(reading: Reading) -> Reading:
    """"I was wrong, it was school guards" tells of nothing federal; "that pin is my flat" of no home."""
    if reading.ignore_pin:
        reading = replace(reading, place_text=None, place_type=())
    if reading.retracted == "mistaken":
        reading = replace(reading, activity=(), agencies=("NOT_FEDERAL",), ongoing=None, place_text=None)
    return reading


def _grow(draft: Draft, scene: Scene, event: Heard, told: Told) -> None:
    before = draft.report(scene.reference)
    assert before is not None
    draft.attach(before.reference, (event.message,))
    if before.state is State.WITHDRAWN:  # an edit of what was taken back
        return
    _want_evidence(draft, before.reference, event)
    base = _without_pin(draft, before) if told.reading.ignore_pin else before
    base = _amended(draft, base, event)
    after = merge(base, told) if _brings_facts(told) else base
    _grow_held(draft, scene, event, told)
    _keep(draft, before, _marked(after, joke=told.reading.retracted == "hoax"), event, told)


def _grow_held(draft: Draft, scene: Scene, event: Heard, told: Told) -> None:
    """While we wait to hear whether it is the same incident, what follows counts for both."""
    held = draft.state.held
    if held is None or scene.reference != draft.state.scene:
        return
    facts = merge(_amended(draft, held.facts, event), told)
    draft.change(held=replace(held, messages=(*held.messages, event.message), facts=facts))


def _amended(draft: Draft, report: Report, event: Heard) -> Report:
    """Without what an edited message told, in any of its versions."""
    for row in scenes.versions(draft, event.amends):
        report = retract(report, row)
    return report


def _without_pin(draft: Draft, report: Report) -> Report:
    """"That pin is my apartment": the pin is out, and with it the point it gave."""
    place = report.value("place")
    if not isinstance(place, Mapping) or place.get("method") != "pin":
        return report
    draft.pend("pin_dropped")
    return report.without("place", "coordinates")


def _brings_facts(told: Told) -> bool:
    """A joke told into a report changes nothing in it but its state."""
    return told.reading.intent != "hoax_suspect" or bool(told.attachments)


def _begin(draft: Draft, scene: Scene, event: Heard, told: Told) -> None:
    """A new scene, or the same waiting one: it opens as soon as there is anything to act on."""
    if draft.state.scene is not None:
        opening.leave_scene(draft)
    waiting = draft.state.unfiled or Report("")
    brings = told.reading.intent not in _NO_FACTS or told.point or told.attachments
    facts = merge(waiting, told) if brings else waiting
    if draft.opened is None and (told.help or scenes.actionable(event, told.reading)):
        opened = replace(facts, reference=draft.context.fresh_reference, lang=draft.lang)
        joke = told.reading.intent == "hoax_suspect" or told.reading.retracted == "hoax"
        opening.open_report(draft, _marked(opened, joke=joke), event.message)
        _want_evidence(draft, opened.reference, event)
        acks.after(draft, Report(opened.reference), opened, event, told)
        return
    draft.change(
        unfiled=facts if facts.facts else None, loose=(*draft.state.loose, event.message)[-LOOSE_MOST:],
    )  # fmt: skip
    acks.corrections(draft, waiting, facts, told)


def _hold(draft: Draft, scene: Scene, event: Heard, told: Told) -> None:
    """Another place, or another day, without a word about it: keep the facts here for now, mark it, and ask once."""
    before = draft.report(scene.reference)
    assert before is not None
    draft.attach(before.reference, (event.message,))
    _want_evidence(draft, before.reference, event)
    elsewhere = replace(told, reading=replace(told.reading, place_text=None), located=scenes.NOWHERE, point=False)
    facts = replace(merge(Report(""), told), lang=draft.lang)
    draft.save(merge(before, elsewhere), event.message or None)
    draft.do(FlagDesk(before.reference, "second_scene"))
    options = (Option("scene:same"), Option("scene:another", acks.label(facts)))
    draft.change(
        held=Held((event.message,), before, facts), offer=Offer("scene", options, event.message, before.reference)
    )
    acks.media(draft, event)


def _keep(draft: Draft, before: Report, after: Report, event: Heard, told: Told) -> None:
    if told.reading.lang_sure and after != before:
        after = replace(after, lang=told.reading.lang)
    draft.save(after, event.message or None)
    if not (event.inbound.kind is Kind.EDIT and event.inbound.pin):  # a live pin moves without a word
        acks.after(draft, before, after, event, told)


def _marked(report: Report, *, joke: bool) -> Report:
    """A joke is set aside, and what its sender calls fake; a report taken back stays taken back."""
    return replace(report, state=State.SET_ASIDE) if joke and report.state is State.OPEN else report


def _want_evidence(draft: Draft, reference: str, event: Heard) -> None:
    if event.inbound.kind is Kind.EDIT:
        return
    for attachment in event.inbound.attachments:
        draft.do(WantEvidence(reference, event.message, attachment))
        if attachment.too_large:
            draft.do(FlagDesk(reference, "too_large"))


_WHERE: Mapping[Belongs, Callable[[Draft, Scene, Heard, Told], None]] = {
    Belongs.CURRENT: _grow, Belongs.EARLIER: _grow, Belongs.NEW: _begin, Belongs.UNSURE: _hold,
}  # fmt: skip
