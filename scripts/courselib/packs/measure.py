"""How much room words need on a slide, without a font: a pack must be the same on a machine that has no fonts.

Widths are those of Arial and of the fonts that are as wide (Helvetica, Liberation Sans), by the AFM files of Adobe's
core fonts. A Vietnamese letter is as wide as the one it is made of.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from courselib.packs.prose import Run

LEADING = 1.17
"""Height of a line in sizes of its letters: 1.15 in Arial, and a little for rounding."""
_BOLD = 0.056
"""How much wider bold letters are, in sizes of the letters, at most."""
_HORNED = {"ơ": 0.66, "Ơ": 0.86, "ư": 0.67, "Ư": 0.86, "đ": 0.56, "Đ": 0.73}
_WIDTHS = {
    "'ijl": 0.222,
    " !,./:;ftI[]\\\u2019\u2018": 0.278,
    "()-r`{}|·": 0.334,
    '"*^sckJvxyz': 0.5,
    "\u201c\u201d": 0.45,
    "abdeghnopquL0123456789#$_?–": 0.556,
    "+<=>~": 0.587,
    "FTZ": 0.611,
    "ABEKPSVXY&": 0.667,
    "CDHNRUw": 0.722,
    "GOQ": 0.778,
    "mM": 0.834,
    "%": 0.889,
    "W": 0.944,
    "@": 1.015,
    "…—": 1.0,
}
_LETTERS = {letter: width for letters, width in _WIDTHS.items() for letter in letters}


@lru_cache(4096)
def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if letter in _HORNED:
        return _HORNED[letter]
    if letter in _LETTERS:
        return _LETTERS[letter]
    parts = unicodedata.normalize("NFD", letter)
    if parts == letter:
        return 1.0  # wide, as signs of other scripts and pictures are
    horned = "\u031b" in parts and {"o": "ơ", "O": "Ơ", "u": "ư", "U": "Ư"}.get(parts[0])
    return _letter(horned or parts[0])


def width(text: str, bold: bool = False) -> float:
    """Width of words in sizes of their letters."""
    return sum(_letter(one) + (_BOLD if bold and not one.isspace() else 0.0) for one in text)


def lines(runs: Sequence[Run], room: float, bold: bool = False) -> int:
    """How many lines words take.

    Args:
        runs: the words.
        room: width of a line in sizes of the letters.
        bold: whether all are bold.

    """
    letters = [(one, bold or run.bold) for run in runs for one in run.text]
    count, at, word = 1, 0.0, 0.0
    for letter, heavy in [*letters, (" ", False)]:
        if letter not in " \n":
            word += width(letter, heavy)
            continue
        if at and at + word > room:
            count, at = count + 1, 0.0
        while word > room:  # a word longer than a line is cut wherever the line ends
            count, word = count + 1, word - room
        at += word + width(" ")
        word = 0.0
        if letter == "\n":
            count, at = count + 1, 0.0
    return count
