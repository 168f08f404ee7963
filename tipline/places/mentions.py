"""Where a text names streets: mentions, what stands between them, and the phrases they form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tipline.places.city import City, Street
from tipline.places.text import Token
from tipline.places.words import AND, ARTICLES, BETWEEN, CORNER, FILLERS, NEAR

# How sure the words alone make us that a street is meant: its name, "26th", or only "26".
Kind = Literal["named", "ordinal", "bare"]
Link = Literal["and", "near", "between", "touch"]
LONGEST_NAME = 5  # words
WIDE = 5000  # numbers on either side of the origin that such a street is taken to run
HIGHEST = 260  # numbered streets go on in the towns beyond


@dataclass(frozen=True, slots=True)
class Mention:
    """A street named by tokens [start, end), with the direction and suffix said with it.

    `streets`: all it may mean, the main ones first. `ordinary`: its name is also an ordinary word, so it needs company.
    `guessed`: read from a misspelt word. `loose_n`: its direction is one letter that may as well mean "and".
    """

    start: int
    end: int
    streets: tuple[Street, ...]
    kind: Kind
    direction: str | None = None
    suffix: str | None = None
    ordinary: bool = False
    guessed: bool = False
    loose_n: bool = False

    @property
    def firm(self) -> bool:
        """Named plainly enough to anchor a guess about its neighbour."""
        return self.kind != "bare" and not self.guessed and (not self.ordinary or self.suffix is not None)


def mentions(tokens: Sequence[Token], city: City) -> list[Mention]:
    """All street mentions, left to right, longest names first, never overlapping."""
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        mention = _mention(tokens, at, city)
        if mention is None:
            at += 1
        else:
            found.append(mention)
            at = mention.end
    return found


def _mention(tokens: Sequence[Token], at: int, city: City) -> Mention | None:
    word = tokens[at].text
    own = name_at(tokens, at, city)
    direction = city.directions.get(word)
    if direction is None or (own is not None and own.end - at > 1):
        return own and with_suffix(tokens, own, city)
    after = at + 2 if at + 1 < len(tokens) and tokens[at + 1].text == "." else at + 1
    then = name_at(tokens, after, city) if after < len(tokens) else None
    if then is None:
        return own and with_suffix(tokens, own, city)
    if own is not None and then.end - then.start == 1 and tokens[then.start].text in city.suffixes:
        return with_suffix(tokens, own, city)
    loose = len(word) == 1 and word in AND | {"n"}
    kind: Kind = "ordinal" if then.kind == "bare" and not loose else then.kind
    return with_suffix(tokens, replace(then, start=at, kind=kind, direction=direction, loose_n=loose), city)


def name_at(tokens: Sequence[Token], at: int, city: City) -> Mention | None:
    """The longest street name that starts at this token, without direction or suffix."""
    token = tokens[at]
    if token.value is not None:
        streets = city.names.get(str(token.value), ()) if not token.block else ()
        if not streets and token.ordinal and city.numbered and token.value <= HIGHEST:
            streets = (_numbered(token.value, city),)
        after_article = at > 0 and tokens[at - 1].text in ARTICLES
        kind: Kind = "ordinal" if token.ordinal or after_article else "bare"
        return Mention(at, at + 1, streets, kind) if streets else None
    squeezed, best = "", None
    for end in range(at, min(at + LONGEST_NAME, len(tokens))):
        if tokens[end].value is not None or not tokens[end].text[0].isalnum():
            break
        squeezed += tokens[end].text
        if squeezed in city.names:
            best = Mention(at, end + 1, city.names[squeezed], "named", ordinary=squeezed in city.ordinary)
    return best


def _numbered(number: int, city: City) -> Street:
    """A numbered street of a neighbouring town, where it would lie on the grid."""
    north_south = city.numbered in "EW"
    signed = number * 100 * (-1 if city.numbered in "SW" else 1)
    return Street(str(number), city.main_suffix, north_south, signed, -WIDE, WIDE, 0)


def with_suffix(tokens: Sequence[Token], mention: Mention, city: City) -> Mention:
    """The mention with the suffix that stands behind it, if one does."""
    said = city.suffixes.get(tokens[mention.end].text) if mention.end < len(tokens) else None
    han_street = mention.end < len(tokens) and tokens[mention.end].text == "街"
    if said is None and not han_street:
        return mention
    kind: Kind = "ordinal" if mention.kind == "bare" else mention.kind
    fitting = tuple(street for street in mention.streets if street.suffix == said)
    end = mention.end + 1
    if end < len(tokens) and tokens[end].text == ".":
        end += 1
    return replace(mention, end=end, kind=kind, suffix=said, streets=fitting or mention.streets)


def link(tokens: Sequence[Token], one: Mention, two: Mention) -> Link | None:
    """How the words between two neighbouring mentions tie them; None when they do not."""
    gap = [token.text for token in tokens[one.end : two.start]]
    if len(gap) > 5 or any(word not in FILLERS and word not in AND | NEAR | BETWEEN for word in gap):
        return None
    if any(word in BETWEEN for word in gap):
        return "between"
    if any(word in NEAR for word in gap):
        return "near"
    if any(word in AND | CORNER for word in gap) or (two.loose_n and not gap):
        return "and"
    return "touch" if len(gap) <= 2 and "." not in gap else None
