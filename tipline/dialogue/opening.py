"""Opening reports: the first, the next, and the one that a held message turns out to be about."""

from __future__ import annotations

from dataclasses import replace

from tipline.dialogue import acks
from tipline.dialogue.draft import Draft
from tipline.dialogue.state import fresh_scene
from tipline.effects import FlagDesk
from tipline.report import Report


def leave_scene(draft: Draft) -> None:
    """What is told next is another scene."""
    if draft.state.lapsed:  # what was told before the silence had its own conversation
        draft.change(scenes=())
    draft.state = fresh_scene(draft.state)


def open_report(draft: Draft, report: Report, message: int) -> None:
    """A report under this step's fresh reference; what was told before it is filed with it. `message` 0: a timer's."""
    reference = report.reference
    loose = draft.state.loose
    draft.opened = reference
    if draft.state.untold is not None:  # two reports in one burst: both references are said
        draft.pend("received_ref", reference=draft.state.untold)
    draft.save(report, message or None)
    draft.attach(reference, (*loose, message))
    draft.change(
        scene=reference, scenes=(*draft.state.scenes, reference), untold=reference, unfiled=None, loose=(), lapsed=False
    )
    if draft.silent:
        draft.do(FlagDesk(reference, "cannot_text_back"))


def split(draft: Draft) -> None:
    """The held message was about another incident: the first report is as it was before, the second one opens."""
    held = draft.state.held
    if held is None or draft.opened is not None:
        return
    draft.save(held.before, None)
    leave_scene(draft)
    opened = replace(held.facts, reference=draft.context.fresh_reference)
    open_report(draft, opened, 0)
    draft.attach(opened.reference, held.messages)
    acks.place(draft, Report(opened.reference), opened, held.messages[0])


def join(draft: Draft) -> None:
    """The held message was about the same incident: its place takes the place of the first."""
    held, scene = draft.state.held, draft.scene
    if held is None or scene is None:
        return
    after = scene
    for name in ("place", "place_text", "coordinates"):
        fact = held.facts.facts.get(name)
        after = after.having(name, fact) if fact else after.without(name)
    draft.change(held=None, offer=None)
    if acks.label(held.facts):
        draft.save(after, None)
        draft.pend("corrected_place", place=acks.label(after))
