"""Does each course teach what it owes?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courselib.checks import check
from courselib.coverage import QUESTIONS_FOR_EVIDENCE, Cell
from courselib.finding import Problem
from courselib.layout import meant
from courselib.message import say
from courselib.model import Library, State, Where


@check("C101", silent_beside=("D", "S102", "S104", "S105", "S106", "S113"))
def untaught_competence(cells: Sequence[Cell], library: Library) -> Iterator[Problem]:
    """A competence that a course owes is taught by one of its lessons.

    Bad:  citizens/basic owes 3.3 and no lesson in its list has an outcome for it
    Good: an outcome with competence: "3.3" in a lesson of the list
    """
    astray = _astray(cells, library)
    for cell in cells:
        if State.TAUGHT not in cell.states and cell.course not in astray:
            name = library.competences[cell.competence].name[library.source.code]
            yield Problem(
                _course_place(cell, library),
                say("{competence} {name} is not taught", competence=cell.competence, name=name),
                say(
                    'write or borrow a lesson with an outcome for competence: "{competence}"',
                    competence=cell.competence,
                ),
                cell.course,
                _course_folders(cell, library),
            )


@check("C102", silent_beside=("D", "Q101", "Q102", "S106", "S107"))
def unevidenced_competence(cells: Sequence[Cell], library: Library) -> Iterator[Problem]:
    """A competence that a course owes is asked about in at least two questions of one outcome.

    Bad:  one question for the outcome that teaches 4.2
    Good: two questions for it
    """
    for cell in _without(State.EVIDENCED, cells, library):
        yield Problem(
            _lesson_place(cell, library),
            say("{competence} is taught but not evidenced in {course}", competence=cell.competence, course=cell.course),
            say("write {count} questions for its outcome in quiz.yml", count=QUESTIONS_FOR_EVIDENCE),
            cell.course,
            (_folder(cell, library),),
        )


@check("C103", silent_beside=("D", "T101", "T102", "S101", "S103", "S107"))
def monolingual_competence(cells: Sequence[Cell], library: Library) -> Iterator[Problem]:
    """A competence that a course owes is taught in every language.

    Bad:  a lesson with index.vi.md only
    Good: index.vi.md and index.en.md
    """
    for cell in _without(State.BILINGUAL, cells, library):
        yield Problem(
            _lesson_place(cell, library),
            say(
                "{competence} is not taught in every language in {course}",
                competence=cell.competence,
                course=cell.course,
            ),
            say("translate {lesson}", lesson=cell.lessons[0]),
            cell.course,
            (_folder(cell, library),),
        )


def _astray(cells: Sequence[Cell], library: Library) -> frozenset[str]:
    """Courses that lack what lies there under a wrong name: their own folder, or a lesson that they list."""
    wanted: dict[str, list[str]] = {}
    for name in {cell.course for cell in cells}:
        course = library.courses.get(name)
        gone = [ref.target for ref in course.lessons if ref.target not in library.catalogue] if course else []
        wanted[name] = [f"{lesson}/lesson.yml" for lesson in gone] if course else [f"{name}/course.yml"]
    misnamed = meant(library) if any(wanted.values()) else {}
    return frozenset(name for name, paths in wanted.items() if any(path in misnamed for path in paths))


def _without(state: State, cells: Sequence[Cell], library: Library) -> Iterator[Cell]:
    """Cells that are taught, but not so; those whose best lesson is in focus, since the problem is there."""
    focus = frozenset(library.focus.lessons)
    return (cell for cell in cells if cell.lessons and cell.lessons[0] in focus and state not in cell.states)


def _course_place(cell: Cell, library: Library) -> Where:
    course = library.courses.get(cell.course)
    return course.where if course else library.required[cell.course].where


def _course_folders(cell: Cell, library: Library) -> tuple[str, ...]:
    """The course's own folder and those of the lessons it lists."""
    course = library.courses.get(cell.course)
    lessons = [ref.target for ref in course.lessons] if course else []
    return tuple(f"{library.root}/{name}/" for name in (cell.course, *lessons))


def _folder(cell: Cell, library: Library) -> str:
    return library.lessons[cell.lessons[0]].folder + "/"


def _lesson_place(cell: Cell, library: Library) -> Where:
    lesson = library.lessons[cell.lessons[0]]
    return next((one.where for one in lesson.outcomes if one.competence == cell.competence), lesson.where)
