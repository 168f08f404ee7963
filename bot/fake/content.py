"""The fields of a message, as Telegram shapes them."""

from __future__ import annotations

from typing import Any

from bot.fake.state import FakeFile

_WIDTH, _HEIGHT = 1280, 960


def text(words: str, field: str = "text") -> dict[str, Any]:
    found: dict[str, Any] = {field: words}
    if field == "text" and words.startswith("/"):
        found["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}]
    return found


def photo(file: FakeFile, caption: str, album: str | None) -> dict[str, Any]:
    """Two sizes, as Telegram offers a small one to lists."""
    small = {"file_id": f"{file.file_id}-s", "file_unique_id": f"{file.file_id[:12]}s", "width": 90, "height": 67}
    large = {"file_id": file.file_id, "file_unique_id": file.file_id[:12], "width": _WIDTH, "height": _HEIGHT}
    sizes = [small | {"file_size": 900}, large | {"file_size": file.size}]
    return {"photo": sizes} | _around(caption, album)


def document(
    file: FakeFile, file_name: str, mime_type: str | None, caption: str, album: str | None
) -> dict[str, Any]:
    shown = _file(file) | {"file_name": file_name} | ({"mime_type": mime_type} if mime_type else {})
    return {"document": shown} | _around(caption, album)


def voice(file: FakeFile, duration: int, caption: str) -> dict[str, Any]:
    return {"voice": _file(file) | {"duration": duration, "mime_type": "audio/ogg"}} | _around(caption, None)


def video(file: FakeFile, duration: int, caption: str, album: str | None) -> dict[str, Any]:
    size = {"width": _WIDTH, "height": _HEIGHT, "duration": duration, "mime_type": "video/mp4"}
    return {"video": _file(file) | size | {"file_name": "VID_0001.mp4"}} | _around(caption, album)


def pin(lat: float, lng: float, live_period: int | None = None) -> dict[str, Any]:
    place: dict[str, Any] = {"latitude": lat, "longitude": lng}
    if live_period is not None:
        place["live_period"] = live_period
    return {"location": place}


def venue(lat: float, lng: float, title: str, address: str) -> dict[str, Any]:
    place = pin(lat, lng)["location"]
    return {"location": place, "venue": {"location": place, "title": title, "address": address}}


def _file(file: FakeFile) -> dict[str, Any]:
    return {"file_id": file.file_id, "file_unique_id": file.file_id[:12], "file_size": file.size}


def _around(caption: str, album: str | None) -> dict[str, Any]:
    found = {"caption": caption, "media_group_id": album}
    return {name: value for name, value in found.items() if value}
