"""A booklet of A5 pages on A4 sheets, to print on both sides, fold and staple. Tagged, see `imposition`."""

from __future__ import annotations

from pathlib import Path

from courselib.packs.formats import Workshop, format_of
from courselib.packs.imposition import imposed
from courselib.packs.sheets import publish, typeset
from courselib.packs.volume import Scope, Volume

SHEETS = 12
"""How many sheets of paper a long stapler holds and a hand can fold."""


@format_of("booklet", ".pdf", (Scope.LESSON, Scope.COURSE))
def booklet(volume: Volume, workshop: Workshop, target: Path) -> None:
    """The handout in A5, two pages a side, in the order for folding."""
    pages = typeset("handout", volume, workshop, {"small": True})
    publish(imposed(pages, SHEETS), volume, target)
