"""What a picture file holds, seen from its bytes alone: its kind, what it carries besides the picture, what follows it.

Nothing is decoded. Whatever the bytes are, looking at them ends, and says something.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator

from courselib.model import Image

READ_LIMIT = 4_000_000
"""Bytes of a file that are looked at. A picture beyond is far over its budget, and rule W106 says so."""

EXIF, PLACE, XMP, IPTC = "EXIF", "GPS", "XMP", "IPTC"
COMMENT, WORDS, OTHER = "comment", "text", "other"
"""Names of what a picture may carry besides itself. GPS stands beside EXIF when that says where it was taken."""


Walk = Callable[[bytes, set[str]], int]
"""Goes over the parts of a picture, collects what they carry besides it, and says at which byte it ends."""


class _BrokenError(Exception):
    """The bytes stop being a picture."""


def look(path: str) -> Image:
    """What the file holds. One that can not be read has no kind."""
    try:
        about = os.stat(path)
        # Opening a pipe would wait for a writer.
        if not stat.S_ISREG(about.st_mode):
            return Image(0, "", (), 0)
        with open(path, "rb") as file:
            head = file.read(READ_LIMIT)
    except OSError:
        return Image(0, "", (), 0)
    return seen(head, max(about.st_size, len(head)))


def seen(head: bytes, size: int) -> Image:
    """What a picture of `size` bytes holds that begins with `head`.

    Its kind is `avif`, `jpeg`, `png` or `webp` when it is a whole picture of that kind, the name of another kind
    of file where that is plain, and else empty.
    """
    for kind, (is_one, walk) in _PICTURES.items():
        if is_one(head):
            carried: set[str] = set()
            try:
                end = walk(head, carried)
            except (_BrokenError, IndexError):
                # One that is not there as a whole is broken, or only too large to be looked at to its end.
                kind, end = kind if size > len(head) else "", size
            return Image(size, kind, tuple(sorted(carried)), max(size - end, 0))
    return Image(size, _other_kind(head), (), 0)


def _png(data: bytes, carried: set[str]) -> int:
    """Source: PNG (Third Edition), W3C Recommendation, chapters 5 and 11."""
    at = 8
    names: set[bytes] = set()
    while True:
        length, name = _big(data, at, 4), data[at + 4 : at + 8]
        body, at = at + 8, at + 12 + length
        if at > len(data) or not (name.isalpha() and name.isascii()) or bool(names) is (name == b"IHDR"):
            raise _BrokenError
        names.add(name)
        if name == b"eXIf":
            carried |= _exif(data[body : body + length])
        elif name == b"iTXt" and data.startswith(b"XML:com.adobe.xmp\0", body):
            carried.add(XMP)
        elif name in (b"tEXt", b"zTXt", b"iTXt"):
            carried.add(WORDS)
        elif name not in _PNG_PICTURE:
            carried.add(OTHER)
        if name == b"IEND":
            if b"IDAT" not in names:
                raise _BrokenError
            return at


_PNG_PICTURE = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs cICP mDCV cLLI acTL fcTL fdAT".split()
)
"""Chunks that say how the picture looks, moving ones among them."""


def _jpeg(data: bytes, carried: set[str]) -> int:
    """Source: ITU-T T.81 (JPEG), annex B; what the application segments hold: JFIF, Exif, XMP part 3, ICC.1."""
    at, scans = 2, 0
    while True:
        if data[at] != 0xFF:
            raise _BrokenError
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if marker == 0xD9:
            if not scans:
                raise _BrokenError
            return at
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            continue
        length = _big(data, at, 2)
        body = data[at + 2 : at + length]
        at += length
        if length < 2 or at > len(data):
            raise _BrokenError
        carried |= _segment(marker, body)
        if marker == 0xDA:
            following = _AFTER_SCAN.search(data, at)
            if following is None:
                raise _BrokenError
            at, scans = following.start(), scans + 1


_AFTER_SCAN = re.compile(rb"\xff(?![\x00\xff\xd0-\xd7])")
"""The first marker that does not belong to a run of coded picture data."""


def _segment(marker: int, body: bytes) -> frozenset[str]:
    """What a segment of a JPEG file carries besides the picture."""
    if marker == 0xFE:
        return frozenset((COMMENT,))
    if 0xC0 <= marker <= 0xCF or 0xDA <= marker <= 0xDF:
        return frozenset()
    # Either may be longer, and then holds more than the density and the kind of the colours.
    if (marker == 0xE0 and body[:5] == b"JFIF\0" and len(body) == 14) or (
        marker == 0xEE and body[:5] == b"Adobe" and len(body) == 12
    ):
        return frozenset()
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
        return frozenset()
    if marker == 0xE1 and body.startswith(b"Exif\0"):
        return _exif(body[6:])
    if marker == 0xE1 and body.startswith(b"http://ns.adobe.com/x"):
        return frozenset((XMP,))
    return frozenset((IPTC if marker == 0xED else OTHER,))


def _webp(data: bytes, carried: set[str]) -> int:
    """Source: RFC 9649, chapter 2."""
    at, end = 12, 8 + _little(data, 4, 4)
    names: set[bytes] = set()
    if end > len(data) or data[at : at + 4] not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise _BrokenError
    while at < end:
        name, length = data[at : at + 4], _little(data, at + 4, 4)
        body, at = at + 8, at + 8 + length + length % 2
        names.add(name)
        # The padding of the last chunk is left out by some writers.
        if at - length % 2 > end:
            raise _BrokenError
        if name == b"EXIF":
            carried |= _exif(data[body : body + length])
        elif name == b"XMP ":
            carried.add(XMP)
        elif name not in _WEBP_PICTURE:
            carried.add(OTHER)
    if not names & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise _BrokenError
    return end


_WEBP_PICTURE = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))


def _avif(data: bytes, carried: set[str]) -> int:
    """Source: ISO/IEC 14496-12 (boxes), 23008-12 (items); AV1 Image File Format, AOMedia."""
    end = kinds = 0
    for name, start, end in _boxes(data, 0, len(data)):
        kinds |= 1 if name == b"meta" else 2 if name == b"mdat" else 0
        if name == b"meta":
            carried.update(_items(data, start + 4, end))
        elif name in (b"free", b"skip"):
            carried |= {OTHER} if data[start:end].strip(b"\0") else set()
        elif name not in (b"ftyp", b"mdat", b"moov"):
            carried.add(OTHER)
    if kinds != 3:
        raise _BrokenError
    # Where the Exif of an item lies is said elsewhere in the file; its own beginning tells as well.
    if EXIF in carried and (header := _TIFF.search(data)):
        carried |= _exif(data[header.start() :])
    return end


_TIFF = re.compile(rb"II\*\0|MM\0\*")


def _items(data: bytes, at: int, end: int) -> Iterator[str]:
    """What the items of a `meta` box carry besides the picture."""
    for name, start, stop in _boxes(data, at, end):
        if name != b"iinf":
            continue
        for kind, first, last in _boxes(data, start + (6 if data[start] == 0 else 8), stop):
            item = data[first:last]
            if kind != b"infe" or len(item) < 12 or item[0] < 2:
                continue
            sort, rest = (item[8:12], item[12:]) if item[0] == 2 else (item[10:14], item[14:])
            if sort == b"Exif":
                yield EXIF
            elif sort in (b"mime", b"uri "):
                yield XMP if b"rdf+xml" in rest else OTHER


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start of the content and end of each box; stops where the next is no whole box."""
    while at + 8 <= end:
        length, name, start = _big(data, at, 4), data[at + 4 : at + 8], at + 8
        if length == 1 and at + 16 <= end:
            length, start = _big(data, at + 8, 8), at + 16
        stop = at + length if length else end
        if stop < start or stop > end or not name.isascii():
            return
        yield name, start, stop
        at = stop


