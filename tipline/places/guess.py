"""Misspelt street names: guessed only beside a firmly named street they really cross, and only when one fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from tipline.places.city import City
from tipline.places.crossing import crossings
from tipline.places.kindwords import LINE, STATIONS
from tipline.places.mentions import Mention, link, with_suffix
from tipline.places.text import Token
from tipline.places.words import AND, BETWEEN, COUNTED, FILLERS, NEAR, PLAIN

SHORTEST = 5  # letters a word needs before we guess
TWICE = 8  # letters from which two mistakes are forgiven
LEAST, LEAST_SHORT = 0.75, 0.78  # share of letters that have to stand right: in long words, in short ones
MARGIN = 0.06  # how much closer than the next the one we take has to be
MOST = 12  # names looked at
WORDS = 3  # of which a name may consist
_TIES = AND | NEAR | FILLERS | BETWEEN
# Words that are never read as a misspelt street.
STOP = PLAIN | COUNTED | STATIONS | LINE


def with_guesses(found: Sequence[Token], named: Sequence[Mention], city: City) -> list[Mention]:
    """The mentions, with misspelt neighbours of sure ones added."""
    result = list(named)
    for anchor in named:
        if anchor.guessed or any(_meets(found, anchor, other, city) for other in result):
            continue
        taken = {at for mention in result if _keeps(mention, anchor, city) for at in range(mention.start, mention.end)}
        for start, end, joined in _slots(found, anchor, taken, city):
            if not (anchor.firm or joined) or (anchor.kind == "bare" and not _counts_nothing(found, anchor)):
                continue
            if any(mention.end >= end and mention.start <= start for mention in result):
                continue  # it is a street's name as it stands
            if guess := _guess(found, start, end, anchor, city):
                result = [mention for mention in result if mention.end <= start or mention.start >= end]
                result.append(guess)
                break
    return sorted(result, key=lambda mention: mention.start)


def _counts_nothing(found: Sequence[Token], anchor: Mention) -> bool:
    """A bare number is a street's only at the end of the words: "ashlnad y 47"."""
    return all(token.text in FILLERS for token in found[anchor.end :])


def _meets(found: Sequence[Token], one: Mention, two: Mention, city: City) -> bool:
    """Tied to another street that it really crosses: nothing to guess."""
    if one is two:
        return False
    first, last = sorted((one, two), key=lambda mention: mention.start)
    return link(found, first, last) not in (None, "touch") and (last.firm or bool(crossings(one, two, city)))


def _keeps(mention: Mention, anchor: Mention, city: City) -> bool:
    """Whether the words of a mention are surely its own: "New" beside Altgeld is the half of a name."""
    return mention is anchor or not mention.ordinary or mention.suffix is not None


def _slots(found: Sequence[Token], anchor: Mention, taken: set[int], city: City) -> Iterator[tuple[int, int, bool]]:
    """Runs of one to three words next to the anchor, past words that tie; whether a word like "and" stood between."""
    skipped = _TIES | city.directions.keys()
    start = anchor.end
    while start < len(found) and start not in taken and found[start].text in skipped:
        start += 1
    end = anchor.start
    while end > 0 and end - 1 not in taken and _passed(found, end - 1, city):
        end -= 1
    after = any(token.text in AND for token in found[anchor.end : start])
    before = any(token.text in AND for token in found[end : anchor.start])
    for length in range(WORDS, 0, -1):
        for low, high, joined in ((start, start + length, after), (end - length, end, before)):
            if low >= 0 and high <= len(found) and not taken & set(range(low, high)):
                yield low, high, joined


def _passed(found: Sequence[Token], at: int, city: City) -> bool:
    """Words between a name and the anchor behind it: ties, and the name's own suffix."""
    word = found[at].text
    return word in _TIES or word in city.suffixes or word in city.directions


def _guess(found: Sequence[Token], start: int, end: int, anchor: Mention, city: City) -> Mention | None:
    """The one street the words may be a misspelling of: it crosses the anchor, and no other is about as close."""
    words = [token.text for token in found[start:end]]
    typed = "".join(words)
    told = words[1:] if len(words) > 1 and words[0] in FILLERS else words  # "st loouis"
    if len(typed) < SHORTEST or not typed.isalpha() or any(word in STOP for word in told):
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
    return _whole(found, fitting[0][1], city)


def _whole(found: Sequence[Token], mention: Mention, city: City) -> Mention:
    """With the direction said before the name and the suffix behind it."""
    at = mention.start - 1
    if at > 0 and found[at].text == ".":
        at -= 1
    side = city.directions.get(found[at].text) if at >= 0 and found[at].text not in AND else None
    return with_suffix(found, replace(mention, start=at, direction=side) if side else mention, city)


def _close(typed: str, city: City) -> list[tuple[str, float]]:
    """(name, ratio) of the city's names spelt much alike, the closest first."""
    least = LEAST if len(typed) >= TWICE else LEAST_SHORT
    scored = process.extract(
        typed, city.vocabulary, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=least, limit=MOST
    )
    return [(name, ratio) for name, ratio, _ in scored]
