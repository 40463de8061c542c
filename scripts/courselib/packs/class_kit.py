"""Papers of a class: an attendance sheet, observation sheets by outcome, a record of attendance. PDF/UA-1.

The record is no certificate: only the authorities confirm digital skills, on VNeID, and it says so.
"""

from __future__ import annotations

from pathlib import Path

from courselib.packs.formats import Workshop, format_of
from courselib.packs.sheets import publish, typeset
from courselib.packs.volume import Scope, Volume


@format_of("class-kit", ".pdf", (Scope.LESSON, Scope.COURSE))
def class_kit(volume: Volume, workshop: Workshop, target: Path) -> None:
    """What a facilitator fills in: who came, who can do what, and a record to give."""
    publish(typeset("class-kit", volume, workshop), volume, target)
