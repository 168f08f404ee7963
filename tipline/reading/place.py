"""The words for the place: one unbroken stretch of the text, and the kinds of place it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.model import PLACE_TYPES
from tipline.reading.scan import Hit, Scan
from tipline.reading.streets import Spot, Streets

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_MAP = re.compile(r"map|pin|geo|loc|place|osm|goo\.gl|waze|[-=@/,]\d{1,2}\.\d{3,}", re.IGNORECASE)
_COORDINATES = re.compile(r"(?<![\d.])-?\d{1,2}\.\d{3,15}\s{0,2}[,; ]\s{0,2}-?\d{2,3}\.\d{3,15}")
_PLUS = re.compile(r"(?<![A-Za-z0-9])(?:[2-9CFGHJMPQRVWX]{4}){1,2}\+[2-9CFGHJMPQRVWX]{2,3}(?:,?\s(?:Chicago)(?:,?\s(?:IL|Illinois))?)?",
                   re.IGNORECASE)
_MODIFIERS = 3
_SENTENCE_MARKS = frozenset(".!?;\n")


@dataclass(frozen=True, slots=True)
class Place:
    """`words` is the stretch; `near` holds the streets in it, which name no kind of place."""

    words: Hit
    streets: tuple[Hit, ...] = ()
    strength: int = 0  # 5 exact point, 4 crossing or address, 3 venue on a street, 2 named venue, 1 a single street


class Places:
    """All candidate places of one scan."""

    def __init__(self, scan: Scan) -> None:
        self.scan, self.tokens = scan, scan.tokens
        self.links = [Hit(m.start(), m.end()) for m in _LINK.finditer(scan.text)]
        self.times = (*scan.find("time.clock"), *scan.find("time.date"))
        self.streets = Streets(scan, (*self.links, *self.masks(), *self.clocks()))
        self.directions = scan.find("place.direction")
        self.venues = self.venue_hits()
        words = scan.vocabulary.set
        self.det, self.link = words("det"), words("link")
        self.stop = words("stopmod") | self.link | words("agent") | words("people")

    def masks(self) -> tuple[Hit, ...]:
        return tuple(Hit(m.start(), m.end()) for m in re.finditer(r"\[[a-z-]+\]", self.scan.folded))

    def clocks(self) -> tuple[Hit, ...]:
        """Times of day written in digits with a mark: never a house or street number."""
        return tuple(Hit(m.start(), m.end()) for m in
                     re.finditer(r"\d{1,2}:\d{2}(?:\s?[ap]\.?m)?|\d{1,2}\s?[ap]\.?m\b|\d{1,2}/\d{1,2}", self.scan.folded)
                     if ":" in m.group() or m.group()[-1] == "m")

    def venue_hits(self) -> list[Hit]:
        """Nouns of places, the longest where they overlap."""
        hits = sorted({h for g in self.scan.vocabulary.groups("venue.") for h in self.scan.find(g)},
                      key=lambda h: (h.start, -h.end))
        void = self.scan.find("venue_void.any")
        kept: list[Hit] = []
        for hit in hits:
            if (not kept or hit.start >= kept[-1].end) and not any(hit.meets(v) for v in void) and not self.colour(hit):
                kept.append(hit)
        return kept

    def colour(self, hit: Hit) -> bool:
        """ "Chevrolet cafe": a colour after a car, not a venue."""
        before = self.token_before(hit.start)
        word = self.tokens[before].word if before >= 0 else ""
        return self.scan.folded[hit.start : hit.end] in self.scan.vocabulary.set("color") and (
            word in self.scan.vocabulary.set("make") or word in self.scan.vocabulary.set("vehicle_one"))

    def exact(self) -> Place | None:
        """Coordinates, a plus code, a map link."""
        for pattern in (_COORDINATES, _PLUS):
            match = pattern.search(self.scan.text)
            if match and not any(link.start <= match.start() < link.end for link in self.links):
                return Place(Hit(match.start(), match.end()), strength=5)
        for link in self.links:
            words = self.scan.part(link).rstrip(".,;:)!?")
            if _MAP.search(words) and not re.search(r"clip|video|watch|youtu|photo|story", words, re.IGNORECASE):
                return Place(Hit(link.start, link.start + len(words)), strength=5)
        return None

    def all(self) -> list[Place]:
        """Every candidate, the best first."""
        found: list[Place] = []
        exact = self.exact()
        if exact:
            found.append(exact)
        spots = self.streets.spots()
        found += [self.grown(spot) for spot in spots if self.counts(spot)]
        used = [place.words for place in found if place.strength >= 3]
        found += [p for v in self.venues if (p := self.venue_place(v)) and not any(p.words.meets(u) for u in used)]
        venues = [place.words for place in found if place.strength in (0, 2)]
        found = [p for p in found if p.strength != 1 or not any(p.words.meets(v) for v in venues)]
        return sorted(found, key=lambda place: (-place.strength, place.words.start))

    def counts(self, spot: Spot) -> bool:
        return not any(spot.hit.meets(d) for d in self.directions) or spot.kind == "crossing" and not any(
            spot.hit.inside(d) or d.start < spot.hit.start < d.end for d in self.directions)

    def grown(self, spot: Spot) -> Place:
        """A crossing, address or street together with the venue that stands in front of it."""
        start = self.before(spot.hit.start)
        venue = start < spot.hit.start
        strength = {"crossing": 4, "address": 4, "street": 1}[spot.kind]
        return Place(Hit(start, spot.hit.end), spot.streets, 3 if venue and strength == 1 else strength)

    def token_before(self, offset: int) -> int:
        """Index of the last token that ends at or before an offset; -1 if none."""
        at = -1
        for index, token in enumerate(self.tokens):
            if token.end > offset:
                break
            at = index
        return at

    def before(self, start: int) -> int:
        """Where the stretch begins that leads up to `start` by way of venues and prepositions."""
        while True:
            further = self.one_venue_before(start)
            if further is None:
                return self.prefixed(start)
            start = further

    def prefixed(self, start: int) -> int:
        for hit in self.scan.find("place.prefix"):
            if hit.end <= start and not self.scan.folded[hit.end : start].strip(" "):
                return hit.start
        return start

    def one_venue_before(self, start: int) -> int | None:
        at = self.token_before(start)
        comma = at >= 0 and self.tokens[at].word in (",", ":", "-", "(")
        steps = 0
        while at >= 0 and (self.tokens[at].word in self.link or self.tokens[at].word in ("the", "el", "la", ",", ":", "-", "(", "front", "to", "a", "al", "con")) and steps < 4:
            at, steps = at - 1, steps + 1
        if at < 0 or (steps == 0 and not self.direct(at, start)):
            return None
        end = self.tokens[at].end
        for venue in self.venues:
            if venue.end == end or self.named_after(venue, end):
                phrase = self.noun_phrase(venue)
                return phrase.start if not (comma and steps > 2) else None
        return None

    def direct(self, at: int, start: int) -> bool:
        """A venue right in front, without a preposition: "jewel 26th and kedzie"."""
        return not _SENTENCE_MARKS & set(self.scan.folded[self.tokens[at].end : start])

    def named_after(self, venue: Hit, end: int) -> bool:
        """ "courtroom 302 ...": at most two more words up to `end`, on the same side of any mark."""
        between = self.scan.folded[venue.end : end]
        return 0 < len(between) <= 24 and not re.search(r"[.,!?;:\n]", between) and \
            self.scan.words_between(venue.end, end) <= 3 and \
            bool(re.fullmatch(r"\s(?:\d+|(?:de|of|del)\s\w+(?:\s\w+)?)", between))

    def noun_phrase(self, venue: Hit) -> Hit:
        """The venue with the words in front of it that belong to it: "the tire shop", "st sylvester church"."""
        at = self.token_before(venue.start)
        start, taken = venue.start, 0
        shouted = self.scan.text.isupper()
        while at >= 0 and taken <= _MODIFIERS and self.scan.folded[self.tokens[at].end : start].strip(" -'") == "":
            word = self.tokens[at].word
            if word in self.det:
                start, taken = self.tokens[at].start, taken + 1
                if word in ("own", "propia", "propio"):
                    at -= 1
                    continue
                break
            if word in self.stop or not self.tokens[at].is_word or taken == _MODIFIERS:
                break
            if not self.belongs(at, shouted):
                break
            start, taken, at = self.tokens[at].start, taken + 1, at - 1
        return Hit(start, venue.end)

    def belongs(self, at: int, shouted: bool) -> bool:
        """A word that can stand in front of a venue: a capital or a word up to an article not far off."""
        if not shouted and self.scan.text[self.tokens[at].start].isupper() and at > 0:
            return True
        for back in range(at - 1, max(-1, at - 1 - _MODIFIERS), -1):
            word = self.tokens[back].word
            if word in self.det:
                return True
            if word in self.stop or not self.tokens[back].is_word:
                return word in self.link and self.tokens[at].word not in self.scan.vocabulary.set("function")
        return False

    def venue_place(self, venue: Hit) -> Place | None:
        """A venue that no street stands beside: with a name of its own, or after a preposition of place."""
        phrase = self.noun_phrase(venue)
        named = self.with_name(phrase, venue)
        own = named.end > phrase.end or self.capital_inside(phrase, venue)
        if own:
            return Place(named, strength=2)
        locative = any(0 <= phrase.start - hit.end <= 1 for hit in self.scan.find("place.locative"))
        if not locative:
            return None
        return Place(self.chained(phrase), strength=0)

    def chained(self, phrase: Hit) -> Hit:
        start = self.one_venue_before(phrase.start)
        return Hit(start, phrase.end) if start is not None and start < phrase.start else phrase

    def capital_inside(self, phrase: Hit, venue: Hit) -> bool:
        words = self.scan.text[phrase.start : venue.start].split()
        return any(w[0].isupper() and w.lower() not in self.det for w in words) and not self.scan.text.isupper() or any(
            w.lower() in self.scan.vocabulary.set("street") for w in words)

    def with_name(self, phrase: Hit, venue: Hit) -> Hit:
        """ "el parque Kennedy", "la high school de Hubbard": the name that follows."""
        match = re.compile(r"\s(?:(?:de|del|of)\s)?(?:la\s|el\s|los\s)?([^\W\d_][\w'-]+)((?:\s[^\W\d_][\w'-]+){0,2})").match(self.scan.text, venue.end)
        if not match:
            return phrase
        first = match.group(1)
        folded = self.scan.folded[match.start(1) : match.end(1)]
        spanish_order = self.scan.folded[venue.start : venue.end] and folded in self.scan.vocabulary.set("street")
        if (first[0].isupper() and not self.scan.text.isupper() or spanish_order) and folded not in self.stop \
                and not any(folded in w for w in self.scan.vocabulary.spoken.values()) \
                and folded not in self.scan.vocabulary.set("notname"):
            end = match.end(1)
            for more in re.finditer(r"\s([^\W\d_][\w'-]+)", match.group(2)):
                if not more.group(1)[0].isupper():
                    break
                end = match.start(2) + more.end(1)
            return Hit(phrase.start, end)
        return phrase


def place_types(scan: Scan, place: Place | None) -> tuple[str, ...]:
    """The kinds of place that the words name, in the order of the text; a street's own name is none."""
    void, whole = scan.find("place_type.void"), scan.find("place_type.whole")
    streets = place.streets if place else ()
    found: list[tuple[int, str]] = []
    for kind in PLACE_TYPES:
        for hit in scan.find(f"place_type.{kind}"):
            if any(hit.meets(v) for v in void) or any(hit.inside(w) and hit != w for w in whole) or any(hit.inside(s) for s in streets):
                continue
            found.append((hit.start, kind))
            break
    return tuple(kind for _, kind in sorted(found))
