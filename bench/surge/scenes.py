"""Photos of a made surge: each event has a look of its own; a picture passed on is cropped, shrunk and saved again."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageEnhance

_SIZE = (640, 480)


def photo(scene: int, angle: int) -> Image.Image:
    """What one camera saw of a scene: its colours and things from where this witness stands. Drawn, of nobody."""
    look, stand = random.Random(scene), random.Random(scene * 1009 + angle)
    image = Image.new("RGB", _SIZE, _colour(look, 90, 220))
    draw = ImageDraw.Draw(image)
    horizon = stand.randint(180, 330)
    draw.rectangle((0, horizon, 640, 480), fill=_colour(look, 40, 120))
    walls = [_colour(look, 40, 210) for _ in range(5)]
    at = stand.randint(-120, 0)
    while at < 640:
        wide = stand.randint(60, 230)
        draw.rectangle((at, horizon - stand.randint(60, 170), at + wide, horizon), fill=stand.choice(walls))
        at += wide
    cars = [_colour(look, 10, 245) for _ in range(look.randint(1, 4))]
    for car in cars:
        x, y, size = stand.randint(-60, 560), stand.randint(horizon - 30, 380), stand.randint(70, 230)
        draw.rectangle((x, y, x + size, y + size // 2), fill=car)
    for _person in range(look.randint(0, 6)):
        x, y, tall = stand.randint(0, 620), stand.randint(horizon - 20, 360), stand.randint(40, 130)
        draw.rectangle((x, y, x + tall // 3, y + tall), fill=_colour(look, 0, 130))
    return image


def taken(image: Image.Image) -> bytes:
    """As the phone that took it sends it."""
    return _saved(image, 85)


def passed_on(image: Image.Image, chance: random.Random) -> bytes:
    """As it looks after an app or two: a little cropped, smaller, a shade lighter or darker, saved again."""
    wide, high = image.size
    left, top, right, bottom = (chance.uniform(0, 0.04) for _ in range(4))
    cropped = image.crop((int(wide * left), int(high * top), int(wide * (1 - right)), int(high * (1 - bottom))))
    scale = chance.uniform(0.4, 0.9)
    small = cropped.resize((int(cropped.width * scale), int(cropped.height * scale)), Image.Resampling.BILINEAR)
    return _saved(ImageEnhance.Brightness(small).enhance(chance.uniform(0.85, 1.15)), chance.randint(35, 75))


def _saved(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _colour(chance: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return chance.randint(low, high), chance.randint(low, high), chance.randint(low, high)
