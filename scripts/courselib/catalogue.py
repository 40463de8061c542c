"""The catalogue cards of all lessons, kept between runs, so that one lesson can be checked without reading all.

A card says what courses and other lessons need to know of a lesson. It is good as long as the lesson's files are the
same by name, size and time of change, and the program and what lessons are read by are the same as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from pydantic import TypeAdapter

from courselib.coverage import is_stale
from courselib.markdown import scheme_of
from courselib.model import Card, Language, Lesson, Page

_PACKAGE = Path(__file__).resolve().parent
_KEPT = TypeAdapter(tuple[str, dict[str, tuple[str, Card]]])
"""What the cards were made by, then each lesson's signature and card."""


def card(lesson: Lesson, languages: Sequence[Language]) -> Card:
    """The card of a lesson.

    Args:
        lesson: what it is about.
        languages: the languages of the library, the source language first.

    """
    text = lesson.pages.get(languages[0].code)
    owed = [lesson.pages[one.code] for one in languages if one.code in lesson.pages and not one.growing]
    return Card(
        tuple((one.competence, len(lesson.questions_for(one.id))) for one in lesson.outcomes),
        tuple(lesson.pages),
        any(is_stale(page, text) for page in owed),
        tuple(ref.target for ref in lesson.facts),
        tuple(ref.target for ref in lesson.requires),
        tuple(tuple((code, words.casefold()) for code, words in task.text.items()) for task in lesson.tasks),
        tuple(target for pages in (lesson.pages, lesson.teacher) for target in linked(pages.get(languages[0].code))),
    )


def linked(page: Page | None) -> Iterator[str]:
    """Ids of the pages that a page links to, whether they are there or not."""
    if page is None:
        return
    for link in page.document.links:
        path = unquote(link.target).partition("#")[0]
        if path.endswith(".md") and not scheme_of(path):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page.id), path))
            yield target.removesuffix(".md").rpartition(".")[0]


class Catalogue:
    """Cards on disk: in `.cache/courselib/` beside the content folder.

    JSON, not pickle: a file that someone else could have written is data, not program.
    """

    def __init__(self, root: str, read_by: str) -> None:
        """Read the cards that are kept, if there are any.

        Args:
            root: the content folder, as the user typed it.
            read_by: what lessons are read by, besides the program: other cards than those made by the same are no use.

        """
        folder = Path(root).resolve()
        self._file = folder.parent / ".cache" / "courselib" / f"{folder.name}.json"
        self._version = f"{_program()} {read_by}"
        self._rows: dict[str, tuple[str, Card]] = {}
        with suppress(OSError, ValueError):
            version, rows = _KEPT.validate_json(self._file.read_bytes())
            if version == self._version:
                self._rows = rows

    def card(self, lesson: str, signature: str) -> Card | None:
        """The card of a lesson whose files have this signature, or None when it must be read again."""
        kept, card = self._rows.get(lesson, ("", None))
        return card if kept == signature else None

    def keep(self, cards: Mapping[str, Card], signatures: Mapping[str, str]) -> None:
        """Write all cards; where nothing can be written, the next run reads the lessons again."""
        if {name: row[0] for name, row in self._rows.items()} == {name: signatures[name] for name in cards}:
            return
        rows = {name: (signatures[name], one) for name, one in cards.items()}
        text = json.dumps((self._version, rows), separators=(",", ":"))
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._file.parent) as folder:
                made = Path(folder, self._file.name)
                made.write_text(text, "utf-8")
                os.replace(made, self._file)


def signature(files: Iterable[tuple[str, int, int]]) -> str:
    """What is the same as long as files have the same names, times of change (ns) and sizes (bytes)."""
    return hashlib.blake2b(repr(sorted(files)).encode(), digest_size=12).hexdigest()


def _program() -> str:
    return signature((str(file), *_stat(file)) for file in _PACKAGE.rglob("*.py"))


def _stat(file: Path) -> tuple[int, int]:
    seen = file.stat()
    return seen.st_mtime_ns, seen.st_size
