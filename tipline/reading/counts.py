"""What counting agents and counting vehicles share: walking the words, and leaving out what is denied or asked."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.reading.model import AGENCIES
from tipline.reading.numbers import Numbers
from tipline.reading.scan import Hit, Scan

ADJECTIVES = 4  # words that may stand between a number and what it counts


@dataclass(frozen=True, slots=True)
class Count:
    """A count with the words it came from."""

    low: int
    high: int
    words: Hit
    instead_of: tuple[tuple[int, int], ...] = ()  # counts that the same message takes back: "three... no, four"


def total(counts: list[Count]) -> Count | None:
    """Groups told apart add up."""
    if not counts:
        return None
    words = Hit(min(c.words.start for c in counts), max(c.words.end for c in counts))
    return Count(sum(c.low for c in counts), sum(c.high for c in counts), words)


class Counter:
    """One scan's words. What lies in `taken` (places, times, plates) holds no number."""

    def __init__(self, scan: Scan, taken: tuple[Hit, ...]) -> None:
        self.scan, self.tokens, self.taken = scan, scan.tokens, taken
        self.numbers = Numbers(scan, taken)
        hits = (hit for code in AGENCIES for hit in scan.find(f"agency.{code}"))
        self.agency_words = frozenset(word for hit in hits for word in scan.folded[hit.start : hit.end].split())

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def among(self, at: int, *sets: str) -> bool:
        """The word at a token is in one of these word sets."""
        word = self.word(at)
        return bool(word) and any(word in self.scan.vocabulary.set(name) for name in sets)

    def stretch(self, first: int, last: int) -> Hit:
        return Hit(self.tokens[first].start, self.tokens[min(last, len(self.tokens) - 1)].end)

    def off(self, count: Count) -> bool:
        """It is denied, asked or only announced."""
        hit = count.words
        return self.denied(hit) or self.scan.asked(hit) or self.scan.announced(hit)

    def denied(self, hit: Hit) -> bool:
        """Denied, unless the negation has another number to deny: "not six, it was eight"."""
        cue = max((c.end for c in self.scan.negations if c.end <= hit.start), default=0)
        first = next((i for i, token in enumerate(self.tokens) if token.start >= cue and self.numbers.at(i)), None)
        instead = first is not None and self.tokens[first].start < hit.start
        return self.scan.denied(hit) and not (cue and instead)

    def inherent(self, what: str, at: int) -> Count | None:
        """A noun that holds its number: "two agents" in one word."""
        value = self.scan.vocabulary.number(what, self.word(at))
        if value is None or self.precedes("count.object", self.tokens[at].start):
            return None
        return Count(value, value, self.stretch(at, at))

    def follows(self, group: str, end: int, reach: int = 2) -> bool:
        """A hit of the group begins right after an offset."""
        return any(0 <= hit.start - end <= reach for hit in self.scan.find(group))

    def precedes(self, group: str, start: int, reach: int = 2) -> bool:
        """A hit of the group ends right before an offset, no word between."""
        near = (hit.end for hit in self.scan.find(group) if 0 <= start - hit.end <= reach)
        return any(not self.scan.folded[end:start].strip(" ,:-\"'(") for end in near)

    def within(self, group: str, at: int) -> bool:
        """A hit of the group covers the token."""
        return bool(self.word(at)) and any(h.start <= self.tokens[at].start < h.end for h in self.scan.find(group))

    def is_vehicle(self, at: int) -> bool:
        return self.among(at, "vehicle", "vehicle_one", "make")
