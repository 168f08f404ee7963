"""How many agents. Those taken, hit or chased are never counted."""

from __future__ import annotations

from dataclasses import replace

from tipline.reading.counts import ADJECTIVES, Count, Counter, total
from tipline.reading.numbers import Number
from tipline.reading.scan import Hit, Scan

_CLOSERS = frozenset({"", ",", ".", "\n", "!", ";", "?", ")"})


class Agents(Counter):
    """Groups add up; a single agent told beside a larger group is one of it, unless "another"."""

    dropped: tuple[tuple[int, int], ...] = ()

    def count(self) -> Count | None:
        groups: list[Count] = []
        more: list[Count] = []
        at = 0
        while at < len(self.tokens):
            number = self.numbers.at(at)
            group = self.group(number) if number else None
            if number and group:
                groups.append(group)
                at = number.last
            elif extra := self.another(at):
                more.append(extra)
            elif two := self.inherent("agents", at):
                groups.append(two)
            at += 1
        groups = self.after_correction([group for group in groups if not self.off(group)])
        if not groups:
            groups = self.single()
        told = total(groups + more) if groups else None
        return replace(told, instead_of=self.dropped) if told else None

    def after_correction(self, groups: list[Count]) -> list[Count]:
        """After "no wait" or "make that" only the last number counts."""
        for fix in self.scan.find("signal.make_that_count"):
            later = [group for group in groups if group.words.start >= fix.start]
            earlier = [group for group in groups if group.words.end <= fix.start + 1]
            gone = [(group.low, group.high) for group in earlier] or self.just_before(fix)
            if later and gone:
                self.dropped = tuple(gone)
                return later
        return groups

    def just_before(self, fix: Hit) -> list[tuple[int, int]]:
        """A number that ends where the correction begins, though nothing marks it as a count: "six, no, seven"."""
        for at in range(len(self.tokens)):
            number = self.numbers.at(at)
            if number and self.tokens[number.last].end <= fix.start:
                after = [i for i in range(number.last + 1, len(self.tokens)) if self.tokens[i].end <= fix.start]
                if all(self.among(i, "measure", "people", "counted_noise") or self.word(i) in _CLOSERS for i in after):
                    return [(number.low, number.high)]
        return []

    def group(self, number: Number) -> Count | None:
        """The count, if the number counts agents."""
        noun = number.last + 1
        while noun - number.last <= ADJECTIVES and self.adjective(noun):
            noun += 1
        federal = any(self.word(i) in self.agency_words for i in range(number.last + 1, noun))
        known = self.among(noun, "agent") or (self.among(noun, "agent_one") and number.low == 1)
        if known or (federal and not self.is_vehicle(noun) and not self.within("count.victim", noun)):
            return Count(number.low, number.high, self.stretch(number.first, noun))
        if self.among(noun, "people", "people_one") and self.acting(number, noun):
            return Count(number.low, number.high, self.stretch(number.first, noun))
        if self.among(number.last, "collective") and self.acting(number, number.last):
            return Count(number.low, number.high, self.stretch(number.first, number.last))
        return self.bare(number)

    def adjective(self, at: int) -> bool:
        """A word that may stand before the noun: "masked", "ICE" before "agents", "white"."""
        if self.among(at, "agent", "people"):
            return self.word(at) in self.agency_words and self.among(at + 1, "agent", "people")
        return self.among(at, "counted_noise", "color") or self.word(at) in self.agency_words

    def acting(self, number: Number, noun: int) -> bool:
        """Men, guys: agents if something marks them so or they act, and nobody seizes them."""
        if self.precedes("count.object", self.tokens[number.first].start):
            return False
        marked = any(-1 <= hit.start - self.tokens[noun].end <= 3 for hit in self.scan.find("count.agentish"))
        inside = range(number.last + 1, noun + 1)
        dressed = any(self.among(i, "agentish") or self.word(i) in self.agency_words for i in inside)
        return marked or dressed or self.among(noun + 1, "agent_verb")

    def bare(self, number: Number) -> Count | None:
        """A number without a noun: "six of em", "two in CBP helmets", "conte seis"."""
        start, end = self.tokens[number.first].start, self.tokens[number.last].end
        if number.high == 1 or self.precedes("count.object", start):
            return None
        after = self.follows("count.after", end)
        range_alone = number.low < number.high and number.first == 0
        closed = self.closed(number.last + 1) or self.follows("negation.cue", end)
        led = self.precedes("count.before", start) or self.precedes("signal.make_that_count", start)
        before = (range_alone or led or self.apart(number)) and closed
        return Count(number.low, number.high, Hit(start, end)) if after or before else None

    def closed(self, at: int) -> bool:
        """Nothing that is counted follows: the end, "and", or only the word for people."""
        while self.among(at, "measure", "people") or (self.among(at, "counted_noise") and self.among(at + 1, "people")):
            at += 1
        return self.word(at) in _CLOSERS or self.among(at, "and_plain") or self.spaced(at)

    def apart(self, number: Number) -> bool:
        """A clause of its own that only counts people, after one that named an agency: "四个人", "troje, "."""
        opens = self.word(number.first - 1) in _CLOSERS or self.spaced(number.first)
        people = self.among(number.last, "collective") or self.among(number.last + 1, "measure", "people")
        return opens and people and number.first > 0 and bool(self.agency_words)

    def spaced(self, at: int) -> bool:
        """A space in front, in a script that sets none within a sentence."""
        if not 0 < at < len(self.tokens) or self.tokens[at - 1].word.isascii():
            return False
        gap = self.tokens[at - 1].end < self.tokens[at].start
        return gap and bool(self.scan.vocabulary.han) and not self.tokens[at].word.isascii()

    def another(self, at: int) -> Count | None:
        """ "and a third in plain clothes", "another agent"."""
        value = self.scan.vocabulary.number("another", self.word(at))
        if value is None:
            return None
        dressed = self.follows("count.agentish", self.tokens[at].end)
        if self.among(at + 1, "agent_one", "people_one") or (dressed and self.among(at - 1, "another_before")):
            return Count(value, value, self.stretch(at, at))
        return None

    def single(self) -> list[Count]:
        """ "an agent", "un federal", or a bare "Agent" at the start: one."""
        ones = [Count(1, 1, hit) for hit in self.scan.find("count.single")]
        return [one for one in ones if not self.off(one)][:1]


def agents(scan: Scan, taken: tuple[Hit, ...]) -> Count | None:
    """The number of agents told, with its words; None where the text gives none."""
    return Agents(scan, taken).count()
