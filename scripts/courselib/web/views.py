"""What the templates receive: ready objects, one kind for each kind of page. Templates compute nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from courselib.web.terms import Entry

_PLACE = re.compile(r"\{([a-z]+)\}")


class InterfaceWords(dict[str, str]):
    """Words of the interface in one language; a word that is not there stops the build."""

    def __getattr__(self, key: str) -> str:
        return self[key]

    def __missing__(self, key: str) -> str:
        raise MissingWordError(key)


class MissingWordError(RuntimeError):
    """A template or a script names a word that ui.yml does not have."""

    SAID = re.compile("_data/ui.yml has no word ([a-z_]+)")
    """By which it is known in the words of another program."""

    def __init__(self, word: str) -> None:
        super().__init__(f"_data/ui.yml has no word {word}")
        self.word = word


def filled(text: str, **values: object) -> str:
    """Words with values in their places, such as `{name}`; all else in braces stays as it is written."""
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The page in one language of the library."""

    code: str
    name: str
    href: str
    absolute: str
    current: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page body."""

    key: str
    title: Markup
    id: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around every page: head, top, foot."""

    kind: str
    """Name of the template in `overrides/kinds/`."""
    language: str
    """Language of the interface."""
    content_language: str
    """Language of the words; another one than `language` on a page not yet translated."""
    spoken: str
    """Language of the words around them: the source language, until a growing one has all words of the interface."""
    title: str
    description: str
    indexed: bool
    """Whether search engines should keep it."""
    canonical: str
    alternates: tuple[Alternate, ...]
    home: str
    emergency: Link | None
    topics: str
    """Address of the list of all topics, where the search field is."""
    foot: tuple[Link, ...]
    helps: str
    """Address of the script that comes with the first touch; empty where `script` is loaded at once."""
    start: Markup
    """The script in the page that waits for the touch."""
    script: str
    manifest: str
    """Address of the manifest, on pages that offer to install the library; else empty."""
    edit: str
    """Where the page can be changed in the browser; empty where there is no repository."""
    suggest: str
    """Where a reader says what is wrong with it."""
    stale: Alternate | None
    """The source page, when this translation is behind it."""
    words: InterfaceWords
    site_name: str

    @property
    def borrowed(self) -> bool:
        """Whether the page is not there in the language its readers asked for."""
        return self.language != self.content_language

    @property
    def foreign(self) -> bool:
        """Whether the words are in another language than those around them."""
        return self.spoken != self.content_language


@dataclass(frozen=True, slots=True)
class LessonItem:
    """A lesson in a list."""

    href: str
    title: str
    summary: str
    minutes: int
    teacher: str
    borrowed_from: str


@dataclass(frozen=True, slots=True)
class TaskItem:
    """Something to get done, or a trouble, and the lesson that answers it."""

    href: str
    task: str
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Find:
    """The search field."""

    script: str
    """Address of the script that comes when the field is entered."""
    start: Markup
    """The script in the page that waits for that."""
    action: str
    """Where the form leads without script."""


@dataclass(frozen=True, slots=True)
class CourseItem:
    """A level of a group in a list; without address while nothing of it is written."""

    href: str
    name: str
    summary: str
    lessons: int


@dataclass(frozen=True, slots=True)
class GroupItem:
    """A group in a list."""

    href: str
    icon: str
    name: str
    short: str
    lessons: int


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option of a question."""

    letter: str
    text: Markup
    why: Markup
    correct: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as shown."""

    number: int
    ask: Markup
    options: tuple[OptionView, ...]

    @property
    def key(self) -> OptionView:
        """The right option."""
        return next((one for one in self.options if one.correct), self.options[0])


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact with its date and the hosts of its sources."""

    statement: Markup
    date: str
    volatile: bool
    sources: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack that can be taken along."""

    href: str
    name: str
    purpose: str
    kind: str
    """Ending of the file, as people say it: PDF."""
    size: str
    use: str
    """Key of what it is used for."""


