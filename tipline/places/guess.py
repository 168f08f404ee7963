"""Misspelt street names: guessed only beside a firmly named street they really cross, and only when one fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tipline.places.city import City
from tipline.places.crossing import crossings
from tipline.places.load import deletions
from tipline.places.mentions import Mention, link
from tipline.places.text import Token
from tipline.places.words import AND, BETWEEN, FILLERS, NEAR, PLAIN

SHORTEST = 5  # letters a word needs before we guess
TWICE = 9  # letters from which two mistakes are forgiven
WORDS = 2  # a name may have been split


def with_guesses(found: Sequence[Token], named: Sequence[Mention], city: City) -> list[Mention]:
    """The mentions, with misspelt neighbours of firm ones added."""
    result = list(named)
    taken = {at for mention in named for at in range(mention.start, mention.end)}
    for anchor in named:
        if not anchor.firm or any(_tied(found, anchor, other) for other in named if other is not anchor):
            continue
        for start, end in _slots(found, anchor, taken):
            if guess := _guess(found, start, end, anchor, city):
                result.append(guess)
                taken.update(range(start, end))
                break
    return sorted(result, key=lambda mention: mention.start)


def _tied(found: Sequence[Token], one: Mention, two: Mention) -> bool:
    first, last = sorted((one, two), key=lambda mention: mention.start)
    return link(found, first, last) not in (None, "touch")


def _slots(found: Sequence[Token], anchor: Mention, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of one or two unknown words next to the anchor, past words that tie."""
    start = anchor.end
    while start < len(found) and start not in taken and found[start].text in AND | NEAR | FILLERS | BETWEEN:
        start += 1
    end = anchor.start
    while end > 0 and end - 1 not in taken and found[end - 1].text in AND | NEAR | FILLERS | BETWEEN:
        end -= 1
    for length in range(1, WORDS + 1):
        for low, high in ((start, start + length), (end - length, end)):
            if low >= 0 and high <= len(found) and not taken & set(range(low, high)):
                yield low, high


def _guess(found: Sequence[Token], start: int, end: int, anchor: Mention, city: City) -> Mention | None:
    words = [token.text for token in found[start:end]]
    typed = "".join(words)
    if len(typed) < SHORTEST or not typed.isalpha() or any(word in PLAIN for word in words):
        return None
    for mistakes in (1, 2) if len(typed) >= TWICE else (1,):
        fitting = []
        for name in sorted(_close(typed, mistakes, city)):
            mention = Mention(start, end, city.names[name], "named", guessed=True)
            if crossings(mention, anchor, city):
                fitting.append(mention)
        if fitting:
            return fitting[0] if len({m.streets[0].name for m in fitting}) == 1 else None
    return None


def _close(typed: str, mistakes: int, city: City) -> set[str]:
    """Names within so many mistakes: a letter left out, put in, changed, or two swapped."""
    forms = {typed, *deletions(typed)}
    if mistakes == 2:
        forms |= {shorter for form in tuple(forms) for shorter in deletions(form)}
    near = {name for form in forms for name in city.near_names.get(form, ())}
    return {name for name in near if distance(typed, name) <= mistakes}


def distance(one: str, two: str) -> int:
    """Edits between two words, a swap of neighbours counted as one."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for to, other in enumerate(two, 1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == two[to - 2] and one[at - 2] == other:
                best = min(best, older[to - 2] + 1)
            row.append(best)
    return row[-1]
