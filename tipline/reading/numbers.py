"""Numbers in words and digits, with ranges: "six to eight", "7 or 8", "una docena"."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.reading.scan import Hit, Scan

_LARGEST = 99999


@dataclass(frozen=True, slots=True)
class Number:
    """Tokens [first, last] say between `low` and `high`."""

    first: int
    last: int
    low: int
    high: int


class Numbers:
    """Reads numbers at token positions; what stands in `taken` (places, times, plates) is no number."""

    def __init__(self, scan: Scan, taken: tuple[Hit, ...]) -> None:
        self.scan, self.tokens, self.taken = scan, scan.tokens, taken
        numbers = scan.vocabulary.numbers
        self.cardinal, self.half = numbers.get("cardinal", {}), numbers.get("half", {})
        self.joins, self.opens = scan.vocabulary.set("range_join"), scan.vocabulary.set("range_open")

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def one(self, at: int) -> tuple[int, int] | None:
        """(value, last token) of the plain number at a token."""
        if not 0 <= at < len(self.tokens):
            return None
        token = self.tokens[at]
        if any(hit.start < token.end and token.start < hit.end for hit in self.taken):
            return None
        word = token.word
        if word.isascii() and word.isdigit():
            return (int(word), at) if int(word) <= _LARGEST and len(word) <= 5 else None
        if word in self.half:
            dozen = next((i for i in (at + 1, at + 2) if self.word(i) in self.scan.vocabulary.set("dozen")), None)
            return None if dozen is None else (self.half[word], dozen)
        value = self.cardinal.get(word)
        if value is None:
            return None
        unit = self.cardinal.get(self.word(at + 1), 0)
        if value >= 20 and value % 10 == 0 and 0 < unit < 10:
            return value + unit, at + 1
        return value, at

    def at(self, at: int) -> Number | None:
        """The number or range that begins at a token."""
        opened = self.word(at) in self.opens
        first = self.one(at + opened)
        if first is None:
            return None
        low, last = first
        if self.word(last + 1) in self.joins:
            second = self.one(last + 2)
            plain_and = self.word(last + 1) in ("and", "y")
            if second and low < second[0] <= max(low * 3, low + 6) and (opened or not plain_and):
                return Number(at, second[1], low, second[0])
        return None if opened else Number(at, last, low, low)
