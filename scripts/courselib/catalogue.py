"""The catalogue cards of all lessons, kept between runs, so that one lesson can be checked without reading all.

A card says what courses and other lessons need to know of a lesson. It is good as long as the lesson's files are the
same by name, size and time of change, and the program and the languages are the same as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from courselib.coverage import is_stale
from courselib.model import Card, Language, Lesson

_PACKAGE = Path(__file__).resolve().parent


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
        tuple(tuple(task.text.items()) for task in lesson.tasks),
    )


class Catalogue:
    """Cards on disk: in `.cache/courselib/` beside the content folder.

    JSON, not pickle: a file that someone else could have written is data, not program.
    """

    def __init__(self, root: str, languages: Iterable[Language]) -> None:
        """Read the cards of the content folder `root`, if there are any of this program and these languages."""
        self._file = Path(root).resolve().parent / ".cache" / "courselib" / f"{Path(root).name}.json"
        self._version = f"{_program()} {' '.join(f'{one.code}{one.growing:d}' for one in languages)}"
        self._rows: dict[str, list[Any]] = {}
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(self._file.read_bytes())
            if kept["version"] == self._version:
                self._rows = kept["cards"]

    def card(self, lesson: str, signature: str) -> Card | None:
        """The card of a lesson whose files have this signature, or None when it must be read again."""
        row = self._rows.get(lesson)
        if not row or row[0] != signature:
            return None
        return Card(*row[1:])

    def keep(self, cards: Mapping[str, Card], signatures: Mapping[str, str]) -> None:
        """Write all cards; where nothing can be written, the next run reads the lessons again."""
        if {name: row[0] for name, row in self._rows.items()} == {name: signatures[name] for name in cards}:
            return
        rows = {name: [signatures[name], *one] for name, one in cards.items()}
        text = json.dumps({"version": self._version, "cards": rows}, ensure_ascii=False, separators=(",", ":"))
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._file.parent, delete=False, encoding="utf-8") as made:
                made.write(text)
            os.replace(made.name, self._file)


def signature(files: Iterable[tuple[str, int, int]]) -> str:
    """What is the same as long as files have the same names, times of change (ns) and sizes (bytes)."""
    return hashlib.blake2b(repr(sorted(files)).encode(), digest_size=12).hexdigest()


def _program() -> str:
    return signature((str(file), *_stat(file)) for file in _PACKAGE.rglob("*.py"))


def _stat(file: Path) -> tuple[int, int]:
    seen = file.stat()
    return seen.st_mtime_ns, seen.st_size
