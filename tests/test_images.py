"""What a picture file holds, whatever its bytes are."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms, PngImagePlugin

from courselib.checks.images import _CARRIED, _NAMES, KINDS
from courselib.images import _OTHERS, _PICTURES, READ_LIMIT, look, seen
from courselib.model import Image

SIGN = Pillow.new("RGB", (24, 16), "red")
PLACE = {1: "N", 2: (21.0, 1.0, 40.0), 3: "E", 4: (105.0, 50.0, 0.0)}


def data(form: str, **options: Any) -> bytes:
    """A small picture."""
    to = io.BytesIO()
    SIGN.save(to, form, **options)
    return to.getvalue()


def exif(place: dict[int, Any] | None = None) -> Pillow.Exif:
    """What a camera notes."""
    noted = Pillow.Exif()
    noted[0x010F] = "Camera"
    if place is not None:
        noted[0x8825] = place
    return noted


def text() -> PngImagePlugin.PngInfo:
    """Words in a PNG file."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "An")
    return info


def xmp() -> PngImagePlugin.PngInfo:
    """XMP in a PNG file."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
    return info


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def after_start(raw: bytes, segment: bytes) -> bytes:
    """A JPEG file with one more segment."""
    return raw[:2] + segment + raw[2:]


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG file."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


PNG, JPEG, WEBP, AVIF = (data(form) for form in ("PNG", "JPEG", "WEBP", "AVIF"))
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
HEAD = 33  # signature and first chunk of a PNG file


def of(raw: bytes) -> tuple[str, tuple[str, ...], int]:
    """Kind, metadata and trailing bytes of a file that is there as a whole."""
    return seen(raw, len(raw))[1:]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (PNG, "png"),
        (data("PNG", icc_profile=ICC, dpi=(96, 96)), "png"),
        (data("PNG", save_all=True, append_images=[SIGN.rotate(90)]), "png"),
        (JPEG, "jpeg"),
        (data("JPEG", icc_profile=ICC, progressive=True), "jpeg"),
        (WEBP, "webp"),
        (data("WEBP", icc_profile=ICC, lossless=True), "webp"),
        (data("WEBP", save_all=True, append_images=[SIGN.rotate(90)]), "webp"),
        (AVIF, "avif"),
        (data("AVIF", icc_profile=ICC), "avif"),
        (data("AVIF", save_all=True, append_images=[SIGN.rotate(90)]), "avif"),
    ],
)
def test_a_picture_that_is_only_a_picture(raw: bytes, kind: str) -> None:
    """Colour profiles and movement belong to a picture."""
    assert of(raw) == (kind, (), 0)
    assert of(raw + b"PK\x03\x04") == (kind, (), 4)


@pytest.mark.parametrize(
    ("raw", "carried"),
    [
        (data("PNG", pnginfo=text()), ("text",)),
        (data("PNG", pnginfo=xmp()), ("XMP",)),
        (data("PNG", exif=exif()), ("EXIF",)),
        (PNG[:HEAD] + chunk(b"tIME", bytes(7)) + PNG[HEAD:], ("other",)),
        (data("JPEG", exif=exif()), ("EXIF",)),
        (data("JPEG", exif=exif(PLACE)), ("EXIF", "GPS")),
        (data("JPEG", exif=exif({0: b"\x02\x03\x00\x00"})), ("EXIF",)),
        (data("JPEG", comment=b"An"), ("comment",)),
        (data("JPEG", xmp=b"<x:xmpmeta/>"), ("XMP",)),
        (after_start(JPEG, segment(0xED, b"Photoshop 3.0\0")), ("IPTC",)),
        (after_start(JPEG, segment(0xE5, b"secret")), ("other",)),
        (after_start(JPEG, segment(0xE0, b"JFIF\0" + bytes(9) + b"secret")), ("other",)),
        (after_start(JPEG, segment(0xF7, b"secret")), ("other",)),
        (data("WEBP", exif=exif(PLACE), xmp=b"<x:xmpmeta/>"), ("EXIF", "GPS", "XMP")),
        (data("AVIF", exif=exif(PLACE)), ("EXIF", "GPS")),
        (data("AVIF", xmp=b"<x:xmpmeta/>"), ("XMP",)),
        (AVIF + struct.pack(">I4s", 14, b"free") + b"secret", ("other",)),
        (AVIF + struct.pack(">I4s", 14, b"uuid") + b"secret", ("other",)),
    ],
)
def test_what_a_picture_carries(raw: bytes, carried: tuple[str, ...]) -> None:
    """Each thing that is no picture, by its name."""
    assert of(raw)[1:] == (carried, 0)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (data("GIF"), "gif"),
        (data("BMP"), "bmp"),
        (data("TIFF"), "tiff"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"%PDF-1.7\n", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- --><svg/>", "svg"),
        (b"\n<svg xmlns='http://www.w3.org/2000/svg'>", "svg"),
        (b"<!DOCTYPE html><svg/>", "html"),
        (b" <script>alert(1)</script>", "html"),
        (b"", ""),
        (b"0123456789", ""),
        (b"RIFF\x04\0\0\0WAVE", ""),
        (b"\x89PNG\r\n\x1a\n", ""),
        (PNG[:8] + PNG[HEAD:], ""),
        (PNG[:HEAD] + chunk(b"IEND", b""), ""),
        (PNG[:-1], ""),
        (b"\xff\xd8\xff\xd9", ""),
        (b"\xff\xd8\xff<script>", ""),
        (JPEG[:-2], ""),
        (WEBP[:-2], ""),
        (b"RIFF\x0c\0\0\0WEBPEXIF\0\0\0\0", ""),
        (AVIF[:-2], ""),
        (AVIF[: int.from_bytes(AVIF[:4], "big")], ""),
    ],
)
def test_what_is_not_a_whole_picture(raw: bytes, kind: str) -> None:
    """Other kinds of files have their names; pieces of pictures have none."""
    assert of(raw)[0] == kind


def test_every_kind_and_every_name_has_words() -> None:
    """The rules can say whatever a look can find."""
    kinds = {*_PICTURES, *(kind for kind, _ in _OTHERS)}
    assert kinds == set(_NAMES)
    assert set(KINDS.values()) == set(_PICTURES)
    carried = {"EXIF", "GPS", "XMP", "IPTC", "comment", "text", "other"}
    assert set(_CARRIED) == carried


def test_a_picture_too_large_to_look_at_to_its_end(tmp_path: Path) -> None:
    """Its kind and what its beginning carries are told; its budget is long exceeded."""
    file = tmp_path / "large.jpg"
    raw = data("JPEG", exif=exif(PLACE))
    end = raw.rindex(b"\xff\xd9")
    file.write_bytes(raw[:end] + bytes(READ_LIMIT) + raw[end:])
    assert look(str(file)) == Image(len(raw) + READ_LIMIT, "jpeg", ("EXIF", "GPS"), 0)


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, nothing, a broken link and a pipe have no kind, and nobody waits for them."""
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "broken.png").symlink_to(tmp_path / "nothing.png")
    for name in ("", "nothing.png", "broken.png", "pipe.png"):
        assert look(str(tmp_path / name)) == Image(0, "", (), 0)


