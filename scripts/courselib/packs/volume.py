"""What a pack holds: the lessons someone takes along, in one language, with everything a format may need of them.

A volume is plain frozen data, without files and lines of source: it goes to another process, and two volumes with the
same words are the same, so a pack is made again only when it would be another one.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from html import unescape
from urllib.parse import quote, unquote

from courselib import model, practice
from courselib.markdown import scheme_of
from courselib.model import Fact, Language, Lesson, Library, Page
from courselib.packs.prose import Part, parts
from courselib.web import render
from courselib.web.render import curl
from courselib.web.site import LETTERS, Settings
from courselib.web.urls import Urls

LICENCE = "CC BY-SA 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"
LIBRARY = "library"
"""Id of the volume that holds everything."""
_TAG = re.compile("<[^>]*>")


class Scope(StrEnum):
    """How much a volume holds."""

    LESSON = "lesson"
    COURSE = "course"
    GROUP = "group"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Competence:
    """A competence that is taught, with the framework it comes from."""

    code: str
    name: str
    framework: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a learner can do afterwards."""

    id: str
    text: str
    competence: Competence


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a question."""

    letter: str
    text: str
    why: str
    correct: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a lesson. Words are plain text."""

    number: int
    """Counted from 1 in its lesson."""
    outcome: str
    """Id of the outcome it is about."""
    ask: str
    options: tuple[Option, ...]

    @property
    def right(self) -> Option:
        """The right answer."""
        return next(one for one in self.options if one.correct)


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact that a lesson rests on."""

    id: str
    text: str
    as_of: str
    """Month of its source as readers write it."""
    volatile: bool
    sources: tuple[str, ...]
    """Addresses."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary."""

    term: str
    plain: str
    """What it is, in plain words."""


@dataclass(frozen=True, slots=True)
class Html:
    """A part of a page as HTML: the same words and drawing as on the site."""

    key: str
    title: str
    id: str
    html: str


