"""The rules of the library, one short generator each, and the runner that signs what they find.

A rule asks for what it needs by the names of its parameters: `library`, `today` and `built` are given as they are;
a rule that names `lesson`, `page` or `course` runs once for each of them. It yields problems. It does not print, open
files, sort, or know its own level.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from courselib.finding import Finding, Level, Problem, Rule, rule, rules
from courselib.model import BuiltPage, Library, Policy

CheckFunction = TypeVar("CheckFunction", bound=Callable[..., Iterator[Problem]])


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and the function that looks for it."""

    rule: Rule
    function: Callable[..., Iterator[Problem]]
    needs: tuple[str, ...]


_checks: list[Check] = []
_SUBJECTS = ("lesson", "page", "course")


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
    built: Sequence[BuiltPage] | None = None,
) -> list[Finding]:
    """Run every rule whose needs are there, over the sources or, with `built`, over the built site.

    Args:
        library: what was loaded.
        today: the day facts are measured against.
        loaded: the findings of the loader.
        built: the weighed pages of a built site; only rules that ask for them run.

    Returns:
        All findings, those of the loader among them, in order of place.

    """
    signed = list(_signed(library, today, built))
    said = [*loaded, *(finding for finding, _ in signed)]
    heard = [finding for finding, problem in signed if not _silent(finding, problem, said)]
    return sorted([*loaded, *heard], key=lambda one: (one.where, one.code, one.message))


def _signed(library: Library, today: date, built: Sequence[BuiltPage] | None) -> Iterator[tuple[Finding, Problem]]:
    given = {"library": library, "today": today, "built": built}
    subjects: dict[str, Callable[[], Iterable[Any]]] = {
        "lesson": library.lessons.values,
        "page": library.all_pages,
        "course": library.courses.values,
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


def _silent(finding: Finding, problem: Problem, said: Sequence[Finding]) -> bool:
    """Whether the cause of a finding is among the findings, at least as serious."""
    causes = rules()[finding.code].silent_beside
    return bool(causes and problem.within) and any(
        one.code.startswith(causes)
        and f"{one.where.path}/".startswith(problem.within)
        and (one.level is Level.ERROR or finding.level is Level.WARNING)
        for one in said
    )


def _level(found: Rule, problem: Problem, library: Library) -> Level:
    policy: Policy = library.policy
    course = library.courses.get(problem.course)
    growing = problem.course != "" and (course is None or course.growing)
    if found.code in policy.warning or (found.code in policy.growing and growing):
        return Level.WARNING
    return Level.ERROR


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
