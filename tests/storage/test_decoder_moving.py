"""Promises of the decoder for voices and videos."""

from __future__ import annotations

import io
import math
import struct
from fractions import Fraction

import av
import pytest
from PIL import Image

from storage.decoder import ChildDecoder, Limits, decode


def scene(size):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (200, 0, 0))
    image.paste((0, 0, 200), (size[0] // 2, 0, *size))
    return image


def opened(derivative):
    return Image.open(io.BytesIO(derivative.data))


def tone(path, codec, kind, rate):
    with av.open(str(path), "w", format=kind) as container:
        container.metadata["artist"], container.metadata["location"] = "Fernsehturm", "+41.8500-087.6500/"
        stream = container.add_stream(codec, rate=rate, layout="mono")
        for n in range(50):
            frame = av.AudioFrame(format="s16", layout="mono", samples=480)
            wave = (int(8000 * math.sin((n * 480 + i) / 20)) for i in range(480))
            frame.planes[0].update(b"".join(struct.pack("<h", v) for v in wave))
            frame.rate, frame.pts, frame.time_base = 48_000, n * 480, Fraction(1, 48_000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("name", "codec", "kind", "rate", "content_type"),
    [
        ("a.ogg", "libopus", "ogg", 48_000, "audio/ogg"),
        ("a.mp3", "libmp3lame", "mp3", 48_000, "audio/mpeg"),
        ("a.m4a", "aac", "ipod", 48_000, "audio/mp4"),
        ("a.amr", "libopencore_amrnb", "amr", 8_000, "audio/amr"),
    ],
)
def test_a_voice_is_heard_without_its_wrapping(tmp_path, name, codec, kind, rate, content_type):
    tone(tmp_path / name, codec, kind, rate)
    seen = decode(tmp_path / name)
    assert (seen.ok, seen.content_type) == (True, content_type)
    assert seen.duration_s == pytest.approx(0.5, abs=0.1)
    (sound,) = seen.derivatives
    assert (sound.name, sound.content_type) == ("sound", "audio/mpeg")
    with av.open(io.BytesIO(sound.data)) as again:
        assert dict(again.metadata) == {}
        heard = sum(frame.samples / frame.sample_rate for frame in again.decode(audio=0))
    assert heard == pytest.approx(0.5, abs=0.2)
    assert b"Fernsehturm" not in sound.data


def film(path, kind):
    with av.open(str(path), "w", format=kind) as container:
        container.metadata["location"] = "+41.8500-087.6500/"
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for _ in range(20):
            container.mux(stream.encode(av.VideoFrame.from_image(scene((640, 480)))))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(("kind", "content_type"), [("mp4", "video/mp4"), ("mov", "video/quicktime"), ("matroska", "video/webm")])
def test_a_video_is_shown_as_its_first_frame(tmp_path, kind, content_type):
    film(tmp_path / "a", kind)
    seen = decode(tmp_path / "a", "video/mp4")
    assert (seen.ok, seen.content_type, seen.width, seen.height) == (True, content_type, 640, 480)
    assert seen.duration_s == pytest.approx(2.0, abs=0.2)
    assert [(d.name, d.width, d.height) for d in seen.derivatives] == [("view", 640, 480), ("thumb", 320, 240)]
    red, _, blue = opened(seen.derivatives[0]).getpixel((20, 240))
    assert red > 150 > blue
    assert set(opened(seen.derivatives[0]).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_a_video_larger_than_allowed_is_not_decoded(tmp_path):
    film(tmp_path / "a.mp4", "mp4")
    assert ChildDecoder(Limits(max_pixels=1000))(tmp_path / "a.mp4", None).reason == "too_many_pixels"
