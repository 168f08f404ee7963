"""One message read: mask first, then every field from the masked text alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime
from types import MappingProxyType

from tipline.reading.activity import activities, add_sighting
from tipline.reading.agency import agencies
from tipline.reading.agents import agents
from tipline.reading.counts import Count
from tipline.reading.describe import descriptions, direction
from tipline.reading.harm import emergency, injury
from tipline.reading.intent import Evidence, asks, frozen_water, intent
from tipline.reading.language import language
from tipline.reading.lexicon import Lexicon, vocabulary
from tipline.reading.model import Intent, Reading, Span, When
from tipline.reading.place import ON_STREET, VENUE, Place, chosen_place, places
from tipline.reading.plates import plates
from tipline.reading.private import mask
from tipline.reading.scan import Hit, Scan
from tipline.reading.signals import Signals, signals
from tipline.reading.source import firsthand
from tipline.reading.text import clean
from tipline.reading.vehicles import vehicles
from tipline.reading.venues import place_types
from tipline.reading.when import Time, ongoing, presents, time_told

_EMPTY_FOR: frozenset[Intent] = frozenset({"greeting", "stop", "status", "offtopic"})


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the readers of single fields found, with the words of each."""

    acts: Mapping[str, Hit]
    agency: Mapping[str, Hit]
    agents: Count | None
    vehicles: Count | None
    plates: Mapping[str, Hit]
    place: Place | None
    streets: tuple[Hit, ...]  # every street told, whether it is the place or not
    wrong_place: str | None
    time: Time
    ongoing: bool | None
    injury: tuple[str, Hit] | None
    emergency: Hit | None


def _facts(scan: Scan, frozen: bool) -> _Facts:
    found = places(scan)
    place, wrong = chosen_place(scan, found)
    taken = (place.words,) if place else ()
    spots = tuple(p.words for p in found if p.strength >= ON_STREET)
    streets = tuple(street for p in found for street in p.streets)
    time = time_told(scan, (*taken, *spots))
    plate = plates(scan, (*taken, *((time.words,) if time.words else ())))
    used = (*taken, *spots, *((time.words,) if time.words else ()), *plate.values(), *scan.find("count.void"))
    agency = agencies(scan, frozen=frozen)
    goes_on = ongoing(scan, time)
    acts: Mapping[str, Hit] = {} if "NOT_FEDERAL" in agency else activities(scan)
    hurt = injury(scan)
    urgent = emergency(scan, acts, hurt, time, goes_on is True)
    return _Facts(acts, agency, agents(scan, used), vehicles(scan, used), plate, place, streets, wrong, time, goes_on, hurt, urgent)


def _evidence(scan: Scan, facts: _Facts, found: Signals, private: bool, frozen: bool) -> Evidence:
    federal = bool(facts.agency) and "NOT_FEDERAL" not in facts.agency
    denial = bool(found.denied.get("agencies")) or scan.has("time.nobody")
    return Evidence(
        place=facts.place is not None, acts=bool(facts.acts), actors=federal or (denial and facts.place is not None) or
        facts.agents is not None and facts.place is not None or facts.vehicles is not None and facts.place is not None,
        local="NOT_FEDERAL" in facts.agency, counts=bool(facts.agents or facts.vehicles or facts.plates),
        harm=facts.injury is not None and facts.injury[0] != "none", harm_none=facts.injury is not None,
        emergency=facts.emergency is not None, over=scan.has("time.over"), time=facts.time.when is not None,
        stop=found.stop_kind in ("opt_out", "erase"), announced=scan.has("time.announced"), frozen=frozen, private=private,
        topical=bool(found.topics), approaching=found.approaching,
    )


def _when(scan: Scan, facts: _Facts, kind: Intent) -> Time:
    """The time told, or "now" from the tense of an event."""
    if facts.time.when is not None or kind in ("question", "help_request", *_EMPTY_FOR):
        return facts.time
    if kind == "followup" and not (facts.acts or facts.agency or facts.injury and facts.injury[0] != "none"):
        return facts.time
    for group in ("time.just", "time.now_act", "time.now_other", "time.nobody_now"):
        hits = presents(scan, group)
        if hits:
            return Time(When("now", text=scan.part(hits[0])), hits[0])
    return facts.time


def _ongoing(scan: Scan, facts: _Facts, kind: Intent, when: Time) -> bool | None:
    if kind in ("question", "help_request") and facts.time.when is None or kind == "question":
        return None
    if "NOT_FEDERAL" in facts.agency or kind in _EMPTY_FOR:
        return None
    value = facts.ongoing
    event = facts.acts or facts.agency or facts.vehicles or facts.agents
    if value is True and not (event and kind in ("report", "followup", "hoax_suspect")):
        return None
    return None if value is True and when.when is not None and when.when.kind not in ("now", "clock") and not scan.has("time.still") else value


