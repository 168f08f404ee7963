"""Pictures, in the child: decode, turn upright, shrink, save without a trace of where they came from."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, field
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from storage.darkroom.likeness import phash

VIEW, THUMB = 1600, 320
_TYPES = {
    "JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
    "AVIF": "image/avif", "HEIF": "image/heic",
}
_OPENED = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")  # MPO is what a JPEG of two pictures turns out to be
_SIDEWAYS = (5, 6, 7, 8)  # EXIF orientations that swap width and height
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Piece:
    """One derivative."""

    name: str
    content_type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is. Size in pixels as it is to be seen, upright."""

    content_type: str
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    pieces: tuple[Piece, ...] = ()
    reason: str | None = None
    phash: int | None = None


def prepare() -> None:
    """Load every decoder now: later there may be no files to load them from."""
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # checked here, with a word of our own


def picture(source: BinaryIO, max_pixels: int) -> Found | None:
    """None when it is no picture. Raises OSError and its kin when it is a broken one."""
    try:
        image = Image.open(source, formats=_OPENED)
    except UnidentifiedImageError:
        return None
    kind = _TYPES[image.format or ""]
    if image.width * image.height > max_pixels:
        return Found(kind, image.width, image.height, reason="too_many_pixels")
    turned = image.getexif().get(_ORIENTATION) in _SIDEWAYS
    width, height = (image.height, image.width) if turned else image.size
    return seen(kind, width, height, _upright(image))


def seen(kind: str, width: int, height: int, image: Image.Image, duration_s: float | None = None) -> Found:
    """What there is to see of an upright picture: the copies that people look at, and what it is recognised by."""
    plain = _plain(image)
    pieces = (_piece(plain, "view", VIEW, 85), _piece(plain, "thumb", THUMB, 80))
    return Found(kind, width, height, duration_s, pieces, phash=phash(plain))


def _upright(image: Image.Image) -> Image.Image:
    """Shrunk first, so that everything after is cheap; then turned as the camera was held."""
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA")
    image.thumbnail((VIEW, VIEW), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return ImageOps.exif_transpose(image)


def _plain(image: Image.Image) -> Image.Image:
    """A new sRGB picture of the same pixels: nothing of the old one's metadata can ride along."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("LA", "La", "RGBa"):
        image = image.convert("RGBA")
    mask = image.getchannel("A") if image.mode == "RGBA" else None
    colours = _to_srgb(image, profile)
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(colours, mask=mask)
    return fresh


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode == "RGBA":
        image = image.convert("RGB")
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):  # a damaged profile is no reason to hide it
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            same = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if same is not None:
                return same
    return image.convert("RGB")


def _piece(plain: Image.Image, name: str, most: int, quality: int) -> Piece:
    copy = plain.copy()
    copy.thumbnail((most, most), Image.Resampling.LANCZOS)
    sink = io.BytesIO()
    copy.save(sink, "JPEG", quality=quality, optimize=True, progressive=True)
    return Piece(name, "image/jpeg", sink.getvalue(), copy.width, copy.height)
