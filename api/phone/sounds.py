"""A voice note of the simulated phones: two seconds of a tone, made here so that nobody's voice is in the project."""

from __future__ import annotations

import io
import math
import struct
import wave
from functools import cache

_RATE, _SECONDS, _PITCH = 8000, 2, 330


@cache
def note() -> bytes:
    """WAV bytes."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        steps = range(_RATE * _SECONDS)
        file.writeframes(
            b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * _PITCH * n / _RATE))) for n in steps)
        )
    return out.getvalue()
