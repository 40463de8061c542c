"""The letters that a font can draw, from its `cmap` table (https://learn.microsoft.com/typography/opentype/spec/cmap).

A reader who sees a box knows that something is missing; words that vanish silently would teach something else.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_WINDOWS_UNICODE = (3, 1)
_STAND_IN = "☐"
_NEAR = str.maketrans({"●": "•", "‑": "-", "✔": "✓"})
"""What looks nearly the same, where the font has only that: hidden letters of a password on a screen are `●`."""
_HIDDEN = ("Cc", "Cf", "Cs", "Mn", "Co", "Cn")
"""Categories of characters that are nothing to see when no font has them: controls, joiners, variation selectors."""


def drawable(text: str, font: Path) -> str:
    """The text with a small square for each character that the font can not draw, in NFC.

    Args:
        text: any words.
        font: an OpenType file.

    """
    letters = _letters(font)
    return "".join(_shown(one, letters) for one in unicodedata.normalize("NFC", text).translate(_NEAR))


def _shown(letter: str, letters: frozenset[int]) -> str:
    category = unicodedata.category(letter)
    if letter == "\n" or (ord(letter) in letters and category not in ("Cc", "Cf")):
        return letter
    if category in ("Zs", "Zl", "Zp") or letter == "\t":
        return " "
    return "" if category in _HIDDEN else _STAND_IN


@lru_cache(maxsize=4)
def _letters(font: Path) -> frozenset[int]:
    data = font.read_bytes()
    start = next(_tables(data, b"cmap"))
    (count,) = struct.unpack_from(">H", data, start + 2)
    records = [struct.unpack_from(">HHI", data, start + 4 + 8 * one) for one in range(count)]
    offset = next(offset for *platform, offset in records if tuple(platform) == _WINDOWS_UNICODE)
    return frozenset(_codes(data, start + offset))


def _tables(data: bytes, name: bytes) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", data, 4)
    for one in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * one)
        if tag == name:
            yield offset


def _codes(data: bytes, at: int) -> Iterator[int]:
    """Characters of a subtable of format 4, which every font for Windows has: segments from a first to a last one."""
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    segments = f">{doubled // 2}H"
    lasts = struct.unpack_from(segments, data, at + 14)
    firsts = struct.unpack_from(segments, data, at + 16 + doubled)
    for first, last in zip(firsts, lasts, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
