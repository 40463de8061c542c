"""Disk to (Library, findings): the only reader of the content folder, with what it needs.

A broken file becomes a finding and the rest still loads.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TypeVar

from pydantic import TypeAdapter

from courselib import images, reading, schema
from courselib.catalogue import Catalogue, card, signature
from courselib.excuses import excuses
from courselib.finding import Finding
from courselib.layout import IMAGE_TYPES, is_left_behind, kind
from courselib.load_data import Data, load_data
from courselib.load_lesson import LIST, PAGE, Reader, full_id
from courselib.message import say
from courselib.model import Card, Course, Focus, Image, Lesson, Library, Page, Ref, Where
from courselib.source import Report, report_link, validate

Value = TypeVar("Value")

MOST_FOLDERS = 12
"""Folders in each other that are looked at. The library's own are four deep."""

_COURSE = TypeAdapter(schema.CourseFile)
_NAME = attrgetter("name")


@dataclass(slots=True)
class Memory:
    """Lessons as they were read, for someone who loads again and again while a few files change."""

    lessons: dict[str, tuple[str, Lesson | None, tuple[Finding, ...]]] = field(default_factory=dict)
    """By id: the signature of what it was read from, the lesson, and what was found while it was read."""


def load(
    root: str, paths: Sequence[str] = (), *, kept: bool = False, lean: bool = False, memory: Memory | None = None
) -> tuple[Library, list[Finding]]:
    """Read the library that lies in the folder `root`.

    Args:
        root: the content folder, as the user typed it; findings begin with it.
        paths: files or folders that are looked at, relative to the content folder; everything by default.
        kept: whether to take what lessons outside `paths` are about from the last time, and to keep it for the next.
        lean: whether to leave out what only rendering needs, which weighs the most.
        memory: lessons read before; it is brought up to date.

    Raises:
        NotADirectoryError: there is no such folder.

    """
    root = root.replace(os.sep, "/").rstrip("/") or "/"
    if not os.path.isdir(root):
        raise NotADirectoryError(root)
    report = Report()
    with _without_garbage_collection():
        loader = _Loader(root, report, Memory() if memory is None else memory, lean=lean)
        library = loader.library(paths, kept=kept)
    return library, report.findings


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Loading makes millions of objects and frees few: collecting in between is work for nothing.

    What was loaded is then frozen, so that later collections do not walk over it again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


