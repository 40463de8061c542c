"""Findings as text, as GitHub annotations, and as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from courselib.finding import Finding, Level
from courselib.message import Message, say

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|(?<=#)#(?=\\[)")
"""What ends a line, steers a terminal, turns the words around it, or begins a command in the log of a workflow."""


def text(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """A line for each finding and one for its hint, errors last where the eye is, then the sum."""
    for finding in sorted(_open(findings), key=lambda one: one.level is Level.ERROR):
        mark = "" if finding.level is Level.ERROR else f" ({say('warning').in_language(language)})"
        yield on_one_line(f"{finding.in_language(language)}{mark}")
        yield on_one_line(f"  {hint(finding, language)}")
    yield total(findings).in_language(language)


def on_one_line(words: str) -> str:
    """Words on one line, in which signs that nobody would see are shown by their numbers."""
    return _UNSEEN.sub(lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", words)


def hint(finding: Finding, language: str) -> str:
    """What to type next, after the word that says so."""
    return say("hint: {hint}", hint=finding.hint).in_language(language)


def total(findings: Sequence[Finding]) -> Message:
    """How many errors and warnings there are."""
    counts = Counter(finding.level for finding in findings)
    known = {"errors": count_errors(counts[Level.ERROR]), "warnings": count_warnings(counts[Level.WARNING])}
    if counts[Level.EXCUSED]:
        return say("{errors}, {warnings}; excused: {number}", **known, number=counts[Level.EXCUSED])
    return say("{errors}, {warnings}", **known)


def by_course(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """Warnings as a count by course, for a build that must stay readable while courses grow."""
    elsewhere = say("elsewhere").in_language(language)
    counts = Counter(finding.course or elsewhere for finding in findings if finding.level is Level.WARNING)
    for course, count in sorted(counts.items()):
        yield on_one_line(f"{course}: {count_warnings(count).in_language(language)}")


def github(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """Workflow commands that GitHub shows at the line.

    Source of the form: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    for one in _open(findings):
        message = f"{one.message.in_language(language)}\n{hint(one, language)}"
        yield annotation(one.level.value, one.where, f"{one.code} {one.name}", message)


def annotation(level: str, where: tuple[str, int, int], title: str, message: str) -> str:
    """One workflow command; nothing in it can end it or begin another."""
    path, line, column = where
    return f"::{level} file={_property(path)},line={line},col={column},title={_property(title)}::{_data(message)}"


def as_json(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """One JSON array."""
    rows = [
        {
            "path": finding.where.path,
            "line": finding.where.line,
            "column": finding.where.column,
            "code": finding.code,
            "name": finding.name,
            "level": finding.level.value,
            "message": finding.message.in_language(language),
            "hint": finding.hint.in_language(language),
            "course": finding.course,
            "excuse": finding.excuse,
        }
        for finding in findings
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def _open(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without an excuse."""
    return [finding for finding in findings if finding.level is not Level.EXCUSED]


def count_errors(number: int) -> Message:
    """So many errors."""
    return say("1 error") if number == 1 else say("{number} errors", number=number)


def count_warnings(number: int) -> Message:
    """So many warnings."""
    return say("1 warning") if number == 1 else say("{number} warnings", number=number)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
