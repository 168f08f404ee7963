"""Text made ready for reading: cleaned once, then folded so that every offset stays the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

READ_AT_MOST = 5000  # characters looked at for facts; masking sees the whole text
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f\x00-\x08\x0b-\x1f\x7f]")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'}
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
# A report's reference as the desk makes it, folded: letter, digit, letter, digit, sometimes a letter more.
REFERENCE = re.compile(r"[a-z]\d[a-z]\d[a-z]?")
_TOKEN = re.compile(r"(?:[^\W\d_]\.){1,4}[^\W\d_](?![^\W_])|[^\W_]+(?:'[^\W_]+)*|[&@/+,;:.!?()\n-]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark of the folded text, with its offsets."""

    start: int
    end: int
    word: str

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum()


def clean(text: str) -> str:
    """NFC, without invisible characters; lone surrogates become a question mark, so that it can be stored."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n"))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    mapped = _QUOTES.get(character) or _DASHES.get(character)
    if mapped:
        return mapped
    plain = unicodedata.normalize("NFKD", character)
    base = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    if len(base) != 1:
        base = character.lower()
    return base if len(base) == 1 else character


def fold(text: str) -> str:
    """Lower case, without accents, straight quotes; as long as `text`, so offsets agree."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def tokens(folded: str) -> tuple[Token, ...]:
    """Words and marks in order."""
    return tuple(Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(folded))
