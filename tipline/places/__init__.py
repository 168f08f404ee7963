"""Where a message happened: words, links and pins to a point, its district, or an honest question.

Pure: facts come in as texts (`load_city`), answers go out as values (`Located`).
"""

from __future__ import annotations

from tipline.places.city import City
from tipline.places.grid import Pair, Ring
from tipline.places.load import FACTS, OPTIONAL, load_city
from tipline.places.locate import locate, locate_point
from tipline.places.model import Candidate, Hint, Located, Method, Status
from tipline.places.said import names_lexicon

__all__ = [
    "FACTS", "OPTIONAL", "Candidate", "City", "Hint", "Located", "Method", "Status", "as_json", "district_outlines",
    "from_grid", "load_city", "locate", "locate_point", "names_lexicon", "outlines", "to_grid",
]  # fmt: skip


def as_json(located: Located) -> dict[str, object]:
    """The shape `tipline locate` prints, one per line."""
    return {
        "status": located.status,
        "lat": located.lat,
        "lng": located.lng,
        "radius_m": located.radius_m,
        "method": located.method,
        "candidates": [{"label": c.label, "lat": c.lat, "lng": c.lng} for c in located.candidates],
        "districts": list(located.districts),
        "beats": list(located.beats),
        "community_areas": list(located.community_areas),
        "wards": list(located.wards),
    }


def district_outlines(city: City) -> dict[str, tuple[Ring, ...]]:
    """Each district's outline for drawing: rings of (lat, lng) in degrees WGS 84."""
    return {zone.name: zone.rings for zone in city.districts.zones}


def outlines(city: City, kind: str) -> dict[str, tuple[Ring, ...]]:
    """The same of another layer (beats, areas, wards); empty when the city's facts have none."""
    layer = city.layers.get(kind)
    return {zone.name: zone.rings for zone in layer.zones} if layer else {}


def to_grid(lat: float, lng: float, city: City) -> Pair:
    """Signed house numbers (east, north) of a point in degrees."""
    return city.grid.to_grid(lat, lng)


def from_grid(east: float, north: float, city: City) -> Pair:
    """Degrees (lat, lng) of a place in signed house numbers."""
    return city.grid.from_grid(east, north)