@settings(deadline=1000)
@given(st.binary(max_size=400), st.sampled_from([b"", PNG[:8], JPEG[:2], WEBP[:12], AVIF[:32]]))
def test_any_bytes(raw: bytes, beginning: bytes) -> None:
    """Looking ends, and says something that fits the file."""
    kind, _, trailing = of(beginning + raw)
    assert kind in {*_NAMES, ""}
    assert 0 <= trailing <= len(beginning + raw)


@settings(deadline=1000)
@given(
    st.sampled_from(
        [PNG, data("JPEG", exif=exif(PLACE)), data("WEBP", exif=exif(PLACE)), data("AVIF", exif=exif(PLACE))]
    ),
    st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
)
def test_damaged_pictures(raw: bytes, damages: list[tuple[int, bytes]]) -> None:
    """Pictures with other bytes in the middle are looked at as calmly."""
    for place, other in damages:
        at = place % len(raw)
        raw = raw[:at] + other + raw[at + len(other) :]
    kind, _, trailing = of(raw)
    assert kind in {*_NAMES, ""}
    assert 0 <= trailing <= len(raw)


@pytest.mark.parametrize(
    "raw",
    [
        PNG[:HEAD] + chunk(b"tEXt", b"") * 300_000,
        JPEG[:2] + segment(0xFE, b"") * 900_000,
        WEBP[:12] + b"VP8 \0\0\0\0" * 450_000,
        AVIF[:32] + b"\0\0\0\x08meta" * 450_000,
        JPEG[:-2] + b"\xff\x00" * 1_900_000,
        b"<" * READ_LIMIT,
        b" " * READ_LIMIT,
    ],
)
def test_hostile_pictures_take_no_long_time(raw: bytes) -> None:
    """Millions of empty parts are passed in a moment."""
    assert seen(raw[:READ_LIMIT], READ_LIMIT).size == READ_LIMIT
