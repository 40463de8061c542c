"""ZIP files that are the same bytes whenever they hold the same: sorted as given, one date, one way to compress."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment a ZIP file can name (APPNOTE 4.4.6); real dates stand in what is inside."""
_READABLE = 0o644 << 16


def write_zip(
    target: Path | BinaryIO, files: Iterable[tuple[str, bytes]], stored: frozenset[str] = frozenset()
) -> None:
    """Write a ZIP file.

    Args:
        target: the file, or something open for writing.
        files: path and content of each member, in their order.
        stored: paths of members that must not be compressed.

    """
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in files:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr = _READABLE
            entry.create_system = 3  # Unix on every system, so that the bytes are the same everywhere
            entry.compress_type = zipfile.ZIP_STORED if path in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)


def rewritten(source: bytes) -> Iterable[tuple[str, bytes]]:
    """Members of a ZIP file that a library made with the time of day in it, for `write_zip`."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        yield from ((entry.filename, archive.read(entry)) for entry in archive.infolist() if not entry.is_dir())
