"""Which competences each course teaches, and how well: the model seen as a matrix of cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from courselib.model import Course, Fact, Lesson, Library, Outcome, Page, State

QUESTIONS_FOR_EVIDENCE = 2
"""Questions an outcome needs before its competence counts as evidenced."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One competence in one course."""

    course: str
    competence: str
    owed: bool
    states: frozenset[State]
    """States of the lesson that serves the cell best."""
    lessons: tuple[str, ...]
    """Ids of the lessons that teach it, best first."""

    @property
    def complete(self) -> bool:
        """Taught, evidenced, bilingual and fresh."""
        return len(self.states) == len(State)


@dataclass(frozen=True, slots=True)
class Taught:
    """An outcome of a lesson that serves a cell, and the states it has there."""

    lesson: Lesson
    outcome: Outcome
    states: frozenset[State]


def matrix(library: Library, today: date) -> dict[str, dict[str, Cell]]:
    """All cells by course and competence, for every course on disk or owed."""
    states = {lesson.id: lesson_states(lesson, library, today) for lesson in library.lessons.values()}
    names = {**library.courses, **dict.fromkeys(library.required)}
    return {name: _row(name, library, states) for name in names}


def _row(course_id: str, library: Library, states: Mapping[str, frozenset[State]]) -> dict[str, Cell]:
    course, required = library.courses.get(course_id), library.required.get(course_id)
    owed = frozenset(required.competences) if required else frozenset()
    found: dict[str, list[Taught]] = {}
    if course is not None:
        for taught in outcomes(course, library, states):
            found.setdefault(taught.outcome.competence, []).append(taught)
    row = {}
    for code in library.competences:
        best = sorted(found.get(code, []), key=lambda taught: -len(taught.states))
        lessons = tuple(dict.fromkeys(taught.lesson.id for taught in best))
        cell = best[0].states if best else frozenset()
        row[code] = Cell(course_id, code, code in owed, cell, lessons)
    return row


def outcomes(course: Course, library: Library, states: Mapping[str, frozenset[State]]) -> Iterator[Taught]:
    """Every outcome of every lesson a course lists, with its states."""
    for ref in course.lessons:
        lesson = library.lessons.get(ref.target)
        if lesson is None:
            continue
        for outcome in lesson.outcomes:
            own = {State.TAUGHT}
            if len(lesson.questions_for(outcome.id)) >= QUESTIONS_FOR_EVIDENCE:
                own.add(State.EVIDENCED)
            yield Taught(lesson, outcome, states[lesson.id] | own)


def lesson_states(lesson: Lesson, library: Library, today: date) -> frozenset[State]:
    """Whether a lesson is bilingual and fresh."""
    found = set()
    if all(language.code in lesson.pages for language in library.languages):
        found.add(State.BILINGUAL)
    stale = any(is_stale(page, lesson.pages.get(library.source.code)) for page in lesson.pages.values())
    late = any(is_overdue(fact, library, today) for fact in facts_of(lesson, library))
    if not stale and not late:
        found.add(State.FRESH)
    return frozenset(found)


def facts_of(lesson: Lesson, library: Library) -> Iterator[Fact]:
    """The known facts a lesson rests on."""
    for ref in lesson.facts:
        fact = library.facts.get(ref.target)
        if fact is not None:
            yield fact


def is_stale(page: Page, source: Page | None) -> bool:
    """Whether a page was translated from another text than the source has now."""
    return source is not None and page is not source and page.stamp != source.fingerprint


def due(fact: Fact, library: Library) -> date:
    """The day after which a fact wants another look at its sources."""
    budgets = library.budgets
    days = budgets.volatile_fact_days if fact.volatile else budgets.stable_fact_days
    return fact.checked + timedelta(days=days)


def is_overdue(fact: Fact, library: Library, today: date) -> bool:
    """Whether a fact was last compared with its sources too long ago."""
    return due(fact, library) < today
