"""How the child answers: a magic word, the length of a JSON head, the head, then the blobs whose sizes it names."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

_MAGIC = b"TLD1"
_LENGTH = struct.Struct(">I")


def pack(head: Mapping[str, Any], blobs: Sequence[bytes]) -> bytes:
    body = json.dumps({**head, "sizes": [len(blob) for blob in blobs]}).encode()
    return b"".join((_MAGIC, _LENGTH.pack(len(body)), body, *blobs))


def unpack(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The reverse. Raises ValueError on anything that is not exactly one whole answer."""
    start = len(_MAGIC) + _LENGTH.size
    if data[: len(_MAGIC)] != _MAGIC or len(data) < start:
        raise ValueError("not an answer")
    (length,) = _LENGTH.unpack_from(data, len(_MAGIC))
    head = json.loads(data[start : start + length])
    blobs, at = [], start + length
    for size in head["sizes"]:
        blobs.append(data[at : at + size])
        at += size
    if at != len(data) or any(len(blob) != size for blob, size in zip(blobs, head["sizes"], strict=True)):
        raise ValueError("an answer that is cut off, or too long")
    return head, blobs
