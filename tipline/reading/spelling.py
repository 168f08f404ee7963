"""Slips of the finger: a long unknown word that is one swapped or one wrong letter away from a known one.

Only corrections of the same length are made, so offsets into the text stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SHORTEST = 6
_LONG_WORD = re.compile(r"(?<![\w'])[^\W\d_]{6,24}(?![\w'])")
_LITERAL = re.compile(r"(?<![\w*~{'])[^\W\d_]{6,24}(?![\w*?~'}])")
_OWN = re.compile(r"(?<![\w*~{'])([^\W\d_]{4,24})(\?)?(?![\w*~}'(])")
_STEM = re.compile(r"(?<![\w*~{'])([^\W\d_]{5,24})\*")


def literals(lines: Iterable[str]) -> frozenset[str]:
    """The whole words of pattern lines, long enough to be told from a slip."""
    return frozenset(word for line in lines for word in _LITERAL.findall(line))


def own_words(lines: Iterable[str]) -> frozenset[str]:
    """Every word of pattern lines that is long enough to show a language, with and without an optional last letter."""
    found = [match.group(1, 2) for line in lines for match in _OWN.finditer(line)]
    return frozenset(word for word, _ in found) | frozenset(word[:-1] for word, optional in found if optional)


def stems(lines: Iterable[str]) -> frozenset[str]:
    """Beginnings that stand before a `*`: whatever begins so is known."""
    return frozenset(stem for line in lines for stem in _STEM.findall(line))


def slips(known: frozenset[str]) -> Mapping[str, str]:
    """By a word with one letter left out (and its length), the known word; where two share one, neither."""
    index: dict[str, str] = {}
    for word in known:
        for at in range(1, len(word)):
            key = f"{len(word)}{word[:at]}{word[at + 1 :]}"
            index[key] = word if index.get(key, word) == word else ""
    return index


def _near(one: str, two: str) -> bool:
    """Same length, same first letter, and one letter differs or two neighbours are swapped."""
    apart = [at for at in range(len(one)) if one[at] != two[at]]
    if len(apart) == 1:
        return True
    return (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and one[apart[0]] == two[apart[1]]
        and one[apart[1]] == two[apart[0]]
    )


def corrected(folded: str, known: frozenset[str], begins: tuple[str, ...], index: Mapping[str, str]) -> str:
    """The text with such slips put right; as long as before."""

    def put_right(match: re.Match[str]) -> str:
        word = match.group()
        if word in known or not word.isascii() or word.startswith(begins):
            return word
        for at in range(1, len(word)):
            near = index.get(f"{len(word)}{word[:at]}{word[at + 1 :]}")
            if near and _near(word, near):
                return near
        return word

    return _LONG_WORD.sub(put_right, folded) if len(folded) >= _SHORTEST else folded