@dataclass(frozen=True, slots=True)
class PackGroup:
    """The packs about one thing."""

    title: str
    href: str
    """Address of what they are about."""
    packs: tuple[PackView, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """The front door."""

    parts: tuple[Part, ...]
    find: Find
    emergency: Link | None
    emergencies: tuple[Link, ...]
    """The parts of the emergency page."""
    troubles: tuple[TaskItem, ...]
    tasks: tuple[TaskItem, ...]
    groups: tuple[GroupItem, ...]
    paths: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A target group and its courses."""

    icon: str
    parts: tuple[Part, ...]
    courses: tuple[CourseItem, ...]


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course and its lessons."""

    parts: tuple[Part, ...]
    group: Link
    level: str
    lessons: tuple[LessonItem, ...]
    summaries: bool
    """Whether summaries are shown: a long course lists titles only, to stay light."""
    practice: Link | None
    """The practice test, if there is one."""
    packs: tuple[PackView, ...]


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson."""

    parts: tuple[Part, ...]
    group: Link
    course: Link
    minutes: int
    reviewed: str
    outcomes: tuple[Markup, ...]
    questions: tuple[QuestionView, ...]
    facts: tuple[FactView, ...]
    teacher: str
    handout: PackView | None
    """The pack that is printed most."""
    requires: tuple[Link, ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A version of the practice test of a course."""

    parts: tuple[Part, ...]
    group: Link
    course: Link
    others: tuple[Link, ...]
    """The other versions."""
    questions: tuple[QuestionView, ...]
    again: tuple[tuple[Link, str], ...]
    """Each lesson that was asked, with the numbers of its questions."""


@dataclass(frozen=True, slots=True)
class TeacherView:
    """A session plan, with the key to the questions."""

    parts: tuple[Part, ...]
    lesson: Link
    course: Link
    outcomes: tuple[Markup, ...]
    questions: tuple[QuestionView, ...]
    packs: tuple[PackView, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of the coverage map."""

    style: str
    """`full`, `part`, `none` or `free` (not owed)."""
    marks: str
    href: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A competence of the coverage map."""

    code: str
    name: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """The coverage map of one group."""

    name: str
    sums: tuple[str, ...]
    """A sentence for each course that owes something."""
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The coverage map."""

    parts: tuple[Part, ...]
    levels: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]
    groups: tuple[GroupCoverage, ...]


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """A competency framework and where its text was read."""

    name: str
    number: str
    sources: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AboutView:
    """What the library is, and what it rests on."""

    parts: tuple[Part, ...]
    frameworks: tuple[FrameworkView, ...]


@dataclass(frozen=True, slots=True)
class PlainView:
    """A page of words."""

    parts: tuple[Part, ...]
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class TopicsView:
    """All topics from A to Z, or one part of them."""

    find: Find
    chapters: tuple[Link, ...]
    """The other parts; empty when all topics are on this page."""
    letters: tuple[tuple[str, tuple[Link, ...]], ...]
    """Topics by their letter."""


@dataclass(frozen=True, slots=True)
class PacksView:
    """All packs of the library, of groups and of courses, and where those of lessons are."""

    parts: tuple[Part, ...]
    uses: tuple[tuple[str, str], ...]
    """Keys and words of what packs are used for."""
    groups: tuple[PackGroup, ...]


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """The terms of the library, each explained in a sentence."""

    parts: tuple[Part, ...]
    letters: tuple[tuple[str, tuple[Entry, ...]], ...]
    """Terms by their letter."""


@dataclass(frozen=True, slots=True)
class StopView:
    """A lesson on a learning path."""

    lesson: LessonItem
    why: str


@dataclass(frozen=True, slots=True)
class PathView:
    """A learning path."""

    id: str
    name: str
    summary: str
    stops: tuple[StopView, ...]


@dataclass(frozen=True, slots=True)
class PathsView:
    """All learning paths."""

    parts: tuple[Part, ...]
    paths: tuple[PathView, ...]


@dataclass(frozen=True, slots=True)
class OfflineView:
    """What can be kept for reading without a network."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RecordCourse:
    """A course in the learning record."""

    id: str
    name: str
    lessons: int
    count: str
    """The number of lessons in words."""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The learning record."""

    parts: tuple[Part, ...]
    courses: tuple[RecordCourse, ...]


View = (
    HomeView
    | GroupView
    | CourseView
    | LessonView
    | TeacherView
    | CoverageView
    | AboutView
    | PlainView
    | TopicsView
    | PacksView
    | PracticeView
    | GlossaryView
    | PathsView
    | OfflineView
    | ProgressView
)
