"""What a check says: the problem it saw, and the finding the reader gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from courselib.message import ENGLISH, Message
from courselib.model import Where


class Level(Enum):
    """How serious a finding is: errors stop a build, warnings are counted, excused ones are listed for reviewers."""

    ERROR = "error"
    WARNING = "warning"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule yields: where, what is wrong, and what to type next.

    It carries neither code nor level: the runner adds both, so that policy stays data.
    """

    where: Where
    message: Message
    hint: Message
    course: str = ""
    """Id of the course that owes what is missing; empty for all other problems."""
    within: tuple[str, ...] = ()
    """Beginnings of paths whose own findings may already say why: see `Rule.silent_beside`."""
    language: str = ""
    """Code of the language of a translation that is behind; empty for all other problems."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thing that can be wrong, with the docstring that `courselib explain` prints."""

    code: str
    name: str
    doc: str
    silent_beside: tuple[str, ...] = ()
    """Beginnings of codes that name the cause of this: beside one of them, at least as serious, it is not said."""

    def found(self, problem: Problem, level: Level) -> Finding:
        """Sign a problem with this rule's code and name."""
        return Finding(
            self.code,
            self.name,
            level,
            problem.where,
            problem.message,
            problem.hint,
            problem.course,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report: place first, then what is, what was allowed, what to do."""

    code: str
    name: str
    level: Level
    where: Where
    message: Message
    hint: Message
    course: str = ""
    excuse: str = ""
    """Why it may stay, in the words of whoever wrote the file."""

    def __str__(self) -> str:
        return self.in_language(ENGLISH)

    def in_language(self, language: str) -> str:
        """The line of a report, without the hint."""
        return f"{self.where} {self.code} {self.name}: {self.message.in_language(language)}"


_rules: dict[str, Rule] = {}


def rule(code: str, function: Callable[..., object], silent_beside: tuple[str, ...] = ()) -> Rule:
    """Register `function` as the rule `code`: its name becomes the rule's, its docstring the help.

    Raises:
        ValueError: two rules with one code, or a rule without a docstring.

    """
    name = function.__name__.replace("_", "-")
    if code in _rules:
        raise ValueError(f"{code} is both {_rules[code].name} and {name}")
    if not function.__doc__:
        raise ValueError(f"rule {code} {name} has no docstring")
    made = Rule(code, name, function.__doc__, silent_beside)
    _rules[code] = made
    return made


def rules() -> dict[str, Rule]:
    """All registered rules by code, in order of code."""
    return dict(sorted(_rules.items()))
