"""One message under the vocabulary: where each group of patterns matches, and what is denied, asked or announced."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tipline.reading.keys import keys_of
from tipline.reading.lexicon import Vocabulary
from tipline.reading.pattern import Pattern
from tipline.reading.segment import bare, segmented
from tipline.reading.spelling import corrected
from tipline.reading.text import READ_AT_MOST, Token, fold, tokens

_SENTENCE_END = re.compile(r"(?:(?<!\d)\.(?!\w)|\.(?=\s|$)|[!?;\n\u3002\uff1f\uff01])+\s*")
_ANNOUNCED_AFTER = 60  # characters after a hit within which "tomorrow" still speaks of it
_NEGATION_REACH = 5  # words a negation reaches forward


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Where a pattern matched: offsets into the masked text."""

    start: int
    end: int

    def inside(self, other: Hit) -> bool:
        return other.start <= self.start and self.end <= other.end

    def meets(self, other: Hit) -> bool:
        return self.start < other.end and other.start < self.end


class Scan:
    """The masked text of one message and what the vocabulary finds in it; each group is searched once."""

    def __init__(self, masked: str, vocabulary: Vocabulary) -> None:
        self.masked = masked
        self.text = masked[:READ_AT_MOST]
        self.vocabulary = vocabulary
        self.folded = corrected(fold(self.text), vocabulary.known, vocabulary.begins, vocabulary.slips)
        self.tokens: tuple[Token, ...] = tokens(self.folded)
        whole = tuple(token.word for token in self.tokens)
        if vocabulary.han or vocabulary.prefixes:
            self.tokens = segmented(self.tokens, vocabulary)
            whole += tuple(bare(whole, vocabulary.prefixes)) if vocabulary.prefixes else ()
        self.words = tuple(token.word for token in self.tokens)
        self._candidates = vocabulary.candidates(keys_of(whole + self.words, self.folded, vocabulary.spaces))
        self._found: dict[str, tuple[Hit, ...]] = {}

    def find(self, group: str) -> tuple[Hit, ...]:
        """All hits of a group, in order, the longest first where they begin together."""
        found = self._found.get(group)
        if found is None:
            found = self._found[group] = self._searched(self._candidates.get(group))
        return found

    def _searched(self, patterns: Iterable[Pattern] | None) -> tuple[Hit, ...]:
        if patterns is None:
            return ()
        hits = {(m.start(), -m.end()) for p in patterns for m in p.regex.finditer(self.folded) if m.end() > m.start()}
        return tuple(Hit(start, -end) for start, end in sorted(hits))

    def has(self, *groups: str) -> bool:
        return any(self.find(group) for group in groups)

    def said(self, group: str) -> tuple[Hit, ...]:
        """Hits that the text asserts: not denied."""
        return tuple(hit for hit in self.find(group) if not self.denied(hit))

    def told(self, group: str) -> tuple[Hit, ...]:
        """Hits that the text asserts as having happened: not denied, asked or announced."""
        return tuple(hit for hit in self.said(group) if not self.asked(hit) and not self.announced(hit))

    def part(self, hit: Hit) -> str:
        return self.text[hit.start : hit.end]

    @cached_property
    def sentences(self) -> tuple[Hit, ...]:
        """Sentences with their end marks."""
        ends = [m.end() for m in _SENTENCE_END.finditer(self.folded)]
        if not ends or ends[-1] < len(self.folded):
            ends.append(len(self.folded))
        return tuple(Hit(start, end) for start, end in zip([0, *ends], ends, strict=False))

    def sentence(self, offset: int) -> Hit:
        starts = [s.start for s in self.sentences]
        return self.sentences[max(0, bisect_right(starts, offset) - 1)]

    def words_between(self, start: int, end: int) -> int:
        return sum(1 for t in self.tokens if t.start >= start and t.end <= end and t.is_word)

    @cached_property
    def _fixed(self) -> tuple[Hit, ...]:
        """Hits whose own words hold a negation ("no badge", "would not say"): it denies nothing else."""
        groups = (
            *self.vocabulary.groups("activity."),
            *self.vocabulary.groups("injury."),
            "negation.void",
            "emergency",
            "ongoing.over",
            "signal.ownnegation",
        )
        return tuple(hit for group in groups for hit in self.find(group))

    @cached_property
    def negations(self) -> tuple[Hit, ...]:
        cues = self.find("negation.cue")
        return tuple(c for c in cues if not any(c.inside(f) and c != f for f in self._fixed))

    def denied(self, hit: Hit) -> bool:
        """A negation stands in front of it, in the same breath, or one that takes back what was said follows."""
        return any(self._reaches(cue, hit) for cue in self.negations) or any(
            0 <= after.start - hit.end <= 12 and self.folded[hit.end : after.start].strip() in ("", ",", ":")
            for after in self.find("negation.after")
        )

    def _reaches(self, cue: Hit, hit: Hit) -> bool:
        if cue.end > hit.start:
            return False
        between = self.folded[cue.end : hit.start]
        if "," in between or _SENTENCE_END.search(between):
            return False
        if any(cue.end <= b.start and b.end <= hit.start for b in self.find("negation.barrier")):
            return False
        return self.words_between(cue.end, hit.start) <= _NEGATION_REACH

    def asked(self, hit: Hit) -> bool:
        """It stands in a question."""
        sentence = self.sentence(hit.start)
        if "?" in self.folded[hit.end : sentence.end] or "\uff1f" in self.folded[hit.end : sentence.end]:
            return not any(
                sentence.start <= b.start < sentence.end and b.start >= hit.end for b in self.find("question.tag")
            )
        if any(hit.end <= mark.start < sentence.end for mark in self.find("question.mark")):
            return not any(sentence.start <= tag.start < sentence.end for tag in self.find("question.tag"))
        cues = (*self.find("question.yesno"), *self.find("question.hedge"))
        return any(sentence.start <= cue.start <= hit.start and cue.start < sentence.end for cue in cues)

    def asked_softly(self, hit: Hit) -> bool:
        """It stands in a sentence built as a question; harm is never lost to a stray question mark."""
        sentence = self.sentence(hit.start)
        opened = any(sentence.start <= cue.start <= hit.start for cue in self.find("question.yesno"))
        return opened and self.asked(hit)

    @cached_property
    def announcements(self) -> tuple[Hit, ...]:
        """Words that speak of what is only expected."""
        void = self.find("time.announced_void")
        return tuple(cue for cue in self.find("time.announced") if not any(cue.meets(v) for v in void))

    def announced(self, hit: Hit) -> bool:
        """It is only expected: "gonna", "tomorrow", before it or soon after it in the same sentence."""
        sentence = self.sentence(hit.start)
        return any(
            sentence.start <= cue.start <= hit.end + _ANNOUNCED_AFTER
            and cue.end <= sentence.end
            and (cue.start <= hit.start or cue.start >= hit.end)
            and "," not in self.folded[cue.end : hit.start]
            for cue in self.announcements
        )
