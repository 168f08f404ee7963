"""The phrases a text's street mentions form: addresses, stretches between, crossings, or one street alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from tipline.places.address import House, house_before, houses
from tipline.places.city import City, Street
from tipline.places.crossing import Find, between, beyond_city, crossings, distinct
from tipline.places.guess import with_guesses
from tipline.places.mentions import Link, Mention, link, mentions
from tipline.places.text import Token, tokens
from tipline.places.words import AND, ARTICLES, AT, CORNER, CORRECTION, FILLERS, PLAIN, STATION

STATION_RADIUS = 300
CHAIN_SPREAD = 260.0  # metres within which the crossings of three streets are one place


@dataclass(frozen=True, slots=True)
class Reading:
    """`finds`: places meant; `beyond`: crossings that would lie over the city limits; `lone`: one street alone."""

    finds: tuple[Find, ...] = ()
    beyond: tuple[Find, ...] = ()
    lone: Street | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Neighbouring mentions tied by links: "diversey / milwaukee / kimball"."""

    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]


def read(text: str, city: City) -> Reading:
    """Read the place words of a text, or a whole message."""
    found = tokens(text)
    named = with_guesses(found, mentions(found, city), city)
    if not named:
        return Reading()
    if finds := _addresses(found, named, city):
        return Reading(tuple(finds))
    chains = [chain for chain in _chains(found, named) if _believable(found, chain, named, city)]
    finds = _places(found, chains, city)
    if finds:
        return Reading(tuple(finds))
    beyond = [find for chain in chains for one, two in _pairs(chain) for find in beyond_city(one, two, city)]
    return Reading(beyond=tuple(beyond), lone=None if beyond else _lone(found, named, city))


def _addresses(found: Sequence[Token], named: Sequence[Mention], city: City) -> list[Find]:
    standing = [house for mention in named if (house := house_before(found, mention))]
    finds: list[Find] = []
    end = 0
    for house in standing:
        if house.mention.direction is None and _tied(found, house, named):
            continue
        here = houses(house, city)
        if here and any(token.text in CORRECTION for token in found[end : house.mention.start]):
            finds = []
        finds += here
        end = house.mention.end
    return distinct(finds, city)


def _tied(found: Sequence[Token], house: House, named: Sequence[Mention]) -> bool:
    return any(one is house.mention and link(found, one, two) == "and" for one, two in pairwise(named))


def _chains(found: Sequence[Token], named: Sequence[Mention]) -> Iterator[Chain]:
    run: list[Mention] = []
    links: list[Link] = []
    for one, two in pairwise([*named, None]):
        assert one is not None
        run.append(one)
        tie = link(found, one, two) if two is not None else None
        if tie is not None:
            links.append(tie)
            continue
        if len(run) > 1:
            yield Chain(tuple(run), tuple(links))
        run, links = [], []


def _pairs(chain: Chain) -> Iterator[tuple[Mention, Mention]]:
    yield from combinations(chain.mentions, 2)


def _places(found: Sequence[Token], chains: Sequence[Chain], city: City) -> list[Find]:
    """The place of each chain; a later one replaces an earlier one when the words between take it back."""
    finds: list[Find] = []
    end = 0
    for chain in chains:
        start = chain.mentions[0].start
        here = _of_chain(chain, city)
        if _names_station(found, chain):
            here = [replace(find, sharp=False, radius_m=STATION_RADIUS) for find in here]
        if here and finds and any(token.text in CORRECTION for token in found[end:start]):
            finds = []
        finds += here
        end = chain.mentions[-1].end
    return distinct(finds, city)


def _names_station(found: Sequence[Token], chain: Chain) -> bool:
    first, last = chain.mentions[0].start, chain.mentions[-1].end
    return any(token.text in STATION for token in (*found[max(0, first - 1) : first], *found[last : last + 1]))


def _of_chain(chain: Chain, city: City) -> list[Find]:
    if chain.links[0] == "between" and len(chain.mentions) > 2:
        return between(chain.mentions[0], chain.mentions[1:3], city)
    finds = [find for one, two in _pairs(chain) for find in crossings(one, two, city)]
    sharp = [find for find in finds if find.sharp] or finds
    close = all(city.grid.metres(sharp[0].at, other.at) <= CHAIN_SPREAD for other in sharp[1:])
    return sharp[:1] if close else distinct(sharp, city)


def _believable(found: Sequence[Token], chain: Chain, named: Sequence[Mention], city: City) -> bool:
    """Whether the words mean a crossing and not, say, a date, a count or two people."""
    plain = _only_places(found, named, city)
    if plain:
        return True
    first, last = chain.mentions[0], chain.mentions[-1]
    before = found[first.start - 1].text if first.start else ""
    after = found[last.end].text if last.end < len(found) else ""
    if last.kind == "bare" and after not in PLAIN and after.isalnum():
        return False
    if all(mention.kind == "bare" for mention in chain.mentions):
        return False
    if "touch" in chain.links and not all(mention.suffix for mention in chain.mentions):
        return False
    weak = sum(not mention.firm for mention in chain.mentions)
    return weak < len(chain.mentions) or before in AT | CORNER | ARTICLES or before == ""


def _only_places(found: Sequence[Token], named: Sequence[Mention], city: City) -> bool:
    inside = {at for mention in named for at in range(mention.start, mention.end)}
    rest = (token for at, token in enumerate(found) if at not in inside)
    return all(token.text in FILLERS | AND | AT | city.called for token in rest)


def _lone(found: Sequence[Token], named: Sequence[Mention], city: City) -> Street | None:
    """The one street a text names as a place: it takes a question to know where along it."""
    if len(named) != 1 or named[0].kind == "bare":
        return None
    mention = named[0]
    before = found[mention.start - 1].text if mention.start else ""
    inside = range(mention.start, mention.end)
    alone = all(token.text in PLAIN | city.called for at, token in enumerate(found) if at not in inside)
    named_as_place = before in AT | ARTICLES or alone
    return mention.streets[0] if named_as_place and (mention.firm or (alone and not mention.ordinary)) else None
