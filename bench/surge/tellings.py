"""Who tells of which event, when, how well they saw it and in what words: 2,000 reports with the truth."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bench.surge import scenes
from bench.surge.events import COLOURS, DAY_MIN, Event
from bench.surge.spots import Spot, Town
from bench.surge.wording import Sight, Wording, dressed, languages, mistyped

_LARGEST = 40
_ANSWERS = 0.6  # of the witnesses whom the line asks where it is
BULK_SENDERS, BULK_TEXTS = 4, 34
Place = tuple[str, Mapping[str, str]]
_WRONG_WAY = {"N": "S", "S": "N", "E": "W", "W": "E"}


@dataclass(frozen=True, slots=True)
class Telling:
    """One witness's report: the truth (`event`), the first text and what was sent with it.

    `at`: minute of the day. `answer`: what this witness says when the line asks where it is; None for silence. `more`:
    further texts of the same phone, a minute apart. `kinds`: what makes it hard, for the table.
    """

    number: int
    event: int
    at: float
    lang: str
    text: str = field(repr=False)
    photo: bytes | None = field(default=None, repr=False)
    answer: str | None = field(default=None, repr=False)
    pin: Spot | None = None
    more: tuple[str, ...] = field(default=(), repr=False)
    kinds: frozenset[str] = frozenset()


def tellings(town: Town, happened: list[Event], chance: random.Random, count: int) -> list[Telling]:
    """So many reports, in order of time. Who tells what is drawn; nobody knows of anybody else's report."""
    sizes = _sizes(chance, len(happened), count - BULK_SENDERS)
    witness = _Witness(town, chance)
    told: list[Telling] = []
    for event, size in zip(happened, sizes, strict=True):
        told += witness.all_of(event, size)
    told += [_flooder(town, chance, len(happened) + n, happened) for n in range(BULK_SENDERS)]
    told.sort(key=lambda t: t.at)
    return [replace(each, number=number) for number, each in enumerate(told)]


def _sizes(chance: random.Random, events: int, count: int) -> list[int]:
    """One each, and the rest as attention goes: most events few, some very many."""
    weights = [chance.paretovariate(1.5) for _ in range(events)]
    sizes = [1] * events
    for which in chance.choices(range(events), weights, k=(count - events) * 3):
        if sum(sizes) == count:
            break
        if sizes[which] < _LARGEST:
            sizes[which] += 1
    return sizes


