"""How many of their road vehicles. The car they stopped, hit or shot at is not one of them."""

from __future__ import annotations

from tipline.reading.counts import ADJECTIVES, Count, Counter, total
from tipline.reading.numbers import Number
from tipline.reading.scan import Hit, Scan

_MOST = 99
_ROUTES = 20  # "the 53 bus" names a route


class Vehicles(Counter):
    """Separate mentions add up; a plural without a number adds nothing; "the van" again is the same van."""

    def __init__(self, scan: Scan, taken: tuple[Hit, ...]) -> None:
        super().__init__(scan, taken)
        venues = tuple(hit for group in scan.vocabulary.groups("venue.") for hit in scan.find(group))
        self.elsewhere = (*taken, *venues)

    def count(self) -> Count | None:
        counts: list[Count] = []
        again: list[Count] = []
        at = 0
        while at < len(self.tokens):
            number = self.numbers.at(at)
            found = (self.group(number) if number else None) or self.inherent("vehicles", at) or self.single(at)
            if found:
                repeated = counts and self.definite(found)
                (again if repeated else counts).append(found)
                at = max(i for i, token in enumerate(self.tokens) if token.end <= found.words.end)
            at += 1
        told = [count for count in counts if not self.off(count)]
        return total(told or [count for count in again if not self.off(count)][:1])

    def definite(self, count: Count) -> bool:
        """ "the van", "su camioneta": one already told."""
        first = self.scan.folded[count.words.start : count.words.end].split()[0]
        return first in self.scan.vocabulary.set("definite")

    def noun_after(self, at: int) -> int:
        """The token after colours, agencies and makes that may stand before a vehicle."""
        first = at
        while at - first < ADJECTIVES and (
            self.among(at, "color")
            or self.word(at) in self.agency_words
            or self.word(at) == "-"
            or (self.among(at, "make") and self.is_vehicle(at + 1))
        ):
            at += 1
        return at

    def plural(self, at: int) -> bool:
        return self.among(at, "vehicle") or any(
            self.word(at).rstrip("s") in self.scan.vocabulary.set(name) for name in ("make", "vehicle_one")
        )

    def group(self, number: Number) -> Count | None:
        """ "2 white vans", "three CBP trucks"."""
        noun = self.noun_after(number.last + 1)
        if number.high > _MOST or not (self.plural(noun) or (number.low == 1 and self.is_vehicle(noun))):
            return None
        route = self.among(number.first - 1, "definite") and number.low >= _ROUTES
        if route or self.victims(number.first, noun) or self.in_elsewhere(noun):
            return None
        return Count(number.low, number.low, self.stretch(number.first, noun))

    def single(self, at: int) -> Count | None:
        """One vehicle: an article, a possessive, a colour or a make and its noun."""
        article = self.among(at, "article_one")
        noun = self.noun_after(at + article)
        if not self.is_vehicle(noun) or (self.among(noun, "vehicle") and not self.among(noun, "vehicle_one", "make")):
            return None
        bare = not article and noun == at and not self.among(noun, "make", "vehicle_bare")
        if self.among(noun, "make") and self.is_vehicle(noun + 1):
            noun += 1
        if (
            (bare and not self.leading(at))
            or self.in_elsewhere(noun)
            or self.plain_word(noun)
            or self.victims(at, noun)
        ):
            return None
        return Count(1, 1, self.stretch(at, noun))

    def leading(self, at: int) -> bool:
        """A vehicle without an article that opens a sentence or belongs to an agency: "CBP truck", "Van pulled up"."""
        opens = self.word(at - 1) in ("", ".", "\n", ",") and not any(
            self.word(at) in words for words in self.scan.vocabulary.spoken.values()
        )
        return opens or self.word(at - 1) in self.agency_words

    def in_elsewhere(self, at: int) -> bool:
        """Part of a place or a venue: "bus shelter"."""
        return any(hit.start <= self.tokens[at].start < hit.end for hit in self.elsewhere)

    def plain_word(self, at: int) -> bool:
        """A make that is also a common word, written small: "escape", "pilot"."""
        return (
            self.among(at, "make_common")
            and not self.among(at, "vehicle_one")
            and not self.scan.text[self.tokens[at].start].isupper()
            and not self.among(at - 1, "color", "article_one", "make")
        )

    def victims(self, first: int, noun: int) -> bool:
        """The car they stopped, a mail truck, my car; not the one that somebody is put into."""
        if self.within("vehicle.theirs", noun):
            return False
        if self.within("vehicle.victim", noun):
            return True
        if any(self.among(i, "vehicle_not") for i in range(first - 1, noun + 2) if i != noun):
            return True
        return self.among(noun + 1, "of") and self.among(noun + 2, "vehicle_not")


def vehicles(scan: Scan, taken: tuple[Hit, ...]) -> Count | None:
    """The number of their vehicles, with its words; None where the text gives none."""
    return Vehicles(scan, taken).count()
