"""The small map of the Telegram phone: our own grid facts drawn as SVG, so that a pin needs no tiles and no network."""

from __future__ import annotations

from html import escape

from tipline.places import City, from_grid
from tipline.places.city import Street

# The window shown, in signed grid numbers: a part of the city where main streets are known from the grid alone.
_WEST, _EAST, _SOUTH, _NORTH = -4600, -600, -3300, 300
_WIDTH, _HEIGHT = 360, 210


def svg(city: City) -> str:
    """The map, north up; `data-*` give its edges in degrees so that a touch becomes a point."""
    north, west = from_grid(_WEST, _NORTH, city)
    south, east = from_grid(_EAST, _SOUTH, city)
    lines = "".join(_draw(street) for street in _main_streets(city))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Map of part of {escape(city.name)}" '
        f'preserveAspectRatio="none" data-north="{north:.6f}" data-south="{south:.6f}" data-east="{east:.6f}" '
        f'data-west="{west:.6f}">{lines}</svg>'
    )


def _main_streets(city: City) -> list[Street]:
    """The longest straight street on each line of the grid inside the window."""
    best: dict[tuple[bool, int], Street] = {}
    for street in city.streets:
        inside = _WEST < street.number < _EAST if street.north_south else _SOUTH < street.number < _NORTH
        line = round(street.number / city.major_every)
        on_line = abs(street.number - line * city.major_every) <= 25
        if not (inside and on_line and street.straight):
            continue
        held = best.get((street.north_south, line))
        if held is None or street.high - street.low > held.high - held.low:
            best[(street.north_south, line)] = street
    return list(best.values())


def _draw(street: Street) -> str:
    label = escape(street.name.title())
    if street.north_south:
        x = (street.number - _WEST) / (_EAST - _WEST) * _WIDTH
        return (
            f'<path class="street" d="M{x:.1f} 0V{_HEIGHT}"/>'
            f'<text x="{x + 3:.1f}" y="{_HEIGHT - 6}" transform="rotate(-90 {x + 3:.1f} {_HEIGHT - 6})">{label}</text>'
        )
    y = (_NORTH - street.number) / (_NORTH - _SOUTH) * _HEIGHT
    return f'<path class="street" d="M0 {y:.1f}H{_WIDTH}"/><text x="4" y="{y - 3:.1f}">{label}</text>'
