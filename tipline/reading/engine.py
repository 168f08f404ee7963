"""One message read: mask first, then every field from the masked text alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any

from tipline.reading.activity import add_sighting
from tipline.reading.choosing import choose
from tipline.reading.describe import descriptions, direction
from tipline.reading.facts import Facts, evidence, gather
from tipline.reading.intent import asks, frozen_water, intent
from tipline.reading.interval import interval
from tipline.reading.kinds import place_types
from tipline.reading.language import Detector, language
from tipline.reading.lexicon import Lexicon, vocabulary
from tipline.reading.model import Intent, Reading, Span, When
from tipline.reading.place import ON_STREET, VENUE, Place
from tipline.reading.private import mask
from tipline.reading.scan import Hit, Scan
from tipline.reading.signals import signals
from tipline.reading.source import firsthand
from tipline.reading.text import READ_AT_MOST, clean, fold
from tipline.reading.when import Time, presents

_EMPTY: frozenset[Intent] = frozenset({"greeting", "stop", "status", "offtopic"})
_ASKING: frozenset[Intent] = frozenset({"question", "help_request"})
_TENSES = ("time.just", "time.now_act", "time.now_other", "time.nobody_now")


def read(
    text: str,
    *,
    lexicons: Sequence[Lexicon],
    hint: str | None = None,
    now: datetime | None = None,
    zone: tzinfo | None = None,
    detect: Detector | None = None,
) -> Reading:
    """Read one message by itself. Never raises on any text.

    `lexicons`: compiled files (load_lexicon), names first; a message is read in the few that it shows. `hint`: BCP 47
    language the writer was last known to use. `detect`: asked where the words themselves show no language.
    `now` and `zone`: the moment of telling and the line's time zone, by which the time told becomes an interval.
    """
    plain = clean(text)
    words = vocabulary(choose(fold(plain[:READ_AT_MOST]), lexicons))
    masked = mask(plain, words)
    scan = masked.scan
    frozen = frozen_water(scan)
    facts = gather(scan, frozen=frozen)
    federal = bool(facts.agency) and not facts.local
    heard = signals(scan, asking=asks(scan), wrong_place=facts.wrong_place, frozen=frozen and not federal)
    kind = intent(scan, evidence(scan, facts, heard, private=bool(masked.kinds), frozen=frozen))
    lang, sure = language(scan, hint, detect)
    steering: dict[str, Any] = {field.name: getattr(heard, field.name) for field in dataclass_fields(heard)}
    if facts.agents and facts.agents.instead_of:
        gone = tuple(str(list(count)) for count in facts.agents.instead_of)
        steering["denied"] = MappingProxyType({**heard.denied, "agents": gone})
    base: dict[str, Any] = {
        "lang": lang,
        "lang_sure": sure,
        "intent": kind,
        "masked_text": scan.masked,
        "sensitive": masked.kinds,
        "numbers": facts.numbers,
    }
    event = {} if kind in _EMPTY else _event(scan, _counted(scan, facts, kind), kind)
    when = event.get("when")
    meant = interval(when, now, zone, words) if when and now and zone else None
    return Reading(**base, **steering, **event, when_interval=meant)


def _counted(scan: Scan, facts: Facts, kind: Intent) -> Facts:
    """The facts that count for this kind of message."""
    place = facts.place
    in_general = scan.has("intent.rights", "topic.privacy", "topic.retention")
    if kind == "question" and in_general and (place is None or place.strength < ON_STREET):
        facts = replace(facts, place=None, agency={})
    elif place and place.strength == VENUE and _beside_the_point(scan, facts, place, kind):
        facts = replace(facts, place=None)
    if kind == "question":
        facts = replace(facts, emergency=None)
    if kind in ("report", "hoax_suspect") and not facts.local:
        facts = replace(facts, acts=add_sighting(scan, dict(facts.acts), _first(facts.agency) or _actor(scan, facts)))
    return facts


def _beside_the_point(scan: Scan, facts: Facts, place: Place, kind: Intent) -> bool:
    """A venue in passing: "the kids' school" in a plea for company, "at work" in an addition."""
    if kind == "help_request":
        return not facts.acts and not facts.agency
    return kind == "followup" and not _answers(scan, place)


def _answers(scan: Scan, place: Place) -> bool:
    """The venue is most of what the message says, so it answers where it was."""
    return scan.words_between(place.words.start, place.words.end) * 2 >= scan.words_between(0, len(scan.folded))


def _actor(scan: Scan, facts: Facts) -> Hit | None:
    """Counted agents or vehicles, or a bare "they" at a place, stand for an agency that nobody named."""
    counted = facts.agents or facts.vehicles
    if counted:
        return counted.words
    they = scan.find("act.they") if facts.place and scan.told("activity.sighting") else ()
    return they[0] if they else None


def _first(hits: Mapping[str, Hit]) -> Hit | None:
    """The first words that gave any of the codes."""
    return min(hits.values(), key=lambda hit: hit.start) if hits else None


def _event(scan: Scan, facts: Facts, kind: Intent) -> dict[str, Any]:
    """The fields of what happened, by their names in Reading."""
    when, way = _when(scan, facts, kind), direction(scan)
    source = None if kind in _ASKING else firsthand(scan)
    hits = {
        "activity": _first(facts.acts),
        "agencies": _first(facts.agency),
        "agents": facts.agents.words if facts.agents else None,
        "vehicles": facts.vehicles.words if facts.vehicles else None,
        "plates": _first(facts.plates),
        "place_text": facts.place.words if facts.place else None,
        "when": when.words,
        "injury": facts.injury.words if facts.injury else None,
        "emergency": facts.emergency,
        "firsthand": source.words if source else None,
        "direction": way,
    }
    spans = {name: Span(hit.start, hit.end, scan.part(hit)) for name, hit in hits.items() if hit is not None}
    return {
        "activity": tuple(facts.acts),
        "agencies": tuple(facts.agency),
        "agents": (facts.agents.low, facts.agents.high) if facts.agents else None,
        "vehicles": facts.vehicles.low if facts.vehicles else None,
        "plates": tuple(facts.plates),
        "place_text": scan.part(facts.place.words) if facts.place else None,
        "place_type": _place_types(scan, facts, kind),
        "when": when.when,
        "ongoing": _ongoing(scan, facts, kind, when),
        "injury": facts.injury.grade if facts.injury else None,
        "emergency": facts.emergency is not None,
        "firsthand": source.seen if source else None,
        "direction": scan.part(way) if way else None,
        "descriptions": descriptions(scan),
        "spans": MappingProxyType(spans),
    }


def _place_types(scan: Scan, facts: Facts, kind: Intent) -> tuple[str, ...]:
    """Kinds of place; a shop is a workplace too when its workers are meant."""
    if facts.place is None and kind in ("question", "followup"):
        return ()
    types = place_types(scan, facts.streets)
    meant = "workplace_raid" in facts.acts and "store" in types and "workplace" not in types
    return (*types, "workplace") if meant else types


def _when(scan: Scan, facts: Facts, kind: Intent) -> Time:
    """The time told, or "now" from the tense of an event."""
    event = facts.acts or facts.agency or facts.hurt or kind != "followup" or scan.said("time.still")
    if facts.time.when is not None or kind in _ASKING or not event:
        return facts.time
    hits = next((found for group in _TENSES if (found := presents(scan, group))), [])
    return Time(When("now", text=scan.part(hits[0])), hits[0]) if hits else facts.time


def _ongoing(scan: Scan, facts: Facts, kind: Intent, when: Time) -> bool | None:
    """What tense and words say, where the message tells of an event at all."""
    if facts.local or kind == "question" or (kind == "help_request" and facts.time.when is None):
        return None
    if facts.ongoing is not True:
        return facts.ongoing
    event = facts.acts or facts.agency or facts.vehicles or facts.agents or scan.said("time.still")
    current = when.when is None or when.when.kind in ("now", "clock") or scan.has("time.still")
    return True if event and current and kind != "help_request" else None
