"""The words for the place: one unbroken stretch of the text, the best of all that the message offers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.crossings import Crossings, Spot
from tipline.reading.scan import Hit, Scan
from tipline.reading.streets import NUMBER, Streets
from tipline.reading.venues import Venues

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_MAP = re.compile(r"map|pin|geo|loc|place|osm|goo\.gl|waze|[-=@/,]\d{1,2}\.\d{3,}", re.IGNORECASE)
_MEDIA = re.compile(r"clip|video|watch|youtu|photo|story", re.IGNORECASE)
_COORDINATES = re.compile(r"(?<![\d.])-?\d{1,2}\.\d{3,15}\s{0,2}[,; ]\s{0,2}-?\d{2,3}\.\d{3,15}")
_PLUS = re.compile(
    r"(?<![A-Za-z0-9])(?:[2-9CFGHJMPQRVWX]{4}){1,2}\+[2-9CFGHJMPQRVWX]{2,3}",
    re.IGNORECASE,
)
_MASK = re.compile(r"\[[a-z-]+\]")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?:\s?[ap]\.?m)?|\d{1,2}\s?[ap]\.?m(?!\w)")
EXACT, CORNER, ON_STREET, NAMED, STREET, VENUE = 5, 4, 3, 2, 1, 0
_STRENGTH = {"crossing": CORNER, "address": CORNER, "street": STREET}


@dataclass(frozen=True, slots=True)
class Place:
    """`words` is the stretch; `streets` are the streets in it, which name no kind of place."""

    words: Hit
    streets: tuple[Hit, ...] = ()
    strength: int = VENUE  # EXACT point, CORNER or address, venue ON_STREET, NAMED venue, a single STREET, any VENUE


_ARTICLE = 4  # characters: the words that deny a place may take its article along


def _hits(pattern: re.Pattern[str], text: str) -> list[Hit]:
    return [Hit(match.start(), match.end()) for match in pattern.finditer(text)]


def _with_city(scan: Scan, hit: Hit) -> Hit:
    """A short plus code has the city's name behind it."""
    for name in sorted(scan.vocabulary.set("city"), key=len, reverse=True):
        words = r",?\s".join(map(re.escape, name.split()))
        after = re.compile(rf",?\s{words}(?!\w)").match(scan.folded, hit.end)
        if after:
            return Hit(hit.start, after.end())
    return hit


def _exact(scan: Scan, links: list[Hit]) -> Place | None:
    """Coordinates, a plus code, a map link."""
    for pattern in (_COORDINATES, _PLUS):
        for hit in _hits(pattern, scan.text):
            if not any(hit.meets(link) for link in links):
                return Place(_with_city(scan, hit), strength=EXACT)
    for link in links:
        words = scan.part(link).rstrip(".,;:)!?")
        if _MAP.search(words) and not _MEDIA.search(words):
            return Place(Hit(link.start, link.start + len(words)), strength=EXACT)
    return None


def _counts(scan: Scan, spot: Spot) -> bool:
    """A spot that only tells where they went is no place."""
    ways = scan.find("place.direction")
    return not any(d.start < spot.hit.start < d.end or spot.hit.inside(d) for d in ways)


def _grown(venues: Venues, spot: Spot) -> Place:
    """A crossing, address or street together with the venue that stands in front of it."""
    start = venues.before(spot.hit.start)
    strength = _STRENGTH[spot.kind]
    if start < spot.hit.start and strength == STREET:
        strength = ON_STREET
    return Place(Hit(start, venues.after(spot.hit.end)), spot.streets, strength)


def places(scan: Scan) -> list[Place]:
    """Every candidate, the best first."""
    links = _hits(_LINK, scan.text)
    taken = (*links, *scan.find("agency.LOCAL"), *_hits(_MASK, scan.folded), *_hits(_CLOCK, scan.folded))
    venues = Venues(scan)
    exact = _exact(scan, links)
    found = [exact] if exact else []
    found += [_grown(venues, spot) for spot in Crossings(scan, taken).spots() if _counts(scan, spot)]
    used = [place.words for place in found if place.strength >= ON_STREET]
    for hit in venues.hits:
        stood = venues.standing(hit)
        if stood and not any(stood[0].meets(u) for u in used):
            found.append(Place(stood[0], strength=NAMED if stood[1] else VENUE))
    covered = [place.words for place in found if place.strength in (NAMED, VENUE)]
    found = [p for p in found if p.strength != STREET or not any(p.words.meets(c) for c in covered)]
    return sorted(found, key=lambda place: (-place.strength, place.words.start))


def _nots(scan: Scan) -> list[Hit]:
    """Words that deny the place behind them; "no, it was Kolin" denies something else."""
    return [hit for hit in scan.find("place.not") if "," not in scan.part(hit)]


def chosen_place(scan: Scan, found: list[Place]) -> tuple[Place | None, str | None]:
    """The best place, and the words of one that the writer takes back ("Keystone, not Karlov")."""
    nots = _nots(scan)
    wrong = [p for p in found if any(n.start < p.words.start and -_ARTICLE <= p.words.start - n.end <= 1 for n in nots)]
    right = [p for p in found if p not in wrong]
    chosen = right[0] if right else None
    if chosen is None or chosen.strength <= STREET:
        chosen = _corrected(scan) or chosen
    return chosen, scan.part(wrong[0].words) if wrong else None


def _corrected(scan: Scan) -> Place | None:
    """ "es Kedvale", "make that 27th": one street after the words of a correction."""
    streets = Streets(scan)
    nots = _nots(scan)
    for cue in (c for c in scan.find("place.corrected") if not any(c.meets(n) for n in nots)):
        at = next((i for i, t in enumerate(scan.tokens) if cue.end <= t.start <= cue.end + 3), None)
        street = streets.street(at) if at is not None else None
        if at is None or street is None:
            continue
        bare = scan.tokens[street.last].word.isdigit() and street.first == street.last
        if (not bare or scan.has("place.street_word")) and (street.sure >= NUMBER or streets.capital(at)):
            return Place(streets.stretch(street.first, street.last), strength=STREET)
    return None
