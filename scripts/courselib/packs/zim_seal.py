"""A ZIM file that is the same bytes whenever it holds the same: the marks of chance in it are replaced.

libzim gives each file a random id, and Xapian each of its two indexes; nothing else differs from one run to the next.
The ids become sums of what is in the file, and the sum at the end of the file is made anew.
https://wiki.openzim.org/wiki/ZIM_file_format
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from mmap import mmap
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

_HEADER = struct.Struct("<IHH16sIIQQQQIIQ")
"""Magic number, versions, id, entries, clusters, places of: paths, titles, clusters, types; pages, place of the sum."""
_ID = slice(8, 24)
_ENTRY = struct.Struct("<HBcIII")
"""Number of the type, length of parameters, namespace, revision, cluster, blob."""
_REDIRECT = 0xFFFF
_EXTENDED, _COMPRESSION, _AS_IT_IS = 0x10, 0x0F, 1
"""In the first byte of a cluster: wide offsets; how it is compressed; not at all."""
_XAPIAN = b"\x0f\x0dXapian Glass"
_XAPIAN_ID = slice(len(_XAPIAN) + 2, len(_XAPIAN) + 18)
"""After the magic words and two bytes of version: the head of a database in one file, glass_version.cc of Xapian."""
_INDEXES = (b"fulltext/xapian", b"title/xapian")


def seal(file: Path) -> None:
    """Replace ids that were made by chance in a ZIM file, and make its sum anew.

    Raises:
        ValueError: it is not built as expected.

    """
    with open(file, "r+b") as opened, mmap(opened.fileno(), 0) as data:
        end = _HEADER.unpack_from(data)[-1]
        if end != len(data) - hashlib.md5(usedforsecurity=False).digest_size:
            raise ValueError("the sum of the ZIM file is not at its end")
        data[_ID] = bytes(16)
        indexes = list(_indexes(data))
        for place in indexes:
            if data[place : place + len(_XAPIAN)] != _XAPIAN:
                raise ValueError("an index in the ZIM file is not one of Xapian")
            data[place + _XAPIAN_ID.start : place + _XAPIAN_ID.stop] = bytes(16)
        name = uuid5(NAMESPACE_URL, _sum(data, end, "sha256").hex())
        data[_ID] = name.bytes
        for place in indexes:
            data[place + _XAPIAN_ID.start : place + _XAPIAN_ID.stop] = _of(name, place)
        data[end:] = _sum(data, end, "md5")


def _sum(data: mmap, end: int, algorithm: str) -> bytes:
    with memoryview(data) as view, view[:end] as part:
        return hashlib.new(algorithm, part, usedforsecurity=False).digest()


def _of(name: UUID, place: int) -> bytes:
    """An id for the index at a place: no two indexes have the same."""
    return uuid5(name, str(place)).bytes


def _indexes(data: mmap) -> Iterator[int]:
    """Where the indexes begin."""
    entries, paths, clusters = (_HEADER.unpack_from(data)[at] for at in (4, 6, 8))
    for (place,) in struct.iter_unpack("<Q", data[paths : paths + 8 * entries]):
        kind, _, space, _, cluster, blob = _ENTRY.unpack_from(data, place)
        path = place + _ENTRY.size
        if kind != _REDIRECT and space == b"X" and data[path : data.find(b"\0", path)] in _INDEXES:
            (start,) = struct.unpack_from("<Q", data, clusters + 8 * cluster)
            if data[start] & _COMPRESSION != _AS_IT_IS:
                raise ValueError("an index in the ZIM file is compressed")
            width, code = (8, "<Q") if data[start] & _EXTENDED else (4, "<I")
            yield start + 1 + struct.unpack_from(code, data, start + 1 + width * blob)[0]
