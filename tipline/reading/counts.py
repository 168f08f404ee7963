"""How many agents and how many of their vehicles. Those taken and their cars are never counted."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.reading.numbers import Number, Numbers
from tipline.reading.scan import Hit, Scan

_ADJECTIVES = 4


@dataclass(frozen=True, slots=True)
class Count:
    """A count with the words it came from."""

    low: int
    high: int
    words: Hit


class Counter:
    """Walks the words once for agents and once for vehicles."""

    def __init__(self, scan: Scan, taken: tuple[Hit, ...]) -> None:
        self.scan, self.tokens = scan, scan.tokens
        self.numbers = Numbers(scan, taken)
        self.words = scan.vocabulary.set
        self.names = {t for code in ("ICE", "HSI", "CBP", "DHS", "FBI", "DEA", "ATF", "USMS", "NATIONAL_GUARD", "UNKNOWN_FEDERAL")
                      for hit in scan.find(f"agency.{code}") for t in scan.folded[hit.start : hit.end].split()}

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def stretch(self, first: int, last: int) -> Hit:
        return Hit(self.tokens[first].start, self.tokens[min(last, len(self.tokens) - 1)].end)

    def off(self, hit: Hit) -> bool:
        return self.scan.denied(hit) or self.scan.asked(hit) or self.scan.announced(hit)

    # ---- agents -----------------------------------------------------------------------------------------------

    def agents(self) -> Count | None:
        """Groups add up; a single agent told beside a larger group is one of it, unless "another"."""
        groups: list[Count] = []
        more: list[Count] = []
        at = 0
        while at < len(self.tokens):
            number = self.numbers.at(at)
            count = self.agent_group(number) if number else None
            if number and count:
                groups.append(count)
                at = number.last
            elif extra := self.another(at):
                more.append(extra)
            at += 1
        groups = self.corrected([g for g in groups if not self.off(g.words)])
        if not groups:
            single = self.single_agent()
            groups = [single] if single else []
        return self.summed(groups + more if groups else [])

    def corrected(self, groups: list[Count]) -> list[Count]:
        """After "no wait" or "make that" only the last number counts."""
        fixes = self.scan.find("signal.make_that_count")
        for fix in fixes:
            later = [g for g in groups if g.words.start >= fix.start]
            if later and any(g.words.end <= fix.start + 1 for g in groups):
                return later
        return groups

    @staticmethod
    def summed(groups: list[Count]) -> Count | None:
        if not groups:
            return None
        return Count(sum(g.low for g in groups), sum(g.high for g in groups),
                     Hit(min(g.words.start for g in groups), max(g.words.end for g in groups)))

    def agent_group(self, number: Number) -> Count | None:
        """The count, if the number counts agents."""
        at, skipped = number.last + 1, 0
        while skipped < _ADJECTIVES and self.adjective(at):
            at, skipped = at + 1, skipped + 1
        word = self.word(at)
        words = self.stretch(number.first, max(at, number.last) if word else number.last)
        noun = (word in self.words("agent") and not (word == "ice" and skipped == 0 and self.word(at + 1) == "cream")) or (
            word in self.words("agent_one") and number.low == 1)
        federal = any(self.word(i) in self.names for i in range(number.last + 1, at))
        if noun or (federal and not self.is_vehicle(at) and not self.victim_word(at)):
            return Count(number.low, number.high, words)
        if word in self.words("people") or word in self.words("people_one") or skipped:
            person = word in self.words("people") or word in self.words("people_one")
            if person and self.acting(number, at):
                return Count(number.low, number.high, words)
        return self.bare(number)

    def adjective(self, at: int) -> bool:
        word = self.word(at)
        if not word or word in self.words("agent") and word not in ("ice",) or word in self.words("people"):
            return False
        if word == "ice":
            return self.word(at + 1) in self.words("agent") or self.word(at + 1) in self.words("people")
        return word in self.words("counted_noise") or word in self.names or word in self.words("color")

    def victim_word(self, at: int) -> bool:
        return bool(self.word(at)) and any(h.start <= self.tokens[at].start < h.end for h in self.scan.find("count.victim"))

    def is_vehicle(self, at: int) -> bool:
        return any(self.word(at) in self.words(name) for name in ("vehicle", "vehicle_one", "make"))

    def acting(self, number: Number, noun: int) -> bool:
        """Men, guys: agents if something marks them so, and nobody seizes them."""
        before = self.scan.folded[max(0, self.tokens[number.first].start - 40) : self.tokens[number.first].start]
        if self.object_before(number.first):
            return False
        marks = [h for h in self.scan.find("count.agentish") if -1 <= h.start - self.tokens[noun].end <= 3]
        inner = any(self.word(i) in self.words("agentish") or self.word(i) in self.names for i in range(number.last + 1, noun + 1))
        return bool(marks) or inner or self.word(noun + 1) in self.words("agent_verb") and not before.endswith("?")

    def object_before(self, first: int) -> bool:
        start = self.tokens[first].start
        return any(0 <= start - h.end <= 2 for h in self.scan.find("count.object"))

    def bare(self, number: Number) -> Count | None:
        """A number without a noun: "six of em", "two in CBP helmets", "conte seis", "12 con rifles"."""
        start, end = self.tokens[number.first].start, self.tokens[number.last].end
        if number.low == 1 and number.high == 1:
            return None
        hit = Hit(start, end)
        after = any(0 <= h.start - end <= 2 for h in self.scan.find("count.after"))
        before = any(0 <= start - h.end <= 2 for h in self.scan.find("count.before"))
        closed = self.word(number.last + 1) in ("", ",", ".", "\n", "!", ";", "?", ")") or after
        if (after and not self.object_before(number.first)) or (before and closed):
            return Count(number.low, number.high, hit)
        return None

    def another(self, at: int) -> Count | None:
        """ "and a third in plain clothes", "another agent"."""
        value = self.scan.vocabulary.number("another", self.word(at))
        if value is None:
            return None
        after = self.word(at + 1)
        agent = after in self.words("agent_one") or after in self.words("people_one")
        dressed = any(0 <= h.start - self.tokens[at].end <= 2 for h in self.scan.find("count.agentish"))
        return Count(value, value, self.stretch(at, at)) if agent or dressed and self.word(at - 1) in ("a", "un", "una", "y") or (
            dressed and self.word(at) in ("otro", "otra", "another")) else None

    def single_agent(self) -> Count | None:
        """ "an agent", "un federal", or a bare "Agent" at the start: one."""
        hits = [h for h in self.scan.find("count.single") if not self.off(h)]
        return Count(1, 1, hits[0]) if hits else None

    # ---- vehicles ---------------------------------------------------------------------------------------------

    def vehicles(self) -> Count | None:
        """Separate mentions add up; a plural without a number adds nothing; "the van" again is the same van."""
        counts: list[Count] = []
        again: list[Count] = []
        at = 0
        while at < len(self.tokens):
            number = self.numbers.at(at)
            group = self.vehicle_group(number) if number else None
            if number and group:
                counts.append(group)
                at = self.token_at(group.words.end)
            else:
                single = self.single_vehicle(at)
                if single:
                    (again if self.definite(single) and counts else counts).append(single)
                    at = self.token_at(single.words.end)
            at += 1
        counts = [c for c in counts if not self.off(c.words)]
        return self.summed(counts) if counts else self.summed([c for c in again if not self.off(c.words)][:1])

    def token_at(self, end: int) -> int:
        return max(i for i, token in enumerate(self.tokens) if token.end <= end)

    def definite(self, count: Count) -> bool:
        first = self.scan.folded[count.words.start : count.words.end].split()[0]
        return first in ("the", "that", "this", "their", "la", "el", "esa", "ese", "su", "esta", "este")

    def colored(self, at: int) -> int:
        """The token after adjectives and makes that may stand before a vehicle."""
        steps = 0
        while steps < _ADJECTIVES and (self.word(at) in self.words("color") or self.word(at) in self.names or
                                       self.word(at) in self.words("make") and self.is_vehicle(at + 1) or
                                       self.word(at) == "-"):
            at, steps = at + 1, steps + 1
        return at

    def vehicle_group(self, number: Number) -> Count | None:
        at = self.colored(number.last + 1)
        word = self.word(at)
        plural = word in self.words("vehicle") or word.rstrip("s") in self.words("make") or word.rstrip("s") in self.words("vehicle_one")
        if not (plural or number.low == 1 and self.is_vehicle(at)) or number.high > 99:
            return None
        if self.victims_car(number.first, at) or self.word(number.first - 1) in ("the", "#") and number.low > 20:
            return None
        return Count(number.low, number.low, self.stretch(number.first, at))

    def single_vehicle(self, at: int) -> Count | None:
        """One vehicle: an article, a possessive, a colour or a make and its noun."""
        first = at
        article = self.word(at) in self.words("article_one")
        noun = self.colored(at + article)
        if not self.is_vehicle(noun) or self.word(noun) in self.words("vehicle") - self.words("vehicle_one") - self.words("make"):
            return None
        make = self.word(noun) in self.words("make")
        if self.word(noun + 1) and self.word(noun) in self.words("make") and self.is_vehicle(noun + 1):
            noun += 1
        if not article and noun == at and not make and not self.leading(at):
            return None
        if self.in_place(noun) or self.victims_car(first, noun):
            return None
        return Count(1, 1, self.stretch(first, noun))

    def leading(self, at: int) -> bool:
        """A vehicle that opens a sentence, or one that an agency owns: "CBP truck", "van pulled up"."""
        return self.word(at - 1) in ("", ".", "\n", ",") and self.word(at) != "van" or self.word(at - 1) in self.names

    def in_place(self, at: int) -> bool:
        venues = (h for g in self.scan.vocabulary.groups("venue.") for h in self.scan.find(g))
        return any(h.start <= self.tokens[at].start < h.end for h in (*self.numbers.taken, *venues)) or (
            self.word(at) in ("lincoln", "ford", "escape", "edge", "transit", "pilot", "civic", "compass", "fusion", "rogue",
                              "accord", "ranger", "jeep", "frontier", "ram", "colorado", "crown", "mercedes", "sierra") and
            not self.scan.text[self.tokens[at].start].isupper())

    def victims_car(self, first: int, noun: int) -> bool:
        """The car they stopped, hit or shot at, a mail truck, my car."""
        hit = self.stretch(first, noun)
        if any(h.start <= self.tokens[noun].start < h.end for h in self.scan.find("vehicle.victim")):
            return True
        around = [self.word(i) for i in range(max(0, first - 1), noun + 3) if i != noun]
        inner = [self.word(i) for i in range(first, noun)] + [self.word(first - 1)]
        return any(w in self.words("vehicle_not") for w in inner) or hit.end < 0 or (
            self.word(noun + 1) in ("escolar", "de") and self.word(noun + 2) in self.words("vehicle_not")) or "bus" in around[:1]
