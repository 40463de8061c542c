"""The name that someone probably meant who wrote one that is not there."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable

_FEW = 100
"""Names that are all compared in full; of more, only those that share most pieces with what was written."""
_KEPT = 30
_PIECE, _STEP = 3, 2
"""Letters of a piece, and how many lie between the beginnings of two: a slip leaves most pieces whole."""


def nearest(word: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The nearest of some names, or nothing when none is near.

    To compare in full is slow (difflib, about 70 µs a name), so that a library of ten thousand lessons would make one
    wrong name wait for a second.

    Args:
        word: what was written.
        names: what could have been meant.
        cutoff: how much must be alike, from 0 to 1, as in `difflib.get_close_matches`; a name of the same letters in
            another order goes before all others.

    """
    names = list(names)
    letters = sorted(word)
    swapped = [name for name in names if len(name) == len(word) and sorted(name) == letters]
    if swapped:
        names, cutoff = swapped, 0
    if len(names) > _FEW:
        pieces = [word[at : at + _PIECE] for at in range(0, len(word) - _PIECE + 1, _STEP)]
        # Among equals the name decides: a set has another order in each process.
        names = heapq.nlargest(_KEPT, names, key=lambda name: (sum(map(name.__contains__, pieces)), name))
    return next(iter(difflib.get_close_matches(word, names, 1, cutoff)), "")
