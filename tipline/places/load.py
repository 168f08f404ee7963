"""A facts folder's texts, to the city they describe. The shapes are explained in docs/add-a-city.md."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from tipline.places.city import BREAK, FAINT, SLACK, City, Street
from tipline.places.gazetteer import with_landmarks
from tipline.places.grid import Grid, Ring
from tipline.places.rows import rows, signed
from tipline.places.survey import read_survey
from tipline.places.text import fold, squeeze
from tipline.places.zones import layer

# The files of a facts folder; those it may lack.
FACTS = ("city.toml", "streets.tsv", "aliases.tsv", "knots.tsv", "corners.tsv", "districts.tsv", "ordinary.txt")
OPTIONAL = ("landmarks.tsv", "stations.tsv", "areas.tsv", "zips.tsv", "reading.toml")
REACH = 110  # numbers; how far beyond its last known crossing a street may still be met: a block
ROUGH = 90  # numbers of slack where the grid itself bends
SHORTEST = 4  # letters a name needs to be read out of a misspelling
ROUNDED_EDGE, SURVEYED_EDGE = 75.0, 45.0  # metres a point may lie beyond outlines rounded to a block, and true ones


def load_city(files: Mapping[str, str], imported: str | None = None) -> City:
    """Build a city from its facts, {file name: text} with every name of FACTS, and what was imported of its files.

    A missing file is a KeyError, a bad line a ValueError that names file and line.
    """
    facts = tomllib.loads(files["city.toml"])
    grid = _grid(facts["grid"])
    survey = read_survey(imported, grid) if imported else None
    cornered = _with_corners(_streets(files["streets.tsv"]), files["corners.tsv"])
    own = tuple(_with_knots(cornered, files["knots.tsv"], grid))
    streets = tuple(survey.streets_over(own)) if survey else own
    names = _names(streets, files["aliases.tsv"])
    layers = {"districts": layer(_districts(files["districts.tsv"], grid), grid), **(survey.layers if survey else {})}
    city = City(
        name=facts["name"],
        time_zone=facts["time_zone"],
        grid=grid,
        streets=streets,
        names=names,
        vocabulary=tuple(sorted(name for name in names if len(name) >= SHORTEST and name.isalpha())),
        layers=layers,
        directions={word: letter for letter, words in facts["directions"].items() for word in words},
        suffixes={fold(word): code for code, words in facts["suffixes"].items() for word in words},
        suffix_said={code: words[0] for code, words in facts["suffixes"].items()},
        main_suffixes=frozenset(facts["main_suffixes"]),
        said=facts["said"],
        ordinary=frozenset(" ".join(line for _, (line,) in rows("ordinary.txt", files["ordinary.txt"], 1)).split()),
        called=frozenset(facts["called"]),
        neighbours=frozenset(facts.get("neighbours", ())),
        even_sides=frozenset(facts["grid"]["even_sides"]),
        major_every=facts["grid"]["major_every"],
        numbered=facts["grid"].get("numbered", ""),
        rough=tuple(_box(box) for box in facts["grid"].get("rough", ())),
        ramps=frozenset(facts.get("ramps", ())),
        enclaves={kind: frozenset(zones) for kind, zones in facts.get("enclaves", {}).items()},
        edge_m=SURVEYED_EDGE if survey and "districts" in survey.layers else ROUNDED_EDGE,
        table=survey.table if survey else {},
        survey=survey.source if survey else None,
        lines={fold(word): line for line, words in facts.get("lines", {}).items() for word in words},
    )
    plain = replace(city, streets=own, names=_names(own, files["aliases.tsv"]), table={}) if survey else city
    return with_landmarks(city, plain, files, survey)


def _grid(facts: Mapping[str, object]) -> Grid:
    knots = facts["north_knots"]
    assert isinstance(knots, list)
    numbers = ("origin_lat", "origin_lng", "lat_per_east", "lng_per_east", "shear")
    values = {key: float(str(facts[key])) for key in numbers}
    return Grid(**values, norths=tuple(float(n) for n, _ in knots), lats=tuple(float(lat) for _, lat in knots))


def _box(text: str) -> tuple[int, int, int, int]:
    west, east, south, north = (signed(edge) for edge in text.split())
    return west, east, south, north


def _streets(text: str) -> Iterator[Street]:
    for at, (name, suffix, number, start, end, spread) in rows("streets.tsv", text, 6):
        if number[0] not in "NSEW":
            raise ValueError(f"streets.tsv line {at}: a number starts with N, S, E or W, not {number!r}.")
        runs = number[0] in "EW"
        low, high = sorted((signed(start), signed(end)))
        street = Street(name, suffix, runs, signed(number), low, high, int(spread), slack=int(spread))
        line = (street.place(low - REACH), street.place(high + REACH))
        yield replace(street, lines=(line,)) if street.spread <= FAINT else street


def _with_corners(streets: Iterable[Street], text: str) -> Iterator[Street]:
    """Draw streets without a number of their own through the corners they are known to pass."""
    lines: dict[tuple[str, str], tuple[Ring, ...]] = defaultdict(tuple)
    for _, (name, suffix, corners) in rows("corners.tsv", text, 3):
        pairs = (corner.split("/") for corner in corners.split())
        lines[name, suffix] += (tuple((float(signed(east)), float(signed(north))) for east, north in pairs),)
    for street in streets:
        known = () if street.straight else lines[street.name, street.suffix]
        yield replace(street, lines=known, slack=SLACK) if known else street


def _with_knots(streets: Iterable[Street], text: str, grid: Grid) -> Iterator[Street]:
    """Give streets whose house numbers leave the grid the places of their hundred blocks, and the line through them."""
    knots: dict[tuple[str, str], list[tuple[int, float, float]]] = defaultdict(list)
    kinds: dict[tuple[str, str], tuple[str, int]] = {}
    for _, (name, suffix, side, house, lat, lng, trust) in rows("knots.tsv", text, 7):
        kinds[name, suffix] = (side, SLACK if trust == "fine" else ROUGH)
        knots[name, suffix].append((int(house), *grid.to_grid(float(lat), float(lng))))
    for street in streets:
        houses = tuple(sorted(knots.get((street.name, street.suffix), ())))
        if houses and not street.straight:
            runs = tuple(((ae, an), (be, bn)) for (a, ae, an), (b, be, bn) in pairwise(houses) if b - a <= BREAK)
            side, slack = kinds[street.name, street.suffix]
            yield replace(street, houses=houses, lines=runs, house_side=side, slack=slack)
        else:
            yield street


def _names(streets: Iterable[Street], aliases: str) -> dict[str, tuple[Street, ...]]:
    named: dict[str, list[Street]] = defaultdict(list)
    for street in streets:
        named[street.name].append(street)
    spoken: dict[str, list[Street]] = {squeeze(name): list(found) for name, found in named.items()}
    for at, (alias, name) in rows("aliases.tsv", aliases, 2):
        if name not in named:
            raise ValueError(f"aliases.tsv line {at}: no street is named {name!r} in streets.tsv.")
        known = spoken.setdefault(squeeze(alias), [])
        known.extend(street for street in named[name] if street not in known)
    return {name: tuple(found) for name, found in spoken.items()}


def _districts(text: str, grid: Grid) -> Iterator[tuple[str, str, tuple[Ring, ...]]]:
    rings: dict[str, list[Ring]] = defaultdict(list)
    for _, (name, corners) in rows("districts.tsv", text, 2):
        pairs = (corner.split("/") for corner in corners.split())
        rings[name].append(tuple(grid.from_grid(float(east), float(north)) for east, north in pairs))
    return ((name, name, tuple(found)) for name, found in rings.items())
