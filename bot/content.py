"""What one Telegram message carries: words, attachments, a pin."""

from __future__ import annotations

import math

from telegram import Location, Message, PhotoSize

from bot.settings import FILE_LIMIT
from tipline.errors import BadPayload
from tipline.message import Attachment, Media, Pin

_LARGEST = 2**52  # Telegram's own word for how large its numbers may be; anything beyond could be stored nowhere

# One file a message, in this order: an animation also fills `document`, which would be the same file twice.
_ONE_FILE = (
    ("video", Media.VIDEO, "video/mp4"),
    ("video_note", Media.VIDEO, "video/mp4"),
    ("voice", Media.VOICE, "audio/ogg"),
    ("audio", Media.AUDIO, None),
    ("animation", Media.VIDEO, None),
    ("document", Media.DOCUMENT, None),
)


def clean(text: object) -> str:
    """Words as they can be sealed: half a surrogate pair and the NUL of broken clients taken out."""
    if text is None:
        return ""
    if not isinstance(text, str):
        raise BadPayload("An update's text is not text.")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def words(message: Message) -> str:
    return clean(message.text or message.caption)


def attachments(message: Message) -> tuple[Attachment, ...]:
    """Pointers to what was attached. A live photo is its still and its few seconds of video."""
    found = []
    if message.photo:
        largest = max(message.photo, key=_pixels)
        found.append(_attachment(Media.PHOTO, largest.file_id, "image/jpeg", largest.file_size))
    if message.live_photo:
        live = message.live_photo
        found.append(_attachment(Media.VIDEO, live.file_id, live.mime_type or "video/mp4", live.file_size))
    for name, media, usual in _ONE_FILE:
        file = getattr(message, name)
        if file is not None:
            kind = getattr(file, "mime_type", None) or usual
            found.append(_attachment(media, file.file_id, kind, file.file_size))
            break
    return tuple(found)


def pin(message: Message) -> Pin | None:
    if message.venue is not None:
        parts = (clean(message.venue.title).strip(), clean(message.venue.address).strip())
        return _pin(message.venue.location, ", ".join(part for part in parts if part) or None)
    return _pin(message.location, None) if message.location is not None else None


def _pixels(size: PhotoSize) -> int:
    return size.width * size.height


def _attachment(media: Media, pointer: object, kind: object, size: object) -> Attachment:
    if not isinstance(pointer, str) or not isinstance(kind, str | None) or not isinstance(size, int | None):
        raise BadPayload("An attachment is not in the shape Telegram sends.")
    too_large = size is not None and size > FILE_LIMIT
    told = size if size is not None and 0 <= size <= _LARGEST else None
    return Attachment(media, clean(pointer), clean(kind) or None, told, too_large)


def _pin(place: Location, label: str | None) -> Pin:
    lat, lng = place.latitude, place.longitude
    if not (math.isfinite(lat) and math.isfinite(lng) and abs(lat) <= 90 and abs(lng) <= 180):
        raise BadPayload("A pin lies outside the world.")
    return Pin(float(lat), float(lng), live=place.live_period is not None, label=label)
