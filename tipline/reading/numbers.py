"""Numbers in words and digits, with ranges: "six to eight", "7 or 8", "una docena"."""

from __future__ import annotations

from collections.abc import Mapping
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
        self.numerals, self.plus = numbers.get("numeral", {}), scan.vocabulary.set("number_and")

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def free(self, at: int) -> bool:
        """No place, time or plate holds the token."""
        token = self.tokens[at]
        return not any(hit.start < token.end and token.start < hit.end for hit in self.taken)

    def one(self, at: int) -> tuple[int, int] | None:
        """(value, last token) of the plain number at a token."""
        if not 0 <= at < len(self.tokens):
            return None
        if not self.free(at):
            return None
        word = self.tokens[at].word
        if word.isascii() and word.isdigit():
            return (int(word), at) if int(word) <= _LARGEST and len(word) <= 5 else None
        if word in self.half:
            dozen = next((i for i in (at + 1, at + 2) if self.word(i) in self.scan.vocabulary.set("dozen")), None)
            return None if dozen is None else (self.half[word], dozen)
        value = self.cardinal.get(word)
        if value is None:
            value = written(word, self.numerals)
            return None if value is None else (value, at)
        unit = self.cardinal.get(self.word(at + 1), 0)
        if value >= 20 and value % 10 == 0 and 0 < unit < 10:
            return value + unit, at + 1
        tens = self.cardinal.get(self.word(at + 2), 0)
        if value < 10 and self.word(at + 1) in self.plus and tens >= 20 and tens % 10 == 0:
            return value + tens, at + 2  # "five and twenty"
        return value, at

    def at(self, at: int) -> Number | None:
        """The number or range that begins at a token."""
        pair = two_in_a_row(self.word(at), self.numerals)
        if pair is not None and self.free(at):
            return Number(at, at, *pair)
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


_SHORT = 8  # words of a message that may be an answer


def told_in(scan: Scan, taken: tuple[Hit, ...]) -> tuple[tuple[int, int], ...]:
    """(low, high) of every number of a short message, in order; a long one tells more than an answer."""
    found: list[tuple[int, int]] = []
    if len(scan.words) > _SHORT:
        return ()
    numbers, at = Numbers(scan, taken), 0
    while at < len(scan.tokens):
        number = numbers.at(at)
        if number is not None:
            found.append((number.low, number.high))
            at = number.last
        at += 1
    return tuple(found)


def written(word: str, numerals: Mapping[str, int]) -> int | None:
    """A number in numerals that are written together: three, ten, thirty-five, one hundred twenty."""
    if not word or any(character not in numerals for character in word):
        return None
    total, digit = 0, 0
    for value in (numerals[character] for character in word):
        if value >= 10:
            total, digit = total + max(digit, 1) * value, 0
        else:
            digit = digit * 10 + value
    return total + digit


def two_in_a_row(word: str, numerals: Mapping[str, int]) -> tuple[int, int] | None:
    """ "five six" written together means five to six."""
    values = [numerals.get(character, 0) for character in word]
    return (values[0], values[1]) if len(values) == 2 and 0 < values[0] < values[1] == values[0] + 1 < 10 else None
