"""What was imported of a city's own files (tipline.places.exports), read back for use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tipline.places.city import Imported, Key, SourceFile, Street
from tipline.places.grid import Grid, Pair, Ring
from tipline.places.zones import Layer, layer

FORMAT = 1
SLACK = 10  # numbers a surveyed street may lie beside its line
Mark = tuple[str, str, float, float, int, str]


@dataclass(frozen=True, slots=True)
class Survey:
    """`marks`: (kind, name, lat, lng, radius in metres or 0, what tells it apart); `zips`: (lat, lng, metres)."""

    source: Imported
    streets: tuple[Street, ...]
    table: Mapping[tuple[Key, Key], tuple[Pair, ...]]
    layers: Mapping[str, Layer]
    marks: tuple[Mark, ...]
    zips: Mapping[str, tuple[float, float, int]]

    def streets_over(self, known: Sequence[Street]) -> Iterator[Street]:
        """The surveyed streets, with the facts' places of house numbers; then those that only the facts know."""
        facts = {street.key: street for street in known}
        for street in self.streets:
            own = facts.pop(street.key, None)
            held = own is not None and own.houses
            yield replace(street, houses=own.houses, house_side=own.house_side) if own and held else street
        yield from facts.values()


def read_survey(text: str, grid: Grid) -> Survey:
    """Raises ValueError, in a sentence, for a text that is not an import of this version."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"The imported places are of format {data['format']}, not {FORMAT}: import them again.")
        streets = tuple(_street(row) for row in data["streets"])
        return Survey(
            source=Imported(
                datetime.fromisoformat(data["imported_at"]), tuple(SourceFile(*row) for row in data["files"])
            ),
            streets=streets,
            table=dict(_crossings(data["crossings"], streets)),
            layers={kind: layer(_shapes(zones), grid) for kind, zones in data["layers"].items()},
            marks=tuple(tuple(mark) for mark in data["landmarks"]),
            zips={code: tuple(found) for code, found in data["zips"].items()},
        )
    except (KeyError, TypeError, IndexError, json.JSONDecodeError) as error:
        raise ValueError(f"The imported places cannot be read ({error}): import them again.") from None


def _street(row: Sequence[object]) -> Street:
    name, suffix, north_south, number, low, high, spread, lines = row
    assert isinstance(lines, list)
    return Street(
        str(name), str(suffix), bool(north_south), int(str(number)), int(str(low)), int(str(high)), int(str(spread)),
        lines=tuple(_pairs(line) for line in lines), slack=SLACK, drawn=True,
    )  # fmt: skip


def _pairs(flat: Sequence[float]) -> Ring:
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _crossings(
    rows: Iterable[Sequence[float]], streets: Sequence[Street]
) -> Iterator[tuple[tuple[Key, Key], tuple[Pair, ...]]]:
    for one, two, *points in rows:
        yield (streets[int(one)].key, streets[int(two)].key), _pairs(points)


def _shapes(zones: Iterable[Sequence[object]]) -> Iterator[tuple[str, str, tuple[Ring, ...]]]:
    for name, said, rings in zones:
        assert isinstance(rings, list)
        yield str(name), str(said), tuple(_pairs(ring) for ring in rings)