def _spans(scan: Scan, hits: Mapping[str, Hit | None]) -> Mapping[str, Span]:
    return MappingProxyType({name: Span(h.start, h.end, scan.part(h)) for name, h in hits.items() if h is not None})


def _around(hits: Mapping[str, Hit]) -> Hit | None:
    """The first words that gave any of the codes."""
    return min(hits.values(), key=lambda h: h.start) if hits else None


def read(text: str, *, lexicons: Sequence[Lexicon], hint: str | None = None, now: datetime | None = None) -> Reading:
    """Read one message by itself. Never raises on any text.

    `lexicons`: compiled files (load_lexicon), names first; all of them apply to every message. `hint`: BCP 47 language
    the writer was last known to use. `now` is not needed by this step's fields: times stay as told.
    """
    del now
    words = vocabulary(lexicons)
    masked = mask(clean(text), words)
    scan = masked.scan
    frozen = frozen_water(scan)
    facts = _facts(scan, frozen)
    found = signals(scan, asking=asks(scan), wrong_place=facts.wrong_place)
    seen = _evidence(scan, facts, found, bool(masked.kinds), frozen)
    answer = found.done or found.skip or found.yes_no is not None or found.number is not None
    kind = intent(scan, seen, answer=answer, correction=found.correction or found.ignore_pin or found.stop_kind == "withdraw")
    if found.stop_kind == "withdraw" and kind in ("offtopic", "question", "help_request"):
        kind = "followup"
    lang, sure = language(scan, hint)
    return _reading(scan, facts, found, kind, (lang, sure), masked.kinds)


def _reading(scan: Scan, facts: _Facts, found: Signals, kind: Intent, lang: tuple[str, bool],
             kinds: tuple[str, ...]) -> Reading:
    steering = {f.name: getattr(found, f.name) for f in dataclass_fields(found)}
    base = {"lang": lang[0], "lang_sure": lang[1], "intent": kind, "masked_text": scan.masked, "sensitive": kinds, **steering}
    if kind in _EMPTY_FOR:
        return Reading(**base)
    if kind == "question" and scan.has("intent.rights") and facts.place and facts.place.strength < ON_STREET:
        facts = replace(facts, place=None)
    if kind == "followup" and facts.place and facts.place.strength == VENUE and not _answers(scan, facts.place):
        facts = replace(facts, place=None)
    types = place_types(scan, facts.streets) if facts.place or kind not in ("question", "followup") else ()
    if "workplace_raid" in facts.acts and "store" in types and "workplace" not in types:
        types = (*types, "workplace")
    agency = facts.agency if not (kind == "question" and scan.has("intent.rights") and not facts.place) else {}
    acts = dict(facts.acts)
    if kind in ("report", "hoax_suspect") and "NOT_FEDERAL" not in agency:
        actor = _around(agency) or _actor(scan, facts)
        acts = add_sighting(scan, acts, actor)
    when = _when(scan, facts, kind)
    source = firsthand(scan) if kind in ("report", "followup", "hoax_suspect") else None
    way = direction(scan)
    hits: dict[str, Hit | None] = {
        "activity": _around(acts), "agencies": _around(agency), "agents": facts.agents.words if facts.agents else None,
        "vehicles": facts.vehicles.words if facts.vehicles else None, "plates": _around(facts.plates),
        "place_text": facts.place.words if facts.place else None, "when": when.words,
        "injury": facts.injury[1] if facts.injury else None, "emergency": facts.emergency,
        "firsthand": source[1] if source else None, "direction": way[1] if way else None,
    }
    return Reading(
        **base, activity=tuple(acts), agencies=tuple(agency),
        agents=(facts.agents.low, facts.agents.high) if facts.agents else None,
        vehicles=facts.vehicles.low if facts.vehicles else None, plates=tuple(facts.plates),
        place_text=scan.part(facts.place.words) if facts.place else None, place_type=types,
        when=when.when, ongoing=_ongoing(scan, facts, kind, when), injury=facts.injury[0] if facts.injury else None,
        emergency=facts.emergency is not None and kind != "question", firsthand=source[0] if source else None,
        direction=way[0] if way else None, descriptions=descriptions(scan), spans=_spans(scan, hits),
    )


def _answers(scan: Scan, place: Place) -> bool:
    """The venue is most of what the message says, so it answers where it was."""
    return scan.words_between(place.words.start, place.words.end) * 2 >= scan.words_between(0, len(scan.folded))


def _actor(scan: Scan, facts: _Facts) -> Hit | None:
    """Counted agents or vehicles, or a bare "they" at a place, stand for an agency that nobody named."""
    counted = facts.agents or facts.vehicles
    if counted:
        return counted.words
    they = scan.find("act.they") if facts.place and scan.told("activity.sighting") else ()
    return they[0] if they else None
