"""Places with a name of their own: stations, parks, schools, hospitals; and named parts of the city."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from tipline.places.grid import Pair
from tipline.places.text import squeeze
from tipline.places.words import words

LandmarkKind = Literal["station", "park", "school", "hospital", "police", "other"]
GREATER = 6  # how many times wider than the next a park has to be to be the one people mean


@dataclass(frozen=True, slots=True)
class Landmark:
    """One place with a name. `at`: degrees; `radius_m`: how far it reaches; `group`: its train lines or school level.

    `label` reads as people say it: "Garfield (Green)". `names`: squeezed, as they stand beside the word for the kind
    ("garfield" beside "station"); `alone`: squeezed names that need no such word ("navypier").
    """

    kind: LandmarkKind
    label: str
    at: Pair
    radius_m: int
    names: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    group: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Area:
    """A named part of the city: its label, the listed area it belongs to (or none), its middle in degrees and reach."""

    label: str
    area: str | None
    at: Pair
    radius_m: int


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Landmarks by name. `kinds`: kind -> name -> those called so; `alone`: full name -> those called so."""

    kinds: Mapping[LandmarkKind, Mapping[str, tuple[Landmark, ...]]] = field(default_factory=dict)
    alone: Mapping[str, tuple[Landmark, ...]] = field(default_factory=dict)
    starts: frozenset[str] = frozenset()  # the first two letters of every name that stands alone


def index(found: Iterable[Landmark], streets: Iterable[str]) -> Landmarks:
    """Landmarks by name; a park's name that a street has too never stands alone."""
    kinds: dict[LandmarkKind, dict[str, list[Landmark]]] = defaultdict(lambda: defaultdict(list))
    alone: dict[str, list[Landmark]] = defaultdict(list)
    taken = frozenset(streets)
    for mark in found:
        for name in dict.fromkeys(mark.names):
            kinds[mark.kind][name].append(mark)
        for name in dict.fromkeys(mark.alone):
            if mark.kind != "park" or name not in taken:
                alone[name].append(mark)
    return Landmarks(
        {kind: {name: _meant(marks) for name, marks in names.items()} for kind, names in kinds.items()},
        {name: _meant(marks) for name, marks in alone.items()},
        frozenset(name[:2] for name in alone),
    )


def _meant(marks: Sequence[Landmark]) -> tuple[Landmark, ...]:
    """Of parks of one name the one far greater than the rest is meant; the widest first."""
    ordered = sorted(marks, key=lambda mark: -mark.radius_m)
    if len(ordered) > 1 and ordered[0].kind == "park" and ordered[0].radius_m > GREATER * ordered[1].radius_m:
        return (ordered[0],)
    return tuple(ordered)


def stations(rows: Iterable[tuple[str, frozenset[str], Pair]], radius_m: int) -> list[Landmark]:
    """Stations from (full name, lines, degrees): "Belmont-O'Hare" is called Belmont, "35th/Archer" 35th and Archer.

    What stands behind the last dash of several stations tells them apart and names none of them.
    """
    listed = list(rows)
    ends = Counter(name.rsplit("-", 1)[1] for name, _, _ in listed if "-" in name)
    made = []
    for name, lines, at in listed:
        said = name.rsplit("-", 1)[0] if "-" in name and ends[name.rsplit("-", 1)[1]] > 1 else name
        parts = [part for piece in said.split("/") for part in piece.split("-")]
        names = dict.fromkeys(_numbered(part) for part in (name, said, "".join(parts), *parts))
        label = f"{said} ({', '.join(sorted(lines))})" if lines else said
        made.append(Landmark("station", label, at, radius_m, tuple(filter(None, names)), (), lines))
    return made


def _numbered(name: str) -> str:
    """Squeezed, with "35th" as the tokens of a text have it: 35."""
    parts = groupby(squeeze(name), key=str.isdigit)
    letters = ["".join(run) for _, run in parts]
    for at, run in enumerate(letters[:-1]):
        if run.isdigit() and letters[at + 1][:2] in ("st", "nd", "rd", "th"):
            letters[at + 1] = letters[at + 1][2:]
    return "".join(letters)


def park(name: str, at: Pair, radius_m: int, area: str = "") -> Landmark:
    """A park from its listed name: "HUMBOLDT (BARON VON)" is Humboldt Park, also Baron von Humboldt Park."""
    head, _, rest = name.partition("(")
    inner, _, tail = rest.partition(")")
    said = " ".join(f"{head} {tail}".split()).rstrip(".,")
    whole = said if "park" in squeeze(said) else f"{said} Park"
    label = " ".join(word.capitalize() for word in whole.split())
    names = {squeeze(said), squeeze(f"{inner} {said}"), squeeze(said).removesuffix("park")}
    listed = len(said.split()) > 1 and (not inner or bool(tail.strip())) and "no." not in said.lower()
    return Landmark("park", label, at, radius_m, tuple(sorted(filter(None, names))), (squeeze(said),) if listed else ())


# Where the part of a school's listed name ends that people say, and what they leave out before it.
SCHOOL_WORDS = words(
    "elementary elem high middle primary school schools academy acad hs es community math science magnet career"
    " technical technology tech center centre college prep preparatory charter multicultural scholastic options"
    " specialty classical early childhood military international fine arts language vocational metropolitan"
    " agricultural gifted inclusive polytechnical advantage business learning explorers dual"
)
_TITLES = words("dr jr sr st rev mr mrs")
# A name that ends so is no person's: "Gage Park" is not called Park.
_TERRAIN = words(
    "park village yards square heights lawn ridge field grove side town view point north south east west shore center"
)


def school(name: str, at: Pair, radius_m: int, level: str) -> Landmark:
    """A school from its listed name: "Joseph E Gary Elementary School" is called Gary. `level`: ES, MS, HS or empty."""
    listed = [word.strip(".,") for word in name.replace("&", " ").replace("-", " ").split()]
    ends = (n for n, word in enumerate(listed) if n and word.lower() in SCHOOL_WORDS)
    core = [word for word in listed[: next(ends, len(listed))] if word.lower() not in _TITLES] or listed[:1]
    plain = [word for word in core if len(word.replace(".", "")) > 1]
    names = {squeeze(name), squeeze("".join(core)), squeeze("".join(plain))}
    if all(word.lower() in SCHOOL_WORDS for word in core):
        names = {squeeze(name)}
    elif plain and plain[-1].lower() not in _TERRAIN:
        names.add(squeeze(plain[-1]))
        names.add(squeeze("".join(plain[-2:])))
    return Landmark("school", name, at, radius_m, tuple(sorted(filter(None, names))), (), frozenset({level} - {""}))


def police(district: str, name: str, at: Pair, radius_m: int) -> Landmark:
    """A district's station: "district 9", "the 9th district", its name where it has one."""
    number = str(int(district)) if district.isdecimal() else squeeze(district)
    names = (number, f"district{number}", f"{number}district", squeeze(name))
    return Landmark("police", f"District {number} police station", at, radius_m, tuple(filter(None, names)))
