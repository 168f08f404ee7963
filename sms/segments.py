"""How many SMS a text makes, and where to cut one that Twilio would not take whole.

GSM 03.38: 160 septets in one message, 153 each in several; any letter outside it turns the whole text to UCS-2 with
70 and 67 units of two bytes. A letter of two units is never cut in half, which can cost a unit at a segment's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

LONGEST = 1600  # characters Twilio takes in one message

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two septets


class Encoding(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


_ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_JOINED = {Encoding.GSM7: 153, Encoding.UCS2: 67}


def encoding(text: str) -> Encoding:
    return Encoding.GSM7 if all(c in _BASIC or c in _EXTENSION for c in text) else Encoding.UCS2


def segments(text: str) -> int:
    """How many SMS the carrier makes of a text; an empty one is still one."""
    chosen = encoding(text)
    sizes = list(_sizes(text, chosen))
    if sum(sizes) <= _ALONE[chosen]:
        return 1
    count, room = 1, _JOINED[chosen]
    for size in sizes:
        if size > room:
            count, room = count + 1, _JOINED[chosen]
        room -= size
    return count


def _sizes(text: str, chosen: Encoding) -> Iterator[int]:
    if chosen is Encoding.GSM7:
        return (2 if c in _EXTENSION else 1 for c in text)
    return (2 if ord(c) > 0xFFFF else 1 for c in text)


def split(text: str, max_segments: int | None = None) -> list[str]:
    """The text in parts of at most 1,600 characters and, where given, so many segments; whole if it fits.

    Cut after a sentence, else between words, else where it must be; only white space at a cut is lost.
    """
    if max_segments is not None and max_segments < 1:
        raise ValueError("A part has at least one segment.")
    parts, rest = [], text
    while not _fits(rest, max_segments):
        cut = _cut(rest, _longest_prefix(rest, max_segments))
        head, rest = rest[:cut].rstrip(), rest[cut:].lstrip()
        if head:
            parts.append(head)
    return [*parts, rest] if rest or not parts else parts


def _fits(text: str, max_segments: int | None) -> bool:
    if sum(_sizes(text, Encoding.UCS2)) > LONGEST:
        return False
    return max_segments is None or segments(text) <= max_segments


def _longest_prefix(text: str, max_segments: int | None) -> int:
    """How many characters from the start fit; more characters never fit better, so halving finds it."""
    fits, fails = 1, len(text)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        fits, fails = (middle, fails) if _fits(text[:middle], max_segments) else (fits, middle)
    return fits


_SENTENCE_END = re.compile(r"[.?!…。？！]['\")\]»”]*(?=\s)|\n")
_BETWEEN_WORDS = re.compile(r"\s")
_WORTH_IT = 0.4  # a sentence's end nearer to the start than this would leave a part too short


def _cut(text: str, limit: int) -> int:
    window = text[: limit + 1]  # one more: the white space after the last word that fits
    for pattern, least in ((_SENTENCE_END, limit * _WORTH_IT), (_BETWEEN_WORDS, 0)):
        ends = [m.end() if pattern is _SENTENCE_END else m.start() for m in pattern.finditer(window)]
        good = [end for end in ends if least < end <= limit]
        if good:
            return good[-1]
    return limit
