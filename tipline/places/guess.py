"""Misspelt street names: guessed only beside a firmly named street they really cross, and only when one fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from tipline.places.city import City
from tipline.places.crossing import crossings
from tipline.places.mentions import Mention, link
from tipline.places.text import Token
from tipline.places.words import AND, BETWEEN, COUNTED, FILLERS, NEAR, PLAIN

SHORTEST = 4  # letters a word needs before we guess
TWICE = 8  # letters from which two mistakes are forgiven
LEAST, LEAST_SHORT = 0.75, 0.74  # share of letters that have to stand right: in long words, in short ones
MARGIN = 0.06  # how much closer than the next the one we take has to be
MOST = 12  # names looked at
WORDS = 2  # a name may have been split
# Words that are never read as a misspelt street.
STOP = PLAIN | COUNTED


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
    """The one street the words may be a misspelling of: it crosses the anchor, and no other is about as close."""
    words = [token.text for token in found[start:end]]
    typed = "".join(words)
    if len(typed) < SHORTEST or not typed.isalpha() or any(word in STOP for word in words):
        return None
    fitting: list[tuple[float, Mention]] = []
    for name, ratio in _close(typed, city):
        if fitting and ratio < fitting[0][0] - MARGIN:
            break
        mention = Mention(start, end, city.names[name], "named", guessed=True)
        if crossings(mention, anchor, city):
            fitting.append((ratio, mention))
    if not fitting or len({mention.streets[0].name for _, mention in fitting}) > 1:
        return None
    return fitting[0][1]


def _close(typed: str, city: City) -> list[tuple[str, float]]:
    """(name, ratio) of the city's names spelt much alike, the closest first."""
    least = LEAST if len(typed) >= TWICE else LEAST_SHORT
    scored = process.extract(
        typed, city.vocabulary, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=least, limit=MOST
    )
    return [(name, ratio) for name, ratio, _ in scored]
