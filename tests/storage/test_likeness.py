"""The same picture is known again after what phones and vendors do to it; another picture is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from api.phone import pictures
from storage.darkroom.likeness import phash
from storage.decoder import decode
from tipline.incident import alike


def original(name: str) -> Image.Image:
    return Image.open(io.BytesIO(pictures.jpeg(name)))


def again(image: Image.Image, quality: int) -> Image.Image:
    sink = io.BytesIO()
    image.save(sink, "JPEG", quality=quality)
    return Image.open(sink)


@pytest.mark.parametrize("name", [picture.name for picture in pictures.ROLL])
def test_a_smaller_worse_or_brighter_copy_is_the_same_picture(name: str) -> None:
    image = original(name)
    held = phash(image)
    assert alike(held, phash(again(image.resize((image.width // 3, image.height // 3)), 30)))
    assert alike(held, phash(ImageEnhance.Brightness(image).enhance(1.3)))


def test_two_pictures_are_not_the_same() -> None:
    hashes = [phash(original(picture.name)) for picture in pictures.ROLL]
    assert not [(a, b) for i, a in enumerate(hashes) for b in hashes[i + 1 :] if alike(a, b)]


def test_the_decoder_tells_what_a_picture_is_known_by(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(pictures.jpeg("vans"))
    (tmp_path / "copy").write_bytes(_worse(pictures.jpeg("vans")))
    one, other = decode(tmp_path / "photo").phash, decode(tmp_path / "copy").phash
    assert one is not None
    assert other is not None
    assert alike(one, other)


def _worse(data: bytes) -> bytes:
    sink = io.BytesIO()
    image = Image.open(io.BytesIO(data))
    image.resize((image.width // 2, image.height // 2)).save(sink, "JPEG", quality=40)
    return sink.getvalue()
