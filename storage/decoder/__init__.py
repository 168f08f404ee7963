"""Decode what a stranger sent, in a child process without network, credentials or time to waste.

The child sees the file as its standard input and nothing else; it answers on a file that cannot grow past a limit.
Nothing here raises for a hostile or broken file: it is kept as it came and shown as "cannot display".
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from storage.darkroom.frames import unpack
from storage.decoder.cage import Limits, run
from tipline.desk.ports import Decoded, Derivative

__all__ = ["ChildDecoder", "Limits", "decode", "understand"]

_PROGRAM = "from storage.darkroom.program import main; main()"
_WIDEST = 1600
_PHASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class ChildDecoder:
    """Implements tipline.desk.ports.Decoder under one set of limits."""

    limits: Limits = field(default_factory=Limits)

    def __call__(self, path: Path, hint: str | None) -> Decoded:
        return decode(path, hint, limits=self.limits)


def decode(path: Path, hint: str | None = None, *, limits: Limits | None = None) -> Decoded:
    """What the file is, and copies of it without metadata. `hint`: the sender's word for its type; it only breaks ties.

    Derivatives: "view" (at most 1600 px) and "thumb" (at most 320 px) of a picture or a video's first frame, "sound"
    of a voice message. `reason` when not ok: cannot_display, too_many_pixels, no_view (kept, but not a kind that is
    shown), time_out, too_much_memory, no_file. Raises OSError only when the machine itself cannot start a child (no
    room, no processes): the file is not to blame then, and may be tried again.
    """
    limits = limits or Limits()
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return Decoded(False, reason="no_file")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return Decoded(False, reason="no_file")
    with os.fdopen(handle, "rb") as source:
        return _decode(source, hint, limits)


def _decode(source: BinaryIO, hint: str | None, limits: Limits) -> Decoded:
    asked = json.dumps({"max_pixels": limits.max_pixels, "hint": hint})
    outcome = run(_PROGRAM, source, limits, argument=asked)
    if outcome.fault is not None:
        return Decoded(False, reason=outcome.fault)
    return understand(outcome.output)


def understand(said: bytes) -> Decoded:
    """What the child said, if it is a whole answer in words that a child may say; else its word counts for nothing."""
    try:
        return _answer(*unpack(said))
    except (ValueError, KeyError, TypeError):
        return Decoded(False, reason="cannot_display")


def _answer(head: Mapping[str, Any], blobs: list[bytes]) -> Decoded:
    derivatives = tuple(
        Derivative(_word(d["name"]), _word(d["content_type"]), blob, _size(d["width"]), _size(d["height"]))
        for d, blob in zip(head["derivatives"], blobs, strict=True)
    )
    return Decoded(
        ok=head["ok"] is True, content_type=_maybe_word(head["content_type"]), width=_maybe(head["width"]),
        height=_maybe(head["height"]), duration_s=_seconds(head["duration_s"]), derivatives=derivatives,
        reason=_maybe_word(head["reason"]), phash=_maybe_phash(head["phash"]),
    )


_WORDS = frozenset({
    "view", "thumb", "sound", "cannot_display", "too_many_pixels", "too_much_memory", "no_view", "image/jpeg",
    "image/png", "image/webp", "image/gif", "image/avif", "image/heic", "video/mp4", "video/webm", "video/quicktime",
    "video/3gpp", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/amr", "audio/wav", "audio/webm", "audio/aac",
    "application/pdf",
})


def _word(value: object) -> str:
    if value not in _WORDS:
        raise ValueError("not a word that the child may say")
    return str(value)


def _maybe_word(value: object) -> str | None:
    return None if value is None else _word(value)


def _size(value: object) -> int:
    number = _maybe(value) or 0
    if number > _WIDEST:
        raise ValueError("a derivative is larger than it may be")
    return number


def _maybe(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or not 0 <= value < 1 << 31):
        raise ValueError("not a size")
    return value


def _maybe_phash(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) != _PHASH_DIGITS:
        raise ValueError("not a picture hash")
    return int(value, 16)


def _seconds(value: object) -> float | None:
    return None if value is None else min(max(float(str(value)), 0.0), 1e9)