def _exif(tiff: bytes) -> frozenset[str]:
    """EXIF, and whether it says where the picture was taken. Source: TIFF 6.0, chapter 2; Exif 2.32, 4.6.6."""
    tiff = tiff.removeprefix(b"Exif\0\0")
    number = _little if tiff.startswith(b"II") else _big
    try:
        place = dict(_entries(tiff, number(tiff, 4, 4), number)).get(0x8825)
        latitude = place is not None and 2 in dict(_entries(tiff, place, number))
    except IndexError:
        latitude = False
    return frozenset((EXIF, PLACE)) if latitude else frozenset((EXIF,))


def _entries(tiff: bytes, at: int, number: Callable[[bytes, int, int], int]) -> Iterator[tuple[int, int]]:
    """Tag and value of each entry of a directory."""
    for index in range(number(tiff, at, 2)):
        entry = at + 2 + 12 * index
        yield number(tiff, entry, 2), number(tiff, entry + 8, 4)


def _big(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(_exactly(data, at, length), "big")


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(_exactly(data, at, length), "little")


def _exactly(data: bytes, at: int, length: int) -> bytes:
    """Some bytes.

    Raises:
        IndexError: there are fewer.

    """
    if at + length > len(data):
        raise IndexError
    return data[at : at + length]


def _is_avif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and bool({b"avif", b"avis"} & _brands(head))


def _brands(head: bytes) -> set[bytes]:
    """Formats that a file of boxes says it follows."""
    size = min(int.from_bytes(head[:4], "big"), 200)
    return {head[at : at + 4] for at in range(8, size, 4)}


_PICTURES: dict[str, tuple[Callable[[bytes], bool], Walk]] = {
    "png": (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    "jpeg": (lambda head: head.startswith(b"\xff\xd8\xff"), _jpeg),
    "webp": (lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP", _webp),
    "avif": (_is_avif, _avif),
}

_OTHERS = (
    ("gif", re.compile(rb"GIF8[79]a")),
    ("bmp", re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)),
    ("tiff", _TIFF),
    ("heic", re.compile(rb".{4}ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)),
    ("pdf", re.compile(rb"%PDF-")),
    ("zip", re.compile(rb"PK\x03\x04")),
    ("html", re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|script|iframe)\b", re.IGNORECASE)),
    ("svg", re.compile(rb"(?:\xef\xbb\xbf)?\s*(?=<).{0,2000}?<svg\b", re.DOTALL | re.IGNORECASE)),
)
"""Kinds of files that get named like pictures, by how they begin."""


def _other_kind(head: bytes) -> str:
    return next((kind for kind, pattern in _OTHERS if pattern.match(head[:4000])), "")
