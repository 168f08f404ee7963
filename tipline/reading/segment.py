"""Words where the script writes them together: Chinese without spaces, Arabic with small words written on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from tipline.reading.lexicon import Vocabulary
from tipline.reading.text import HAN, Token

_RUNS = re.compile(rf"[{HAN}]+|[^{HAN}]+")
_LONGEST = 6  # characters of one Chinese word
_SHORTEST_STEM = 3  # letters that a word keeps when something is taken off its front


def segmented(tokens: Iterable[Token], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Tokens of single words: Han runs by the longest known word, written-on words apart from known or foreign ones."""
    numerals = frozenset("".join(vocabulary.numbers.get("numeral", {})))
    found: list[Token] = []
    for token in tokens:
        if vocabulary.han and any(not part.isascii() for part in token.word):
            found += _han(token, vocabulary.han, numerals)
        elif vocabulary.prefixes and token.is_word:
            found += _unprefixed(token, vocabulary)
        else:
            found.append(token)
    return tuple(found)


def _han(token: Token, known: frozenset[str], numerals: frozenset[str]) -> Iterator[Token]:
    for run in _RUNS.finditer(token.word):
        at, text = 0, run.group()
        if not re.match(rf"[{HAN}]", text):
            yield Token(token.start + run.start(), token.start + run.end(), text)
            continue
        while at < len(text):
            size = _size(text, at, known, numerals)
            start = token.start + run.start() + at
            yield Token(start, start + size, text[at : at + size])
            at += size


def _size(text: str, at: int, known: frozenset[str], numerals: frozenset[str]) -> int:
    """Characters of the word that begins here: a known one, a number in numerals, or one character."""
    longest = next((n for n in range(_LONGEST, 1, -1) if text[at : at + n] in known), 1)
    number = 0
    while at + number < len(text) and text[at + number] in numerals:
        number += 1
    return max(longest, number)


def _unprefixed(token: Token, vocabulary: Vocabulary) -> list[Token]:
    """ "and Kostner", "in Kedzie" written as one word: the small word and the rest."""
    word, streets = token.word, vocabulary.set("street")
    if word in vocabulary.known or word in streets:
        return [token]
    familiar = word.startswith(vocabulary.begins)
    for small in (p for slot in vocabulary.prefixes for p in slot if len(p) == 1 and word.startswith(p)):
        rest = word[len(small) :]
        joins = small in vocabulary.set("and") and len(rest) >= _SHORTEST_STEM and not familiar
        if rest in streets or rest.isdigit() or joins:
            middle = token.start + len(small)
            return [Token(token.start, middle, small), Token(middle, token.end, rest)]
    return [token]


def bare(words: Iterable[str], prefixes: tuple[tuple[str, ...], ...]) -> set[str]:
    """What the words may be without what is written onto their front."""
    fronts = {"".join(some) for some in product(*(("", *slot) for slot in prefixes))} - {""}
    return {w[len(f) :] for w in words for f in fronts if len(w) > len(f) + 1 and w.startswith(f)}
