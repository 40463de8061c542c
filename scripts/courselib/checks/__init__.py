"""The rules of the library, one short generator each, and the runner that signs what they find.

A rule asks for what it needs by the names of its parameters: `library`, `today`, `built` and `cells`, those of the
matrix that courses owe, are given as they are;
a rule that names `lesson`, `page`, `course` or `basis` runs once for each of them. It yields problems. It does not
print, open files, sort, or know its own level.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from courselib import ratchet, reading  # noqa: F401  # whoever knows the checks knows all rules
from courselib.causes import Causes
from courselib.coverage import matrix, owed
from courselib.excuses import IMPOSSIBLE, about_excuses, excused
from courselib.finding import Finding, Level, Problem, Rule, rule, rules
from courselib.message import say
from courselib.model import BuiltSite, Library, Policy
from courselib.nearest import nearest

CheckFunction = TypeVar("CheckFunction", bound=Callable[..., Iterator[Problem]])


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and the function that looks for it."""

    rule: Rule
    function: Callable[..., Iterator[Problem]]
    needs: tuple[str, ...]


_checks: list[Check] = []
SAFETY = "X"
"""First letter of the codes of what can hurt a reader: always errors."""
_SUBJECTS = ("lesson", "page", "course", "basis")


def check(code: str, *, silent_beside: tuple[str, ...] = ()) -> Callable[[CheckFunction], CheckFunction]:
    """Register a generator of problems as the rule `code`.

    Args:
        code: a letter for the family, three digits.
        silent_beside: beginnings of the codes of causes; see `Rule.silent_beside`.

    """

    def register(function: CheckFunction) -> CheckFunction:
        needs = tuple(inspect.signature(function).parameters)
        _checks.append(Check(rule(code, function, silent_beside), function, needs))
        return function

    return register


def run(
    library: Library,
    today: date,
    loaded: Sequence[Finding] = (),
    built: BuiltSite | None = None,
) -> list[Finding]:
    """Run every rule whose needs are there, over the sources or, with `built`, over the built site.

    Args:
        library: what was loaded.
        today: the day facts are measured against.
        loaded: the findings of the loader.
        built: a weighed site; only rules that ask for them run.

    Returns:
        All findings, those of the loader among them, in order of place.

    """
    signed = list(_found(library, today, built))
    said = excused([*loaded, *(finding for finding, _ in signed)], library)
    causes = Causes([one for one in said if one.level is not Level.EXCUSED])
    heard = [finding for finding, problem in signed if not causes.explain(finding, problem)]
    judged = excused([*loaded, *heard], library)
    if built is None:
        sought = {one.rule.code for one in _checks if "built" not in one.needs}
        judged += [*about_excuses(library, said, sought), *_about_policy(library)]
    return sorted(judged, key=lambda one: (one.where, one.code, str(one.message)))


def _found(library: Library, today: date, built: BuiltSite | None) -> Iterator[tuple[Finding, Problem]]:
    given = {"library": library, "today": today, "built": built, "cells": owed(matrix(library, today))}
    subjects: dict[str, Callable[[], Iterable[Any]]] = {
        "lesson": library.focused_lessons,
        "page": library.all_pages,
        "course": library.courses.values,
        "basis": library.bases,
    }
    for one in _checks:
        if ("built" in one.needs) != (built is not None):
            continue
        subject = next((name for name in _SUBJECTS if name in one.needs), None)
        fixed = {name: given[name] for name in one.needs if name != subject}
        values = subjects[subject]() if subject else (None,)
        for value in values:
            arguments = {**fixed, subject: value} if subject else fixed
            for problem in one.function(**arguments):
                yield one.rule.found(problem, _level(one.rule, problem, library)), problem


def _about_policy(library: Library) -> Iterator[Finding]:
    """Codes of checks.yml that no rule has, or that are never warnings. Only here all rules are known."""
    for ref in library.policy.codes:
        if ref.target not in rules():
            close = nearest(ref.target, rules(), 0.5)
            hint = say("did you mean {close}? courselib explain lists all codes", close=close)
            if not close:
                hint = say("courselib explain lists all codes; remove this line, or write another")
            problem = Problem(ref.where, say("there is no code {code}", code=ref.target), hint)
            yield reading.UNKNOWN_CODE.found(problem, Level.ERROR)
        elif ref.target.startswith(SAFETY):
            message = say("{code} is about safety and always an error", code=ref.target)
            hint = say(
                "remove this line and mend what {code} finds; courselib explain {code} says how", code=ref.target
            )
            yield IMPOSSIBLE.found(Problem(ref.where, message, hint), Level.ERROR)


def _level(found: Rule, problem: Problem, library: Library) -> Level:
    policy: Policy = library.policy
    course = library.courses.get(problem.course)
    growing = problem.course != "" and (course is None or course.growing)
    growing |= problem.language != "" and library.language(problem.language).growing
    mild = found.code in policy.warning or (found.code in policy.growing and growing)
    if mild and not found.code.startswith(SAFETY):
        return Level.WARNING
    return Level.ERROR


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
