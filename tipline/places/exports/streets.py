"""Streets out of a city's crossings, poly-lines or centre lines: where each lies and where two meet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import hypot
from statistics import median

from tipline.places.city import City
from tipline.places.exports.names import Named, Names
from tipline.places.exports.tables import Row, Table
from tipline.places.grid import Pair, Ring, foot

GAP = 700.0  # metres between two crossings of a street over which no line is drawn
HIGHEST = 20_000  # house numbers beyond are no house numbers
NEAR = 30.0  # metres within which two crossings of the same two streets are one
SNAP = 60  # numbers within which a street keeps the number the facts give it
STRAY = 3.0  # metres a line may be simplified by
Key = tuple[str, str]


@dataclass(slots=True)
class Found:
    """What the files told of one street: its directions, the points of its crossings (degrees), its lines (degrees)."""

    sides: Counter[str] = field(default_factory=Counter)
    points: list[tuple[str, Pair]] = field(default_factory=list)
    lines: list[Ring] = field(default_factory=list)


class Streets:
    """Gathers the tables of one import; `packed` is what the product keeps of them."""

    def __init__(self, city: City) -> None:
        self.city, self.names = city, Names(city)
        self.found: dict[Key, Found] = defaultdict(Found)
        self.met: dict[tuple[Key, Key], list[Pair]] = defaultdict(list)
        self.zips: dict[str, list[Pair]] = defaultdict(list)
        self.houses: dict[Key, dict[str, tuple[int, int]]] = defaultdict(dict)
        self.unread = 0

    def add(self, table: Table) -> None:
        if "street_1" in table.columns:
            self.crossings(table)
        elif "points_lat_lng" in table.columns:
            self.lines(table)
        elif "min_address" in table.columns:
            self.street_names(table)
        else:
            self.centre_lines(table)

    def crossings(self, table: Table) -> None:
        for row in table.rows:
            one, two = self.names.of(row.values["street_1"]), self.names.of(row.values["street_2"])
            if row.shape is None:
                self.unread += 1
            elif one and two and one.key != two.key:
                self._meet(one, two, row.shape.point)
                zipcode = row.values.get("zipcode") or row.values.get("zip") or ""
                if len(zipcode) == 5 and zipcode.isdecimal():
                    self.zips[zipcode].append(row.shape.point)

    def lines(self, table: Table) -> None:
        for row in table.rows:
            named = self.names.of(row.values["street"])
            line = _points(row)
            if named and len(line) > 1:
                self.found[named.key].sides[named.direction] += len(line)
                self.found[named.key].lines.append(line)

    def street_names(self, table: Table) -> None:
        """How far the house numbers of each street go on either side of the origin."""
        for row in table.rows:
            named = self.names.of(row.values.get("full_name") or row.values.get("full_street_name") or "")
            least, most = row.values.get("min_address", ""), row.values.get("max_address", "")
            if named and named.direction and least.isdecimal() and most.isdecimal() and int(most) < HIGHEST:
                self.houses[named.key][named.direction] = (int(least), int(most))

    def centre_lines(self, table: Table) -> None:
        """Segments of the road network: those of different streets that share an end meet there."""
        ends: dict[Pair, dict[Key, Named]] = defaultdict(dict)
        for row in table.rows:
            values = row.values
            named = self.names.of_parts(
                values.get("pre_dir", ""), values.get("street_nam", ""), values.get("street_typ", "")
            )
            if named is None or row.shape is None:
                continue
            for part in row.shape.parts:
                self.found[named.key].sides[named.direction] += len(part)
                self.found[named.key].lines.append(part)
                for end in (part[0], part[-1]):
                    ends[round(end[0], 5), round(end[1], 5)][named.key] = named
        for point, streets in ends.items():
            inner = list(streets.values())
            for at, one in enumerate(inner):
                for two in inner[at + 1 :]:
                    self._meet(one, two, point)

    def _meet(self, one: Named, two: Named, point: Pair) -> None:
        for named in (one, two):
            self.found[named.key].sides[named.direction] += 1
            self.found[named.key].points.append((named.direction, point))
        first, second = sorted((one.key, two.key))
        known = self.met[first, second]
        if all(self.city.grid.metres(point, other) > NEAR for other in known):
            known.append(point)

    def packed(self) -> dict[str, object]:
        keys = sorted(key for key, found in self.found.items() if found.points or found.lines)
        at = {key: index for index, key in enumerate(keys)}
        numbers = {(street.name, street.suffix): street.number for street in self.city.streets}
        met = [
            [at[one], at[two], *(round(n, 5) for point in points for n in point)]
            for (one, two), points in sorted(self.met.items())
        ]
        streets = [self._street(key, self.found[key], numbers) for key in keys]
        return {"streets": streets, "crossings": met, "zips": self._zips()}

    def _street(self, key: Key, found: Found, numbers: Mapping[Key, int]) -> list[object]:
        """[name, suffix, runs north-south, number, low, high, spread, lines in grid numbers]."""
        lines = (found.lines and _joined(found.lines)) or list(self._drawn(found))
        corners = [point for _, point in found.points] or [point for line in lines for point in line]
        grid = [self.city.grid.to_grid(*point) for point in corners]
        north_south = self._north_south(found, grid)
        across = sorted(east if north_south else north for east, north in grid)
        along = sorted(north if north_south else east for east, north in grid)
        number = round(median(across))
        known = numbers.get(key)
        number = known if known is not None and abs(known - number) <= SNAP else number
        spread = round(_share(across, 0.95) - _share(across, 0.05))
        kept = [self._kept(line) for line in lines]
        low, high = self._numbered(key, round(along[0]), round(along[-1]))
        return [key[0], key[1], int(north_south), number, low, high, spread, kept]

    def _numbered(self, key: Key, low: int, high: int) -> tuple[int, int]:
        """How far the street reaches: to its last crossings, or to its last house numbers where these are known."""
        for side, (least, most) in self.houses[key].items():
            low = min(low, -most) if side in "SW" else low
            high = max(high, most) if side in "NE" else high
            low = min(low, least) if side in "NE" else low
            high = max(high, -least) if side in "SW" else high
        return low, high

    def _kept(self, line: Ring) -> list[float]:
        points = (self.city.grid.to_grid(*point) for point in simplified(line, self.city.grid.flat, STRAY))
        return [round(n, 1) for point in points for n in point]

    def _north_south(self, found: Found, grid: list[Pair]) -> bool:
        """By the directions said with its name; else by the way it runs."""
        north_south, east_west = found.sides["N"] + found.sides["S"], found.sides["E"] + found.sides["W"]
        if north_south != east_west:
            return north_south > east_west
        easts, norths = zip(*grid, strict=True)
        return bool(max(norths) - min(norths) > max(easts) - min(easts))

    def _drawn(self, found: Found) -> Iterable[Ring]:
        """Lines through a street's crossings in the order they lie along it, parted at wide gaps."""
        for side in sorted({side for side, _ in found.points}):
            points = list(dict.fromkeys(point for said, point in found.points if said == side))
            flat = [self.city.grid.flat(*point) for point in points]
            xs, ys = zip(*flat, strict=True)
            wide = max(xs) - min(xs) > max(ys) - min(ys)
            order = sorted(zip(flat, points, strict=True), key=lambda pair: pair[0][0 if wide else 1])
            run: list[tuple[Pair, Pair]] = []
            for pair in order:
                if run and hypot(pair[0][0] - run[-1][0][0], pair[0][1] - run[-1][0][1]) > GAP:
                    if len(run) > 1:
                        yield tuple(point for _, point in run)
                    run = []
                run.append(pair)
            if len(run) > 1:
                yield tuple(point for _, point in run)

    def _zips(self) -> dict[str, list[float]]:
        """ZIP -> its middle in degrees and a radius in metres that holds most of it."""
        return {code: self._spread(points) for code, points in sorted(self.zips.items()) if len(points) > 9}

    def _spread(self, points: list[Pair]) -> list[float]:
        centre = median(lat for lat, _ in points), median(lng for _, lng in points)
        off = sorted(self.city.grid.metres(centre, point) for point in points)
        return [round(centre[0], 5), round(centre[1], 5), round(_share(off, 0.9))]


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def _points(row: Row) -> Ring:
    try:
        pairs = (pair.split() for pair in row.values["points_lat_lng"].split(";"))
        return tuple((float(lat), float(lng)) for lat, lng in pairs)
    except ValueError:
        raise ValueError(f"line {row.at}: points are written 'lat lng;lat lng'.") from None