class _Witness:
    """Everybody who sees something; one at a time."""

    def __init__(self, town: Town, chance: random.Random) -> None:
        self._town, self._chance = town, chance

    def all_of(self, event: Event, size: int) -> list[Telling]:
        made: list[Telling] = []
        for lang in languages(self._chance, size):
            earlier = self._chance.choice(made) if made and self._chance.random() < 0.05 else None
            made.append(self._copy(event, earlier) if earlier else self._tell(event, lang))
        return made

    def _copy(self, event: Event, earlier: Telling) -> Telling:
        """The very words of somebody else, sent on some time later."""
        words = Wording(earlier.lang, self._chance)
        at = min(earlier.at + self._chance.expovariate(1 / 25) + 1, DAY_MIN - 1)
        return Telling(
            0, event.number, at, earlier.lang, words.forwarded(earlier.text),
            kinds=(earlier.kinds & event.traits) | {"copied"},
        )

    def _tell(self, event: Event, lang: str) -> Telling:
        chance, words, kinds = self._chance, Wording(lang, self._chance), set(event.traits)
        since = min(chance.expovariate(1 / 7), event.lasts * 1.5)
        when, delay = self._when(event, since, kinds)
        place = self._place(event, since, kinds)
        answer = None
        if chance.random() < _ANSWERS:
            answer = words.answer(("crossing", self._corner(self._where(event, since, set()))))
        seen = self._sight(event, place, when, kinds)
        text = dressed(words.text(seen), chance)
        if chance.random() < 0.12:
            mangled = mistyped(text, chance)
            kinds |= {"misspelt"} if mangled != text else set()
            text = mangled
        photo = self._photo(event, kinds)
        if photo is not None and chance.random() < 0.1:
            text = ""
            kinds.add("photo alone")
        pin = event.spot if place[0] == "nowhere" and answer and chance.random() < 0.3 else None
        at = min(event.at + since + delay, DAY_MIN - 0.5)
        return Telling(0, event.number, at, lang, text, photo, answer, pin, kinds=frozenset(kinds or {"plain"}))

    def _when(self, event: Event, since: float, kinds: set[str]) -> tuple[tuple[str, int], float]:
        """(how the time is told, minutes until it is sent)."""
        chance = self._chance
        if chance.random() < 0.08:
            kinds.add("late")
            hours = chance.randint(1, 6)
            clock = int((event.at + since) // 60) % 24
            form = "hours" if chance.random() < 0.65 else "untold"
            return (form, hours * 100 + clock), hours * 60 + chance.uniform(-15, 15)
        if chance.random() < 0.35:
            minutes = chance.choice((2, 5, 5, 10, 10, 15, 20))
            return ("ago", minutes), minutes * chance.uniform(0.6, 1.6)
        return ("now", 0), chance.expovariate(1 / 2)

    def _where(self, event: Event, since: float, kinds: set[str]) -> Spot:
        """The corner a witness names: where it then is, or one beside it."""
        spot = next(spot for minutes, spot in reversed(event.path) if minutes <= since)
        if spot.straight and self._chance.random() < 0.15:
            beside = self._town.beside(spot)
            if beside != spot:
                kinds.add("a corner beside it")
            return beside
        return spot

    def _place(self, event: Event, since: float, kinds: set[str]) -> Place:
        chance, spot = self._chance, self._where(event, since, kinds)
        draw = chance.random()
        if draw < 0.06:
            kinds.add("part of the city")
            return "area", {"name": self._town.area(spot)}
        if draw < 0.11:
            kinds.add("no place told")
            return "nowhere", {}
        if event.named is not None and draw < 0.55:
            kinds.add("landmark")
            return "landmark", {"name": event.named.name}
        if draw < 0.24 and spot.straight:
            return self._address(spot, kinds)
        return "crossing", self._corner(spot)

    def _corner(self, spot: Spot) -> Mapping[str, str]:
        return {"a": spot.one, "b": spot.two} if self._chance.random() < 0.5 else {"a": spot.two, "b": spot.one}

    def _address(self, spot: Spot, kinds: set[str]) -> Place:
        chance = self._chance
        down = chance.random() < 0.5  # on the street that runs north-south
        along = spot.north if down else spot.east
        way = ("N" if along >= 0 else "S") if down else ("E" if along >= 0 else "W")
        if chance.random() < 0.08:
            way = _WRONG_WAY[way]
            kinds.add("wrong direction")
        suffix = chance.choice(("", "", "Ave" if down else "St"))
        blanks = {"way": way, "street": spot.one if down else spot.two, "suffix": suffix}
        number = abs(along)
        if chance.random() < 0.4:
            kinds.add("address")
            return "block", {**blanks, "block": str(number // 100 * 100)}
        kinds.add("address")
        return "address", {**blanks, "no": str(max(1, number + chance.randint(-40, 40)))}

    def _sight(self, event: Event, place: Place, when: tuple[str, int], kinds: set[str]) -> Sight:
        chance = self._chance
        second_hand = chance.random() < 0.08
        kinds |= {"second-hand"} if second_hand else set()
        heading = event.heading if chance.random() < (0.5 if "moving" in event.traits else 0.06) else None
        if heading and chance.random() < 0.15:
            heading = chance.choice(("north", "south", "east", "west"))
        return Sight(
            self._act(event), self._who(event), place, when,
            agents=self._count(event.agents) if chance.random() < 0.4 else None,
            vehicles=self._vehicles(event) if chance.random() < 0.35 else None,
            plate=chance.choice(event.plates) if chance.random() < 0.07 else None, heading=heading,
            details=tuple(d for d in event.details if chance.random() < 0.3), second_hand=second_hand,
        )  # fmt: skip

    def _act(self, event: Event) -> str:
        draw = self._chance.random()
        if draw < 0.18:
            return "sighting"
        return self._chance.choice(event.acts) if draw < 0.45 else event.acts[0]

    def _who(self, event: Event) -> str:
        draw = self._chance.random()
        if draw < 0.62:
            return event.agency
        if draw < 0.84:
            return "UNKNOWN_FEDERAL"
        return "ICE" if draw < 0.95 else self._chance.choice(("CBP", "HSI", "DHS"))

    def _count(self, agents: int) -> int:
        return max(1, round(agents * self._chance.lognormvariate(0, 0.25)))

    def _vehicles(self, event: Event) -> tuple[int, str, str]:
        colour = event.colour if self._chance.random() < 0.9 else self._chance.choice(COLOURS)
        return max(1, event.vehicles + self._chance.choice((-1, 0, 0, 0, 1))), colour, event.kind

    def _photo(self, event: Event, kinds: set[str]) -> bytes | None:
        chance = self._chance
        if chance.random() >= 0.15:
            return None
        if chance.random() < 0.5:
            kinds.add("photo, own")
            return scenes.taken(scenes.photo(event.scene, chance.randrange(10, 10_000)))
        kinds.add("photo passed on")
        return scenes.passed_on(scenes.photo(event.scene, chance.randrange(2)), chance)


def _flooder(town: Town, chance: random.Random, number: int, happened: list[Event]) -> Telling:
    """Somebody who writes and writes of what never was, half of them at the corner of something true."""
    real = chance.choice(happened)
    spot = real.spot if number % 2 else town.spot()
    words = Wording(chance.choice(("en", "es")), chance)
    sights = [
        Sight(chance.choice(("sighting", "detention")), "ICE", ("crossing", {"a": spot.one, "b": spot.two}), ("now", 0))
        for _ in range(BULK_TEXTS)
    ]
    at = min(real.at + chance.uniform(-10, 30), DAY_MIN - BULK_TEXTS - 1)
    texts = [words.again(sight) for sight in sights]
    return Telling(0, number, max(at, 0), "en", texts[0], more=tuple(texts[1:]), kinds=frozenset({"bulk sender"}))


def sizes_of(told: list[Telling]) -> Iterator[int]:
    """How many reports each event has."""
    counted: dict[int, int] = {}
    for each in told:
        counted[each.event] = counted.get(each.event, 0) + 1
    yield from counted.values()
