"""Where a text names landmarks and parts of the city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tipline.places.city import City
from tipline.places.kindwords import AREA, BUS, IN, KINDS, LEADS, LINE, LONGEST_KIND, OF, OR, STATIONS
from tipline.places.landmarks import SCHOOL_WORDS, Area, Landmark, LandmarkKind
from tipline.places.text import Token
from tipline.places.words import AND, CORNER, PLAIN, words

LONGEST_NAME = 6  # tokens
_SPLIT = words("/ - . ' & , ( )")  # marks inside a name


@dataclass(frozen=True, slots=True)
class Named:
    """Tokens [start, end) name these landmarks, the likeliest first. `soft`: they may name a street as well."""

    start: int
    end: int
    marks: tuple[Landmark, ...]
    soft: bool = False


def key_of(tokens: Sequence[Token]) -> str:
    """Tokens joined as landmarks are listed: numbers by their value, no marks, no "and"."""
    return "".join(
        str(token.value) if token.value is not None else token.text
        for token in tokens
        if token.text not in _SPLIT and not (len(tokens) > 1 and token.text in AND)
    )


def landmarks(tokens: Sequence[Token], city: City) -> list[Named]:
    """Every landmark named, left to right; the longest of those that overlap."""
    if not (city.landmarks.kinds or city.landmarks.alone):
        return []
    found = [*_alone(tokens, city), *_stations(tokens, city), *_kinds(tokens, city)]
    kept: list[Named] = []
    for named in sorted(found, key=lambda named: (named.start - named.end, named.start)):
        if all(named.end <= other.start or named.start >= other.end for other in kept):
            kept.append(named)
    return sorted(kept, key=lambda named: named.start)


def _alone(tokens: Sequence[Token], city: City) -> Iterator[Named]:
    for start, token in enumerate(tokens):
        if key_of((token,))[:2] not in city.landmarks.starts and len(token.text) > 1:
            continue
        for end in range(min(start + LONGEST_NAME, len(tokens)), start, -1):
            if marks := city.landmarks.alone.get(key_of(tokens[start:end])):
                if not _tied(tokens, start, end, city):
                    yield Named(start, end, marks)
                break


def _kinds(tokens: Sequence[Token], city: City) -> Iterator[Named]:
    """A name beside the word for its kind, before it or behind it."""
    at = 0
    while at < len(tokens):
        sizes = range(min(LONGEST_KIND, len(tokens) - at), 0, -1)
        size = next((n for n in sizes if _name_key(tokens, at, at + n) in KINDS), 0)
        if not size:
            at += 1
            continue
        kind, group = KINDS[key_of(tokens[at : at + size])]
        yield from _beside(tokens, at, at + size, kind, group, city)
        at += size


def _beside(
    tokens: Sequence[Token], start: int, end: int, kind: LandmarkKind, group: str, city: City
) -> Iterator[Named]:
    names = city.landmarks.kinds.get(kind, {})
    before = _past_school_words(tokens, start) if kind == "school" else start
    for low, high in _runs(tokens, before, end, OF):
        marks = names.get(_name_key(tokens, low, high))
        if not marks or _tied(tokens, min(low, start), max(high, end), city):
            continue
        level = tuple(mark for mark in marks if group in mark.group) if group else marks
        first, last = min(low, start), max(high, end)
        soft = key_of(tokens[first:last]) in city.names or key_of(tokens[start:end]) in city.names
        yield Named(first, last, level or marks, soft)
        return


def _past_school_words(tokens: Sequence[Token], start: int) -> int:
    """Where "Community Academy High School" begins behind the name; "Math & Science" is skipped whole."""
    while start > 0 and (
        tokens[start - 1].text in SCHOOL_WORDS
        or (start > 1 and tokens[start - 1].text in AND and tokens[start - 2].text in SCHOOL_WORDS)
    ):
        start -= 1
    return start


def _runs(tokens: Sequence[Token], start: int, end: int, skipped: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Stretches that may hold the name: the longest before the word, then the longest behind it and small words."""
    for size in range(min(LONGEST_NAME - 1, start), 0, -1):
        yield start - size, start
    after = end
    while True:
        for size in range(min(LONGEST_NAME - 1, len(tokens) - after), 0, -1):
            yield after, after + size
        if after >= len(tokens) or tokens[after].text not in skipped or after >= end + 2:
            return
        after += 1


def _tied(tokens: Sequence[Token], start: int, end: int, city: City) -> bool:
    """Whether the words are part of a crossing or address: "central park & flournoy", "2600 n lincoln park"."""
    whole = key_of(tokens[start:end])
    if whole not in city.names and whole.removesuffix("park") not in city.names:
        return False
    after = tokens[end] if end < len(tokens) else None
    before = tokens[start - 1] if start else None
    if after is not None and (after.text in AND or after.text in city.suffixes):
        return True
    if before is None:
        return False
    leads = start > 1 and (tokens[start - 2].value is not None or tokens[start - 2].text in CORNER)
    return before.value is not None or before.text in city.directions or (before.text in AND and (leads or start > 1))


