"""Which scene a message speaks of: the one being told, an earlier one, a new one, or one we have to ask about."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from tipline.dialogue.draft import Draft
from tipline.dialogue.model import Heard
from tipline.message import Kind
from tipline.places.model import Located
from tipline.reading.model import Reading
from tipline.report import Report, State
from tipline.report.placing import held_rank, rank

NOWHERE = Located("none")
FAR_M = 1500  # further apart than this, two points are not two wordings of one place
SAME_M = 300  # nearer than this, they are
_EXACT = 3  # tipline.report.placing: at least a block
_WORD = re.compile(r"[^\W_]+")
_NOT_FOR_REPORTS = frozenset({"offtopic", "greeting", "stop", "status"})


class Belongs(Enum):
    CURRENT = "current"
    EARLIER = "earlier"  # an earlier scene of this conversation, by its place words, or the one an edit amends
    NEW = "new"
    UNSURE = "unsure"  # another place, no word about which scene: ask once


@dataclass(frozen=True, slots=True)
class Scene:
    """`reference` is None for a new scene, which may have nothing to act on yet."""

    belongs: Belongs
    reference: str | None


def actionable(event: Heard, reading: Reading) -> bool:
    """Anything to act on: a place, an activity, media, a call for help or an emergency; never something off topic."""
    if event.inbound.attachments or event.inbound.pin or reading.emergency:
        return True
    if reading.intent in _NOT_FOR_REPORTS:
        return False
    return bool(reading.activity or has_place(event, reading))


def has_place(event: Heard, reading: Reading) -> bool:
    return event.inbound.pin is not None or reading.place_text is not None or event.located.status != "none"


def find(draft: Draft, event: Heard, reading: Reading) -> Scene:
    """The scene this message speaks of. A report taken back grows no more."""
    if event.inbound.kind is Kind.EDIT and (amended := _amended(draft, event.amends)):
        return Scene(Belongs.EARLIER, amended)
    current = draft.scene
    if current is None or current.state is State.WITHDRAWN or reading.new_scene:
        return Scene(Belongs.NEW, None)
    if _serious_now(current, event, reading):
        return Scene(Belongs.NEW, None)
    if (found := earlier(draft, current, event, reading)) is not None:
        return Scene(Belongs.EARLIER, found.reference)
    return Scene(_of_place(draft, current, event, reading), current.reference)


def _serious_now(current: Report, event: Heard, reading: Reading) -> bool:
    """After a joke, something to act on is told: it does not join the joke."""
    earnest = reading.intent in ("report", "followup") and reading.retracted is None
    something = has_place(event, reading) or bool(event.inbound.attachments) or reading.emergency
    return current.state is State.SET_ASIDE and earnest and something


def _of_place(draft: Draft, current: Report, event: Heard, reading: Reading) -> Belongs:
    if reading.correction or reading.denied or "place" in draft.state.taken_back:
        return Belongs.CURRENT
    apart = distance_m(current, event.located)
    held = draft.state.held
    if held is not None and _near(distance_m(held.facts, event.located)):
        return Belongs.CURRENT
    if draft.state.lapsed:
        if has_place(event, reading):
            return Belongs.CURRENT if _near(apart) else Belongs.NEW
        return Belongs.UNSURE if reading.intent == "report" and reading.activity else Belongs.CURRENT
    return Belongs.UNSURE if apart is not None and apart > FAR_M else Belongs.CURRENT


def _near(apart: float | None) -> bool:
    return apart is not None and apart < SAME_M


def distance_m(report: Report, located: Located) -> float | None:
    """Metres between the place held and the place told; None unless both are exact points."""
    place = report.value("place")
    if not isinstance(place, Mapping) or held_rank(report) < _EXACT or place.get("lat") is None:
        return None
    if located.lat is None or located.lng is None or rank(located.status, located.method) < _EXACT:
        return None
    north = (located.lat - float(place["lat"])) * 111_200
    east = (located.lng - float(place["lng"])) * 111_200 * math.cos(math.radians(located.lat))
    return math.hypot(north, east)


def versions(draft: Draft, message: int | None) -> tuple[int, ...]:
    """The rows of an edited message: itself and its edits so far."""
    if message is None:
        return ()
    return (message, *(edit for original, edit in draft.state.edits if original == message))


def _amended(draft: Draft, message: int | None) -> str | None:
    """The report that holds a fact of the edited message."""
    rows = set(versions(draft, message))
    if not rows:
        return None
    known = [draft.scene, *(f.report for f in draft.context.filed)]
    for report in known:
        if report is None:
            continue
        told = {fact.message for fact in report.facts.values()} | {m for f in report.facts.values() for _, m in f.by}
        if rows & told:
            return report.reference
    return draft.state.scene


def earlier(draft: Draft, current: Report, event: Heard, reading: Reading) -> Report | None:
    """Another scene of this conversation that the message names: by its point, or by a word that only its place has.

    "the 41st one had about nine" speaks of "pulaski n 41st" while "pulaski and potomac" is being told.
    """
    words, here = _words(reading.masked_text), _words(current.value("place_text"))
    for report in draft.own:
        if report.reference == current.reference:
            continue
        apart = distance_m(report, event.located)
        named = words & _telling(_words(report.value("place_text")) - here)
        if (apart < SAME_M) if apart is not None else named:
            return report
    return None


def _words(text: object) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold())) if isinstance(text, str) else frozenset()


def _telling(words: frozenset[str]) -> frozenset[str]:
    """Words that name a place: long ones, and ordinals such as 41st; a bare number is mostly a count."""
    return frozenset(w for w in words if len(w) >= 4 or (w[0].isdigit() and not w.isdigit()))
