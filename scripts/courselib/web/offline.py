"""What can be kept for reading without a network: lists of files, their sums and their sizes.

`offline/index.json` names the lists and the choices a reader has; a list belongs to one course, or is the shell: what
every copy needs. A row of a list is path, sum, bytes after gzip -9, title, language, lesson. A file that readers of
each language need has no language. The version is the sum of all lists, so that a copy holds files of one version only.
`overrides/scripts/offline.js` reads them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from courselib.model import Course, Page
from courselib.practice import page_of
from courselib.web.site import AT_ONCE, GLOSSARY, OFFLINE, PATHS, PROGRESS, TOPICS, Site
from courselib.web.views import filled
from courselib.web.weigh import compressed

SUM_BYTES = 8
"""Bytes of a SHA-256 that are compared: enough to tell a broken or older file, which is all they are for."""

Row = list[object]


def lists(folder: Path, site: Site) -> Iterator[tuple[str, bytes]]:
    """Path in the site and content of the lists for the finished site in `folder`."""
    made = _Lists(folder, site)
    courses = {course.id: list(made.course(course)) for course in site.library.courses.values()}
    shell = list(made.shell())
    files = {"": shell, **courses}
    sums = {}
    for name, rows in files.items():
        data = _json(rows)
        sums[name] = _sum(data)
        yield f"{OFFLINE}/{name.replace('/', '-') or 'shell'}.json", data
    names, sizes = {}, {"shell": _bytes(row for row in shell if not row[4])}
    for choice, text, chosen in made.choices(shell, courses):
        names[choice], sizes[choice] = text, _bytes(chosen)
    version = _sum(_json(sums))
    yield f"{OFFLINE}/index.json", _json({"version": version, "lists": sums, "names": names, "sizes": sizes})


class _Lists:
    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.site = site
        self.library = site.library
        self.weighed: dict[str, tuple[str, int]] = {}

    def row(self, path: str, title: str = "", language: str = "", lesson: str = "") -> Row:
        if path not in self.weighed:  # a lesson stands in each course that borrows it
            data = (self.folder / path).read_bytes()
            self.weighed[path] = _sum(data), compressed(data)
        return [path, *self.weighed[path], title, language, lesson]

    def pages(self, page: str, pages: Mapping[str, Page], *, listed: bool, lesson: str = "") -> Iterator[Row]:
        for language in self.library.languages:
            path = self.site.urls.path(page, language.code)
            if (self.folder / path).is_file():
                shown = pages.get(language.code) or pages.get(self.library.source.code)
                title = shown.title if shown and listed else ""
                yield self.row(path, title, language.code, lesson)

    def course(self, course: Course) -> Iterator[Row]:
        """The pages of a course, its group and its test, what its lessons lead to, and them, the borrowed ones too."""
        tests = sorted(path.stem for path in self.folder.glob(f"{page_of(course.id)}*.html"))
        about = (f"{course.group}/index", f"{course.id}/index", *(f"{course.id}/{name}" for name in tests))
        for page in (*about, GLOSSARY, PATHS):
            yield from self.pages(page, self.library.pages.get(page, {}), listed=False)
        for ref in course.lessons:
            lesson = self.library.lessons.get(ref.target)
            if lesson is not None:
                yield from self.pages(f"{lesson.id}/index", lesson.pages, listed=True, lesson=lesson.id)

    def shell(self) -> Iterator[Row]:
        """What every copy holds: the emergency page first, then this page, the front door, the lists, search, helps."""
        emergency = self.library.emergency.get(self.library.source.code)
        for page in (*([emergency.id] if emergency else ()), OFFLINE):
            pages = self.library.pages.get(page, {})
            for row in self.pages(page, pages, listed=page != OFFLINE):
                yield [*row[:4], "", ""]
        topics = sorted(path.stem for path in self.folder.glob(f"{TOPICS}*.html"))
        for page in ("index", *topics, PROGRESS):
            yield from self.pages(page, {}, listed=False)
        for code, words in self.site.words.items():
            for name in ("read", *AT_ONCE.values()):
                yield self.row(self.site.scripts.file(name, code, words), language="" if name == OFFLINE else code)
            yield self.row(f"find.{code}.js", language=code)
        for path in sorted((self.folder / "find").glob("*/*.js")):
            code = path.name[:2]
            yield self.row(path.relative_to(self.folder).as_posix(), language=code if code in self.site.words else "")

    def choices(
        self, shell: list[Row], courses: Mapping[str, list[Row]]
    ) -> Iterator[tuple[str, dict[str, str], Iterable[Row]]]:
        """Each choice with its name by language and its files, without what the shell has for all."""
        everything = [row for rows in courses.values() for row in rows]
        mine = [row for row in shell if row[4]]
        for language in self.library.languages:
            rows = [row for row in [*mine, *everything] if row[4] == language.code]
            yield (
                f"all:{language.code}",
                self._name("keep_all", dict.fromkeys(self.site.words, language.name)),
                rows,
            )
        for group in self.library.groups.values():
            own = [
                rows
                for name, rows in courses.items()
                if name.startswith(f"{group.id}/") and any(row[5] for row in rows)
            ]
            if own:
                rows = [row for course in own for row in course]
                yield f"group:{group.id}", self._name("keep_group", group.name), [*mine, *rows]
        for name, rows in courses.items():
            if any(row[5] for row in rows):
                names = {code: self.site.course_name(name, code) for code in self.site.words}
                yield f"course:{name}", self._name("keep_course", names), [*mine, *rows]

    def _name(self, word: str, name: Mapping[str, str]) -> dict[str, str]:
        return {code: filled(words[word], name=name[code]) for code, words in self.site.words.items()}


def _bytes(rows: Iterable[Row]) -> int:
    return sum({str(row[0]): int(str(row[2])) for row in rows}.values())


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).digest()[:SUM_BYTES].hex()
