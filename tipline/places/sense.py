"""Whether words that could be streets are meant as a place: dates, counts, people and makes of car are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipline.places.city import City, Street
from tipline.places.mentions import Link, Mention
from tipline.places.text import Token
from tipline.places.words import AND, ARTICLES, AT, CORNER, COUNTED, FILLERS, PLAIN


@dataclass(frozen=True, slots=True)
class Chain:
    """Neighbouring mentions tied by links: "diversey / milwaukee / kimball"."""

    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]


def side_by_side(one: Mention, two: Mention, plain: bool) -> bool:
    """Two names with nothing between are a crossing only where nothing else is said, or both carry their suffix."""
    if one.suffix and two.suffix:
        return True
    return plain and not any(mention.ordinary and mention.suffix is None for mention in (one, two))


def believable(found: Sequence[Token], chain: Chain) -> bool:
    """Whether words among others mean a crossing and not, say, a date, a count or two people."""
    first, last = chain.mentions[0], chain.mentions[-1]
    before = found[first.start - 1].text if first.start else ""
    after = found[last.end].text if last.end < len(found) else ""
    if last.kind == "bare" and after.isalnum() and (after in COUNTED or after not in PLAIN):
        said = {token.text for token in found[max(0, first.start - 3) : first.start]}
        return bool(said & CORNER) and after not in COUNTED
    if all(mention.kind == "bare" for mention in chain.mentions):
        return False
    weak = sum(not mention.firm for mention in chain.mentions)
    if weak < len(chain.mentions) or before in AT | CORNER | ARTICLES:
        return True
    return before == "" and (not after.isalpha() or after in PLAIN)


def only_places(found: Sequence[Token], named: Sequence[Mention], city: City) -> bool:
    inside = {at for mention in named for at in range(mention.start, mention.end)}
    rest = (token for at, token in enumerate(found) if at not in inside)
    return all(token.text in FILLERS | AND | AT | city.called for token in rest)


def lone_street(found: Sequence[Token], named: Sequence[Mention], city: City) -> Street | None:
    """The one street a text names as a place: it takes a question to know where along it."""
    if len(named) != 1 or named[0].kind == "bare":
        return None
    mention = named[0]
    before = found[mention.start - 1].text if mention.start else ""
    inside = range(mention.start, mention.end)
    alone = all(token.text in PLAIN | city.called for at, token in enumerate(found) if at not in inside)
    named_as_place = before in AT | ARTICLES or alone
    if not named_as_place or not (mention.firm or (alone and not mention.ordinary)):
        return None
    return next((street for street in mention.streets if street.suffix in city.main_suffixes), mention.streets[0])
