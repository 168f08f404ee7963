"""The small map of the Telegram phone: our own grid facts drawn as SVG, so that a pin needs no tiles and no network."""

from __future__ import annotations

from html import escape

from tipline import places

# The window shown, in signed grid numbers (south-west to north-east corner): Little Village, Pilsen and around.
_WEST, _EAST, _SOUTH, _NORTH = -4400, -800, -3200, 200
_WIDTH, _HEIGHT = 360, 210


def svg(city: places.City) -> str:
    """The map, north up; `data-*` give its edges in degrees so that a touch becomes a point."""
    north, west = places.from_grid(_WEST, _NORTH, city)
    south, east = places.from_grid(_EAST, _SOUTH, city)
    lines = [_street(name, axis, number) for name, axis, number in places.major_streets(city) if _inside(axis, number)]
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Map of part of {escape(city.name)}" '
        f'preserveAspectRatio="none" data-north="{north:.6f}" data-south="{south:.6f}" data-east="{east:.6f}" '
        f'data-west="{west:.6f}">{"".join(lines)}</svg>'
    )


def _inside(axis: str, number: int) -> bool:
    return _WEST < number < _EAST if axis == "EW" else _SOUTH < number < _NORTH


def _street(name: str, axis: str, number: int) -> str:
    label = escape(name.title())
    if axis == "EW":
        x = (number - _WEST) / (_EAST - _WEST) * _WIDTH
        return (
            f'<path class="street" d="M{x:.1f} 0V{_HEIGHT}"/>'
            f'<text x="{x + 3:.1f}" y="{_HEIGHT - 6}" transform="rotate(-90 {x + 3:.1f} {_HEIGHT - 6})">{label}</text>'
        )
    y = (_NORTH - number) / (_NORTH - _SOUTH) * _HEIGHT
    return f'<path class="street" d="M0 {y:.1f}H{_WIDTH}"/><text x="4" y="{y - 3:.1f}">{label}</text>'