@dataclass(frozen=True, slots=True)
class Text:
    """A page: as pieces, and as HTML."""

    title: str
    parts: tuple[Part, ...]
    html: tuple[Html, ...]

    def part(self, key: str) -> Part | None:
        """The part under the heading with that key of `Language.sections`."""
        return next((one for one in self.parts if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A lesson in one language."""

    id: str
    """`group/level/name`."""
    course: str
    """Names of the group and the level it was written for: `Citizens · Basic`."""
    title: str
    summary: str
    minutes: int
    reviewed: date
    address: str
    """Of the lesson on the site."""
    outcomes: tuple[Outcome, ...]
    questions: tuple[Question, ...]
    statements: tuple[Statement, ...]
    requires: tuple[str, ...]
    """Ids of lessons that should come before."""
    text: Text
    plan: Text | None
    """The session plan for the facilitator."""

    @property
    def name(self) -> str:
        """The last part of its id."""
        return self.id.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Branch:
    """A course in a volume: which of the chapters it lists, in its order."""

    id: str
    """`group/level`."""
    group: str
    """Name of the group."""
    level: str
    """Name of the level."""
    chapters: tuple[str, ...]
    """Ids of lessons; borrowed ones are among them."""

    @property
    def title(self) -> str:
        """Names of its group and level: `Citizens · Basic`."""
        return f"{self.group} · {self.level}"


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole library in one of its languages, for packs that hold all of them at once."""

    language: str
    """Code of ISO 639-1."""
    name: str
    """Of the language, in itself."""
    summary: str
    address: str
    """Of its front door on the site."""
    shown_day: str
    """The day of the volume as its readers write it."""
    words: Mapping[str, str]
    """Words of the interface by key."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Lessons in one language, and what a pack must say of itself."""

    id: str
    """Id of the lesson, course or group, or `library`."""
    scope: Scope
    language: str
    """Code of ISO 639-1."""
    title: str
    summary: str
    site: str
    """Name of the site."""
    address: str
    """Where on the site the same can be read."""
    day: date
    """When it was last reviewed: the latest of its lessons; `SOURCE_DATE_EPOCH` has the last word."""
    shown_day: str
    """The same as readers write it."""
    chapters: tuple[Chapter, ...]
    """Each lesson once, in order."""
    branches: tuple[Branch, ...]
    words: Mapping[str, str]
    """Words of the interface by key."""
    editions: tuple[Edition, ...] = ()
    """Each language of the library, the source first: only in the volume of everything."""
    terms: tuple[Term, ...] = ()
    """What its lessons use of the glossary, in the order of the glossary."""
    practice: Practice | None = None
    """Of a course: its practice test, if it has one."""

    @property
    def name(self) -> str:
        """The last part of its id."""
        return self.id.rpartition("/")[2]

    @property
    def moment(self) -> datetime:
        """Noon of its day, in UTC, for formats that want a time."""
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)

    def competences(self) -> tuple[Competence, ...]:
        """What is taught, each once, in order of their codes."""
        found = {one.competence.code: one.competence for chapter in self.chapters for one in chapter.outcomes}
        return tuple(found[code] for code in sorted(found))

    def statements(self) -> tuple[Statement, ...]:
        """The facts it rests on, each once, in order of their first use."""
        return tuple({one.id: one for chapter in self.chapters for one in chapter.statements}.values())

    def chapter(self, lesson: str) -> Chapter | None:
        """The chapter of that lesson, if it is in here."""
        return next((one for one in self.chapters if one.id == lesson), None)


@dataclass(frozen=True, slots=True)
class Test:
    """A version of the practice test of a course."""

    name: str
    questions: tuple[Question, ...]
    """Counted from 1 in the test."""
    lessons: tuple[str, ...]
    """For each question the title of the lesson that answers it."""


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice test of a course."""

    title: str
    tests: tuple[Test, ...]


class Binder:
    """Makes volumes from a library that was loaded with its tokens."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self.urls = Urls(library.source.code, settings.base)
        self._chapters: dict[tuple[str, str], Chapter | None] = {}

    def volumes(self, language: Language, selection: str = "") -> Iterator[Volume]:
        """Every volume in a language: each lesson, each course, each group, the library.

        Args:
            language: the language.
            selection: id of a lesson, course or group: what is not in it is left out; everything by default.

        """
        library = self.library
        for lesson in library.lessons.values():
            if _inside(lesson.id, selection):
                chapter = self.chapter(lesson, language)
                if chapter is not None:
                    yield self._volume(
                        Scope.LESSON, lesson.id, language, chapter.title, chapter.summary, (), (chapter,)
                    )
        courses = [self._branch(name, language) for name in library.courses]
        for branch in courses:
            if _inside(branch.id, selection):
                yield from self._bound(Scope.COURSE, branch.id, language, branch.title, (branch,))
        for name, group in library.groups.items():
            inside = tuple(branch for branch in courses if branch.id.startswith(f"{name}/"))
            if _inside(name, selection):
                yield from self._bound(Scope.GROUP, name, language, group.name[language.code], inside)
        if not selection:
            yield from self._bound(Scope.LIBRARY, LIBRARY, language, self.settings.name, tuple(courses))

    def _bound(
        self, scope: Scope, name: str, language: Language, title: str, branches: tuple[Branch, ...]
    ) -> Iterator[Volume]:
        ids = dict.fromkeys(one for branch in branches for one in branch.chapters)
        chapters = tuple(found for one in ids if (found := self.chapter(self.library.lessons[one], language)))
        pages = self.library.pages.get("index" if scope is Scope.LIBRARY else f"{name}/index", {})
        page = pages.get(language.code) or pages.get(self.library.source.code)
        if chapters:
            summary = page.summary if page else ""
            yield self._volume(scope, name, language, title, summary, branches, chapters)

    def _volume(
        self,
        scope: Scope,
        name: str,
        language: Language,
        title: str,
        summary: str,
        branches: tuple[Branch, ...],
        chapters: tuple[Chapter, ...],
    ) -> Volume:
        code = language.code
        day = _day(chapters)
        return Volume(
            id=name,
            scope=scope,
            language=code,
            title=title,
            summary=curl(summary),
            site=self.settings.name,
            address=self.urls.absolute("index" if scope is Scope.LIBRARY else f"{name}/index", code),
            day=day,
            shown_day=language.date(day.isoformat()),
            chapters=chapters,
            branches=branches,
            words=self._words(code),
            editions=tuple(self._editions(day)) if scope is Scope.LIBRARY else (),
            terms=tuple(self._terms(chapters, code)),
            practice=self._practice(name, code) if scope is Scope.COURSE else None,
        )

    def _practice(self, course: str, code: str) -> Practice | None:
        page = self.library.pages.get(practice.page_of(course), {}).get(code)
        if page is None:
            return None
        versions = practice.versions(self.library.courses[course], self.library)
        name = self.library.words["practice_version"][code]
        return Practice(
            curl(page.title),
            tuple(
                Test(
                    name.format(number=number),
                    tuple(_question(at, one.question, code) for at, one in enumerate(drawn, 1)),
                    tuple(curl(self._page(one.lesson, code).title) for one in drawn),
                )
                for number, drawn in enumerate(versions, 1)
            ),
        )

    def _page(self, lesson: Lesson, code: str) -> Page:
        return lesson.pages.get(code) or lesson.pages[self.library.source.code]

    def _terms(self, chapters: Iterable[Chapter], code: str) -> Iterator[Term]:
        html = " ".join(f"{chapter.title} {part.html}" for chapter in chapters for part in chapter.text.html)
        read = " ".join(unescape(_TAG.sub(" ", html)).split()).casefold()
        for one in self.library.terms:
            term = one.term[code].casefold()
            # Nearly all terms are nowhere in a lesson, which is found out much faster than where words end.
            if term in read and re.search(rf"(?<!\w){re.escape(term)}(?!\w)", read):
                yield Term(curl(one.term[code]), curl(one.plain[code]))

    def _editions(self, day: date) -> Iterator[Edition]:
        fronts = self.library.pages.get("index", {})
        for language in self.library.languages:
            code = language.code
            front = fronts.get(code) or fronts.get(self.library.source.code)
            summary, address = curl(front.summary) if front else "", self.urls.absolute("index", code)
            yield Edition(code, language.name, summary, address, language.date(day.isoformat()), self._words(code))

    def _words(self, code: str) -> dict[str, str]:
        return {key: text[code] for key, text in self.library.words.items()}

    def _branch(self, name: str, language: Language) -> Branch:
        listed = [ref.target for ref in self.library.courses[name].lessons if ref.target in self.library.lessons]
        inside = tuple(one for one in listed if self.chapter(self.library.lessons[one], language))
        return Branch(name, *self._names(name, language.code), inside)

    def _names(self, course: str, code: str) -> tuple[str, str]:
        """Names of the group and the level of a course; their ids while nobody has named them."""
        group, _, level = course.partition("/")
        named, graded = self.library.groups.get(group), self.library.levels.get(level)
        return named.name[code] if named else group, graded.name[code] if graded else level

    def chapter(self, lesson: Lesson, language: Language) -> Chapter | None:
        """The lesson in a language, or nothing while it is not there in it."""
        key = (lesson.id, language.code)
        if key not in self._chapters:
            page = lesson.pages.get(language.code)
            self._chapters[key] = self._chapter(lesson, page, language) if page else None
        return self._chapters[key]

    def _chapter(self, lesson: Lesson, page: Page, language: Language) -> Chapter:
        code = language.code
        facts = [self.library.facts[ref.target] for ref in lesson.facts if ref.target in self.library.facts]
        plan = lesson.teacher.get(code)
        return Chapter(
            id=lesson.id,
            course=" · ".join(self._names(lesson.course, code)),
            title=curl(page.title),
            summary=curl(page.summary),
            minutes=lesson.minutes,
            reviewed=lesson.reviewed,
            address=self.urls.absolute(f"{lesson.id}/index", code),
            outcomes=tuple(
                Outcome(one.id, curl(one.text[code]), self._competence(one.competence, code))
                for one in lesson.outcomes
                if one.competence in self.library.competences
            ),
            questions=tuple(_questions(lesson, code)),
            statements=tuple(_statement(fact, language) for fact in facts),
            requires=tuple(ref.target for ref in lesson.requires if ref.target in self.library.lessons),
            text=self._text(page, language),
            plan=self._text(plan, language) if plan else None,
        )

    def _competence(self, code: str, language: str) -> Competence:
        found = self.library.competences[code]
        return Competence(code, found.name[language], self.library.frameworks[found.framework].name[language])

    def _text(self, page: Page, language: Language) -> Text:
        folder = page.id.rpartition("/")[0]
        keys = {title: key for key, title in language.sections.items()}
        words = self.library.words
        states = {key: words[f"switch_{key}"][language.code] for key in ("on", "off")}

        def address(target: str) -> str:
            return self._address(target, folder, language.code)

        html = tuple(
            Html(one.key, str(one.title), one.id, str(one.html))
            for one in render.sections(page.document, keys, states, address, self.urls.base)
        )
        return Text(curl(page.title), parts(page.document, keys, folder, address), html)

    def _address(self, target: str, folder: str, code: str) -> str:
        """Where a link of a page leads for someone who is not on the site; nothing when it can not lead there."""
        if target.startswith(("#", "//")) or scheme_of(target):
            return ""
        path, mark, anchor = target.partition("#")
        there = posixpath.normpath(posixpath.join(folder, unquote(path)))
        if path.endswith(".md"):
            return self.urls.absolute(there.removesuffix(".md").rpartition(".")[0], code) + mark + anchor
        return self.urls.base + quote(there)


def _questions(lesson: Lesson, code: str) -> Iterator[Question]:
    for number, one in enumerate(lesson.questions, 1):
        yield _question(number, one, code)


def _question(number: int, one: model.Question, code: str) -> Question:
    return Question(
        number,
        one.outcome,
        curl(one.ask[code]),
        tuple(
            Option(letter, curl(option.text[code]), curl(option.why[code]) if option.why else "", option.correct)
            for letter, option in zip(LETTERS, one.options, strict=False)
        ),
    )


def _statement(fact: Fact, language: Language) -> Statement:
    return Statement(
        fact.id, curl(fact.statement[language.code]), language.date(fact.as_of[:7]), fact.volatile, fact.sources
    )


def _day(chapters: Iterable[Chapter]) -> date:
    """The day of a volume, see https://reproducible-builds.org/specs/source-date-epoch/."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return datetime.fromtimestamp(int(given), UTC).date()
    return max(chapter.reviewed for chapter in chapters)


def _inside(name: str, selection: str) -> bool:
    return not selection or name == selection or name.startswith(f"{selection}/")
