"""Promises of the decoder: no trace in what people look at, and no harm from what strangers send."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import zipfile

import pillow_heif
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from storage.darkroom.frames import pack
from storage.decoder import Limits, decode, understand
from tipline.desk.ports import Decoded

pillow_heif.register_heif_opener()
MAKER, GPS_IFD = "Fernsehturm Camera Works", 0x8825
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret-xmp-words</x:xmpmeta>"


def tagged(orientation=1):
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112], exif[0x9003] = MAKER, "Model 7", orientation, "2026:11:22 15:00:00"
    gps = exif.get_ifd(GPS_IFD)
    gps[1], gps[2], gps[3], gps[4] = "N", (41.0, 50.0, 40.5), "W", (87.0, 42.0, 18.0)
    return exif


def scene(size=(400, 200)):
    """Red on the left, blue on the right, so that one sees how it was turned."""
    image = Image.new("RGB", size, (200, 0, 0))
    image.paste((0, 0, 200), (size[0] // 2, 0, *size))
    return image


def save(tmp_path, name, image, **options):
    path = tmp_path / name
    image.save(path, **options)
    return path


def opened(derivative):
    image = Image.open(io.BytesIO(derivative.data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("name", "content_type", "options"),
    [
        ("a.jpg", "image/jpeg", {"comment": b"secret-comment"}),
        ("a.heic", "image/heic", {}),
        ("a.png", "image/png", {}),
        ("a.webp", "image/webp", {}),
        ("a.avif", "image/avif", {}),
    ],
)
def test_nothing_of_the_camera_is_in_what_people_look_at(tmp_path, name, content_type, options):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = save(tmp_path, name, scene((2000, 1000)), exif=tagged(), xmp=XMP, icc_profile=profile, **options)
    assert MAKER.encode() in path.read_bytes()
    seen = decode(path)
    assert (seen.ok, seen.content_type, seen.width, seen.height, seen.reason) == (True, content_type, 2000, 1000, None)
    assert [(d.name, d.content_type, d.width, d.height) for d in seen.derivatives] == [
        ("view", "image/jpeg", 1600, 800), ("thumb", "image/jpeg", 320, 160),
    ]
    for derivative in seen.derivatives:
        image = opened(derivative)
        assert image.size == (derivative.width, derivative.height)
        assert dict(image.getexif()) == {}
        assert dict(image.getexif().get_ifd(GPS_IFD)) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        for trace in (b"Exif", b"secret", b"Fernsehturm", b"http://", b"ICC_PROFILE", b"GPS"):
            assert trace not in derivative.data


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_agrees_that_nothing_is_left(tmp_path):
    seen = decode(save(tmp_path, "a.jpg", scene(), exif=tagged(), xmp=XMP, comment=b"secret-comment"))
    for derivative in seen.derivatives:
        copy = tmp_path / f"{derivative.name}.jpg"
        copy.write_bytes(derivative.data)
        said = subprocess.run(["exiftool", "-G", str(copy)], capture_output=True, text=True, check=True).stdout
        groups = {line.split("]")[0].strip("[ ") for line in said.splitlines()}
        assert groups <= {"ExifTool", "File", "JFIF", "Composite"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_the_camera_was_held(tmp_path, orientation):
    path = save(tmp_path, "a.jpg", scene((400, 200)), exif=tagged(orientation), quality=95)
    seen = decode(path)
    upright = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[orientation]
    width, height = (200, 400) if orientation >= 5 else (400, 200)
    assert (seen.width, seen.height) == (width, height)
    image = opened(seen.derivatives[0])
    assert image.size == (width, height)
    spots = {"left": (20, 100), "right": (380, 100), "top": (100, 20), "bottom": (100, 380)}
    red, _, blue = image.getpixel(spots[upright])
    assert red > 150 > blue


def test_small_pictures_are_not_blown_up(tmp_path):
    seen = decode(save(tmp_path, "a.png", scene((90, 50))))
    assert {(d.width, d.height) for d in seen.derivatives} == {(90, 50)}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_shown(tmp_path, mode):
    image = scene((64, 64)).convert("L") if mode == "I;16" else scene((64, 64)).convert(mode)
    image = image.convert("I;16") if mode == "I;16" else image
    seen = decode(save(tmp_path, "a.jpg" if mode == "CMYK" else "a.png", image))
    assert seen.ok
    assert opened(seen.derivatives[0]).mode == "RGB"


def test_what_is_transparent_is_shown_on_white(tmp_path):
    seen = decode(save(tmp_path, "a.png", Image.new("RGBA", (50, 50), (0, 0, 0, 0))))
    assert opened(seen.derivatives[0]).getpixel((25, 25)) == (255, 255, 255)


def test_colours_of_another_profile_are_converted_and_a_damaged_profile_hides_nothing(tmp_path):
    good = decode(save(tmp_path, "a.jpg", scene(), icc_profile=b"not a profile" * 50))
    assert good.ok
    red, _, _ = opened(good.derivatives[0]).getpixel((20, 100))
    assert red > 150


def test_a_moving_gif_is_shown_as_its_first_frame(tmp_path):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    seen = decode(save(tmp_path, "a.gif", frames[0], save_all=True, append_images=frames[1:]))
    assert (seen.ok, seen.content_type) == (True, "image/gif")
    red, _, blue = opened(seen.derivatives[0]).getpixel((30, 20))
    assert red > 200 > blue


def png_with_text(path):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "secret words")
    scene().save(path, pnginfo=info)


def zipped(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", b"\0" * 10_000_000)


def truncated(path):
    scene((2000, 2000)).save(path, "JPEG", quality=95)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


HOSTILE = {
    "a truncated photo": truncated,
    "a zip that says it is a photo": zipped,
    "an empty file": lambda path: path.write_bytes(b""),
    "noise": lambda path: path.write_bytes(random.Random(1).randbytes(50_000)),
    "noise after a photo's first bytes": lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(9999)),
    "a page": lambda path: path.write_text("<svg onload='x'><image href='file:///etc/passwd'/></svg>"),
    "a playlist that points at a file": lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
    "a list of files to join": lambda path: path.write_text("ffconcat version 1.0\nfile '/etc/passwd'\n"),
    "postscript": lambda path: path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"),
    "an mp4 that is only a head": lambda path: path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(400)),
    "an ogg that is only a head": lambda path: path.write_bytes(b"OggS" + bytes(400)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_or_hostile_file_is_kept_and_not_displayed(tmp_path, name):
    path = tmp_path / "sent.jpg"
    HOSTILE[name](path)
    seen = decode(path, "image/jpeg")
    assert (seen.ok, seen.reason, seen.derivatives) == (False, "cannot_display", ())


def test_a_document_is_kept_and_not_shown(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    assert decode(path) == Decoded(False, "application/pdf", reason="no_view")


def test_a_picture_with_more_pixels_than_allowed_is_not_unpacked(tmp_path):
    path = save(tmp_path, "bomb.png", Image.new("1", (20_000, 20_000)))
    assert path.stat().st_size < 100_000
    seen = decode(path)
    assert (seen.ok, seen.reason, seen.width, seen.height) == (False, "too_many_pixels", 20_000, 20_000)


def test_a_picture_that_needs_more_memory_than_allowed_is_given_up(tmp_path):
    path = save(tmp_path, "big.png", Image.new("RGBA", (7000, 7000)))
    seen = decode(path, limits=Limits(memory=384 * 1024 * 1024))
    assert (seen.ok, seen.reason) == (False, "too_much_memory")


def test_a_picture_that_takes_too_long_is_given_up(tmp_path):
    path = save(tmp_path, "big.png", Image.new("RGB", (7000, 7000)))
    assert decode(path, limits=Limits(wall_s=0.05)).reason == "time_out"


def test_what_is_no_plain_file_is_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(save(tmp_path, "a.png", scene()))
    for name in ("pipe", "link", ".", "nothing"):
        assert decode(tmp_path / name) == Decoded(False, reason="no_file")


def test_files_with_bytes_flipped_at_random_never_raise(tmp_path):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    originals = [
        save(tmp_path, f"a.{kind}", scene((300, 200))).read_bytes() for kind in ("jpg", "png", "webp", "gif", "heic", "avif")
    ]
    for _ in range(24):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "sent").write_bytes(data)
        seen = decode(tmp_path / "sent")
        assert seen.ok == (seen.reason is None) == bool(seen.derivatives)


@pytest.mark.parametrize(
    "said",
    [
        b"", b"TLD1", b"TLD1\0\0\0\x02{}", b"TLD1\xff\xff\xff\xff{}",
        pack({"ok": True, "content_type": "text/html", "width": 1, "height": 1, "duration_s": None, "phash": None, "reason": None,
              "derivatives": []}, []),
        pack({"ok": True, "content_type": "image/jpeg", "width": -1, "height": 1, "duration_s": None, "phash": None, "reason": None,
              "derivatives": []}, []),
        pack({"ok": True, "content_type": "image/jpeg", "width": 1, "height": 1, "duration_s": None, "phash": None, "reason": None,
              "derivatives": [{"name": "../x", "content_type": "image/jpeg", "width": 1, "height": 1}]}, [b"x"]),
        pack({"ok": True}, []),
        pack({"ok": True}, [b"x"])[:-1],
        pack({"ok": True}, []) + b"x",
        b"TLD1\0\0\0\x02[]",
    ],
)
def test_a_child_that_was_taken_over_cannot_say_what_it_likes(said):
    assert understand(said) == Decoded(False, reason="cannot_display")
