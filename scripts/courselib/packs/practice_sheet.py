"""A practice test on paper, A4: each version to tick, then the key with the lessons to read. PDF/UA-1, see `sheets`."""

from __future__ import annotations

from pathlib import Path

from courselib.packs.formats import Workshop, format_of
from courselib.packs.sheets import publish, typeset
from courselib.packs.volume import Scope, Volume


@format_of("practice", ".pdf", (Scope.COURSE,), fits=lambda volume: volume.practice is not None)
def practice_sheet(volume: Volume, workshop: Workshop, target: Path) -> None:
    """The practice test of a course, without answers on the sheets that learners get."""
    publish(typeset("practice", volume, workshop), volume, target)
