"""The library as frozen objects that know the file and line they came from.

This module imports nothing of ours: everything else may import it.
What a library has by the hundred thousand is a named tuple: it is cheaper to make than a frozen data class.
Words for readers are a `Text`: language code to words. Asked for a language of the library it always has an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

DATE_PLACE = re.compile(r"\{([dmby])\}")
"""A place in a form of dates."""

Text = Mapping[str, str]
"""The same words in each language, by language code: see `PartText` for what a language lacks."""


class PartText(dict[str, str]):
    """A `Text` that not every language has: it holds the words that are there, and answers with others for the rest."""

    __slots__ = ("instead",)

    def __init__(self, words: Mapping[str, str], instead: str) -> None:
        """Hold `words` by language code; `instead` stands for a language without any."""
        super().__init__(words)
        self.instead = instead

    def __missing__(self, code: str) -> str:
        return self.instead


class Where(NamedTuple):
    """A place that an author can edit."""

    path: str
    """Path of the file as the user would type it, with forward slashes."""
    line: int = 1
    """Counted from 1."""
    column: int = 1
    """Counted from 1, in characters."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Language:
    """A language pages are written in. The first of the library is the source language."""

    code: str
    """Two-letter code of ISO 639-1, also the suffix of its files."""
    name: str
    placeholder: str
    """What stands where words are still to be written."""
    sections: Mapping[str, str]
    """Headings a lesson must have: `situation`, `steps`, `practice`, `remember`, in this order."""
    teacher_sections: tuple[str, ...]
    empty_link_texts: tuple[str, ...]
    """Link texts that say nothing about their target, in lower case."""
    sentence_words: int
    paragraph_sentences: int
    day_format: str = "{d}/{m}/{y}"
    month_format: str = "{m}/{y}"
    """Fields: `d` day, `m` month with two digits, `b` name of the month, `y` year."""
    months: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()
    """Words that search passes over."""
    growing: bool = False
    """True while words and pages may be missing in it; the source language's stand in for them."""

    def date(self, iso: str) -> str:
        """A date of ISO 8601 as readers write it: a day, a month, or a year alone."""
        year, _, rest = iso.partition("-")
        month, _, day = rest.partition("-")
        if not month:
            return year
        name = self.months[int(month) - 1] if self.months else month
        form = self.day_format if day else self.month_format
        parts = {"d": day.lstrip("0"), "m": month, "b": name, "y": year}
        return DATE_PLACE.sub(lambda place: parts[place[1]], form)


@dataclass(frozen=True, slots=True)
class Group:
    """A target group: citizens, students, officials, workers, trainers."""

    id: str
    icon: str
    """A picture of the theme, without ending."""
    name: Text
    short: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Level:
    """A competency level: basic, intermediate, advanced, specialised."""

    id: str
    name: Text
    summary: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Competence:
    """One competence of a framework."""

    code: str
    name: Text
    summary: Text | None
    framework: str
    domain: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Source:
    """Where a framework's text was read, and how much of it."""

    id: str
    url: str | None
    what: str | None
    read: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A published competency framework."""

    id: str
    name: Text
    number: str
    read: str
    """What of the document was read, in plain words."""
    sources: tuple[Source, ...]
    competences: Mapping[str, Competence]
    where: Where


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the crosswalk: our judgement of how two competences relate."""

    competence: tuple[str, str]
    """Framework id and code."""
    other: tuple[str, str]
    match: str
    """`exact`, `close` or `partial`."""
    where: Where


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated statement about a rule, limit or hotline, with its sources."""

    id: str
    statement: Text
    as_of: str
    """Date of the source: YYYY, YYYY-MM or YYYY-MM-DD."""
    checked: date
    """When it was last compared with its sources."""
    changed: date | None
    """When its meaning last changed."""
    sources: tuple[str, ...]
    confidence: str
    """`high`, `medium` or `low`."""
    volatile: bool
    where: Where
    checked_where: Where
    changed_where: Where


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry: the term to use, its plain explanation, and words not to use for it."""

    term: Text
    plain: Text
    avoid: Mapping[str, tuple[str, ...]]
    where: Where


@dataclass(frozen=True, slots=True)
class Ref:
    """A name written in a data file that points at something else."""

    target: str
    where: Where


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a finding may stay."""

    code: str
    reason: str
    within: str
    """Path of the file it is about; with a slash at its end, the folder."""
    where: Where

    def covers(self, path: str) -> bool:
        """Whether a file is the one it is about, or is or lies in the folder it is about."""
        return path == self.within or (self.within.endswith("/") and f"{path}/".startswith(self.within))


@dataclass(frozen=True, slots=True)
class Task:
    """What someone wants to get done, or what has just happened to them, in their own words."""

    text: Text
    trouble: bool
    """Whether it has happened to them, rather than being what they want."""
    where: Where


class Heading(NamedTuple):
    """A heading of a page."""

    level: int
    text: str
    id: str
    """The anchor it gets on the site; steps have none."""
    line: int


class Block(NamedTuple):
    """A run of prose: a paragraph, a list item's paragraph, a table cell or a heading."""

    kind: str
    """`paragraph`, `item`, `cell` or `heading`."""
    text: str
    """Markdown as written, lines joined by newlines."""
    line: int
    section: int
    """Index of the last heading above, -1 before the first."""


