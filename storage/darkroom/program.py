"""The child's own program: one file on standard input, one framed answer on standard output."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from storage.darkroom import moving, picture
from storage.darkroom.confine import confine
from storage.darkroom.frames import pack
from storage.darkroom.picture import Found, Piece


def main() -> None:
    asked = json.loads(sys.argv[1])
    picture.prepare()
    moving.prepare()
    answer_to = sys.stdout.buffer
    confine()
    answer_to.write(_answer(sys.stdin.buffer, asked))
    answer_to.flush()


def _answer(source: BinaryIO, asked: Mapping[str, Any]) -> bytes:
    try:
        found = _look(source, int(asked["max_pixels"]), asked["hint"])
    except MemoryError:
        raise
    except Exception:  # whatever a broken file makes a decoder raise, the answer is the same
        return _said(None, "cannot_display")
    return _said(found, found.reason)


def _look(source: BinaryIO, max_pixels: int, hint: str | None) -> Found:
    found = picture.picture(source, max_pixels) or moving.moving(source, max_pixels, hint)
    if found is not None:
        return found
    source.seek(0, io.SEEK_SET)
    if source.read(5) == b"%PDF-":
        return Found("application/pdf", reason="no_view")
    raise ValueError("nothing that is shown")


def _said(found: Found | None, reason: str | None) -> bytes:
    pieces: tuple[Piece, ...] = found.pieces if found else ()
    head = {
        "ok": found is not None and reason is None,
        "content_type": found.content_type if found else None,
        "width": found.width if found else None,
        "height": found.height if found else None,
        "duration_s": found.duration_s if found else None,
        "reason": reason,
        "phash": f"{found.phash:016x}" if found and found.phash is not None else None,
        "derivatives": [
            {"name": p.name, "content_type": p.content_type, "width": p.width, "height": p.height} for p in pieces
        ],
    }
    return pack(head, [piece.data for piece in pieces])
