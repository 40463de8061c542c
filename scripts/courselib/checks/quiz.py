"""Do the questions show that someone can do it?"""

from __future__ import annotations

from collections.abc import Iterator

from courselib.checks import check
from courselib.coverage import QUESTIONS_FOR_EVIDENCE
from courselib.finding import Problem
from courselib.message import say
from courselib.model import Lesson, Library, Question


@check("Q101")
def too_few_questions(lesson: Lesson) -> Iterator[Problem]:
    """Every outcome has at least two questions: one may be guessed.

    Bad:  one question with outcome: respond
    Good: two of them
    """
    known = {outcome.id for outcome in lesson.outcomes}
    if "quiz.yml" in lesson.unread or any(one.outcome not in known for one in lesson.questions):
        return
    for outcome in lesson.outcomes:
        count = len(lesson.questions_for(outcome.id))
        if count < QUESTIONS_FOR_EVIDENCE:
            yield Problem(
                outcome.where,
                say(
                    "the outcome {outcome} has {count} of {wanted} questions",
                    outcome=outcome.id,
                    count=count,
                    wanted=QUESTIONS_FOR_EVIDENCE,
                ),
                say(
                    "add a question to {folder}/quiz.yml with - outcome: {outcome}",
                    folder=lesson.folder,
                    outcome=outcome.id,
                ),
            )


@check("Q102")
def unknown_outcome(lesson: Lesson) -> Iterator[Problem]:
    """A question names an outcome of its lesson.

    Bad:  - outcome: sings
    Good: - outcome: signs
    """
    known = [outcome.id for outcome in lesson.outcomes]
    for question in lesson.questions:
        if question.outcome not in known:
            yield Problem(
                question.where,
                say("the lesson has no outcome {outcome}", outcome=question.outcome),
                say("write one of {outcomes}", outcomes=", ".join(known)),
            )


@check("Q103", silent_beside=("D",))
def not_one_right_option(lesson: Lesson) -> Iterator[Problem]:
    """A question has exactly one right option.

    Bad:  no option, or two, with correct: true
    Good: one option with correct: true
    """
    for question in lesson.questions:
        right = [option for option in question.options if option.correct]
        if len(right) != 1:
            place = right[1].where if len(right) > 1 else question.where
            yield Problem(
                place,
                say(
                    "the question has {count} right options, on lines {lines}",
                    count=len(right),
                    lines=", ".join(str(option.where.line) for option in right),
                )
                if right
                else say("the question has no right option"),
                say("keep correct: true under one of them")
                if right
                else say("write correct: true under exactly one option"),
                within=(f"{lesson.folder}/quiz.yml",),
            )


@check("Q104")
def option_without_reason(lesson: Lesson, library: Library) -> Iterator[Problem]:
    """Every option says why it is right or wrong: that is where the learning is.

    Bad:  an option without why
    Good: why: {vi: …, en: …}
    """
    keys = ", ".join(f"{language.code}: …" for language in library.complete_languages)
    for question in lesson.questions:
        for option in question.options:
            if option.why is None:
                yield Problem(
                    option.where,
                    say("the option gives no reason"),
                    say("add a line to the option: {line}", line=f"why: {{{keys}}}"),
                )


@check("Q105")
def right_option_always_in_one_place(lesson: Lesson) -> Iterator[Problem]:
    """The right option stands in different places, or the key can be learned instead of the lesson.

    Bad:  the right option is the first in every question
    Good: first, third, second, first
    """
    places = {_right(question) for question in lesson.questions}
    if len(lesson.questions) >= QUESTIONS_FOR_EVIDENCE and len(places) == 1 and None not in places:
        yield Problem(
            lesson.questions[0].where,
            say("the right option stands in the same place in every question"),
            say("move it in some of them"),
        )


@check("Q106")
def right_option_always_longest(lesson: Lesson, library: Library) -> Iterator[Problem]:
    """The right option is not always the longest, or length gives it away.

    Bad:  in every question the right option is the longest
    Good: some wrong options are as long
    """
    asked = lesson.questions
    if len(asked) < QUESTIONS_FOR_EVIDENCE or any(_right(one) is None for one in asked):
        return
    for language in library.languages:
        written = all(language.code in option.text for question in asked for option in question.options)
        if written and all(_right_is_longest(question, language.code) for question in asked):
            yield Problem(
                asked[0].where,
                say(
                    "in {language} the right option is the longest in every question",
                    language=say(language.name),
                ),
                say("shorten it, or lengthen a wrong option, in some of them"),
            )


def _right(question: Question) -> int | None:
    """Place of the right option, or None unless there is exactly one."""
    places = [at for at, option in enumerate(question.options) if option.correct]
    return places[0] if len(places) == 1 else None


def _right_is_longest(question: Question, code: str) -> bool:
    wrong = [len(option.text[code]) for option in question.options if not option.correct]
    right = next(option for option in question.options if option.correct)
    return len(right.text[code]) > max(wrong, default=0)
