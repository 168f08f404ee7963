"""Keys: the cheap test of whether a pattern can match a text at all, so that few patterns are tried on each message."""

from __future__ import annotations

import re

KEY_LENGTH = 4
HAS_DIGIT = "#"  # the key of a text that holds a digit
Keys = frozenset[str]


def keys_of_word(literal: str, *, whole: bool) -> Keys:
    """How a word of a text may begin (or, after a leading `*`, end) for this word of a pattern to match.

    `whole`: nothing optional is left out of `literal`. Empty means that it cannot be told.
    """
    if literal.startswith("*"):
        ending = literal[1:]
        return frozenset({"*" + ending[-3:]}) if ending.isalpha() and len(ending) > 2 and whole else Keys()
    if not literal[:1].isalnum():
        return frozenset({literal}) if whole and len(literal) == 1 else Keys()
    certain = re.split(r"[*~]|(?<=\w)[^\w'.]", literal, maxsplit=1)[0]
    alone = (whole and certain == literal) or (len(certain) < len(literal) and literal[len(certain)] not in "*~")
    options = {certain, certain.replace("'", "")}
    if any(len(option) < 2 and not alone for option in options):
        return Keys()
    return frozenset(option[:KEY_LENGTH] for option in options if option)


def telling(one: Keys, two: Keys) -> Keys:
    """The more telling of two: words before digits, longer beginnings first, then fewer of them."""
    if not one or not two:
        return one or two
    return min(one, two, key=lambda keys: (HAS_DIGIT in keys, -min(map(len, keys)), len(keys)))


def keys_of(words: tuple[str, ...], folded: str, spaces: bool) -> Keys:
    """Every key a text offers: word beginnings and endings, and whether it holds a digit."""
    sizes = range(2, KEY_LENGTH + 1)
    found = {HAS_DIGIT} if any("0" <= c <= "9" for c in folded) else set()
    for word in words:
        found.update(word[:size] for size in sizes)
        found.add(word) if len(word) == 1 else found.add("*" + word[-3:])
    if not spaces:
        found.update(folded[at : at + size] for at in range(len(folded)) for size in sizes)
    return frozenset(found)