class _OnDemand(Mapping[str, Value]):
    """Values by name, each made when it is first asked for. A name without a value is not there."""

    def __init__(self, names: Iterable[str], make: Callable[[str], Value | None]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, Value | None] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        value = self._made[name]
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Loader:
    def __init__(self, root: str, report: Report, memory: Memory, *, lean: bool) -> None:
        self.root = root
        self.lean = lean
        self.report = report
        self.memory = memory
        self.data: Data = load_data(root, report)
        self.codes = [language.code for language in self.data.languages]
        # Which words a lesson has to have, and how much of a file is read, is said elsewhere than in its folder.
        self.read_by = f"{[(one.code, one.growing) for one in self.data.languages]} {self.data.budgets.text_file_bytes}"
        self.reader = self.reader_to(report)
        self.files: list[str] = []
        self.tree: dict[str, list[str]] = {}
        self.signatures: dict[str, str] = {}

    def reader_to(self, report: Report) -> Reader:
        return Reader(self.root, self.data.languages, self.data.budgets.text_file_bytes, report, lean=self.lean)

    def library(self, paths: Sequence[str], *, kept: bool) -> Library:
        self.walk()
        files = self.files
        folders = [name for name, names in self.tree.items() if name.count("/") == 2 and "lesson.yml" in names]
        lessons = _OnDemand(folders, self.lesson)
        pages = _OnDemand(self.page_ids(), self.page_in_languages)
        pictures: _OnDemand[Image] = _OnDemand(
            # Anything else would be published as what its ending says, a page with a script for instance.
            (name for name in files if "/images/" in name and kind(name) in IMAGE_TYPES),
            lambda name: images.look(self.reader.path(name)),
        )
        read = {name: self.course(name) for name, names in self.tree.items() if _is_course(name, names)}
        courses = {name: course for name, course in read.items() if course is not None}
        focused = _looked_at(self.with_causes(paths, courses.values()))
        focus = Focus(
            tuple(name for name in folders if focused(name) and name in lessons),
            tuple(name for name in self.page_ids() if self.page_focused(name, focused) and name in pages),
            tuple(name for name in files if focused(name)),
        )
        given = {field.name: getattr(self.data, field.name) for field in fields(self.data)}
        return Library(
            root=self.root,
            courses=courses,
            lessons=lessons,
            pages=pages,
            catalogue=self.catalogue(lessons, folders, set(focus.lessons), kept=kept),
            files=frozenset(files),
            images=pictures,
            focus=focus,
            **given,
        )

    def with_causes(self, paths: Sequence[str], courses: Iterable[Course]) -> Sequence[str]:
        """The paths, and what may hold the causes of findings in them: see `Rule.silent_beside`.

        For a course that is its lessons, for data everything.
        """
        if not paths or any(path.strip("/").split("/")[0] == "_data" for path in paths):
            return ()
        looked_at = _looked_at(paths)
        named = [course for course in courses if looked_at(f"{course.id}/course.yml")]
        return [*paths, *(course.id for course in named), *(ref.target for course in named for ref in course.lessons)]

    def catalogue(
        self, lessons: Mapping[str, Lesson], folders: Iterable[str], read: set[str], *, kept: bool
    ) -> dict[str, Card]:
        """The card of each lesson: made from it when it was read, else as it was kept, if it was."""
        languages = self.data.languages
        before = Catalogue(self.root, self.read_by) if kept else None
        found: dict[str, Card] = {}
        for name in folders:
            known = before.card(name, self.signatures[name]) if before and name not in read else None
            if known is not None:
                found[name] = known
            elif name in lessons:
                found[name] = card(lessons[name], languages)
        if before:
            before.keep(found, self.signatures)
        return found

    def walk(self, folder: str = "") -> None:
        """Fill `files` with all but those of `_data` and what desktops leave, `tree` and `signatures` by folder."""
        where = Where(self.reader.path(folder))
        if folder.count("/") >= MOST_FOLDERS:
            message = say("folders lie in each other too deeply to be looked at")
            self.report.add(reading.UNREADABLE, where, message, say("move it out of {root}/", root=self.root))
            return
        try:
            with os.scandir(f"{self.root}/{folder}") as entries:
                seen = sorted(entries, key=_NAME)
        except OSError:
            hint = say("check that it is a folder you may read")
            self.report.add(reading.UNREADABLE, where, say("the folder can not be opened"), hint)
            return
        start = f"{folder}/" if folder else ""
        here: list[os.DirEntry[str]] = []
        inside: list[str] = []
        for entry in seen:
            if entry.is_symlink():
                report_link(self.reader.path(start + entry.name), self.report)
            elif entry.is_dir():
                inside.append(entry.name)
            elif not is_left_behind(entry.name):
                here.append(entry)
        self.tree[folder] = names = [entry.name for entry in here]
        if folder.count("/") == 2:
            stats = [entry.stat() for entry in here]
            self.signatures[folder] = signature(
                (name, one.st_mtime_ns, one.st_size) for name, one in zip(names, stats, strict=True)
            )
        self.files += [start + name for name in names]
        for name in inside:
            if start or name != "_data":
                self.walk(start + name)

    def lesson(self, folder: str) -> Lesson | None:
        """The lesson in a folder, from memory as long as its files are the same."""
        same = f"{self.signatures[folder]} {self.read_by}"
        before = self.memory.lessons.get(folder)
        if before is None or before[0] != same:
            own = Report()
            lesson = self.reader_to(own).lesson(folder, self.tree[folder])
            before = self.memory.lessons[folder] = (same, lesson, tuple(own.findings))
        self.report.findings.extend(before[2])
        return before[1]

    def course(self, folder: str) -> Course | None:
        parsed = self.reader.yaml(f"{folder}/course.yml")
        if parsed is None:
            return None
        item = validate(_COURSE, parsed, self.report)
        if item is None:
            return None
        refs = [Ref(full_id(name, folder), parsed.where("lessons", at)) for at, name in enumerate(item.lessons)]
        inside = sorted(name for name in self.tree if name.startswith(f"{folder}/"))
        return Course(
            folder,
            item.status == "growing",
            tuple(refs),
            parsed.where("lessons"),
            tuple(name for name in inside if name.count("/") == 2),
            excuses(item.ignore, parsed, parsed.path),
        )

    def page_ids(self) -> Iterator[str]:
        """Ids of the pages that are no part of a lesson, in any language."""
        for folder, names in self.tree.items():
            if folder.count("/") != 2:
                stems = {name.split(".")[0] for name in names if name.endswith(".md")}
                yield from (f"{folder}/{stem}".lstrip("/") for stem in sorted(stems))

    def page_in_languages(self, name: str) -> Mapping[str, Page] | None:
        folder, _, stem = name.rpartition("/")
        shape = LIST if folder and folder.count("/") < 2 and stem == "index" else PAGE
        return self.reader.page_in_languages(folder, stem, self.tree[folder], shape) or None

    def page_focused(self, name: str, focused: Callable[[str], bool]) -> bool:
        return any(focused(f"{name}.{code}.md") for code in self.codes)


def _is_course(folder: str, names: Sequence[str]) -> bool:
    return folder.count("/") == 1 and "course.yml" in names


def _looked_at(paths: Sequence[str]) -> Callable[[str], bool]:
    """Whether a file or folder is one of the paths or lies in one of them.

    A lesson is looked at as a whole, also when only one of its files is named.
    """
    wanted = {path.strip("/") for path in paths}
    if not wanted or "" in wanted:
        return lambda _: True
    wanted |= {"/".join(path.split("/")[:3]) for path in wanted if path.count("/") > 2}
    inside = tuple(f"{path}/" for path in wanted)
    return lambda name: name in wanted or name.startswith(inside)
