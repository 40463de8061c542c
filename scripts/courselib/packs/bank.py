"""What the banks of questions of learning systems have in common: names, marks and words around a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from courselib.packs.lasting import lasting
from courselib.packs.volume import LICENCE_URL, Chapter, Outcome, Question, Statement, Volume
from courselib.packs.xml import one_line

_NAME = 100
"""Letters that systems take for a name or a mark, and that a list of questions has room for."""


def name_of(question: Question) -> str:
    """What a list of questions calls it: its number and how it begins."""
    name = f"{question.number}. {one_line(question.ask)}"
    if len(name) <= _NAME:
        return name
    whole_words = name[: _NAME - 1].rpartition(" ")[0]
    return f"{whole_words if len(whole_words) > _NAME // 2 else name[: _NAME - 1]}…"


def mark_of(name: str, language: str) -> str:
    """A mark by which a system knows the question again when its words have changed; 100 letters at most.

    Args:
        name: of the question, see `lasting.named_questions`.
        language: its code, since the same question may be there in another one as well.

    """
    mark = f"{name}.{language}"
    return mark if len(mark) <= _NAME else f"{mark[:60]}.{lasting(mark)}"


def outcome_of(chapter: Chapter, question: Question) -> Outcome | None:
    """What the question is about; nothing when its competence is unknown."""
    return next((one for one in chapter.outcomes if one.id == question.outcome), None)


def tags_of(chapter: Chapter, question: Question) -> tuple[str, ...]:
    """Code of the competence and id of the outcome, to choose questions by."""
    outcome = outcome_of(chapter, question)
    return (outcome.competence.code, outcome.id) if outcome else ()


def about(volume: Volume) -> Iterator[str]:
    """Lines that say what the pack is, whose it is, from when, and under which licence."""
    words = volume.words
    yield f"{volume.title} ({volume.language})"
    yield f"{volume.site}: {volume.address}"
    yield f"{words['licence']} {LICENCE_URL}"
    yield f"{words['reviewed']} {volume.shown_day}."
    yield words["not_official"]


def taught(chapter: Chapter) -> Iterator[str]:
    """Lines that name what a lesson teaches, each with its competence and framework."""
    for outcome in chapter.outcomes:
        competence = outcome.competence
        yield f"{outcome.text} ({competence.code} {competence.name}, {competence.framework})"


def rests_on(statements: Iterable[Statement]) -> Iterator[str]:
    """Lines that give each fact with its month and the addresses of its sources."""
    for one in statements:
        yield f"{one.text} ({one.as_of}) {' '.join(one.sources)}"
