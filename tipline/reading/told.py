"""The words of one time, and what the tables of their languages find in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tipline.reading.lexicon import Vocabulary
from tipline.reading.numbers import written
from tipline.reading.text import fold


class Told:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = fold(text), vocabulary

    def find(self, table: str) -> int | None:
        """The value of the longest phrase of a table that stands in the text."""
        phrases: Mapping[str, int] = self.vocabulary.numbers.get(table, {})
        found = [phrase for phrase in phrases if self.holds(phrase)]
        return phrases[max(found, key=len)] if found else None

    def holds(self, phrase: str) -> bool:
        return self._search(phrase) is not None

    def spot(self, table: str) -> re.Match[str] | None:
        """Where the longest phrase of a table stands."""
        found = [match for match in map(self._search, self.vocabulary.numbers.get(table, {})) if match]
        return max(found, key=lambda match: match.end() - match.start(), default=None)

    def _search(self, phrase: str) -> re.Match[str] | None:
        bare = phrase.rstrip("*")
        if not bare.isascii() and (self.vocabulary.han or self.vocabulary.prefixes):
            return re.search(re.escape(bare), self.text)
        ending = r"\w*" if phrase.endswith("*") else ""
        return re.search(rf"(?<!\w){re.escape(bare)}{ending}(?!\w)", self.text)

    def number(self) -> int | None:
        """The first number, in digits or words, that is no clock time."""
        digits = re.search(r"(?<![\d:])\d{1,3}(?![\d:])", self.text)
        if digits:
            return int(digits.group())
        spoken = self.vocabulary.numbers.get("cardinal", {})
        named = next((spoken[w] for w in re.findall(r"\w+", self.text) if w in spoken), None)
        numerals = self.vocabulary.numbers.get("numeral", {})
        runs = re.findall("[" + "".join(numerals) + "]+", self.text) if numerals else []
        return named if named is not None else (written(runs[0], numerals) if runs else None)
