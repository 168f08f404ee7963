"""Letters to tokens: small letters without accents, numbers with what they count as, marks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tipline.places.words import HUNDRED, ORDINAL_ENDINGS, TENS, UNITS

LONGEST = 2000  # letters of a message looked at; a place stands near its start or end, and a text is rarely longer
_NOT_DECOMPOSED = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "đ": "d", "’": "'", "ʼ": "'"})
_TOKEN = re.compile(
    rf"(?P<clock>\d{{1,2}}[:.]\d\d(?!\d))|(?P<ordinal>\d{{1,3}}(?:-?(?:{ORDINAL_ENDINGS})|\s(?:th|nd|rd))(?![^\W_一-鿿]))"
    r"|(?P<block>\d{3,5}(?:'?s))(?![^\W_一-鿿])|(?P<number>\d+)(?![^\W_一-鿿؀-ۿ]|[.,]\d)|(?P<han>[一-鿿])"
    r"|(?P<word>[^\W_一-鿿]+(?:'[^\W_]+)*)|(?P<mark>[^\s\w])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark. `value` is set for numbers; `ordinal` for "26th"; `block` for "3600s"."""

    text: str
    value: int | None = None
    ordinal: bool = False
    block: bool = False


def fold(text: str) -> str:
    """Small letters, accents taken off."""
    spread = unicodedata.normalize("NFKD", text.lower().translate(_NOT_DECOMPOSED))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def squeeze(name: str) -> str:
    """A street's name as looked up: folded, letters and digits only, so that "La Salle" is "lasalle"."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


def tokens(text: str) -> tuple[Token, ...]:
    """Tokens of the text, number words already joined: "twenty sixth" is one ordinal token of value 26."""
    return tuple(_join_spoken([_token(match) for match in _TOKEN.finditer(fold(text[:LONGEST]))]))


def _token(match: re.Match[str]) -> Token:
    text, kind = match.group(), match.lastgroup
    if kind in ("ordinal", "block", "number"):
        digits = re.match(r"\d{1,9}", text)
        value = int(digits.group()) if digits else None
        return Token(text, value, ordinal=kind == "ordinal", block=kind == "block")
    return Token(text.replace("'", "") if kind == "word" else text)


def _join_spoken(found: list[Token]) -> list[Token]:
    joined: list[Token] = []
    at = 0
    while at < len(found):
        spoken = _spoken(found, at)
        if spoken is None:
            joined.append(found[at])
            at += 1
        else:
            token, at = spoken
            joined.append(token)
    return joined


def _spoken(found: list[Token], at: int) -> tuple[Token, int] | None:
    """A number in words at this token, and where it ends: [hundred [and]] [tens [y|-]] [unit]."""
    start, total, ordinal = at, 0, False
    if found[at].text in HUNDRED:
        total, ordinal = HUNDRED[found[at].text]
        at += 1
        if at < len(found) and found[at].text == "and" and _small(found, at + 1) is not None:
            at += 1
    small = None if ordinal else _small(found, at)
    if small is not None:
        value, ordinal, at = small
        total += value
    return None if at == start else (Token(" ".join(t.text for t in found[start:at]), total, ordinal=ordinal), at)


def _small(found: list[Token], at: int) -> tuple[int, bool, int] | None:
    """Below a hundred. A tens word joined to a unit ("fiftyfirst") is in the table of units."""
    if at >= len(found):
        return None
    if found[at].text in UNITS:
        value, ordinal = UNITS[found[at].text]
        return value, ordinal, at + 1
    if found[at].text not in TENS:
        return None
    value, ordinal = TENS[found[at].text]
    then = at + 1
    if then < len(found) and found[then].text in ("y", "-"):
        then += 1
    if then < len(found) and found[then].text in UNITS:
        unit, last = UNITS[found[then].text]
        if 0 < unit < 10:
            return value + unit, last or ordinal, then + 1
    return value, ordinal, at + 1
