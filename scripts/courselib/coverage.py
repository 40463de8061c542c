"""Which competences each course teaches, and how well: the model seen as a matrix of cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from courselib.model import Course, Fact, Library, Page, State

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


class Taught(NamedTuple):
    """An outcome of a lesson that serves a cell, and the states it has there."""

    lesson: str
    competence: str
    states: frozenset[State]


def matrix(library: Library, today: date) -> dict[str, dict[str, Cell]]:
    """All cells by course and competence, for every course on disk or owed."""
    late = {fact.id for fact in library.facts.values() if is_overdue(fact, library, today)}
    names = {**library.courses, **dict.fromkeys(library.required)}
    return {name: _row(name, library, late) for name in names}


def owed(cells: Mapping[str, Mapping[str, Cell]]) -> tuple[Cell, ...]:
    """The cells of a matrix that a course owes."""
    return tuple(cell for row in cells.values() for cell in row.values() if cell.owed)


def _row(course_id: str, library: Library, late: AbstractSet[str]) -> dict[str, Cell]:
    course, required = library.courses.get(course_id), library.required.get(course_id)
    owed = frozenset(required.competences) if required else frozenset()
    found: dict[str, list[Taught]] = {}
    if course is not None:
        for taught in outcomes(course, library, late):
            found.setdefault(taught.competence, []).append(taught)
    row = {}
    for code in library.competences:
        best = sorted(found.get(code, []), key=lambda taught: -len(taught.states))
        lessons = tuple(dict.fromkeys(taught.lesson for taught in best))
        cell = best[0].states if best else frozenset()
        row[code] = Cell(course_id, code, code in owed, cell, lessons)
    return row


def outcomes(course: Course, library: Library, late: AbstractSet[str]) -> Iterator[Taught]:
    """Every outcome of every lesson a course lists, with its states.

    Args:
        course: the course.
        library: what it is part of.
        late: ids of the facts that are overdue.

    """
    languages = {language.code for language in library.complete_languages}
    for ref in course.lessons:
        card = library.catalogue.get(ref.target)
        if card is None:
            continue
        bilingual = languages.issubset(card.languages)
        fresh = not card.stale and late.isdisjoint(card.facts)
        for competence, questions in card.outcomes:
            yield Taught(ref.target, competence, _states(questions >= QUESTIONS_FOR_EVIDENCE, bilingual, fresh))


@cache
def _states(evidenced: bool, bilingual: bool, fresh: bool) -> frozenset[State]:
    """The states of what is taught: there are few sets of them, and many cells."""
    earned = zip((State.EVIDENCED, State.BILINGUAL, State.FRESH), (evidenced, bilingual, fresh), strict=True)
    return frozenset((State.TAUGHT, *(state for state, has in earned if has)))


def is_stale(page: Page, source: Page | None) -> bool:
    """Whether a page was translated from another text than the source has now."""
    return source is not None and page is not source and page.stamp != source.fingerprint


def due(fact: Fact, library: Library) -> date:
    """The day after which a fact wants another look at its sources."""
    budgets = library.budgets
    days = budgets.volatile_fact_days if fact.volatile else budgets.stable_fact_days
    return fact.checked + timedelta(min(days, (date.max - fact.checked).days))


def is_overdue(fact: Fact, library: Library, today: date) -> bool:
    """Whether a fact was last compared with its sources too long ago."""
    return due(fact, library) < today
