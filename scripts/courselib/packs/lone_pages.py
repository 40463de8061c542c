"""Lessons and session plans as pages that stand alone: all they need lies beside them, and nothing leads away.

A page is `index.html` with its pictures. Addresses of sources are words on it: where it is read there is no network.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from courselib.packs.formats import Workshop
from courselib.packs.pages import STYLE, Pictures, lesson, template, xhtml
from courselib.packs.volume import LICENCE_URL, Chapter, Text, Volume

Files = Iterator[tuple[str, bytes]]
"""Path and content of each file."""


class LonePages:
    """Makes the pages of a volume."""

    def __init__(self, volume: Volume, workshop: Workshop) -> None:
        self.volume = volume
        self.workshop = workshop

    def lesson(self, chapter: Chapter) -> Files:
        """The files of a lesson."""
        pictures = Pictures(self.volume, self.workshop)
        yield self.page(chapter, chapter.title, lesson(chapter, self.volume.words, _nowhere, pictures))
        yield from pictures.files.items()

    def plan(self, chapter: Chapter, plan: Text) -> Files:
        """The files of a session plan."""
        pictures = Pictures(self.volume, self.workshop)
        parts = "".join(f"<h2>{one.title}</h2>{one.html}" if one.title else one.html for one in plan.html)
        yield self.page(chapter, plan.title, xhtml(parts, _nowhere, pictures))
        yield from pictures.files.items()

    def page(self, chapter: Chapter, title: str, body: Markup) -> tuple[str, bytes]:
        """The page itself, with what it rests on and what it is below it."""
        page = template("lone_page.html").render(
            volume=self.volume,
            words=self.volume.words,
            chapter=chapter,
            title=title,
            body=body,
            style=Markup(STYLE),  # noqa: S704  # our own file
            licence_url=LICENCE_URL,
        )
        return "index.html", page.encode()


def _nowhere(_: str) -> str:
    return ""
