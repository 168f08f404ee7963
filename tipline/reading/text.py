"""Text made ready for reading: cleaned once, then folded so that every offset stays the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from tipline.reading.han import SIMPLE

READ_AT_MOST = 5000  # characters looked at for facts; masking sees the whole text
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f\x00-\x08\x0b-\x1f\x7f]")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'}
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
# Letters that one writer tells apart and the next does not, and that Unicode does not decompose.
_LETTERS = {
    "\u0142": "l", "\u0141": "l", "\u0491": "\u0433", "\u0490": "\u0433",  # Polish l with stroke, Ukrainian g
    "\u0629": "\u0647", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0671": "\u0627",  # Arabic
    "\u060c": ",", "\u061b": ";", "\u061f": "?", "\u3001": ",",
}
# Vowel signs and the stretching stroke of Arabic: written or left out at will, so they are left out of the text.
_ARABIC_SIGNS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # for a character class
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
    """NFC, without invisible characters and Arabic vowel signs; a lone surrogate becomes a question mark."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n"))
    return text if text.isascii() else _ARABIC_SIGNS.sub("", text)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    mapped = _QUOTES.get(character) or _DASHES.get(character) or _LETTERS.get(character) or SIMPLE.get(character)
    if mapped:
        return mapped
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKD", character)
    base = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    if len(base) != 1:
        base = character.lower()
    return base if len(base) == 1 else character


def fold(text: str) -> str:
    """Lower case, without accents, straight quotes, plain digits, simplified characters; as long as `text`."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def tokens(folded: str) -> tuple[Token, ...]:
    """Words and marks in order."""
    return tuple(Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(folded))
