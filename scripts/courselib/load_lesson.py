"""One lesson or one page on its way from disk to the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import TypeAdapter

from courselib import markdown, reading, schema, yamlfile
from courselib.excuses import excuses
from courselib.message import Message, say
from courselib.model import Language, Lesson, Option, Outcome, Page, Question, Ref, Task, Where
from courselib.source import Report, Words, read_text, read_yaml, validate
from courselib.yamlfile import YamlFile

_LESSON = TypeAdapter(schema.LessonFile)
_QUIZ = TypeAdapter(list[schema.QuestionFile])
_TRANSLATED: TypeAdapter[Any] = TypeAdapter(schema.TranslatedFrontMatter)
_LESSON_PAGE: TypeAdapter[Any] = TypeAdapter(schema.FrontMatter)
_TEACHER: TypeAdapter[Any] = TypeAdapter(schema.TeacherFrontMatter)
_KEY = re.compile(r"[a-z]+:")
PAGE: TypeAdapter[Any] = TypeAdapter(schema.PageFrontMatter)
LIST: TypeAdapter[Any] = TypeAdapter(schema.ListFrontMatter)
"""Heads of pages that are no lesson: of any page, and of the page of a group or course."""


class Reader:
    """Reads lessons and pages that lie in one content folder."""

    def __init__(self, root: str, languages: Sequence[Language], limit: int, report: Report, *, lean: bool) -> None:
        """Read with findings.

        Args:
            root: the content folder, as the user typed it.
            languages: the languages of the library, the source language first.
            limit: largest text file that is read, in bytes.
            report: gets the findings.
            lean: whether to leave out what only rendering needs.

        """
        self.lean = lean
        self.root = root
        self.codes = [language.code for language in languages]
        self.limit = limit
        self.report = report
        self.words = Words(languages, report)

    def path(self, relative: str) -> str:
        """Path of a file as findings name it."""
        return f"{self.root}/{relative}"

    def text(self, relative: str) -> str | None:
        """Text of a file, or None after a finding."""
        return read_text(self.path(relative), self.path(relative), self.limit, self.report)

    def yaml(self, relative: str) -> YamlFile | None:
        """A parsed YAML file, or None after a finding."""
        text = self.text(relative)
        return None if text is None else read_yaml(text, self.path(relative), self.report)

    def lesson(self, folder: str, names: Sequence[str]) -> Lesson | None:
        """The lesson in a folder with files of these names, or None after a finding."""
        parsed = self.yaml(f"{folder}/lesson.yml")
        item = None if parsed is None else validate(_LESSON, parsed, self.report)
        if parsed is None or item is None:
            return None
        unread = set()
        questions = self._questions(folder) if "quiz.yml" in names else None
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
            outcomes=tuple(self._outcomes(item, parsed)),
            tasks=tuple(self._tasks(item, parsed)),
            also=self.words.lists(item.also, parsed, "also"),
            facts=_refs(item.facts, parsed),
            requires=tuple(
                Ref(full_id(name, folder.rpartition("/")[0]), parsed.where("requires", at))
                for at, name in enumerate(item.requires)
            ),
            reviewed=item.reviewed,
            reviewed_where=parsed.where("reviewed"),
            pages=pages,
            teacher=teacher,
            questions=questions,
            unread=frozenset(unread),
            excuses=excuses(item.ignore, parsed, self.path(f"{folder}/")),
        )

    def _outcomes(self, item: schema.LessonFile, parsed: YamlFile) -> Iterator[Outcome]:
        for at, one in enumerate(item.outcomes):
            yield Outcome(
                one.id,
                one.competence,
                self.words.text(one.model_extra or {}, parsed, "outcomes", at, beside=("id", "competence")),
                parsed.where("outcomes", at, "id"),
                parsed.where("outcomes", at, "competence"),
            )

    def _tasks(self, item: schema.LessonFile, parsed: YamlFile) -> Iterator[Task]:
        for at, one in enumerate(item.tasks or ()):
            text = self.words.text(one.model_extra or {}, parsed, "tasks", at, beside=("trouble",))
            yield Task(text, one.trouble is True, parsed.where("tasks", at))

    def _questions(self, folder: str) -> tuple[Question, ...] | None:
        parsed = self.yaml(f"{folder}/quiz.yml")
        item = None if parsed is None else validate(_QUIZ, parsed, self.report)
        if parsed is None or item is None:
            return None
        return tuple(
            Question(
                one.outcome,
                self.words.text(one.ask, parsed, at, "ask"),
                tuple(self._option(option, parsed, at, index) for index, option in enumerate(one.options)),
                parsed.where(at),
            )
            for at, one in enumerate(item)
        )

    def _option(self, item: schema.OptionFile, parsed: YamlFile, at: int, index: int) -> Option:
        keys = (at, "options", index)
        return Option(
            self.words.text(item.model_extra or {}, parsed, *keys, beside=("correct", "why")),
            None if item.why is None else self.words.text(item.why, parsed, *keys, "why"),
            item.correct is True,
            parsed.where(*keys),
        )

    def page_in_languages(
        self, folder: str, stem: str, names: Sequence[str], shape: TypeAdapter[Any]
    ) -> dict[str, Page]:
        """The page `stem` in each language that has it and can be read."""
        made: dict[str, Page] = {}
        for code in self.codes:
            name = f"{stem}.{code}.md"
            if name in names:
                page = self._page(f"{folder}/{name}".lstrip("/"), code, shape)
                if page is not None:
                    made[code] = page
        return made

    def _page(self, relative: str, code: str, shape: TypeAdapter[Any]) -> Page | None:
        path = self.path(relative)
        text = self.text(relative)
        if text is None:
            return None
        head, body, body_line = _split(text)
        if head is None:
            message, hint = _without_front_matter(text, shape)
            self.report.add(reading.MISSING_FRONT_MATTER, Where(path), message, hint)
            return None
        parsed = read_yaml(head, path, self.report, first_line=2)
        if parsed is None:
            return None
        if shape is PAGE and code != self.codes[0]:
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
                say("the key {key} is missing", key=missing),
                say(
                    "a page that has {other} also has {missing}; add a line: {missing}: …", other=other, missing=missing
                ),
            )
        return Page(
            id=relative[: -len(f".{code}.md")],
            language=code,
            title=title,
            summary=summary,
            body=body,
            document=markdown.parse(body, body_line, lean=self.lean),
            fingerprint=markdown.fingerprint(title, summary, body),
            stamp=item.translation.source if item.translation else None,
            unchanged=(item.translation.unchanged or "") if item.translation else "",
            where=Where(path),
            title_where=parsed.where("title"),
            summary_where=parsed.where("summary"),
            stamp_where=parsed.where("translation", "source"),
            body_line=body_line,
            facts=_refs(facts or (), parsed),
            reviewed=reviewed,
            reviewed_where=parsed.where("reviewed"),
            also=tuple(getattr(item, "also", ())),
            excuses=excuses(item.ignore, parsed, path),
        )


def fingerprint_of(text: str) -> str | None:
    """The fingerprint of a page's text, or None when it is not a page that can be read."""
    head, body, _ = _split(text)
    try:
        value = yamlfile.read(head or "", "").value
    except yamlfile.YamlError:
        return None
    if not isinstance(value, dict):
        return None
    words = [value.get(key, "") for key in ("title", "summary")]
    return markdown.fingerprint(words[0], words[1], body) if all(isinstance(one, str) for one in words) else None


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


def _without_front_matter(text: str, shape: TypeAdapter[Any]) -> tuple[Message, Message]:
    """What is wrong with a page that has no front matter, and what to type."""
    if not text.strip():
        return say("the page is empty"), say("write it; the same page of another folder shows its form")
    if text.startswith("---\n"):
        hint = say("write --- after its last line, before the text: on a line of its own, without spaces")
        return say("the front matter does not end"), hint
    if text.lstrip().startswith("---"):
        hint = say("the first line is --- alone: delete empty lines above it, and spaces beside it")
        return say("the front matter does not begin on the first line"), hint
    if _KEY.match(text):
        hint = say("write --- above the first line, on a line of its own")
        return say("the front matter has no beginning"), hint
    lines = ", ".join(f"{key}: …" for key in shape.json_schema()["required"])
    hint = say("begin the file with --- and {lines} and --- again, each on a line of its own", lines=lines)
    return say("the page does not begin with front matter"), hint


def full_id(name: str, course: str) -> str:
    """`citizens/basic/pay-by-qr` for `pay-by-qr`: a lesson of the same course may be named by its folder."""
    return name if "/" in name else f"{course}/{name}"
