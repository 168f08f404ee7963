"""What kind of message it is. Facts tied to a place win over a question or a plea."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.reading.model import AGENCIES, Intent
from tipline.reading.scan import Scan
from tipline.reading.text import REFERENCE


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the other readers found, as far as the kind of message hangs on it."""

    place: bool
    acts: bool
    actors: bool  # a federal agency or agents
    local: bool  # NOT_FEDERAL
    counts: bool  # agents, vehicles or a plate
    harm: bool
    harm_none: bool  # a word on injuries, be it that there are none
    emergency: bool
    over: bool
    time: bool
    stop: bool
    announced: bool
    frozen: bool  # speaks of frozen water
    private: bool  # held private data
    topical: bool  # speaks of the line itself: a call back, a name, other reports
    approaching: bool
    answer: bool  # done, skip, yes, no or a bare number
    correction: bool  # takes something back


def frozen_water(scan: Scan) -> bool:
    """The message speaks of ice on the street, in a machine, in a glass."""
    return scan.has("intent.offtopic_ice")


def asks(scan: Scan) -> bool:
    """The message, or a sentence of it, is a question."""
    marked = "?" in scan.folded or "\uff1f" in scan.folded
    return marked or scan.has("intent.question", "question.yesno", "question.hedge", "question.mark")


def intent(scan: Scan, seen: Evidence) -> Intent:
    """One of the nine kinds."""
    return _at_once(scan, seen) or _at_a_place(scan, seen) or _asked_for(scan, seen) or _told(scan, seen)


def asks_of_reference(scan: Scan) -> bool:
    """A report is called by its reference, and asked about: "status of K7Q2"."""
    return scan.has("intent.status_of") and any(REFERENCE.fullmatch(word) for word in scan.words)


def _hoax(scan: Scan) -> bool:
    void = scan.find("intent.hoax_void")
    return any(not any(h.meets(v) for v in void) for h in scan.find("intent.hoax"))


def _at_once(scan: Scan, seen: Evidence) -> Intent | None:
    """Kinds that a few words give away."""
    if seen.stop:
        return "stop"
    if _hoax(scan):
        return "hoax_suspect"
    if (scan.has("intent.status") or asks_of_reference(scan)) and not (seen.place and seen.acts):
        return "status"
    if seen.frozen and not (seen.actors or (seen.acts and seen.counts)):
        return "offtopic"
    fact = seen.acts or seen.actors or seen.local or seen.harm
    return "offtopic" if scan.has("intent.offtopic") and not fact else None


def _at_a_place(scan: Scan, seen: Evidence) -> Intent | None:
    """Facts tied to a place: a report, unless they only correct or refer back."""
    if scan.has("intent.refers") and not seen.acts:
        return "followup"
    they = any(not scan.asked(hit) for hit in scan.find("act.they")) and scan.has("activity.sighting")
    told = seen.acts or seen.actors or seen.local or they or seen.harm or seen.announced
    if not (seen.place and told) or _only_asked(scan, seen):
        return None
    anew = seen.acts or (seen.local and not scan.has("signal.retract_short"))
    return "followup" if seen.correction and not anew else "report"


def _only_asked(scan: Scan, seen: Evidence) -> bool:
    """All that is said of the event stands in a question."""
    if not asks(scan) or seen.acts or seen.harm or seen.announced or seen.over:
        return False
    actors = [hit for code in AGENCIES for hit in scan.find(f"agency.{code}")]
    return bool(actors) and all(scan.asked(hit) for hit in actors)


def _asked_for(scan: Scan, seen: Evidence) -> Intent | None:
    """A greeting, a plea for help, a question."""
    if seen.correction and "?" not in scan.folded and not seen.topical:
        return None
    if scan.has("intent.greeting_sure"):
        return "greeting"
    if seen.emergency:
        return None
    return _plea(scan, seen) or _question(scan, seen)


def _plea(scan: Scan, seen: Evidence) -> Intent | None:
    about_line = asks(scan) and scan.has("intent.about") and not seen.private
    return "help_request" if scan.has("intent.help") and not about_line and not (seen.place and seen.acts) else None


def _question(scan: Scan, seen: Evidence) -> Intent | None:
    if seen.acts:
        return None
    if scan.has("topic.name_not_needed", "topic.privacy", "topic.bot", "topic.refuse_disclosure"):
        return "question"
    if not asks(scan) or seen.frozen or scan.has("intent.offtopic"):
        return None
    topics = scan.vocabulary.groups("topic.")
    topical = scan.has("intent.about", "intent.rights", "intent.event_question", *topics)
    if topical:
        return "question"
    if scan.has("intent.question"):
        return "greeting" if scan.has("intent.greeting") else "question"
    return None


def _told(scan: Scan, seen: Evidence) -> Intent:
    """Facts without a place, answers, and the rest."""
    if seen.approaching and not seen.acts:
        return "followup"
    if seen.acts or seen.actors or seen.local or seen.harm or seen.emergency or seen.announced:
        return _report_or_more(scan, seen)
    if scan.has("intent.greeting") and not seen.answer and not scan.has("source.saw"):
        return "greeting"
    if scan.has("intent.plea") and not (seen.answer or seen.correction):
        return "help_request"
    answer = seen.answer or seen.correction or scan.has("place.direction")
    if answer or seen.over or seen.harm_none or seen.counts or seen.time or seen.place:
        return "report" if seen.place and seen.over and not seen.correction else "followup"
    return _rest(scan, seen)


def _report_or_more(scan: Scan, seen: Evidence) -> Intent:
    """A report if the facts stand on their own, else more about an earlier one.

    "The", "la" and the like open what is added to a report, but not where they bring in who acted.
    """
    told = (seen.acts or seen.local) and scan.has("intent.more_void")
    if seen.correction or (scan.has("intent.more") and not told):
        return "followup"
    if seen.acts:
        return "report" if seen.actors or scan.has("intent.standalone") else "followup"
    if seen.local and scan.has("intent.standalone"):
        return "report"
    bare = not (seen.counts or seen.local or scan.has("intent.detail"))
    return "report" if seen.actors and (bare or seen.announced) else "followup"


def _rest(scan: Scan, seen: Evidence) -> Intent:
    off = scan.has("intent.offtopic")
    if scan.has("source.saw") and not asks(scan) and not off:
        return "followup"
    if asks(scan) and not off:
        return "question"
    more = seen.private or seen.topical or scan.has("intent.detail", "intent.more")
    return "followup" if more and not off else "offtopic"
