"""Private data found and replaced before anything else is read: numbers and mail always, names by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tipline.reading.digits import LOOSE, private_numbers
from tipline.reading.lexicon import Vocabulary
from tipline.reading.scan import Hit, Scan
from tipline.reading.text import HAN, fold

KINDS = {
    "name": "[name]",
    "phone": "[phone]",
    "email": "[email]",
    "ssn": "[ssn]",
    "a_number": "[a-number]",
    "immigration_status": "[hidden]",  # unlike the others it may not even be named: that it was told is kept nowhere
}
_COORDINATES = re.compile(
    r"(?<![\d.])-?\d{1,2}\.\d{3,15}\s{0,2}[,/ ;]\s{0,2}-?\d{1,2}\.\d{3,15}(?!\d)|(?<=[=@,/d])-?\d{1,2}\.\d{3,15}(?!\d)"
)
_EMAIL = re.compile(
    r"[\w.+%'-]{1,64}\s{0,3}@\s{0,3}[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,20}"
    r"|[\w.+%'-]{1,64}\s{0,3}(?:@|\(at\)|\[at\]|\bat\b)\s{0,3}[\w-]{1,63}\s{0,3}(?:\.|\(dot\)|\[dot\]|\bdot\b)\s{0,3}"
    r"(?:com|net|org|edu|gov|info|io|us|mx)\b",
    re.IGNORECASE,
)
_DIGITS_AFTER = re.compile(rf"\W{{0,4}}(?:\d{LOOSE}){{3,14}}\d")
_HAN = re.compile(f"[{HAN}]")  # no capital tells a name there, only the surname
_HAN_NAME = re.compile(rf"[\s:\uff1a,]?([{HAN}])")
_NAME_WORD = re.compile(r"[\s,:]{1,3}([^\W\d_][^\W\d_'-]{1,30})")


@dataclass(frozen=True, slots=True)
class Masked:
    """The scan of the text with private data replaced, and the kinds found."""

    scan: Scan = field(repr=False)
    kinds: tuple[str, ...] = ()


class _Finder:
    """Collects spans of private data; an earlier find keeps its kind."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = text, vocabulary
        self.spans: list[tuple[Hit, str]] = []
        self.scan: Scan | None = None

    def add(self, start: int, end: int, kind: str) -> None:
        """Add a span; one that meets an earlier find widens it, so that nothing of either is left."""
        for at, (other, known) in enumerate(self.spans):
            if Hit(start, end).meets(other):
                del self.spans[at]
                return self.add(min(start, other.start), max(end, other.end), known)
        self.spans.append((Hit(start, end), kind))
        return None

    def numbers(self) -> None:
        """Mail and numbers. Coordinates look like numbers and are none, so they are blanked out first."""
        if "@" in self.text or " dot " in self.text.lower() or "(at)" in self.text.lower():
            for match in _EMAIL.finditer(self.text):
                self.add(match.start(), match.end(), "email")
        if not any(c.isdigit() for c in self.text):
            return
        plain = _COORDINATES.sub(lambda match: "x" * len(match.group()), self.text)
        for number in private_numbers(plain):
            self.add(number.hit.start, number.hit.end, number.kind)
        self.cued()

    def cued(self) -> None:
        """Digits right after words such as "ssn", "alien number", "call me at"."""
        scan = self.scanned()
        for kind in ("ssn", "a_number", "phone"):
            for hit in scan.find(f"private.{kind}"):
                match = _DIGITS_AFTER.match(self.text, hit.end)
                if match and sum(c.isdigit() for c in match.group()) >= (4 if kind == "ssn" else 7):
                    start = match.start() + len(match.group()) - len(match.group().lstrip(" :#=.-"))
                    self.add(start, match.end(), kind)

    def scanned(self) -> Scan:
        if self.scan is None:
            self.scan = Scan(self.text, self.vocabulary)
        return self.scan

    def status(self) -> None:
        scan = self.scanned()
        void = scan.find("private.status_void")
        for hit in scan.find("private.status"):
            if not any(hit.meets(v) for v in void) and not scan.announced(hit):
                self.add(hit.start, hit.end, "immigration_status")

    def names(self) -> None:
        scan = self.scanned()
        shouted = self.text.upper() == self.text != self.text.lower()
        for group, trusting in (("name.intro", True), ("name.kin", self.cased), ("name.hint", False)):
            for hit in scan.find(group):
                self.name_after(hit.end, trusting=trusting and not shouted)
        self.name_before_numbers()
        for hit, kind in tuple(self.spans):
            if kind == "name":
                self.same_name_elsewhere(self.text[hit.start : hit.end])

    def name_after(self, offset: int, *, trusting: bool) -> None:
        """Up to three words of a name. Trusting: a capital is enough, else the word has to be a known first name."""
        chinese = _HAN_NAME.match(self.text, offset)
        if chinese is not None and fold(chinese.group(1)) in self.vocabulary.set("surname"):
            self.add(chinese.start(1), self.chinese_end(chinese.end(1)), "name")
            return
        first = _NAME_WORD.match(self.text, offset)
        if first is None or _HAN.search(first.group(1)) or not self.is_name(first.group(1), trusting=trusting):
            return
        start, end = first.span(1)
        for _ in range(2):
            more = re.compile(r"\s([^\W\d_][^\W\d_'-]{1,30})").match(self.text, end)
            if more is None or not self.is_name(more.group(1), trusting=True):
                break
            end = more.end(1)
        if not self.street_follows(end):
            self.add(start, end, "name")

    @property
    def cased(self) -> bool:
        """The text has capitals at all, so that one tells something; Arabic has none."""
        return self.text.upper() != self.text.lower() and not self.vocabulary.prefixes

    def chinese_end(self, start: int) -> int:
        """One or two characters of a given name after the surname."""
        end = start
        while end < min(start + 2, len(self.text)) and fold(self.text[end]) not in self.vocabulary.set("name_end"):
            if not _HAN_NAME.match(self.text, end):
                break
            end += 1
        return end

    def is_name(self, word: str, *, trusting: bool) -> bool:
        folded = fold(word)
        if folded in self.vocabulary.set("firstname"):
            return True
        caseless = word[0].upper() == word[0].lower()
        return trusting and (word[0].isupper() or caseless) and not self.is_other(folded)

    def is_other(self, folded: str) -> bool:
        """A capital that is no private person: an agency, a street, a language's own words."""
        if any(folded in self.vocabulary.set(name) for name in ("notname", "street", "make", "streetsuffix")):
            return True
        return any(folded in words for words in self.vocabulary.spoken.values())

    def street_follows(self, end: int) -> bool:
        """ "Rosa and 26th" speaks of a street."""
        words = [token.word for token in self.scanned().tokens if token.start >= end][:3]
        if not words or words[0] not in self.vocabulary.set("and_plain"):
            return False
        after = [word for word in words[1:] if word not in self.vocabulary.set("street_article")]
        return bool(after) and (after[0][0].isdigit() or after[0] in self.vocabulary.set("street"))

    def name_before_numbers(self) -> None:
        """ "Denise, ssn ..." : a capitalised word right before private data."""
        scan = self.scanned()
        cues = [h for kind in ("ssn", "a_number") for h in scan.find(f"private.{kind}")]
        for hit in (*cues, *(h for h, kind in self.spans if kind in ("ssn", "a_number", "phone"))):
            before = re.search(
                r"([^\W\d_][^\W\d_'-]{2,30})[\s,:'s(]{1,4}$", self.text[max(0, hit.start - 40) : hit.start]
            )
            if before and self.is_name(before.group(1), trusting=self.mid_sentence(hit.start, before.group(1))):
                at = max(0, hit.start - 40)
                self.add(at + before.start(1), at + before.end(1), "name")

    def mid_sentence(self, end: int, word: str) -> bool:
        at = self.text.rfind(word, 0, end)
        return at > 0 and self.text.upper() != self.text

    def same_name_elsewhere(self, name: str) -> None:
        for word in name.split():
            if len(word) > 2 and word[0].isupper():
                for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", self.text):
                    if not self.street_follows(match.end()):
                        self.add(match.start(), match.end(), "name")


def mask(text: str, vocabulary: Vocabulary) -> Masked:
    """Replace private data by its kind in brackets. `text` is clean (tipline.reading.text.clean).

    Numbers and mail are found in the whole text, names and immigration status in the part that is read.
    """
    finder = _Finder(text, vocabulary)
    finder.numbers()
    finder.status()
    finder.names()
    if not finder.spans:
        return Masked(finder.scanned())
    return Masked(Scan(_replaced(text, finder.spans), vocabulary), _ordered({kind for _, kind in finder.spans}))


def _replaced(text: str, spans: Iterable[tuple[Hit, str]]) -> str:
    for hit, kind in sorted(spans, key=lambda span: -span[0].start):
        text = text[: hit.start] + KINDS[kind] + text[hit.end :]
    return text


def _ordered(found: set[str]) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if kind in found)
