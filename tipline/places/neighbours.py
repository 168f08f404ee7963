"""Words that place something in a neighbouring town: "95th and Cicero in Oak Lawn", or just "Evanston"."""

from __future__ import annotations

from tipline.places.city import City
from tipline.places.text import squeeze, tokens

# A town's name may be a street's too (Cicero, Summit): it counts after one of these, or with the state behind it.
_IN = frozenset({"in", "en"})
_ENDS = frozenset({"il", "illinois", "indiana"})
_LONGEST = 3  # words of a town's name
_ADDRESS = 3  # tokens that stand at least before the town that closes an address


def neighbour_in(text: str, city: City) -> str | None:
    """The neighbouring town named as the place, in title case; None when none is."""
    words = [token.text for token in tokens(text) if token.text != ","]
    for start in range(len(words)):
        for size in range(min(_LONGEST, len(words) - start), 0, -1):
            name = " ".join(words[start : start + size])
            if name in city.neighbours and _meant(words, start, start + size, city):
                return name.title()
    return None


def town_behind(text: str, city: City) -> str | None:
    """The neighbouring town that closes an address: "26th and Harlem, Berwyn"; None when there is none."""
    head, comma, tail = text.rpartition(",")
    words = [token.text for token in tokens(tail) if token.text not in _ENDS and token.text.isalpha()]
    name = " ".join(words)
    if not comma or name not in city.neighbours or len(tokens(head)) < _ADDRESS:
        return None
    return name.title()


def _meant(words: list[str], start: int, end: int, city: City) -> bool:
    if (start, end) == (0, len(words)):
        return squeeze(" ".join(words)) not in city.names
    before = words[start - 1] if start else ""
    after = words[end] if end < len(words) else ""
    return before in _IN or after in _ENDS
