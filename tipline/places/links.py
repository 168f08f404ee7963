"""Coordinates and map links in a text. Links are read, never fetched; a short one says nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from tipline.places.grid import Pair

_URL = re.compile(r"(?:https?://|(?<![\w.])(?=(?:www\.|maps?\.|goo\.gl|waze\.)[\w.]*/))[^\s<>\"]+", re.IGNORECASE)
_GEO = re.compile(r"\bgeo:(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)", re.IGNORECASE)
_PAIR = re.compile(
    r"(?<![\d.\w])([+-]?\d{1,2}\.\d{2,15})\s*°?\s*([NS])?\s*(?:[,;/]|\s)\s*"
    r"([+-]?\d{2,3}\.\d{2,15})\s*°?\s*([EWO])?(?![\d\w])",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(\d{1,2})\s*[°º]\s*(\d{1,2})\s*['′’]\s*(\d{1,2}(?:\.\d+)?)?\s*(?:\"|″|”|'')?\s*([NS])\s*,?\s*"
    r"(\d{1,3})\s*[°º]\s*(\d{1,2})\s*['′’]\s*(\d{1,2}(?:\.\d+)?)?\s*(?:\"|″|”|'')?\s*([EWO])",
    re.IGNORECASE,
)
_TWO = r"(-?\d{1,2}\.\d+)[,/](?:\s|\+|%20)*(-?\d{1,3}\.\d+)"
# On any host: too fine to be there by chance.
_FINE = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{4,})[,/](?:\s|\+|%20)*(-?\d{2,3}\.\d{4,})")
_PIN = re.compile(r"!3d(-?\d{1,2}\.\d+)!4d(-?\d{1,3}\.\d+)")
_IN_PATH = re.compile(rf"/(?:place|search|dir)/(?:[^@]*/)?{_TWO}")
_VIEW = re.compile(r"@(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)")
_FRAGMENT = re.compile(rf"map=\d+(?:\.\d+)?/{_TWO}")
_QUERY_KEYS = ("ll", "q", "query", "coordinate", "daddr", "destination", "latlng", "to", "center", "sll", "address")
_SHORT_HOSTS = ("maps.app.goo.gl", "goo.gl", "g.co", "maps.apple/", "osm.org/go", "waze.com/ul/h")
_MAP_HOSTS = ("google.", "apple.com", "openstreetmap.org", "osm.org", "waze.com")


@dataclass(frozen=True, slots=True)
class MapLink:
    """A link to a map: its point in degrees, or the place words it searches for; `short` when only its owner knows."""

    point: Pair | None = None
    words: str | None = None
    short: bool = False


def split_links(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its links, and the links."""
    return _URL.sub(" ", text), tuple(match.group().rstrip(".,;)!?") for match in _URL.finditer(text))


def read_link(url: str) -> MapLink | None:
    """What a link says of a place; None when it is not a link to a map."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").lower()
        query = dict(parse_qsl(parts.query))
    except ValueError:
        return None
    if _is_short(host, parts.path):
        return MapLink(short=True)
    if not any(part in host for part in _MAP_HOSTS):
        fine = _FINE.search(unquote_plus(url))
        return MapLink(point=_degrees(fine[1], fine[2])) if fine else None
    point = _point_of(unquote_plus(url), query)
    return MapLink(point=point, words=None if point else _words_of(parts.path, query))


def _is_short(host: str, path: str) -> bool:
    return any((host + path).startswith(("", "www.")[www] + short) for short in _SHORT_HOSTS for www in (0, 1))


def _point_of(url: str, query: dict[str, str]) -> Pair | None:
    """A dropped pin first, then what was asked for, then the middle of the view."""
    if match := _PIN.search(url):
        return _degrees(match[1], match[2])
    if "mlat" in query and "mlon" in query:
        return _degrees(query["mlat"], query["mlon"])
    for key in _QUERY_KEYS:
        if match := re.search(_TWO, query.get(key, "")):
            return _degrees(match[1], match[2])
    for pattern in (_IN_PATH, _FRAGMENT, _VIEW):
        if match := pattern.search(url):
            return _degrees(match[1], match[2])
    return None


def _words_of(path: str, query: dict[str, str]) -> str | None:
    for key in ("q", "query", "daddr", "destination", "address"):
        if query.get(key):
            return query[key]
    match = re.search(r"/(?:place|search)/([^/@]+)", path)
    return unquote_plus(match[1]) if match else None


def _degrees(lat: str, lng: str) -> Pair | None:
    try:
        point = float(lat), float(lng)
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def coordinates(text: str) -> Iterator[Pair]:
    """Every pair of degrees written in the text, latitude first, in decimals or in degrees, minutes and seconds."""
    for match in _GEO.finditer(text):
        if point := _degrees(match[1], match[2]):
            yield point
    for match in _DEGREES.finditer(text):
        lat = _sexagesimal(match[1], match[2], match[3], match[4])
        yield lat, _sexagesimal(match[5], match[6], match[7], match[8])
    for match in _PAIR.finditer(text):
        south, west = (match[2] or "").upper() == "S", (match[4] or "").upper() in ("W", "O")
        if point := _degrees(match[1], match[3]):
            yield (-abs(point[0]) if south else point[0], -abs(point[1]) if west else point[1])


def _sexagesimal(degrees: str, minutes: str, seconds: str | None, side: str) -> float:
    value = int(degrees) + int(minutes) / 60 + float(seconds or 0) / 3600
    return -value if side.upper() in "SWO" else value
