"""Where it is: a point with how sure we are, and what lies there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["point", "ambiguous", "area", "outside", "none"]
# What would help most: "short_link" must not be fetched, ask for a pin; "one_street" needs its cross street.
Hint = Literal["short_link", "one_street"]
Method = Literal[
    "pin", "coordinates", "map_link", "plus_code", "landmark", "address", "block", "between", "crossing", "area"
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several points a place's words may mean. `label` reads as people say it: "26th & Kedzie".

    `district` is the nearest; the lists and the neighbourhood are those of Located.
    """

    label: str
    lat: float
    lng: float
    district: str | None = None
    beats: tuple[str, ...] = ()
    community_areas: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    neighbourhood: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """The answer of `locate`. Degrees WGS 84, metres.

    Lists hold what lies within the radius, nearest first: "10" for a district, "1013" for a beat.
    """

    status: Status
    lat: float | None = None
    lng: float | None = None
    radius_m: int | None = None
    method: Method | None = None
    label: str | None = None  # how to say it back: "26th & Kedzie"
    candidates: tuple[Candidate, ...] = ()
    districts: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    community_areas: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    hint: Hint | None = None
    neighbourhood: str | None = None  # as people call the part of the city: "Little Village"
