"""Street names as a city's files write them, "W 100TH PL", parted into direction, name and suffix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tipline.places.city import City
from tipline.places.text import fold, squeeze
from tipline.places.words import UNITS

_ORDINAL = re.compile(r"0*(\d{1,3})(?:ST|ND|RD|TH)?")


@dataclass(frozen=True, slots=True)
class Named:
    """Direction ("N", or empty), name ("KEDZIE", "26") and suffix code ("AVE", "-" for none) of a street."""

    direction: str
    name: str
    suffix: str

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.suffix


class Names:
    """Parts names the way this city's facts do, so that both speak of the same street."""

    def __init__(self, city: City) -> None:
        self.suffixes: Mapping[str, str] = {**city.suffixes, **{fold(code): code for code in city.suffix_said}}
        self.known = {squeeze(street.name): street.name for street in city.streets}
        self.skipped = city.ramps
        self.cache: dict[str, Named | None] = {}

    def of(self, full: str) -> Named | None:
        """None for what is no street one could stand on: a ramp, an empty name."""
        if full not in self.cache:
            self.cache[full] = self._part(full.upper().replace(".", " ").split())
        return self.cache[full]

    def of_parts(self, direction: str, name: str, suffix: str) -> Named | None:
        return self.of(" ".join(part for part in (direction, name, suffix) if part))

    def _part(self, words: list[str]) -> Named | None:
        if not words or words[-1] in self.skipped:
            return None
        direction = words.pop(0) if len(words) > 1 and words[0] in ("N", "S", "E", "W") else ""
        if len(words) > 2 and words[-1] in ("N", "S", "E", "W"):
            words.pop()
        suffix = "-"
        if len(words) > 1 and fold(words[-1]) in self.suffixes:
            suffix = self.suffixes[fold(words.pop())]
        name = " ".join(words)
        if match := _ORDINAL.fullmatch(name):
            name = match[1]
        elif UNITS.get(fold(name), (0, False))[1]:
            name = str(UNITS[fold(name)][0])  # "FIRST" is 1, as in the facts
        return Named(direction, self.known.get(squeeze(name), name), suffix)
