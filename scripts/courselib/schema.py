"""What an editor may type in each file: the shapes of YAML files and of front matter.

These are checked before anything of the model is made. Unknown keys are refused everywhere.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = dict[str, Words]
"""Words by language code; the loader checks that every language is there and no other."""
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_PATH = r"^[a-z0-9-]+(/[a-z0-9-]+)*$"
_CODE = r"^[A-Z]?[0-9]+(\.[0-9]+)?$"
_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_URL = r"^https?://[^\s\"'<>]+$"
_FINGERPRINT = r"^[0-9a-f]{12}$"
_LANGUAGE = r"^[a-z]{2}$"

PLAIN_FORMS = {
    _ID: "lower-case English words joined by hyphens, such as lost-phone",
    _PATH: "a path of lower-case words, such as citizens/basic/lost-phone",
    _CODE: 'a code such as "4.2" or N1',
    _DATE: 'a date as text: "2026", "2026-11" or "2026-11-22"',
    _URL: "an address that begins with https://",
    _FINGERPRINT: "12 hex digits; courselib stamp writes them",
    _LANGUAGE: "a language code of two small letters, such as vi",
}
"""What each form of text means, for those who typed another."""

Id = Annotated[str, StringConstraints(pattern=_ID, max_length=60)]
Path = Annotated[str, StringConstraints(pattern=_PATH, max_length=120)]
Code = Annotated[str, StringConstraints(pattern=_CODE, max_length=10)]
DateText = Annotated[str, StringConstraints(pattern=_DATE)]
Url = Annotated[str, StringConstraints(pattern=_URL)]
Fingerprint = Annotated[str, StringConstraints(pattern=_FINGERPRINT)]
Positive = Annotated[int, Field(gt=0)]


class File(BaseModel):
    """Base of all shapes: strict types, no unknown keys, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class TranslationStamp(File):
    """What a translated page was made from."""

    source: Fingerprint


class FrontMatter(File):
    """The head of a lesson."""

    title: Words
    summary: Words
    translation: TranslationStamp | None = None


class TranslatedFrontMatter(FrontMatter):
    """The head of a translated page that is no lesson."""

    also: list[Words] = []


class PageFrontMatter(TranslatedFrontMatter):
    """The head of a page that is no lesson, in the source language: only there it names its facts."""

    facts: Annotated[list[Id], Field(min_length=1)] | None = None
    reviewed: date | None = None


class TeacherFrontMatter(File):
    """The head of a session plan."""

    title: Words
    translation: TranslationStamp | None = None


class ListFrontMatter(File):
    """The head of a group or course page. Its title is the name of the group and level."""

    summary: Words
    translation: TranslationStamp | None = None


class OutcomeFile(File):
    """One outcome of `lesson.yml`; every other key is a language."""

    model_config = ConfigDict(extra="allow")
    id: Id
    competence: Code


class TaskFile(File):
    """One task of `lesson.yml`; every other key is a language."""

    model_config = ConfigDict(extra="allow")
    trouble: Literal[True] | None = None


class LessonFile(File):
    """`lesson.yml`."""

    minutes: Annotated[int, Field(ge=3, le=45)]
    outcomes: Annotated[list[OutcomeFile], Field(min_length=1, max_length=3)]
    tasks: Annotated[list[TaskFile], Field(min_length=1, max_length=6)] | None = None
    also: dict[str, list[Words]] = {}
    facts: list[Id] = []
    requires: list[Path] = []
    reviewed: date


class OptionFile(File):
    """One option of a question; every other key is a language."""

    model_config = ConfigDict(extra="allow")
    correct: Literal[True] | None = None
    why: Texts | None = None


class QuestionFile(File):
    """One question of `quiz.yml`."""

    outcome: Id
    ask: Texts
    options: Annotated[list[OptionFile], Field(min_length=2, max_length=5)]


class CourseFile(File):
    """`course.yml`."""

    status: Literal["growing", "complete"]
    lessons: list[Path]


