"""What to remember of a lesson, on the wall: A3 to be read from three metres, A4 for a notice board. PDF/UA-1."""

from __future__ import annotations

from pathlib import Path

from courselib.packs.formats import Workshop, format_of
from courselib.packs.sheets import publish, typeset
from courselib.packs.volume import Scope, Volume


@format_of("poster-a3", ".pdf", (Scope.LESSON,))
def poster_a3(volume: Volume, workshop: Workshop, target: Path) -> None:
    """A poster on A3."""
    publish(typeset("poster", volume, workshop, {"paper": "a3"}), volume, target)


@format_of("poster-a4", ".pdf", (Scope.LESSON,))
def poster_a4(volume: Volume, workshop: Workshop, target: Path) -> None:
    """The same on A4."""
    publish(typeset("poster", volume, workshop, {"paper": "a4"}), volume, target)