def _joined(parts: list[Ring]) -> list[Ring]:
    """Segments joined end to end where exactly one goes on; in time linear in their number."""
    ends: dict[Pair, list[int]] = defaultdict(list)
    for at, part in enumerate(parts):
        ends[part[0]].append(at)
        ends[part[-1]].append(at)
    left = dict.fromkeys(range(len(parts)))
    joined: list[Ring] = []
    while left:
        first = next(iter(left))
        del left[first]
        line = list(parts[first])
        for _ in range(2):
            _grow(line, parts, ends, left)
            line.reverse()
        joined.append(tuple(line))
    return joined


def _grow(line: list[Pair], parts: list[Ring], ends: Mapping[Pair, list[int]], left: dict[int, None]) -> None:
    while len(ends[line[-1]]) == 2:
        then = next((at for at in ends[line[-1]] if at in left), None)
        if then is None:
            return
        del left[then]
        part = parts[then]
        line.extend(part[1:] if part[0] == line[-1] else part[-2::-1])


def simplified(line: Ring, flat: object, stray: float) -> Ring:
    """The line without corners that lie within `stray` metres of the rest (Douglas-Peucker)."""
    assert callable(flat)
    plane = [flat(*point) for point in line]
    keep = {0, len(line) - 1}
    work = [(0, len(line) - 1)]
    while work:
        low, high = work.pop()
        worst, at = 0.0, -1
        for middle in range(low + 1, high):
            off, _ = foot(plane[low], plane[high], plane[middle])
            if off > worst:
                worst, at = off, middle
        if worst > stray:
            keep.add(at)
            work += [(low, at), (at, high)]
    return tuple(line[at] for at in sorted(keep))
