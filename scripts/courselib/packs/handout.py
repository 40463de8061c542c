"""Sheets to hand out, A4: a lesson to read, its questions, and the answers apart. PDF/UA-1, see `sheets`."""

from __future__ import annotations

from pathlib import Path

from courselib.packs.formats import Workshop, format_of
from courselib.packs.sheets import publish, typeset
from courselib.packs.volume import Scope, Volume


@format_of("handout", ".pdf", (Scope.LESSON, Scope.COURSE))
def handout(volume: Volume, workshop: Workshop, target: Path) -> None:
    """Sheets for learners, with questions to tick and answers on a page of their own."""
    publish(typeset("handout", volume, workshop), volume, target)
