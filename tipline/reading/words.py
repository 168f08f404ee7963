"""Sets of folded words, some of them beginnings only: "agent*" holds every word that begins so."""

from __future__ import annotations

from collections.abc import Iterable


class Words(frozenset[str]):
    """Folded words, and beginnings of words (`begins`): a word that begins so is in it too."""

    begins: tuple[str, ...]

    def __new__(cls, words: Iterable[str] = (), begins: tuple[str, ...] = ()) -> Words:
        made = super().__new__(cls, words)
        made.begins = begins
        return made

    def __contains__(self, word: object) -> bool:
        if super().__contains__(word):
            return True
        return bool(self.begins) and isinstance(word, str) and word.startswith(self.begins)

    def and_also(self, *others: Words) -> Words:
        """The union, beginnings included."""
        return Words(self.union(*others), sum((other.begins for other in others), self.begins))


NO_WORDS = Words()
