"""Streets among the words: single streets, crossings, addresses. Shapes first, the list of names to be sure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.scan import Hit, Scan

_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|a|o)")
_HOUSE = re.compile(r"\d{1,5}s?")
_LONGEST_NAME = 5
_HOURS = 12
_ANDS = frozenset({"&", "/", "and", "y", "n", "x", "+", "e", "con", "esquina", "i", "cross"})  # joins that are no prepositions


@dataclass(frozen=True, slots=True)
class Street:
    """Tokens [first, last] name a street. `sure`: 3 surely, 2 a bare number, 1 a common word or an unknown name."""

    first: int
    last: int
    sure: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the text that is a place by its shape."""

    hit: Hit
    kind: str  # "crossing", "address", "street"
    streets: tuple[Hit, ...] = ()


class Streets:
    """Finds crossings, addresses and single streets in one scan."""

    def __init__(self, scan: Scan, taken: tuple[Hit, ...] = ()) -> None:
        self.scan, self.tokens, self.taken = scan, scan.tokens, taken
        words = scan.vocabulary.set
        self.names, self.weak, self.suffix = words("street"), words("street_weak"), words("streetsuffix")
        self.heading, self.joins, self.articles = words("direction"), words("and"), words("street_article")
        self.stop, self.numbers = words("stopmod") | words("link") | words("det"), scan.vocabulary.numbers

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def capital(self, at: int) -> bool:
        return self.scan.text[self.tokens[at].start].isupper() and not self.scan.text.isupper()

    def street(self, at: int, *, guess: bool = False) -> Street | None:
        """The street that begins at a token: article, heading, name or number, suffix."""
        first = at
        if self.word(at) in self.articles and self.word(at + 1) != "":
            at += 1
        if self.word(at) in self.articles:
            at += 1
        if self.word(at).rstrip(".") in self.heading and self.core(at + 1, guess=False):
            at += 1
        core = self.core(at, guess=guess)
        if core is None:
            return None
        last, sure = core
        if sure == 2 and first < at and int(re.sub(r"\D", "", self.word(at)) or 0) > _HOURS:
            sure = 3  # "la 88": an article before a number that is no hour
        if self.word(last + 1) in self.suffix and not self.is_number(last + 2) and (sure > 1 or self.capital(last)):
            last, sure = last + 1, 3
        if self.word(last + 1) in self.heading and self.word(last + 2) in ("", ",", ".", "\n"):
            last += 1
        return Street(first, last, sure)

    def is_number(self, at: int) -> bool:
        return self.word(at).isdigit()

    def core(self, at: int, *, guess: bool) -> tuple[int, int] | None:
        word = self.word(at)
        if not word or not word[0].isalnum() or self.blocked(at):
            return None
        if _ORDINAL.fullmatch(word) and int(re.sub(r"\D", "", word)) <= 138:
            return at, 3
        if word.isdigit():
            return (at, 2) if 1 <= int(word) <= 138 and len(word) <= 3 else None
        spelled = self.numbers.get("streetword", {}).get(word)
        if spelled is not None:
            return at, 1
        return self.name(at, guess=guess)

    def name(self, at: int, *, guess: bool) -> tuple[int, int] | None:
        known = self.word(at) in self.scan.vocabulary.street_starts
        for length in range(_LONGEST_NAME if known else 0, 0, -1):
            words = " ".join(self.word(i) for i in range(at, at + length))
            if words in self.names:
                common = words in self.weak and not self.word(at + length) in self.suffix
                return at + length - 1, 1 if common and not self.proper(at) else 3
        word = self.word(at)
        if self.word(at + 1) in self.suffix and word not in self.stop and self.word(at + 1) not in ("way", "place", "court", "st"):
            return at, 2
        if guess and len(word) > 2 and word.isalpha() and word not in self.stop:
            return at, 1
        return None

    def proper(self, at: int) -> bool:
        """Written with a capital where a common word would have none."""
        opening = at == 0 or self.word(at - 1) in (".", "!", "?", "\n")
        return self.capital(at) and not opening and not self.scan.text.isupper()

    def blocked(self, at: int) -> bool:
        token = self.tokens[at]
        return any(hit.start <= token.start < hit.end for hit in self.taken)

    def joined(self, at: int) -> int | None:
        """The token after a word or mark that joins two streets ("and", "&", "by", "esquina con"), else None."""
        word = self.word(at)
        if word not in self.joins:
            return None
        if word in ("n", "x", "e", "w", "on") and not self.word(at + 1):
            return None
        after = at + 1
        while self.word(after) in ("of", "con", "the", "de") and self.word(after) not in self.articles:
            after += 1
        return after

    def spots(self) -> list[Spot]:
        """Crossings and addresses in order, then single streets that stand alone."""
        found: list[Spot] = []
        at = 0
        while at < len(self.tokens):
            spot, after = self.spot(at)
            if spot is not None:
                found.append(spot)
            at = max(after, at + 1)
        return found

    def spot(self, at: int) -> tuple[Spot | None, int]:
        address = self.address(at)
        if address is not None:
            return self.made("address", at, address, ((at, address),)), address + 1
        one = self.street(at, guess=True)
        if one is None:
            return None, at + 1
        crossing = self.crossing(one)
        if crossing is not None:
            streets = ((one.first, one.last), (crossing.first, crossing.last))
            return self.made("crossing", one.first, crossing.last, streets), crossing.last + 1
        known = self.street(at)
        if known is not None and known.sure == 3:
            return self.made("street", known.first, known.last, ((known.first, known.last),)), known.last + 1
        return None, at + 1

    def made(self, kind: str, first: int, last: int, streets: tuple[tuple[int, int], ...]) -> Spot:
        def stretch(a: int, b: int) -> Hit:
            return Hit(self.tokens[a].start, self.tokens[b].end)

        return Spot(stretch(first, last), kind, tuple(stretch(a, b) for a, b in streets))

    def crossing(self, one: Street) -> Street | None:
        after = self.joined(one.last + 1)
        if after is None:
            known = self.street(one.last + 1)
            return known if known and known.sure >= 2 and one.sure == 3 and known.sure + one.sure >= 5 and \
                self.adjacent(one, known) else None
        two = self.street(after, guess=True)
        if two is None or not self.plausible(one, two):
            return None
        third = self.joined(two.last + 1)
        if third is not None and self.word(one.last + 1) in ("between", "btw", "btwn", "entre", "/"):
            three = self.street(third)
            if three is not None and three.sure >= 2:
                return Street(two.first, three.last, 3)
        return two

    def adjacent(self, one: Street, two: Street) -> bool:
        """ "West Devon Av Paulina Street": two sure streets side by side, one of them with a suffix or number."""
        def formal(street: Street) -> bool:
            return self.word(street.last) in self.suffix or self.word(street.first)[0].isdigit()
        return two.sure == 3 and one.sure == 3 and (formal(one) or formal(two)) or (
            two.sure == 2 and self.word(two.last + 1) in ("", ",", ".", "\n"))

    def plausible(self, one: Street, two: Street) -> bool:
        """At least one side is sure and the other is a number, a name in capitals or a short join away from it."""
        join = self.word(one.last + 1)
        if one.sure == 3 and two.sure == 3:
            return True
        if one.sure + two.sure >= 5:
            return not (self.counted(one) or self.counted(two))
        if 3 in (one.sure, two.sure):
            weaker = one if one.sure < two.sure else two
            return self.trusted(weaker, join)
        return self.named(one) and self.named(two) and join in ("and", "&", "y", "/", "n") and self.introduced(one)

    def counted(self, street: Street) -> bool:
        """A bare number that counts what follows: "4 agents", "2 vans"."""
        words = self.scan.vocabulary.set
        after = self.word(street.last + 1)
        return self.word(street.last).isdigit() and (
            after in words("agent") or after in words("people") or after in words("vehicle") or after in words("color"))

    def trusted(self, street: Street, join: str) -> bool:
        word = self.word(street.last)
        if word in self.weak and not self.capital(street.last):
            return join in _ANDS and self.word(street.first - 1) not in self.scan.vocabulary.set("det")
        if word in self.names:
            return True
        if word in self.scan.vocabulary.set("agent") | self.scan.vocabulary.set("vehicle") | self.scan.vocabulary.set("make"):
            return False
        spoken = any(word in words for words in self.scan.vocabulary.spoken.values())
        return join in _ANDS and not spoken and word not in self.scan.vocabulary.set("notname")

    def named(self, street: Street) -> bool:
        word = self.word(street.last)
        spoken = any(word in words for words in self.scan.vocabulary.spoken.values())
        return self.capital(street.last) and not spoken and word not in self.scan.vocabulary.set("notname") \
            and word not in self.scan.vocabulary.set("firstname") or word in self.names

    def introduced(self, street: Street) -> bool:
        """After a preposition, a comma, or at the start."""
        before = self.word(street.first - 1)
        return before in ("", ",", ".", ":", "\n", "!", "?") or before in self.scan.vocabulary.set("link")

    def address(self, at: int) -> int | None:
        """The last token of "2600 s kedzie", "4900 block of N Winthrop", "10 S Kedzie Ave"; else None."""
        if not _HOUSE.fullmatch(self.word(at)) or self.blocked(at):
            return None
        after, block = at + 1, False
        if self.word(after) in ("block", "blk") or self.word(at).endswith("s"):
            block = True
            after += self.word(after) in ("block", "blk")
            after += self.word(after) in ("of", "on")
        headed = self.word(after).rstrip(".") in self.heading
        after += headed
        core = self.core(after, guess=headed or block)
        if core is None:
            return None
        last, sure = core
        if self.word(last + 1) in self.suffix:
            last, sure = last + 1, 3
        good = (headed and (sure >= 1)) or (block and sure >= 2) or (sure == 3 and len(self.word(at)) >= 3 and
                                                                    not self.word(after)[0].isdigit())
        return last if good else None
