"""What the readers of single fields find in one scan, before the kind of message decides what of it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tipline.reading.activity import activities
from tipline.reading.agency import agencies
from tipline.reading.agents import agents
from tipline.reading.counts import Count
from tipline.reading.harm import Hurt, emergency, injury
from tipline.reading.intent import Evidence
from tipline.reading.numbers import told_in
from tipline.reading.place import ON_STREET, Place, chosen_place, places
from tipline.reading.plates import plates
from tipline.reading.scan import Hit, Scan
from tipline.reading.signals import Signals
from tipline.reading.vehicles import vehicles
from tipline.reading.when import Time, ongoing, time_told


@dataclass(frozen=True, slots=True)
class Facts:
    """Values with the words of each."""

    acts: Mapping[str, Hit]
    agency: Mapping[str, Hit]
    agents: Count | None
    vehicles: Count | None
    plates: Mapping[str, Hit]
    place: Place | None
    streets: tuple[Hit, ...]  # every street told, whether it is the place or not
    wrong_place: str | None  # the words of a place that the writer takes back
    time: Time
    ongoing: bool | None
    injury: Hurt | None
    emergency: Hit | None
    numbers: tuple[tuple[int, int], ...] = ()

    @property
    def local(self) -> bool:
        """The text says that those acting were local."""
        return "NOT_FEDERAL" in self.agency

    @property
    def hurt(self) -> bool:
        return self.injury is not None and self.injury.grade != "none"


def gather(scan: Scan, *, frozen: bool) -> Facts:
    """Read every field. `frozen`: the message speaks of frozen water, see tipline.reading.agency."""
    found = places(scan)
    place, wrong = chosen_place(scan, found)
    spots = tuple(p.words for p in found if p.strength >= ON_STREET or p == place)
    time = time_told(scan, spots)
    moment = (time.words,) if time.words else ()
    plate = plates(scan, (*spots, *moment))
    used = (*spots, *moment, *plate.values(), *scan.find("count.void"))
    agency = agencies(scan, frozen=frozen)
    told = activities(scan)
    acts: Mapping[str, Hit] = {} if "NOT_FEDERAL" in agency else told
    goes_on, hurt = ongoing(scan, time), injury(scan)
    return Facts(
        acts=acts,
        agency=agency,
        agents=agents(scan, used),
        vehicles=vehicles(scan, used),
        plates=plate,
        place=place,
        streets=tuple(street for p in found for street in p.streets),
        wrong_place=wrong,
        time=time,
        ongoing=goes_on,
        injury=hurt,
        emergency=emergency(scan, told, hurt, time, current=goes_on is True),
        numbers=told_in(scan, used),
    )


def evidence(scan: Scan, facts: Facts, found: Signals, *, private: bool, frozen: bool) -> Evidence:
    """What the kind of message hangs on. At a place, counted agents or a denial speak of enforcement too."""
    federal = bool(facts.agency) and not facts.local
    denial = bool(found.denied.get("agencies")) or scan.has("time.nobody")
    counted = facts.agents is not None or facts.vehicles is not None
    return Evidence(
        place=facts.place is not None,
        acts=bool(facts.acts),
        actors=federal or (facts.place is not None and (denial or counted)),
        local=facts.local,
        counts=counted or bool(facts.plates),
        harm=facts.hurt,
        harm_none=facts.injury is not None,
        emergency=facts.emergency is not None,
        over=scan.has("time.over"),
        time=facts.time.when is not None,
        stop=found.stop_kind in ("opt_out", "erase"),
        announced=any(not scan.asked(cue) for cue in scan.announcements),
        frozen=frozen,
        private=private,
        topical=bool(found.topics),
        approaching=found.approaching,
        answer=found.answers,
        correction=found.correction or found.ignore_pin or found.stop_kind == "withdraw",
    )
