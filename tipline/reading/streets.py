"""One street among the words: a number, a name from the list, or a guess, with its article, heading and suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.scan import Hit, Scan

_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|a|o)")
_LONGEST_NAME = 5  # words
_HIGHEST = 138  # the city's last numbered street
_HOURS = 12
SURE, NUMBER, GUESS = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Street:
    """Tokens [first, last] name a street. `sure`: SURE, a bare NUMBER, or a GUESS (a common word, an unknown name)."""

    first: int
    last: int
    sure: int


class Streets:
    """Reads streets at token positions; what lies in `taken` (links, masks, times) is none."""

    def __init__(self, scan: Scan, taken: tuple[Hit, ...] = ()) -> None:
        self.scan, self.tokens, self.taken = scan, scan.tokens, taken
        self.shouted = scan.text.isupper()
        words = scan.vocabulary.set
        self.names, self.weak, self.suffix = words("street"), words("street_weak"), words("streetsuffix")
        self.heading, self.articles = words("direction"), words("street_article")
        self.stop = words("stopmod").and_also(words("link"), words("det"))

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def capital(self, at: int) -> bool:
        """A capital that tells something, in a text that is not all capitals."""
        return self.scan.text[self.tokens[at].start].isupper() and not self.shouted

    def spoken(self, word: str) -> bool:
        """One of a language's own small words."""
        return any(word in words for words in self.scan.vocabulary.spoken.values())

    def street(self, at: int, *, guess: bool = False) -> Street | None:
        """The street that begins at a token. With `guess`, any word that is not a small one may be a name."""
        first = at
        for _ in range(2):
            named = self.word(at) in self.articles and self.name(at, guess=False)
            at += self.word(at) in self.articles and not named and bool(self.word(at + 1))
        if self.word(at).rstrip(".") in self.heading and self.core(at + 1, guess=False):
            at += 1
        core = self.core(at, guess=guess)
        if core is None:
            return None
        last, sure = core
        if sure == NUMBER and first < at and int(re.sub(r"\D", "", self.word(at)) or 0) > _HOURS:
            sure = SURE  # "la 88": an article before a number that is no hour
        if (
            self.word(last + 1) in self.suffix
            and not self.word(last + 2).isdigit()
            and (sure > GUESS or self.capital(last))
        ):
            last, sure = last + 1, SURE
        if self.word(last + 1) in self.heading and self.word(last + 2) in ("", ",", ".", "\n"):
            last += 1
        return Street(first, last, sure)

    def core(self, at: int, *, guess: bool) -> tuple[int, int] | None:
        """(last token, how sure) of a number or name."""
        word = self.word(at)
        if not word or not word[0].isalnum() or self.blocked(at):
            return None
        if _ORDINAL.fullmatch(word) and int(re.sub(r"\D", "", word)) <= _HIGHEST:
            return at, SURE
        if word.isdecimal():
            return (at, NUMBER) if len(word) <= 3 and 1 <= int(word) <= _HIGHEST else None
        if self.scan.vocabulary.number("streetword", word) is not None:
            return at, GUESS
        return self.name(at, guess=guess)

    def name(self, at: int, *, guess: bool) -> tuple[int, int] | None:
        known = self.word(at) in self.scan.vocabulary.street_starts
        for length in range(_LONGEST_NAME if known else 0, 0, -1):
            words = " ".join(self.word(i) for i in range(at, at + length))
            if words in self.names:
                common = words in self.weak and self.word(at + length) not in self.suffix
                return at + length - 1, GUESS if common and not self.proper(at) else SURE
        word = self.word(at)
        if word in self.stop or not word.isalpha() or len(word) <= 2:
            return None
        if self.word(at + 1) in self.suffix - self.scan.vocabulary.set("suffix_common"):
            return at, NUMBER
        return (at, GUESS) if guess else None

    def proper(self, at: int) -> bool:
        """Written with a capital where a common word would have none."""
        opening = at == 0 or self.word(at - 1) in (".", "!", "?", "\n")
        return self.capital(at) and not opening

    def blocked(self, at: int) -> bool:
        return any(hit.start <= self.tokens[at].start < hit.end for hit in self.taken)

    def stretch(self, first: int, last: int) -> Hit:
        return Hit(self.tokens[first].start, self.tokens[last].end)
