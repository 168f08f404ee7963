"""The phrases a text's street mentions form: addresses, stretches between, crossings, or one street alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from tipline.places.address import House, house_before, houses, houses_beyond
from tipline.places.city import City, Street
from tipline.places.crossing import Find, between, beyond_city, crossings, distinct
from tipline.places.guess import with_guesses
from tipline.places.mentions import Link, Mention, link, mentions, name_at
from tipline.places.sense import Chain, believable, lone_street, only_places, side_by_side
from tipline.places.text import Token
from tipline.places.words import AT, BETWEEN, CORRECTION, FILLERS, NOT, PLAIN, STATION

STATION_RADIUS = 300
CHAIN_SPREAD = 260.0  # metres within which the crossings of three streets are one place


@dataclass(frozen=True, slots=True)
class Reading:
    """`finds`: places meant; `beyond`: crossings that would lie over the city limits; `lone`: one street alone."""

    finds: tuple[Find, ...] = ()
    beyond: tuple[Find, ...] = ()
    lone: Street | None = None


def read(found: Sequence[Token], city: City) -> Reading:
    """Read the streets among the tokens of place words, or of a whole message."""
    named = with_guesses(found, mentions(found, city), city)
    if not named:
        return Reading()
    standing = [house for mention in named if (house := house_before(found, mention, city))]
    standing = [house for house in standing if house.mention.direction or not _tied(found, house, named)]
    if finds := _addresses(found, standing, city):
        finds = distinct([*finds, *(find for house in standing for find in _as_corner(house, found, city))], city)
        return Reading(tuple(finds))
    plain = only_places(found, named, city)
    chains = [chain for chain in _chains(found, named, plain) if plain or believable(found, chain)]
    if finds := _places(found, named, chains, city):
        return Reading(tuple(finds))
    beyond = [find for house in standing for find in houses_beyond(house, city)]
    beyond += [find for chain in chains for find in _beyond(chain, city)]
    return Reading(beyond=tuple(beyond), lone=None if beyond else lone_street(found, named, city))


def _as_corner(house: House, found: Sequence[Token], city: City) -> list[Find]:
    """ "72 n Lawndale" may be 72nd and Lawndale as well as number 72: both are offered."""
    at = house.mention.start - 1
    numbered = name_at(found, at, city) if house.mention.loose_n and found[at].value == house.number else None
    return crossings(numbered, house.mention, city) if numbered else []


def _beyond(chain: Chain, city: City) -> Iterator[Find]:
    if "touch" in chain.links or not any(mention.firm for mention in chain.mentions):
        return
    for one, two in _pairs(chain):
        yield from beyond_city(one, two, city)


def _addresses(found: Sequence[Token], standing: Sequence[House], city: City) -> list[Find]:
    finds: list[Find] = []
    end = 0
    for house in standing:
        here = houses(house, city)
        if here and any(token.text in CORRECTION for token in found[end : house.mention.start]):
            finds = []
        finds += here
        end = house.mention.end
    return distinct(finds, city)


def _tied(found: Sequence[Token], house: House, named: Sequence[Mention]) -> bool:
    return any(one is house.mention and link(found, one, two) == "and" for one, two in pairwise(named))


def _chains(found: Sequence[Token], named: Sequence[Mention], plain: bool) -> Iterator[Chain]:
    run: list[Mention] = []
    links: list[Link] = []
    for one, two in pairwise([*named, None]):
        assert one is not None
        run.append(one)
        tie = link(found, one, two) if two is not None else None
        if tie == "touch" and two is not None and not side_by_side(one, two, plain):
            tie = None
        if tie is not None:
            links.append(tie)
            continue
        if len(run) > 1:
            yield Chain(tuple(run), tuple(links))
        run, links = [], []


def _pairs(chain: Chain) -> Iterator[tuple[Mention, Mention]]:
    yield from combinations(chain.mentions, 2)


def _places(found: Sequence[Token], named: Sequence[Mention], chains: Sequence[Chain], city: City) -> list[Find]:
    """The place of each chain; a later one replaces an earlier one when the words between take it back."""
    finds: list[Find] = []
    end = 0
    for chain in chains:
        start = chain.mentions[0].start
        here = _of_chain(chain, city) or _stretch_before(found, named, chain, city)
        if _names_station(found, chain):
            here = [replace(find, sharp=False, radius_m=STATION_RADIUS) for find in here]
        if here and finds and any(token.text in CORRECTION for token in found[end:start]):
            finds = []
        end = chain.mentions[-1].end
        finds += _amended(found, named, chain, city) or here
    return distinct(finds, city)


def _amended(found: Sequence[Token], named: Sequence[Mention], chain: Chain, city: City) -> list[Find]:
    """ "26th and Kedzie, no wait, 27th", "27th not 26th and Kedzie": the street that takes the place of one of them."""
    if len(chain.mentions) > 2:
        return []
    first, last = chain.mentions[0], chain.mentions[-1]
    before = next((mention for mention in reversed(named) if mention.end <= first.start), None)
    after = next((mention for mention in named if mention.start >= last.end), None)
    right = None
    if after is not None and _takes_back(found[last.end : after.start]):
        right = after
    elif before is not None and [token.text in NOT for token in found[before.end : first.start]] == [True]:
        right = before
    return [find for mention in chain.mentions for find in crossings(mention, right, city)] if right else []


def _takes_back(gap: Sequence[Token]) -> bool:
    words = [token.text for token in gap]
    plain = len(words) <= 6 and all(word in CORRECTION | FILLERS | PLAIN for word in words)
    return plain and any(word in CORRECTION for word in words)


def _stretch_before(found: Sequence[Token], named: Sequence[Mention], chain: Chain, city: City) -> list[Find]:
    """ "between 26th and 27th on Kedzie": the street named after the two that bound the stretch."""
    first, last = chain.mentions[0], chain.mentions[-1]
    if len(chain.mentions) != 2 or not any(t.text in BETWEEN for t in found[max(0, first.start - 2) : first.start]):
        return []
    after = next((mention for mention in named if mention.start >= last.end), None)
    if after is None or not all(token.text in AT | FILLERS for token in found[last.end : after.start]):
        return []
    return between(after, chain.mentions, city)


def _names_station(found: Sequence[Token], chain: Chain) -> bool:
    first, last = chain.mentions[0].start, chain.mentions[-1].end
    return any(token.text in STATION for token in (*found[max(0, first - 1) : first], *found[last : last + 1]))


def _of_chain(chain: Chain, city: City) -> list[Find]:
    if chain.links[0] == "between" and len(chain.mentions) > 2:
        return between(chain.mentions[0], chain.mentions[1:3], city)
    finds = [find for one, two in _pairs(chain) for find in crossings(one, two, city)]
    sharp = [find for find in finds if find.sharp] or finds
    close = all(city.grid.metres(sharp[0].at, other.at) <= CHAIN_SPREAD for other in sharp[1:])
    if not (close and sharp):
        return distinct(sharp, city)
    best = _amid(sharp, city)
    parallel = len(chain.mentions) == 3 and len(finds) == 2  # "la 26 y la 27 con Kedzie": one of two corners
    return [replace(best, sharp=False, radius_m=round(CHAIN_SPREAD))] if parallel else [best]


def _amid(finds: Sequence[Find], city: City) -> Find:
    """Of the corners of three streets the one that lies amid the others."""
    return min(finds, key=lambda find: sum(city.grid.metres(find.at, other.at) for other in finds))
