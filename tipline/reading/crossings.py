"""Places by their shape: two streets joined, a house number with its street, or a single sure street."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.scan import Hit
from tipline.reading.streets import GUESS, NUMBER, SURE, Street, Streets

_HOUSE = re.compile(r"\d{1,5}s?")
_OPENERS = frozenset({"", ",", ".", ":", "\n", "!", "?", "("})
_CLOSERS = frozenset({"", ",", ".", "\n"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the text that is a place by its shape, and the streets in it."""

    hit: Hit
    kind: str  # "crossing", "address", "street"
    streets: tuple[Hit, ...] = ()


class Crossings(Streets):
    """Finds spots in the order of the text."""

    def spots(self) -> list[Spot]:
        found: list[Spot] = []
        at = 0
        while at < len(self.tokens):
            spot, after = self.spot(at)
            if spot is not None:
                found.append(spot)
            at = max(after, at + 1)
        return found

    def spot(self, at: int) -> tuple[Spot | None, int]:
        """The spot that begins at a token, and the token to go on from."""
        last = self.address(at)
        if last is not None:
            hit = self.stretch(at, last)
            return Spot(hit, "address", (hit,)), last + 1
        one = self.street(at, guess=True)
        if one is None:
            return None, at + 1
        two = self.crossing(one)
        if two is not None:
            streets = (self.stretch(one.first, one.last), self.stretch(two.first, two.last))
            return Spot(self.stretch(one.first, two.last), "crossing", streets), two.last + 1
        known = self.street(at)
        if known is not None and known.sure == SURE:
            hit = self.stretch(known.first, known.last)
            return Spot(hit, "street", (hit,)), known.last + 1
        return None, at + 1

    def joined(self, at: int) -> int | None:
        """The token after a word or mark that joins two streets ("and", "&", "by", "esquina con"), else None."""
        if self.word(at) not in self.scan.vocabulary.set("and"):
            return None
        after = at + 1
        joiners = self.scan.vocabulary.set("and_plain").and_also(self.scan.vocabulary.set("of"))
        while self.word(after) in joiners and self.word(after) not in self.articles:
            after += 1
        return after

    def crossing(self, one: Street) -> Street | None:
        """The street that crosses `one`, if one does; "between A and B" runs on to B."""
        after = self.joined(one.last + 1)
        if after is None:
            return self.side_by_side(one)
        two = self.street(after, guess=True)
        if two is None or not self.plausible(one, two):
            return None
        third = self.joined(two.last + 1)
        if third is not None and (
            self.word(one.last + 1) in self.scan.vocabulary.set("between") or self.word(one.last + 1) == "/"
        ):
            three = self.street(third)
            if three is not None and three.sure >= NUMBER:
                return Street(two.first, three.last, SURE)
        return two

    def side_by_side(self, one: Street) -> Street | None:
        """ "West Devon Av Paulina Street", "wabash 51": no word between, one of the two formal or closing."""
        two = self.street(one.last + 1)
        if two is None or one.sure != SURE or two.sure == GUESS:
            return None
        if two.sure == NUMBER:
            return two if self.word(two.last + 1) in _CLOSERS else None
        formal = any(self.word(s.last) in self.suffix or self.word(s.first)[0].isdigit() for s in (one, two))
        return two if formal else None

    def plausible(self, one: Street, two: Street) -> bool:
        """Two sure streets cross; a sure one and a number do unless the number counts; else the words decide."""
        join = self.word(one.last + 1)
        if one.sure == two.sure == SURE:
            return True
        if one.sure + two.sure == SURE + NUMBER:
            return not (self.counts(one) or self.counts(two))
        if SURE in (one.sure, two.sure):
            return self.trusted(one if one.sure == GUESS else two, join)
        if NUMBER in (one.sure, two.sure) and (self.counts(one) or self.counts(two)):
            return False
        named = all(street.sure == NUMBER or self.named(street) for street in (one, two))
        return named and self.plain(join) and self.introduced(one) and one.sure + two.sure < NUMBER * 2

    def plain(self, join: str) -> bool:
        """A join that is no preposition."""
        return join in self.scan.vocabulary.set("and_plain")

    def counts(self, street: Street) -> bool:
        """A bare number that counts what follows: "4 agents", "2 white vans"."""
        after = self.word(street.last + 1)
        return self.word(street.last).isdigit() and any(
            after in self.scan.vocabulary.set(name)
            for name in ("agent", "people", "vehicle", "vehicle_one", "color", "counted_noise")
        )

    def trusted(self, street: Street, join: str) -> bool:
        """A guess beside a sure street: a known name, or any unknown word behind a plain join."""
        word = self.word(street.last)
        if word in self.weak and not self.capital(street.last):
            return self.plain(join) and self.word(street.first - 1) not in self.scan.vocabulary.set("det")
        if word in self.names:
            return True
        other = any(word in self.scan.vocabulary.set(name) for name in ("agent", "vehicle", "make", "notname"))
        return self.plain(join) and not other and not self.spoken(word)

    def named(self, street: Street) -> bool:
        word = self.word(street.last)
        if word in self.names:
            return True
        person = word in self.scan.vocabulary.set("notname") or word in self.scan.vocabulary.set("firstname")
        return (self.capital(street.last) or self.unknown(word)) and not self.spoken(word) and not person

    def unknown(self, word: str) -> bool:
        """A word of a script without capitals that no lexicon knows: as good as a capital."""
        caseless = word.upper() == word.lower() and not word.isdigit()
        return caseless and word not in self.scan.vocabulary.known and not word.startswith(self.scan.vocabulary.begins)

    def introduced(self, street: Street) -> bool:
        """After a preposition, a mark, or at the start."""
        before = self.word(street.first - 1)
        return before in _OPENERS or before in self.scan.vocabulary.set("link")

    def address(self, at: int) -> int | None:
        """The last token of "2600 s kedzie", "4900 block of N Winthrop", "10 S Kedzie Ave"; else None."""
        if not _HOUSE.fullmatch(self.word(at)) or self.blocked(at):
            return None
        words = self.scan.vocabulary.set
        named_block = self.word(at + 1) in words("block")
        block = named_block or self.word(at).endswith("s")
        after = at + 1 + named_block
        after += block and (self.word(after) in words("of") or self.word(after) in words("link"))
        headed = self.word(after).rstrip(".") in self.heading
        after += headed
        core = self.core(after, guess=headed or block)
        if core is None:
            return None
        last, sure = core
        if self.word(last + 1) in self.suffix:
            last, sure = last + 1, SURE
        plain = sure == SURE and len(self.word(at)) > 2 and not self.word(after)[0].isdigit()
        return last if headed or (block and sure >= NUMBER) or plain else None
