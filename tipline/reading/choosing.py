"""Which of the languages at hand a message is read in: few, so that one language's words mean nothing in another's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tipline.reading.lexicon import Lexicon
from tipline.reading.text import HAN

NAMES = "*"  # the code of a file that holds in every language
_SCRIPT = re.compile(
    rf"(?P<cyrillic>[\u0400-\u052f]+)|(?P<arabic>[\u0600-\u06ff]+)|(?P<han>[{HAN}])|(?P<latin>[a-z']+)"
)
_SHARE = 4  # a language is read if it shows at least every so many times as often as the one that shows most
_MIXED = 2  # the same, for a language that the leading one is not used to be mixed with


def pieces(folded: str) -> dict[str, list[str]]:
    """By script, the words (for Han, the characters) of a text."""
    found: dict[str, list[str]] = {}
    for match in _SCRIPT.finditer(folded):
        found.setdefault(str(match.lastgroup), []).append(match.group())
    return found


def _shown(latin: Sequence[Lexicon], words: Sequence[str]) -> Counter[str]:
    """How many words only one language knows; a word that two share shows neither."""
    scores = Counter[str]()
    for word in words:
        owners = [x.code for x in latin if word in x.own]
        if len(owners) == 1:
            scores[owners[0]] += 1
    return scores


def _of_latin(latin: Sequence[Lexicon], words: Sequence[str]) -> set[str]:
    scores = _shown(latin, words)
    if not scores:
        return {x.code for x in latin}
    best = max(scores, key=lambda code: scores[code])
    beside = {x.code: set(x.beside) for x in latin}
    chosen = {best, *beside[best]}
    for code, score in scores.items():
        used_to = code in beside[best] or best in beside[code]
        if score * (_SHARE if used_to else _MIXED) >= scores[best]:
            chosen.add(code)
    return chosen


def choose(folded: str, lexicons: Sequence[Lexicon]) -> tuple[Lexicon, ...]:
    """The lexicons that apply, names first."""
    found = pieces(folded)
    spoken = [x for x in lexicons if x.code != NAMES]
    latin = [x for x in spoken if x.script == "latin"]
    codes = {x.code for x in spoken if x.script != "latin" and found.get(x.script)}
    words = found.get("latin", [])
    if not codes:
        codes = _of_latin(latin, words)
    elif sum(_shown(latin, words).values()) > 1:
        codes |= _of_latin(latin, words)
    return tuple(x for x in lexicons if x.code == NAMES or x.code in codes)
