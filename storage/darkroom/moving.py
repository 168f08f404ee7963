"""Video and sound, in the child: a first frame to look at, a voice without its wrapping."""

from __future__ import annotations

import importlib
import io
import pkgutil
from typing import Any, BinaryIO

import av
from PIL import Image

from storage.darkroom.picture import Found, Piece, seen

_HEAD = 64
_RATE = 24_000
_LONGEST_S = 1800


def prepare() -> None:
    """Load all of av now: it imports a stream's module when it meets one, and later there are no files to load from."""
    av.logging.set_level(None)
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def moving(source: BinaryIO, max_pixels: int, hint: str | None) -> Found | None:
    """None when it is neither video nor sound. Raises av's errors when it is broken.

    The demuxer is named, never guessed: playlists and other containers that point elsewhere are not opened.
    """
    source.seek(0)
    kind = _kind(source.read(_HEAD))
    source.seek(0)
    if kind is None:
        return None
    demuxer, video_type, sound_type = kind
    with av.open(source, mode="r", format=demuxer, options={"protocol_whitelist": "none"}) as container:
        seconds = container.duration / av.time_base if container.duration else None
        pictures = [s for s in container.streams.video if not s.disposition & s.disposition.attached_pic]
        if pictures and video_type and not (hint or "").startswith("audio/"):
            return _video(container, pictures[0], video_type, seconds, max_pixels)
        if container.streams.audio and sound_type:
            return _sound(container, sound_type, seconds)
    return None


def _kind(head: bytes) -> tuple[str, str | None, str | None] | None:
    """(demuxer, type as video, type as sound) from the first bytes."""
    if head[4:8] == b"ftyp":
        return "mp4", _iso_video(head[8:12]), "audio/mp4"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav", None, "audio/wav"
    if head[:1] == b"\xff" and len(head) > 1:
        layer = head[1] & 0xF6
        return ("aac", None, "audio/aac") if layer == 0xF0 else ("mp3", None, "audio/mpeg") if layer & 0xE0 else None
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            return found
    return None


_MAGIC: dict[bytes, tuple[str, str | None, str | None]] = {
    b"OggS": ("ogg", None, "audio/ogg"),
    b"#!AMR": ("amr", None, "audio/amr"),
    b"ID3": ("mp3", None, "audio/mpeg"),
    b"\x1a\x45\xdf\xa3": ("matroska", "video/webm", "audio/webm"),
}


def _iso_video(brand: bytes) -> str:
    if brand == b"qt  ":
        return "video/quicktime"
    return "video/3gpp" if brand.startswith(b"3g") else "video/mp4"


def _video(container: Any, stream: Any, kind: str, seconds: float | None, max_pixels: int) -> Found:
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > max_pixels:
        return Found(kind, width, height, seconds, reason="too_many_pixels")
    for frame in container.decode(stream):
        if frame.width * frame.height > max_pixels:
            return Found(kind, frame.width, frame.height, seconds, reason="too_many_pixels")
        poster: Image.Image = frame.to_image()
        if frame.rotation:
            poster = poster.rotate(frame.rotation, expand=True)
        return seen(kind, poster.width, poster.height, poster, seconds)
    return Found(kind, width, height, seconds, reason="cannot_display")


def _sound(container: Any, kind: str, seconds: float | None) -> Found:
    """The voice again as MP3, which every browser plays; no tags, no encoder's name, no cover."""
    sink = io.BytesIO()
    with av.open(sink, "w", format="mp3", options={"id3v2_version": "0", "write_xing": "0"}) as copy:
        out: Any = copy.add_stream("libmp3lame", rate=_RATE, layout="mono")
        out.bit_rate = 48_000
        heard = 0.0
        try:
            for frame in container.decode(audio=0):
                heard = frame.time + frame.samples / frame.sample_rate if frame.time is not None else heard
                copy.mux(out.encode(frame))
                if heard > _LONGEST_S:
                    break
        except av.FFmpegError:
            if not heard:  # a voice that breaks off is still evidence as far as it goes
                raise
        copy.mux(out.encode(None))
    if not sink.tell():
        return Found(kind, duration_s=seconds or heard, reason="cannot_display")
    return Found(kind, duration_s=seconds or heard, pieces=(Piece("sound", "audio/mpeg", sink.getvalue()),))