def _stations(tokens: Sequence[Token], city: City) -> Iterator[Named]:
    names = city.landmarks.kinds.get("station", {})
    blocks = list(_blocks(tokens, city)) if names else []
    for start, end, lines in blocks:
        told_line = lines or any(token.text in LINE for token in tokens[start:end])
        for low, high in _runs(tokens, start, end, OF | LEADS if told_line else OF):
            marks = names.get(_name_key(tokens, low, high)) or names.get(_bare_key(tokens, low, high, city))
            if not marks or _in_crossing(tokens, low, high, start, end):
                continue
            first, last, told = min(low, start), max(high, end), lines
            for other, until, more in blocks:  # "estación 35 y archer línea naranja": both sides tell
                if first - 2 <= other <= last + 2:
                    told, first, last = told | more, min(first, other), max(last, until)
            fitting = tuple(mark for mark in marks if told & mark.group) if told else marks
            if fitting:
                yield Named(first, last, fitting)
            break


def _name_key(tokens: Sequence[Token], low: int, high: int) -> str:
    """The key of a name; none when it would begin or end with "and"."""
    return "" if tokens[low].text in AND or tokens[high - 1].text in AND else key_of(tokens[low:high])


def _bare_key(tokens: Sequence[Token], low: int, high: int, city: City) -> str:
    """Without the suffix of a street: "18th st", "35街"."""
    kept = [token for token in tokens[low:high] if token.text not in city.suffixes and token.text != "街"]
    return key_of(kept) if 0 < len(kept) < high - low else ""


def _in_crossing(tokens: Sequence[Token], low: int, high: int, start: int, end: int) -> bool:
    """ "stop at 47th and Ashland": a name tied to another street is a corner, not a station."""
    if high < len(tokens) - 1 and high != start and tokens[high].text in AND:
        return True
    return 1 < low < start and tokens[low - 1].text in AND


def _blocks(tokens: Sequence[Token], city: City) -> Iterator[tuple[int, int, frozenset[str]]]:
    """(start, end, lines) of the words that speak of trains: "pink line stop", "línea azul", "green or blue"."""
    at = 0
    while at < len(tokens):
        end, told, lines = at, False, set[str]()
        while end < len(tokens) and (size := _train(tokens, end, city, lines)):
            told = told or tokens[end].text in STATIONS | LINE or size > 1
            end += size
        if end > at:
            while end > at and tokens[end - 1].text in OR:
                end -= 1
            bus = at > 0 and tokens[at - 1].text in BUS
            if not bus and (told or len(lines) > 1 or (lines and _short(tokens, at, end, city))):
                yield at, end, frozenset(lines)
        at = max(end, at + 1)


def _train(tokens: Sequence[Token], at: int, city: City, lines: set[str]) -> int:
    """How many tokens from here speak of trains; lines told are added."""
    word = tokens[at].text
    if word in city.lines:
        lines.add(city.lines[word])
        return 1
    pair = word + tokens[at + 1].text if at + 1 < len(tokens) else ""
    if pair in city.lines:
        lines.add(city.lines[pair])
        return 2
    if pair in STATIONS or pair in LINE:
        return 2
    if at + 3 <= len(tokens) and "".join(token.text for token in tokens[at : at + 3]) in STATIONS:
        return 3
    if word in STATIONS or word in LINE or (lines and word in OR):
        return 1
    return 0


def _short(tokens: Sequence[Token], start: int, end: int, city: City) -> bool:
    """ "damen pink": a colour at the end of a text of few words."""
    rest = [token for token in tokens[end:] if token.text not in PLAIN]
    return start > 0 and end - start == 1 and not rest and len(tokens) <= 5


def areas(tokens: Sequence[Token], city: City) -> list[tuple[int, int, Area]]:
    """Parts of the city named, with their tokens: those whose name a street has too only where words call them so."""
    found: list[tuple[int, int, Area]] = []
    at = 0
    while at < len(tokens):
        hit = _area(tokens, at, city)
        if hit is None:
            at += 1
        else:
            found.append((at, *hit))
            at = hit[0]
    return found


def _area(tokens: Sequence[Token], at: int, city: City) -> tuple[int, Area] | None:
    for end in range(min(at + LONGEST_NAME, len(tokens)), at, -1):
        key = key_of(tokens[at:end])
        if key not in city.areas or not tokens[at].text[0].isalnum():
            continue
        if not _tied(tokens, at, end, city) and (key not in city.names or _called_area(tokens, at, end, city)):
            return end, city.areas[key][0]
    return None


def _called_area(tokens: Sequence[Token], start: int, end: int, city: City) -> bool:
    words = {token.text for token in (*tokens[max(0, start - 2) : start], *tokens[end : end + 1])}
    return bool(words & AREA) or (start > 0 and tokens[start - 1].text in IN) or _only(tokens, start, end, city)


def _only(tokens: Sequence[Token], start: int, end: int, city: City) -> bool:
    """A name of two words that is all the text says: "Irving Park"."""
    rest = [token for at, token in enumerate(tokens) if not start <= at < end]
    return end - start > 1 and all(token.text in PLAIN or token.text in city.called for token in rest)


def without(tokens: Sequence[Token], spans: Iterable[Named]) -> tuple[Token, ...]:
    """The tokens with landmarks blanked, so that no street is read in their names."""
    blanked = {at for named in spans for at in range(named.start, named.end)}
    return tuple(Token("·") if at in blanked else token for at, token in enumerate(tokens))
