"""The camera roll of the simulated phones: three drawn street scenes, tagged like a phone's photos are.

Drawn here so that no photo of anyone is in the project; the tags show that derivatives lose them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw

_SIZE = (1024, 768)
_GPS = 0x8825


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    alt: str


ROLL = (
    Picture("vans", "Drawing: two white vans at a corner"),
    Picture("street", "Drawing: four people in vests on a sidewalk"),
    Picture("door", "Drawing: a storefront with an open door"),
)


@cache
def jpeg(name: str) -> bytes:
    """The picture as a phone would send it: JPEG with make, time and position in its tags. Raises KeyError."""
    image = _SCENES[name]()
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x0132] = "Demo", "Cracked Phone", "2026:11:22 15:02:11"
    gps = tags.get_ifd(_GPS)
    gps[1], gps[2], gps[3], gps[4] = "N", (41.0, 50.0, 40.6), "W", (87.0, 42.0, 19.1)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, exif=tags)
    return out.getvalue()


def _street(sky: str, wall: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", _SIZE, sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 150, 1024, 520), fill=wall)
    for x in range(40, 1000, 160):
        draw.rectangle((x, 200, x + 90, 330), fill="#3c4654", outline="#d8d2c4", width=6)
    draw.rectangle((0, 500, 1024, 570), fill="#b9b3a7")
    draw.rectangle((0, 570, 1024, 768), fill="#50535a")
    for x in range(20, 1024, 180):
        draw.rectangle((x, 660, x + 90, 672), fill="#d9c979")
    return image, draw


def _van(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.rounded_rectangle((x, y, x + 330, y + 150), 24, fill="#f2f1ec", outline="#8c8c88", width=4)
    draw.polygon([(x + 235, y + 18), (x + 312, y + 18), (x + 326, y + 74), (x + 235, y + 74)], fill="#2c3540")
    for wheel in (x + 60, x + 245):
        draw.ellipse((wheel, y + 115, wheel + 64, y + 179), fill="#1f2226", outline="#8c8c88", width=8)


def _person(draw: ImageDraw.ImageDraw, x: int, y: int, vest: str) -> None:
    draw.ellipse((x + 14, y, x + 56, y + 44), fill="#3a3a3d")
    draw.rounded_rectangle((x, y + 46, x + 70, y + 150), 16, fill=vest)
    draw.rectangle((x + 8, y + 150, x + 30, y + 232), fill="#2b2f36")
    draw.rectangle((x + 40, y + 150, x + 62, y + 232), fill="#2b2f36")


def _vans() -> Image.Image:
    image, draw = _street("#c9d6df", "#a4563f")
    _van(draw, 90, 470)
    _van(draw, 560, 500)
    return image


def _people() -> Image.Image:
    image, draw = _street("#dcd9cf", "#8a7f6d")
    for index in range(4):
        _person(draw, 150 + index * 190, 340 + (index % 2) * 20, "#3d4a36" if index % 2 else "#2e3b4a")
    return image


def _door() -> Image.Image:
    image, draw = _street("#e4d9c8", "#6f7f6a")
    draw.rectangle((400, 240, 620, 520), fill="#22262c", outline="#e8e2d2", width=10)
    draw.polygon([(620, 240), (720, 270), (720, 545), (620, 520)], fill="#7a4a35")
    draw.rectangle((330, 160, 690, 225), fill="#c8a24b")
    return image


_SCENES = {"vans": _vans, "street": _people, "door": _door}