class SectionsFile(File):
    """The headings a lesson must have."""

    situation: Words
    steps: Words
    practice: Words
    remember: Words


class LanguageFile(File):
    """One entry of `languages.yml`."""

    code: Annotated[str, StringConstraints(pattern=_LANGUAGE)]
    name: Words
    placeholder: Words
    sections: SectionsFile
    teacher_sections: list[Words]
    empty_link_texts: list[Words]
    sentence_words: Positive
    paragraph_sentences: Positive
    day_format: Words
    month_format: Words
    months: Annotated[list[Words], Field(min_length=12, max_length=12)] | None = None
    stop_words: list[Words] = []


class GroupFile(File):
    """One entry of `groups.yml`."""

    id: Id
    icon: Path
    name: Texts
    short: Texts


class LevelFile(File):
    """One entry of `levels.yml`."""

    id: Id
    name: Texts
    summary: Texts


class CompetenceFile(File):
    """One competence of a framework."""

    code: Code
    name: Texts
    summary: Texts | None = None
    unverified: Literal[True] | None = None


class DomainFile(File):
    """One domain of a framework."""

    code: Annotated[str, StringConstraints(max_length=10)]
    name: Texts
    summary: Texts | None = None
    competences: list[CompetenceFile]


class SourceFile(File):
    """Where a framework's text was read."""

    id: Words
    url: Url | None = None
    what: Words | None = None
    read: Words


class FrameworkLevelFile(File):
    """One proficiency level of a framework and the library's level it falls in."""

    level: Positive
    band: Id
    meaning: Texts
    unverified: Literal[True] | None = None


class FrameworkFile(File):
    """`frameworks/<id>.yml`."""

    id: Id
    name: Texts
    number: Words
    issued: DateText
    in_force: DateText | None = None
    read: Words
    sources: list[SourceFile]
    domains: Annotated[list[DomainFile], Field(min_length=1)]
    levels: list[FrameworkLevelFile] = []


class CrosswalkTargetFile(File):
    """The other end of a row of the crosswalk."""

    framework: Id
    code: Code
    match: Literal["exact", "close", "partial"]


class CrosswalkFile(File):
    """One row of `frameworks/crosswalk.yml`."""

    framework: Id
    code: Code
    to: list[CrosswalkTargetFile]
    note: Words | None = None


class CurriculumFile(File):
    """One block of `curriculum.yml`: competences taken from a framework."""

    framework: Id
    competences: Annotated[list[Code], Field(min_length=1)]
    domain: Texts | None = None


class RequiredFile(File):
    """One entry of `required.yml`."""

    course: Path
    competences: Literal["all"] | list[Code]


class FactFile(File):
    """One entry of `facts.yml`."""

    id: Id
    topic: Id
    statement: Texts
    valid_from: DateText | None = None
    as_of: DateText
    checked: date
    changed: date | None = None
    sources: list[Url]
    confidence: Literal["high", "medium", "low"]
    volatile: bool
    note: Words | None = None


class TermFile(File):
    """One entry of `glossary.yml`."""

    term: Texts
    plain: Texts
    topic: Id
    avoid: dict[str, list[Words]] = {}


class BudgetsFile(File):
    """`budgets.yml`."""

    lesson_bytes: Positive
    page_bytes: Positive
    lesson_requests: Positive
    page_to_text: Annotated[float, Field(gt=1)]
    image_bytes: Positive
    script_bytes: Positive
    emergency_bytes: Positive
    search_bytes: Positive
    offline_lesson_bytes: Positive
    text_file_bytes: Positive
    volatile_fact_days: Positive
    stable_fact_days: Positive


class PolicyFile(File):
    """`checks.yml`."""

    warning: list[str] = []
    growing: list[str] = []


class FrontDoorFile(File):
    """`home.yml`."""

    emergency: Path | None = None
    troubles: list[Path] = []
    tasks: list[Path] = []
