"""Venues: the nouns of places ("bakery", "parroquia"), with the words that belong to them."""

from __future__ import annotations

import re

from tipline.reading.scan import Hit, Scan

_MODIFIERS = 3  # words between an article and its noun
_LINKS = 4  # small words between a venue and its street
_MARKS = frozenset({",", ":", "-", "("})
_ROOM = re.compile(r"\s\d+")
_WORD = re.compile(r"\s([^\W\d_][\w'-]*)(\.(?=\s))?")


class Venues:
    """The venues of one scan, the longest where they overlap."""

    def __init__(self, scan: Scan) -> None:
        self.scan, self.tokens = scan, scan.tokens
        words = scan.vocabulary.set
        self.det, self.of = words("det"), words("of")
        self.link = words("link").and_also(words("link_more"))
        self.stop = words("stopmod").and_also(words("link"), words("agent"), words("people"))
        self.saint = words("saint")
        self.shouted = scan.text.isupper()
        self.hits: list[Hit] = self.found()

    def found(self) -> list[Hit]:
        void = self.scan.find("venue_void.any")
        groups = self.scan.vocabulary.groups("venue.")
        hits = sorted({hit for group in groups for hit in self.scan.find(group)}, key=lambda h: (h.start, -h.end))
        kept: list[Hit] = []
        for hit in hits:
            free = not kept or hit.start >= kept[-1].end
            if free and not any(hit.meets(v) for v in void) and not self.colour(hit) and not self.in_street(hit):
                kept.append(hit)
        return self.merged(kept)

    def in_street(self, hit: Hit) -> bool:
        """ "Central Park", "Irving Park": streets, whatever the word says."""
        at = self.last_before(hit.end)
        pair = f"{self.word(at - 1)} {self.word(at)}"
        return at > 0 and self.tokens[at].start == hit.start and pair in self.scan.vocabulary.set("street")

    def merged(self, hits: list[Hit]) -> list[Hit]:
        """Venues side by side are one: "Brighton Park elementary"."""
        one: list[Hit] = []
        for hit in hits:
            if one and self.scan.folded[one[-1].end : hit.start] == " ":
                one[-1] = Hit(one[-1].start, hit.end)
            else:
                one.append(hit)
        return one

    def colour(self, hit: Hit) -> bool:
        """ "Chevrolet cafe": a colour after a car, not a venue."""
        words = self.scan.vocabulary.set
        before = self.word(self.last_before(hit.start))
        car = before in words("make") or before in words("vehicle_one")
        return car and self.scan.folded[hit.start : hit.end] in words("color")

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def last_before(self, offset: int) -> int:
        """Index of the last token that ends at or before an offset; -1 if none."""
        at = -1
        for index, token in enumerate(self.tokens):
            if token.end > offset:
                break
            at = index
        return at

    def before(self, start: int) -> int:
        """Where the stretch begins that leads up to `start` by way of venues and prepositions."""
        while (further := self.one_before(start)) is not None:
            start = further
        for hit in self.scan.find("place.prefix"):
            if hit.end <= start and not self.scan.folded[hit.end : start].strip(" "):
                return hit.start
        return start

    def after(self, end: int) -> int:
        """Where the stretch ends that leads on from `end` to a venue, in languages that set the venue last."""
        for link in self.scan.find("place.leads_on"):
            if link.start == end:
                end = max([end, *(venue.end for venue in self.hits if venue.start == link.end)])
        return end

    def one_before(self, start: int) -> int | None:
        """Where the venue begins that stands in front, across prepositions or a comma; None if none does."""
        at, steps = self.last_before(start), 0
        while at >= 0 and steps < _LINKS and (self.word(at) in self.link or self.word(at) in _MARKS):
            at, steps = at - 1, steps + 1
        if at < 0:
            return None
        end = self.tokens[at].end
        areas = self.scan.find("venue.area")
        for venue in self.hits:
            if venue in areas:
                continue
            if venue.end == end or self.runs_on(venue, end):
                begins = self.phrase(venue).start
                return begins if begins < start else None
        return None

    def runs_on(self, venue: Hit, end: int) -> bool:
        """ "courtroom 302", "edificio de mi abuela": what follows up to `end` belongs to the venue."""
        between = self.scan.folded[venue.end : end] if venue.end < end <= venue.end + 30 else ""
        if _ROOM.fullmatch(between):
            return True
        words = between.split()
        proper = self.scan.text[venue.end : end].split() if words else []
        if 0 < len(proper) <= 3 and not self.shouted and all(word[0].isupper() and word.isalpha() for word in proper):
            return True
        return 2 <= len(words) <= 3 and words[0] in self.of and all(word.isalpha() for word in words)

    def phrase(self, venue: Hit) -> Hit:
        """The venue with the words in front of it that belong to it: "the tire shop", "st sylvester church"."""
        at, start, taken = self.last_before(venue.start), venue.start, 0
        while at >= 0 and taken <= _MODIFIERS and not self.scan.folded[self.tokens[at].end : start].strip(" -'"):
            word = self.word(at)
            if word in self.det:
                start = self.tokens[at].start
                if word not in self.scan.vocabulary.set("own"):
                    break
            elif taken == _MODIFIERS or not self.belongs(at):
                break
            start, taken, at = self.tokens[at].start, taken + 1, at - 1
        return Hit(start, venue.end)

    def belongs(self, at: int) -> bool:
        """A word that can stand in front of a venue: a capital, or one with an article or preposition not far off."""
        if self.word(at) in self.stop or not self.tokens[at].is_word:
            return False
        if at > 0 and not self.shouted and self.scan.text[self.tokens[at].start].isupper():
            return True
        for back in range(at - 1, max(-1, at - 1 - _MODIFIERS), -1):
            if self.word(back) in self.det:
                return True
            if self.word(back) in self.stop or not self.tokens[back].is_word:
                small = any(self.word(at) in words for words in self.scan.vocabulary.spoken.values())
                return self.word(back) in self.link and not small
        return False

    def standing(self, venue: Hit) -> tuple[Hit, bool] | None:
        """A venue without a street, and whether it has a name of its own; else a preposition has to lead."""
        phrase = self.phrase(venue)
        named = self.with_name(phrase)
        if named.end > phrase.end or self.name_inside(phrase, venue) or venue in self.scan.find("venue.area"):
            return named, True
        led = any(0 <= phrase.start - hit.end <= 1 for hit in self.scan.find("place.locative")) or self.leads(phrase)
        followed = any(0 <= hit.start - phrase.end <= 1 for hit in self.scan.find("place.locative_after"))
        if not led and not followed:
            return None
        start = self.one_before(phrase.start)
        return Hit(phrase.start if start is None else start, phrase.end), False

    def leads(self, phrase: Hit) -> bool:
        """A preposition is written onto the venue, as Arabic does."""
        word = self.scan.folded[phrase.start : phrase.end].split()[0]
        fronts = (p for slot in self.scan.vocabulary.prefixes for p in slot if len(p) == 1 and p in self.link)
        return any(word.startswith(front) and word not in self.scan.vocabulary.known for front in fronts)

    def name_inside(self, phrase: Hit, venue: Hit) -> bool:
        """ "Kelly Park", "the roosevelt stop"."""
        words = self.scan.text[phrase.start : venue.start].split()
        streets = self.scan.vocabulary.set("street") - self.scan.vocabulary.set("street_weak")
        capital = any(w[0].isupper() and w.lower() not in self.det for w in words) and not self.shouted
        return capital or any(w.lower() in streets for w in words)

    def with_name(self, phrase: Hit) -> Hit:
        """ "el parque Kennedy", "la high school de Hubbard": the name that follows."""
        end, at = phrase.end, phrase.end
        for _ in range(4):
            match = _WORD.match(self.scan.text, at)
            if match is None:
                break
            folded = self.scan.folded[match.start(1) : match.end(1)]
            at = match.end(1)
            if folded in self.saint:  # "St. Jude", its dot ends no sentence
                at = match.end()
                continue
            if self.is_name(match.group(1), folded, further=end > phrase.end):
                end = at
            elif end > phrase.end or not (folded in self.of or folded in self.scan.vocabulary.set("street_article")):
                break
        return Hit(phrase.start, end)

    def is_name(self, word: str, folded: str, *, further: bool) -> bool:
        words = self.scan.vocabulary.set
        if folded in self.stop or folded in words("notname") or folded in words("make"):
            return False
        if any(folded in spoken for spoken in self.scan.vocabulary.spoken.values()):
            return False
        street = folded in words("street") and folded not in words("street_weak")
        return (word[0].isupper() and not self.shouted) or (street and not further)