class Link(NamedTuple):
    """A link or an image in a page."""

    target: str
    text: str
    """Link text, or the alternative text of an image."""
    image: bool
    line: int
    column: int


class ScreenRow(NamedTuple):
    """One row of a drawn phone screen."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Screen:
    """A phone screen drawn from text."""

    rows: tuple[ScreenRow, ...]
    line: int
    section: int
    error: str = ""
    """Why the block is not a list of one-key rows; empty when it is."""


@dataclass(frozen=True, slots=True)
class Document:
    """The structure of a Markdown body. Lines are lines of the file."""

    tokens: Sequence[Any] | None
    """markdown-it tokens, for the one renderer; None when the library was loaded without them."""
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    screens: tuple[Screen, ...]
    other_blocks: tuple[tuple[int, str], ...]
    """Line and name of each fenced block that is no screen."""
    raw_html: tuple[tuple[int, str], ...]
    """Line and text of each piece of raw HTML."""
    shape: tuple[str, ...]
    """What a translation must keep: headings, lists, screens, tables, images and links, in order."""


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file in one language."""

    id: str
    """Path under the content folder without language and ending: `citizens/basic/pay-by-qr/index`."""
    language: str
    title: str
    summary: str
    body: str
    document: Document
    fingerprint: str
    """12 hex digits over title, summary and body."""
    stamp: str | None
    """Fingerprint of the source page this translation was made from."""
    unchanged: str
    """Why the meaning of the source was the same when it was stamped without comparing; usually empty."""
    where: Where
    title_where: Where
    summary_where: Where
    stamp_where: Where
    body_line: int
    facts: tuple[Ref, ...] = ()
    """Facts that a page which is no lesson rests on; named in the source language."""
    reviewed: date | None = None
    """The day such a page was last read against its facts."""
    reviewed_where: Where | None = None
    also: tuple[str, ...] = ()
    """Words people type in the search field that the page does not use."""
    excuses: tuple[Excuse, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a learner can do after a lesson, tied to one competence."""

    id: str
    competence: str
    text: Text
    where: Where
    competence_where: Where


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, with the reason why it is right or wrong."""

    text: Text
    why: Text | None
    correct: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Question:
    """A self-check question that gives evidence for one outcome."""

    outcome: str
    ask: Text
    options: tuple[Option, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Lesson:
    """A folder of a course: what it teaches, its pages, its questions."""

    id: str
    """`group/level/name`."""
    where: Where
    minutes: int
    outcomes: tuple[Outcome, ...]
    tasks: tuple[Task, ...]
    """What readers come for that this lesson answers; the first is its label at the front door."""
    also: Mapping[str, tuple[str, ...]]
    """Words people type in the search field that the lesson does not use, by language."""
    facts: tuple[Ref, ...]
    requires: tuple[Ref, ...]
    reviewed: date
    reviewed_where: Where
    pages: Mapping[str, Page]
    """The lesson itself, by language."""
    teacher: Mapping[str, Page]
    """The session plan, by language."""
    questions: tuple[Question, ...]
    unread: frozenset[str]
    """Names of its files that could not be read; a finding already says why."""
    excuses: tuple[Excuse, ...]

    @property
    def course(self) -> str:
        """Id of the course it lives in."""
        return self.id.rpartition("/")[0]

    @property
    def folder(self) -> str:
        """Path of its folder as the user would type it."""
        return self.where.path.rpartition("/")[0]

    def questions_for(self, outcome: str) -> list[Question]:
        """The questions that give evidence for an outcome."""
        return [question for question in self.questions if question.outcome == outcome]


class Card(NamedTuple):
    """The catalogue card of a lesson: what courses and other lessons need to know of it."""

    outcomes: Sequence[tuple[str, int]]
    """Competence of each outcome, and how many questions ask about it."""
    languages: Sequence[str]
    """Codes of the languages that have its page."""
    stale: bool
    """Whether a translation into a language that is complete was made from another text than the source has now."""
    facts: Sequence[str]
    requires: Sequence[str]
    tasks: Sequence[Sequence[tuple[str, str]]]
    """The words of each task: language code and text, in a form that has no capitals."""
    links: Sequence[str]
    """Ids of the pages that its page and its session plan link to, in the source language."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The facts a text rests on. The text is a lesson with its session plan, or a page."""

    facts: tuple[Ref, ...]
    reviewed: date
    reviewed_where: Where
    pages: Mapping[str, tuple[Page, ...]]
    """The pages that show the facts, by language; the first is the one to change."""


@dataclass(frozen=True, slots=True)
class Course:
    """One level of one group: lessons in order, its own and borrowed ones."""

    id: str
    """`group/level`."""
    growing: bool
    """True while owed cells may be missing; False once the course calls itself complete."""
    lessons: tuple[Ref, ...]
    """Ids of lessons in order; a borrowed lesson lives in another course."""
    where: Where
    folders: tuple[str, ...]
    """Ids of all lesson folders on disk, readable or not."""
    excuses: tuple[Excuse, ...]

    @property
    def group(self) -> str:
        """Id of its target group."""
        return self.id.partition("/")[0]

    @property
    def level(self) -> str:
        """Id of its competency level."""
        return self.id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Required:
    """The competences a course owes."""

    course: str
    competences: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Budgets:
    """Limits of size and age. Bytes are bytes after gzip -9, days are days."""

    lesson_bytes: int
    page_bytes: int
    lesson_requests: int
    page_to_text: float
    image_bytes: int
    script_bytes: int
    emergency_bytes: int
    search_bytes: int
    offline_lesson_bytes: int
    text_file_bytes: int
    volatile_fact_days: int
    stable_fact_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Which codes are warnings: always, or while a course is growing."""

    warning: frozenset[str]
    growing: frozenset[str]
    codes: tuple[Ref, ...]
    """All of these, each at the place that names it."""
    excuses: tuple[Excuse, ...]
    """For findings in the files of `_data`."""


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """What the home page offers first."""

    emergency: Ref | None
    """Id of the page for someone to whom it has just happened; every page links to it."""
    troubles: tuple[Ref, ...]
    """Ids of lessons for someone who is worried, in the order shown."""
    tasks: tuple[Ref, ...]
    """Ids of lessons for someone who wants to get something done, in the order shown."""


class Stop(NamedTuple):
    """A lesson on a learning path."""

    lesson: Ref
    why: Text
    """Why it comes here, in one sentence to the learner."""


@dataclass(frozen=True, slots=True)
class LearningPath:
    """Lessons of any courses in the order that serves one purpose, such as a first week with a smartphone."""

    id: str
    name: Text
    summary: Text
    stops: tuple[Stop, ...]
    where: Where


class State(Enum):
    """The four states of a cell; a cell is complete when it has all of them."""

    TAUGHT = "taught"
    EVIDENCED = "evidenced"
    BILINGUAL = "bilingual"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A page of the built site on the scales. Sizes are bytes after gzip -9."""

    path: str
    """Path in the site, such as `en/citizens/basic/pay-by-qr/index.html`."""
    where: Where
    """The source page an author can edit."""
    language: str
    lesson: bool
    size: int
    """The page and everything it loads."""
    text_size: int
    """The words of the lesson in this language; 0 for other pages."""
    script_size: int
    """The scripts in the page, and those that come after it by themselves; search is not among them."""
    requests: tuple[str, ...]
    """Addresses that a browser fetches to show the page, itself not counted."""
    borrowed: bool = False
    """Whether it stands in for a page that is not there in the language its readers asked for."""


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """The built site on the scales. Sizes are bytes after gzip -9."""

    pages: tuple[BuiltPage, ...]
    search: int
    """The most that a first search can load, in the language where that is most."""


class Image(NamedTuple):
    """A picture, as its first bytes describe it."""

    size: int
    """Bytes of the file."""
    kind: str
    """What it is: `png`, `jpeg`, `webp` or `avif` when it is one, the name of another kind where plain, else empty."""
    metadata: tuple[str, ...]
    """Names of what it carries besides the picture, such as `EXIF`."""
    trailing: int
    """Bytes after the end of the picture."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What is looked at: everything, or what a check of some paths is about."""

    lessons: tuple[str, ...]
    """Ids of lessons."""
    pages: tuple[str, ...]
    """Ids of pages that are no lesson."""
    files: tuple[str, ...]
    """Paths under the content folder."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything the library holds, as read from one content folder.

    Whatever is in `focus` has been read; the rest is read when it is asked for.
    """

    root: str
    """The content folder as the user typed it."""
    languages: tuple[Language, ...]
    groups: Mapping[str, Group]
    levels: Mapping[str, Level]
    frameworks: Mapping[str, Framework]
    crosswalk: tuple[Match, ...]
    competences: Mapping[str, Competence]
    """The competences lessons may teach, by code, in order."""
    facts: Mapping[str, Fact]
    terms: tuple[Term, ...]
    words: Mapping[str, Text]
    """Interface words by key."""
    required: Mapping[str, Required]
    budgets: Budgets
    policy: Policy
    front_door: FrontDoor
    paths: Mapping[str, LearningPath]
    """Learning paths by id, in the order shown."""
    stray_data: tuple[str, ...]
    """Files in `_data` that are none of the library's, by their paths in it."""
    courses: Mapping[str, Course]
    lessons: Mapping[str, Lesson]
    pages: Mapping[str, Mapping[str, Page]]
    """Pages that are no lesson: by id, then by language."""
    catalogue: Mapping[str, Card]
    """The cards of all lessons, by their ids."""
    files: frozenset[str]
    """Every file under the content folder but `_data`, relative, with forward slashes."""
    images: Mapping[str, Image]
    """Each file in a folder `images`, by its path in `files`."""
    focus: Focus

    @property
    def source(self) -> Language:
        """The language pages are written in first."""
        return self.languages[0]

    @property
    def translations(self) -> tuple[Language, ...]:
        """The languages pages are translated into."""
        return self.languages[1:]

    @property
    def complete_languages(self) -> tuple[Language, ...]:
        """The languages in which nothing may be missing: all but the growing ones."""
        return tuple(language for language in self.languages if not language.growing)

    @property
    def emergency(self) -> Mapping[str, Page]:
        """The emergency page by language; empty when the front door names none that is there."""
        door = self.front_door.emergency
        return self.pages.get(door.target, {}) if door else {}

    def language(self, code: str) -> Language:
        """The language with that code."""
        return next(language for language in self.languages if language.code == code)

    def focused_images(self) -> Iterator[tuple[str, Image]]:
        """Path and look of the pictures in focus."""
        return ((name, self.images[name]) for name in self.focus.files if name in self.images)

    def focused_lessons(self) -> Iterator[Lesson]:
        """The lessons in focus."""
        return (self.lessons[name] for name in self.focus.lessons if name in self.lessons)

    def all_pages(self) -> Iterator[Page]:
        """Every page in focus in every language."""
        for name in self.focus.pages:
            yield from self.pages[name].values()
        for lesson in self.focused_lessons():
            yield from lesson.pages.values()
            yield from lesson.teacher.values()

    def excuses(self) -> Iterator[Excuse]:
        """The excuses that are written in what is in focus, in all courses, and in the policy."""
        yield from self.policy.excuses
        for course in self.courses.values():
            yield from course.excuses
        for lesson in self.focused_lessons():
            yield from lesson.excuses
        for page in self.all_pages():
            yield from page.excuses

    def bases(self) -> Iterator[Basis]:
        """What every lesson in focus, and every page in focus that names facts, rests on."""
        for lesson in self.focused_lessons():
            shown = {
                code: tuple(page for page in (page, lesson.teacher.get(code)) if page)
                for code, page in lesson.pages.items()
            }
            yield Basis(lesson.facts, lesson.reviewed, lesson.reviewed_where, shown)
        for name in self.focus.pages:
            languages = self.pages[name]
            source = languages.get(self.source.code)
            if source is not None and source.reviewed and source.reviewed_where:
                shown = {code: (page,) for code, page in languages.items()}
                yield Basis(source.facts, source.reviewed, source.reviewed_where, shown)

    def texts(self) -> Iterator[Text]:
        """All words by language but those of pages: of the data, the interface, and the lessons in focus.

        A language has a text when its code is in it: so it can be counted how far one that is growing has come.
        """
        yield from self.words.values()
        yield from (text for one in self.groups.values() for text in (one.name, one.short))
        yield from (text for one in self.levels.values() for text in (one.name, one.summary))
        for framework in self.frameworks.values():
            yield framework.name
            competences = framework.competences.values()
            yield from {id(one.domain): one.domain for one in competences}.values()
            yield from (text for one in competences for text in (one.name, one.summary) if text is not None)
        yield from (one.statement for one in self.facts.values())
        for term in self.terms:
            yield from (term.term, term.plain)
        for lesson in self.focused_lessons():
            yield from (one.text for one in lesson.outcomes)
            yield from (one.text for one in lesson.tasks)
            for question in lesson.questions:
                yield question.ask
                yield from (text for one in question.options for text in (one.text, one.why) if text is not None)

    def siblings(self, page: Page) -> Mapping[str, Page]:
        """The same page in each language it has, itself among them."""
        folder, _, name = page.id.rpartition("/")
        lesson = self.lessons.get(folder)
        if lesson is not None:
            return lesson.teacher if name == "teacher" else lesson.pages
        return self.pages.get(page.id, {})
