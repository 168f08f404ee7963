"""Words as they are kept for searching and as they are sought: the same on both databases, whatever the language.

Folded as for reading (small letters, no accents, plain digits, one spelling of Chinese). Chinese characters are words
of their own, so that a run of them is found inside a longer one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipline.reading.text import HAN, clean, fold

LONGEST = 64  # characters of a word; what is longer is cut, when kept and when sought
MOST = 12  # words of one search; more are not looked for
_WORD = re.compile(f"[{HAN}]+|(?:(?![{HAN}])[^\\W_])+")
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing sought: words that follow one another. `open`: the last may go on, as while one is still typing."""

    words: tuple[str, ...]
    open: bool = False


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order."""
    return tuple(word for run in _runs(text) for word in run)


def terms(text: str) -> tuple[Term, ...]:
    """What a person seeks: every term has to be there. Empty when the text holds no word."""
    runs = _runs(text)[:MOST]
    found = [Term(run) for run in runs]
    if runs and text[-1:].isalnum() and not _HAN.match(runs[-1][0]):
        found[-1] = Term(runs[-1], open=True)
    return tuple(found)


def _runs(text: str) -> list[tuple[str, ...]]:
    found = _WORD.findall(fold(clean(text)))
    return [tuple(run) if _HAN.match(run) else (run[:LONGEST],) for run in found]
