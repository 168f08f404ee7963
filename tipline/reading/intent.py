"""What kind of message it is. Facts tied to a place win over a question or a plea."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.reading.model import Intent
from tipline.reading.scan import Scan

_SHORT = 7  # words up to which an answer may stand without a fact of its own


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the other readers found, as far as the kind of message hangs on it."""

    place: bool
    acts: bool
    actors: bool  # a federal agency or agents
    local: bool  # NOT_FEDERAL
    counts: bool  # agents, vehicles or a plate
    harm: bool
    harm_none: bool
    emergency: bool
    over: bool
    time: bool
    stop: bool
    announced: bool
    frozen: bool
    private: bool
    topical: bool  # speaks of the line itself: a call back, a name, other reports
    approaching: bool


def frozen_water(scan: Scan) -> bool:
    """The message speaks of ice on the street, in a machine, in a glass."""
    return scan.has("intent.offtopic_ice")


def asks(scan: Scan) -> bool:
    """The message, or a sentence of it, is a question."""
    return scan.has("intent.question", "question.yesno", "question.hedge") or "?" in scan.folded or "\uff1f" in scan.folded


def _hoax(scan: Scan) -> bool:
    void = scan.find("intent.hoax_void")
    return any(not any(h.meets(v) for v in void) for h in scan.find("intent.hoax"))


def intent(scan: Scan, seen: Evidence, *, answer: bool, correction: bool) -> Intent:
    """One of the nine kinds. `answer`: done, skip, yes, no or a bare number; `correction`: takes something back."""
    event = seen.acts or seen.actors or seen.local or (seen.place and scan.has("act.they") and scan.has("activity.sighting"))
    first = _plain(scan, seen, event)
    if first is not None:
        return first
    if scan.has("intent.refers") and not seen.acts:
        return "followup"
    if seen.place and (event or seen.harm or seen.announced) and not _only_asked(scan, seen):
        return "followup" if correction and not (seen.acts or seen.local and not scan.has("signal.retract_short")) else "report"
    asked = None if correction and "?" not in scan.folded and not seen.topical else _plea_or_question(scan, seen)
    if asked is not None:
        return asked
    if seen.approaching and not seen.acts:
        return "followup"
    if event or seen.harm or seen.emergency or seen.announced:
        return _report_or_more(scan, seen, correction)
    return _rest(scan, seen, answer, correction)


def _plain(scan: Scan, seen: Evidence, event: bool) -> Intent | None:
    """Kinds that show at once."""
    if seen.stop:
        return "stop"
    if _hoax(scan):
        return "hoax_suspect"
    if scan.has("intent.status") and not (seen.place and seen.acts):
        return "status"
    if seen.frozen and not (seen.actors or seen.acts and seen.counts):
        return "offtopic"
    if scan.has("intent.offtopic") and not event and not seen.harm and not seen.place:
        return "offtopic"
    return None


def _only_asked(scan: Scan, seen: Evidence) -> bool:
    """All that is said of the event stands in a question."""
    if not asks(scan) or seen.acts or seen.harm or seen.announced or seen.over:
        return False
    actors = [h for g in scan.vocabulary.groups("agency.") if not g.endswith((".void", ".LOCAL", ".local_only")) for h in scan.find(g)]
    return bool(actors) and all(scan.asked(h) for h in actors)


def _plea_or_question(scan: Scan, seen: Evidence) -> Intent | None:
    asking = asks(scan)
    if scan.has("intent.greeting_sure"):
        return "greeting"
    if seen.emergency:
        return None
    if scan.has("intent.help") and not (asking and scan.has("intent.about") and not seen.private) and not (
            seen.place and seen.acts) and not scan.has("topic.legal_advice_only"):
        return "help_request"
    topical = scan.has("intent.about", "intent.rights", "intent.event_question")
    topical = topical or any(scan.has(g) for g in scan.vocabulary.groups("topic."))
    if asking and not seen.acts and (topical or scan.has("intent.question")) and not (seen.frozen or scan.has("intent.offtopic")):
        return "greeting" if scan.has("intent.greeting") and not topical else "question"
    if scan.has("topic.name_not_needed", "topic.privacy", "topic.bot", "topic.refuse_disclosure") and not seen.acts:
        return "question"
    return None


def _report_or_more(scan: Scan, seen: Evidence, correction: bool) -> Intent:
    """Facts without a place: a report if they stand on their own, else more about an earlier one."""
    if correction or scan.has("intent.more"):
        return "followup"
    if seen.acts and (seen.actors or scan.has("intent.standalone")):
        return "report"
    if seen.actors and not seen.counts and not scan.has("intent.detail") and not seen.local:
        return "report"
    if seen.actors and seen.acts:
        return "report"
    if seen.announced and seen.actors:
        return "report"
    return "followup"


def _rest(scan: Scan, seen: Evidence, answer: bool, correction: bool) -> Intent:
    if scan.has("intent.greeting") and not answer:
        return "greeting"
    if answer or correction or scan.has("place.direction") or seen.over or seen.harm_none or seen.counts or seen.time or seen.place:
        return "report" if seen.place and seen.over and not correction else "followup"
    if scan.has("source.saw") and not asks(scan) and not scan.has("intent.offtopic"):
        return "followup"
    if scan.has("intent.plea"):
        return "help_request"
    if asks(scan) and not scan.has("intent.offtopic"):
        return "question"
    more = seen.private or seen.topical or scan.has("intent.detail", "intent.more")
    return "followup" if more and not scan.has("intent.offtopic") else "offtopic"
