"""Disk to (Library, findings): the only reader of the content folder.

A broken file becomes a finding and the rest still loads.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter

from courselib import markdown, reading, schema
from courselib.finding import Finding
from courselib.load_data import Data, load_data
from courselib.model import (
    Course,
    Lesson,
    Library,
    Option,
    Outcome,
    Page,
    Question,
    Ref,
    Task,
    Where,
)
from courselib.source import Report, Words, read_text, read_yaml, validate
from courselib.yamlfile import YamlFile

_LESSON = TypeAdapter(schema.LessonFile)
_QUIZ = TypeAdapter(list[schema.QuestionFile])
_COURSE = TypeAdapter(schema.CourseFile)
_PAGE: TypeAdapter[Any] = TypeAdapter(schema.PageFrontMatter)
_TRANSLATED: TypeAdapter[Any] = TypeAdapter(schema.TranslatedFrontMatter)
_LESSON_PAGE: TypeAdapter[Any] = TypeAdapter(schema.FrontMatter)
_TEACHER: TypeAdapter[Any] = TypeAdapter(schema.TeacherFrontMatter)
_LIST: TypeAdapter[Any] = TypeAdapter(schema.ListFrontMatter)


def load(root: str) -> tuple[Library, list[Finding]]:
    """Read the library that lies in the folder `root`.

    Args:
        root: the content folder, as the user typed it; findings begin with it.

    Raises:
        NotADirectoryError: there is no such folder.

    """
    root = root.replace(os.sep, "/").rstrip("/") or "/"
    if not os.path.isdir(root):
        raise NotADirectoryError(root)
    with _without_garbage_collection():
        report = Report()
        library = _Loader(root, report).library()
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


class _Loader:
    def __init__(self, root: str, report: Report) -> None:
        self.root = root
        self.report = report
        self.data: Data = load_data(root, report)
        self.codes = [language.code for language in self.data.languages]
        self.words = Words(self.codes, report)
        self.limit = self.data.budgets.text_file_bytes
        self.tree: dict[str, list[str]] = {}

    def library(self) -> Library:
        files = tuple(self.walk())
        courses: dict[str, Course] = {}
        lessons: dict[str, Lesson] = {}
        pages: dict[str, dict[str, Page]] = {}
        for folder, names in self.tree.items():
            depth = folder.count("/") + 1 if folder else 0
            if depth == 3:
                if "lesson.yml" in names:
                    lesson = self.lesson(folder, names)
                    if lesson is not None:
                        lessons[folder] = lesson
                continue
            if depth == 2 and "course.yml" in names:
                course = self.course(folder)
                if course is not None:
                    courses[folder] = course
            for stem in sorted({name.split(".")[0] for name in names if name.endswith(".md")}):
                shape = _LIST if depth in (1, 2) and stem == "index" else _PAGE
                found = self.page_in_languages(folder, stem, names, shape)
                if found:
                    pages[f"{folder}/{stem}".lstrip("/")] = found
        given = {field.name: getattr(self.data, field.name) for field in fields(self.data)}
        return Library(
            root=self.root,
            courses=courses,
            lessons=lessons,
            pages=pages,
            files=files,
            image_sizes={name: os.path.getsize(self.path(name)) for name in files if "/images/" in name},
            **given,
        )

    def walk(self) -> Iterator[str]:
        """Every file but those of `_data` and what desktops leave; fills `tree` with names by folder."""
        for folder, folders, names in os.walk(self.root):
            relative = os.path.relpath(folder, self.root).replace(os.sep, "/")
            relative = "" if relative == "." else relative
            folders[:] = sorted(name for name in folders if not (not relative and name == "_data"))
            names = sorted(name for name in names if not name.startswith((".", "~$")) and name != "Thumbs.db")
            self.tree[relative] = names
            for name in names:
                yield f"{relative}/{name}".lstrip("/")

    def path(self, relative: str) -> str:
        return f"{self.root}/{relative}"

    def text(self, relative: str) -> str | None:
        return read_text(self.path(relative), self.path(relative), self.limit, self.report)

    def yaml(self, relative: str) -> YamlFile | None:
        text = self.text(relative)
        return None if text is None else read_yaml(text, self.path(relative), self.report)

    def course(self, folder: str) -> Course | None:
        parsed = self.yaml(f"{folder}/course.yml")
        if parsed is None:
            return None
        item = validate(_COURSE, parsed, self.report)
        if item is None:
            return None
        refs = [Ref(_full_id(name, folder), parsed.where("lessons", at)) for at, name in enumerate(item.lessons)]
        inside = sorted(name for name in self.tree if name.startswith(f"{folder}/"))
        return Course(
            folder,
            item.status == "growing",
            tuple(refs),
            parsed.where("lessons"),
            tuple(name for name in inside if name.count("/") == 2),
        )

    def lesson(self, folder: str, names: list[str]) -> Lesson | None:
        parsed = self.yaml(f"{folder}/lesson.yml")
        item = None if parsed is None else validate(_LESSON, parsed, self.report)
        if parsed is None or item is None:
            return None
        unread = set()
        questions = self.questions(folder) if "quiz.yml" in names else None
        if questions is None:
            unread.add("quiz.yml")
            questions = ()
        pages = self.page_in_languages(folder, "index", names, _LESSON_PAGE)
        teacher = self.page_in_languages(folder, "teacher", names, _TEACHER)
        for code in self.codes:
            for stem, found in (("index", pages), ("teacher", teacher)):
                name = f"{stem}.{code}.md"
                if name in names and code not in found:
                    unread.add(name)
        return Lesson(
            id=folder,
            where=Where(self.path(f"{folder}/lesson.yml")),
            minutes=item.minutes,
            outcomes=tuple(self.outcomes(item, parsed)),
            tasks=tuple(self.tasks(item, parsed)),
            also=self.words.lists(item.also, parsed, "also"),
            facts=_refs(item.facts, parsed),
            requires=tuple(
                Ref(_full_id(name, folder.rpartition("/")[0]), parsed.where("requires", at))
                for at, name in enumerate(item.requires)
            ),
            reviewed=item.reviewed,
            reviewed_where=parsed.where("reviewed"),
            pages=pages,
            teacher=teacher,
            questions=questions,
            unread=frozenset(unread),
        )

    def outcomes(self, item: schema.LessonFile, parsed: YamlFile) -> Iterator[Outcome]:
        for at, one in enumerate(item.outcomes):
            yield Outcome(
                one.id,
                one.competence,
                self.words.text(one.model_extra or {}, parsed, "outcomes", at, beside=("id", "competence")),
                parsed.where("outcomes", at, "id"),
            )

    def tasks(self, item: schema.LessonFile, parsed: YamlFile) -> Iterator[Task]:
        for at, one in enumerate(item.tasks or ()):
            text = self.words.text(one.model_extra or {}, parsed, "tasks", at, beside=("trouble",))
            yield Task(text, one.trouble is True, parsed.where("tasks", at))

    def questions(self, folder: str) -> tuple[Question, ...] | None:
        parsed = self.yaml(f"{folder}/quiz.yml")
        item = None if parsed is None else validate(_QUIZ, parsed, self.report)
        if parsed is None or item is None:
            return None
        return tuple(
            Question(
                one.outcome,
                self.words.text(one.ask, parsed, at, "ask"),
                tuple(self.option(option, parsed, at, index) for index, option in enumerate(one.options)),
                parsed.where(at),
            )
            for at, one in enumerate(item)
        )

    def option(self, item: schema.OptionFile, parsed: YamlFile, at: int, index: int) -> Option:
        keys = (at, "options", index)
        return Option(
            self.words.text(item.model_extra or {}, parsed, *keys, beside=("correct", "why")),
            self.words.text(item.why, parsed, *keys, "why") if item.why else None,
            item.correct is True,
            parsed.where(*keys),
        )

    def page_in_languages(self, folder: str, stem: str, names: list[str], shape: TypeAdapter[Any]) -> dict[str, Page]:
        """The page `stem` in each language that has it and can be read."""
        made: dict[str, Page] = {}
        for code in self.codes:
            name = f"{stem}.{code}.md"
            if name in names:
                page = self.page(f"{folder}/{name}".lstrip("/"), code, shape)
                if page is not None:
                    made[code] = page
        return made

    def page(self, relative: str, code: str, shape: TypeAdapter[Any]) -> Page | None:
        path = self.path(relative)
        text = self.text(relative)
        if text is None:
            return None
        head, body, body_line = _split(text)
        if head is None:
            self.report.add(
                reading.MISSING_FRONT_MATTER,
                Where(path),
                "the page does not begin with front matter",
                "begin the file with three lines: ---, title: …, ---; courselib new lesson shows the form",
            )
            return None
        parsed = read_yaml(head, path, self.report, first_line=2)
        if parsed is None:
            return None
        if shape is _PAGE and code != self.codes[0]:
            shape = _TRANSLATED
        item = validate(shape, parsed, self.report)
        if item is None:
            return None
        title, summary = getattr(item, "title", ""), getattr(item, "summary", "")
        reviewed = getattr(item, "reviewed", None)
        facts = getattr(item, "facts", None)
        if (facts is None) is not (reviewed is None):
            missing, other = ("reviewed", "facts") if facts else ("facts", "reviewed")
            self.report.add(
                reading.MISSING_KEY,
                parsed.where_key(other),
                f"the key {missing} is missing",
                f"a page that has {other} also has {missing}; add a line: {missing}: …",
            )
        return Page(
            id=relative[: -len(f".{code}.md")],
            language=code,
            title=title,
            summary=summary,
            body=body,
            document=markdown.parse(body, body_line),
            fingerprint=markdown.fingerprint(title, summary, body),
            stamp=item.translation.source if item.translation else None,
            where=Where(path),
            stamp_where=parsed.where("translation", "source"),
            body_line=body_line,
            facts=_refs(facts or (), parsed),
            reviewed=reviewed,
            reviewed_where=parsed.where("reviewed"),
            also=tuple(getattr(item, "also", ())),
        )


def _refs(facts: Iterable[str], parsed: YamlFile) -> tuple[Ref, ...]:
    return tuple(Ref(name, parsed.where("facts", at)) for at, name in enumerate(facts))


def _split(text: str) -> tuple[str | None, str, int]:
    """Front matter, body, and the line on which the body begins."""
    if not text.startswith("---\n"):
        return None, text, 1
    end = text.find("\n---\n", 3)
    if end < 0:
        if not text.endswith("\n---"):
            return None, text, 1
        end = len(text) - 4
    body = text[end + 5 :]
    return text[4 : end + 1], body, text.count("\n", 0, end + 5) + 1


def _full_id(name: str, course: str) -> str:
    """`citizens/basic/pay-by-qr` for `pay-by-qr`: a lesson of the same course may be named by its folder."""
    return name if "/" in name else f"{course}/{name}"
