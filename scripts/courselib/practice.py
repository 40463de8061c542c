"""Practice tests: questions of a course's own lessons, one for each competence, in versions that share no question.

Whoever practises finds out which lessons to read next. It is no examination: the official confirmation of digital
skills is made on VNeID (fact `movement-vneid-confirmation`), and nothing here stands for it.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from courselib.model import Course, Lesson, Library, Question

PRACTICE = "practice"
"""Name of the page beside the page of a course; a course that has it has tests."""
VERSIONS = 2
"""One to see what is missing and one to see what was learned; each outcome has two questions at least."""


class Drawn(NamedTuple):
    """A question in a test."""

    competence: str
    """Code of what it asks for."""
    lesson: Lesson
    question: Question


def page_of(course: str) -> str:
    """Id of the page that offers the tests of a course."""
    return f"{course}/{PRACTICE}"


def versions(course: Course, library: Library) -> tuple[tuple[Drawn, ...], ...]:
    """The tests of a course.

    For each competence in its order the question comes from a lesson that was written for the course, before one that
    is borrowed; of these from the lesson that has been asked least, and that another version did not ask already.
    A competence without another question left is not in the next version.
    """
    pool = _pool(course, library)
    taken: list[Question] = []
    asked_before: dict[str, set[str]] = {code: set() for code in pool}
    made = []
    for _ in range(VERSIONS):
        drawn: list[Drawn] = []
        often: Counter[str] = Counter()
        for code, candidates in pool.items():
            left = [one for one in candidates if not any(one.question is other for other in taken)]
            if not left:
                continue
            before = asked_before[code]
            best = min(left, key=lambda one: _rank(one, course, often, before))
            drawn.append(best)
            taken.append(best.question)
            often[best.lesson.id] += 1
            before.add(best.lesson.id)
        made.append(tuple(drawn))
    return tuple(made)


def _rank(one: Drawn, course: Course, often: Counter[str], before: set[str]) -> tuple[bool, bool, int]:
    """What is drawn first; of equals the first in the course is."""
    return one.lesson.course != course.id, one.lesson.id in before, often[one.lesson.id]


def _pool(course: Course, library: Library) -> dict[str, list[Drawn]]:
    """All questions of a course by competence, in the order of the curriculum."""
    found: dict[str, list[Drawn]] = {code: [] for code in library.competences}
    for ref in course.lessons:
        lesson = library.lessons.get(ref.target)
        if lesson is not None and library.source.code in lesson.pages:
            codes = {one.id: one.competence for one in lesson.outcomes}
            for question in lesson.questions:
                code = codes.get(question.outcome, "")
                if code in found:
                    found[code].append(Drawn(code, lesson, question))
    return {code: drawn for code, drawn in found.items() if drawn}
