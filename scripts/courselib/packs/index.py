"""The packs that are there: the list beside them, where they lie on the site, what they are used for.

This is all that the site needs to know of packs.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

INDEX = "packs.json"
"""Name of the list of packs in their folder."""

USES = {
    "print": ("handout", "booklet", "poster-a4", "poster-a3", "practice", "class-kit"),
    "show": ("slides", "plan", "class-kit-table"),
    "system": ("scorm", "cartridge", "moodle", "gift", "qti", "kolibri"),
    "offline": ("usb", "zim", "epub", "anki"),
}
"""What packs are used for, with the formats for it; the first one for print is offered on the lesson itself."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that is there."""

    path: str
    """Relative to the folder of packs, with forward slashes."""
    format: str
    scope: str
    """`lesson`, `course`, `group` or `library`."""
    id: str
    """Id of the lesson, course or group, or `library`."""
    languages: tuple[str, ...]
    title: str
    bytes: int
    sha256: str
    made_of: str
    """What is the same as long as it would be made the same again."""

    def on_site(self, source: str) -> str:
        """Its path in a site with that source language: beside the page that it is about."""
        code = self.languages[0]
        return self.path if code == source or len(self.languages) > 1 else f"{code}/{self.path}"


_PACKS = TypeAdapter(tuple[Pack, ...])


def read(folder: Path) -> tuple[Pack, ...]:
    """The packs that lie in a folder, by its list; none when there is no list that can be read."""
    with suppress(OSError, ValidationError):
        return _PACKS.validate_json((folder / INDEX).read_bytes())
    return ()


def use_of(form: str) -> str:
    """What a format is used for."""
    return next((use for use, forms in USES.items() if form in forms), "offline")


def in_order(packs: Iterable[Pack]) -> list[Pack]:
    """Packs in the order in which they are offered: what is printed first."""
    order = [form for forms in USES.values() for form in forms]
    return sorted(packs, key=lambda one: (order.index(one.format) if one.format in order else len(order), one.path))
