"""House numbers on the grid: "2600 s kedzie", "919 wellington", "3500 block w 63rd"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tipline.places.city import BREAK, City, Street
from tipline.places.crossing import UNSURE, Find, distinct, said_of
from tipline.places.grid import Pair, meetings
from tipline.places.mentions import Mention
from tipline.places.reach import BEYOND, reaching
from tipline.places.text import Token
from tipline.places.words import BLOCK, FILLERS, NOT_A_HOUSE

KERB = 6  # numbers from the middle of a street to its houses' side
SMALL = 100  # a lesser number without a direction is a count, not a house
YEARS = range(1950, 2036)
OF = FILLERS | {"on", "at"}


@dataclass(frozen=True, slots=True)
class House:
    """A house number and the street it stands on; `block` when the hundred block is meant."""

    number: int
    block: bool
    mention: Mention


def house_before(tokens: Sequence[Token], mention: Mention, city: City) -> House | None:
    """The house number that stands right before a mention: "2600 [block] [of] S Kedzie", "cuadra 2600 de S Kedzie"."""
    at = mention.start - 1
    block = False
    side = _side_before(tokens, at, city)
    if side is not None:
        mention, at = replace(mention, direction=side[0]), side[1]
    while at >= 0 and (tokens[at].text in BLOCK or (tokens[at].text in OF and _block_before(tokens, at))):
        block = block or tokens[at].text in BLOCK
        at -= 1
    if at < 0 or tokens[at].ordinal or tokens[at].value is None:
        return None
    token = tokens[at]
    number, block = token.value or 0, block or token.block or (at > 0 and tokens[at - 1].text in BLOCK)
    if not 0 < number < 20_000 or (at > 0 and tokens[at - 1].text in NOT_A_HOUSE):
        return None
    if at > 0 and tokens[at - 1].value is not None:
        return None  # a run of figures is a phone number or a plate
    return House(number, block, mention) if block or _believable(tokens, number, mention) else None


def _side_before(tokens: Sequence[Token], at: int, city: City) -> tuple[str, int] | None:
    """ "3142 oeste de la 26": the direction said with the number, and where the number stands."""
    while at > 1 and tokens[at].text in OF and tokens[at].text not in city.directions:
        at -= 1
    if at > 0 and len(tokens[at].text) > 1 and tokens[at].text in city.directions and tokens[at - 1].value is not None:
        return city.directions[tokens[at].text], at - 1
    return None


def _block_before(tokens: Sequence[Token], at: int) -> bool:
    numbered = at > 1 and tokens[at - 1].value is not None and tokens[at - 2].text in BLOCK
    return numbered or (at > 0 and (tokens[at - 1].text in BLOCK or tokens[at - 1].block))


def _believable(tokens: Sequence[Token], number: int, mention: Mention) -> bool:
    if mention.kind == "bare":
        return False
    if mention.direction is not None and not (mention.loose_n and number < 10):
        return True
    if number < SMALL:
        return mention.suffix is not None and mention.kind == "named" and number > 9
    after = tokens[mention.end].text if mention.end < len(tokens) else ""
    alone = not after.isalpha() or after in FILLERS
    return alone or mention.suffix is not None or not (mention.ordinary or number in YEARS)


def houses(house: House, city: City) -> list[Find]:
    """Every place the address may mean; more than one when both directions have that number."""
    plain = [s for s in house.mention.streets if s.suffix in city.main_suffixes]
    finds: list[Find] = []
    for streets in (plain if house.mention.suffix is None else [], house.mention.streets):
        for street in streets:
            finds += [find for side in _sides(street, house) if (find := _stand(street, side, house, city))]
        if finds:
            break
    return distinct(finds, city)


def houses_beyond(house: House, city: City) -> list[Find]:
    """Where the house would stand if its street went on straight past its last known number."""
    side = house.mention.direction
    if side is None:
        return []
    finds = []
    for street in house.mention.streets:
        if street.straight and side in ("NS" if street.north_south else "EW"):
            signed = -house.number if side in "SW" else house.number
            finds.append(_found(street.place(signed), 100, house, _label(house, side, street, city), city))
    return finds


def _label(house: House, side: str, street: Street, city: City) -> str:
    return f"{house.number} {side} {said_of(street, city)}" + (" (block)" if house.block else "")


def _sides(street: Street, house: House) -> list[str]:
    ways = "NS" if street.north_south else "EW"
    if house.mention.direction in tuple(ways):
        return [house.mention.direction]
    return list(ways) if house.mention.direction is None else []


def _stand(street: Street, side: str, house: House, city: City) -> Find | None:
    along = (house.number // 100 * 100 + 50) if house.block else house.number
    signed = -along if side in "SW" else along
    label = _label(house, side, street, city)
    if street.houses:
        point = _between_knots(street, along)
        return _found(point, 90, house, label, city) if point and side == street.house_side else None
    if not street.low - BEYOND <= signed <= street.high + BEYOND:
        return None
    level = (street.place(signed, -99_999), street.place(signed, 99_999))
    for east, north in meetings(reaching(street, bridged=True), (level,)):
        kerb = 0 if house.block else _kerb(street, house.number, city)
        point = (east + kerb, north) if street.north_south else (east, north + kerb)
        return _found(point, 40 + street.slack, house, label, city, sharp=street.slack <= 2 * UNSURE)
    return None


def _kerb(street: Street, number: int, city: City) -> int:
    """Even and odd numbers stand on either side; the side may decide the beat."""
    even_side = city.even_sides & set("EW" if street.north_south else "NS")
    positive = bool(even_side & {"E", "N"}) == (number % 2 == 0)
    return KERB if positive else -KERB


def _found(point: Pair, radius: int, house: House, label: str, city: City, sharp: bool = True) -> Find:
    at = city.grid.from_grid(*point)
    return Find(at, radius + 100 if house.block else radius, "block" if house.block else "address", label, sharp)


def _between_knots(street: Street, number: int) -> Pair | None:
    """By the two hundred blocks around it, where house numbers leave the grid."""
    for (low, e0, n0), (high, e1, n1) in pairwise(street.houses):
        if low <= number <= high and high - low <= BREAK:
            share = (number - low) / (high - low)
            return e0 + share * (e1 - e0), n0 + share * (n1 - n0)
    return None
