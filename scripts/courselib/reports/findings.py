"""Findings as text, as GitHub annotations, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from courselib.finding import Finding, Level


def text(findings: Sequence[Finding]) -> Iterator[str]:
    """A line for each finding and one for its hint, errors last where the eye is, then the sum."""
    for finding in sorted(findings, key=lambda one: one.level is Level.ERROR):
        mark = "" if finding.level is Level.ERROR else " (warning)"
        yield f"{finding}{mark}"
        yield f"  hint: {finding.hint}"
    yield total(findings)


def total(findings: Sequence[Finding]) -> str:
    """How many errors and warnings there are."""
    counts = Counter(finding.level for finding in findings)
    errors, warnings = counts[Level.ERROR], counts[Level.WARNING]
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"


def by_course(findings: Sequence[Finding]) -> Iterator[str]:
    """Warnings as a count by course, for a build that must stay readable while courses grow."""
    counts = Counter(finding.course or "elsewhere" for finding in findings if finding.level is Level.WARNING)
    for course, count in sorted(counts.items()):
        yield f"{course}: {_count(count, 'warning')}"


def github(findings: Sequence[Finding]) -> Iterator[str]:
    """Workflow commands that GitHub shows at the line.

    Source of the form: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    for finding in findings:
        where = finding.where
        place = f"file={_property(where.path)},line={where.line},col={where.column}"
        title = _property(f"{finding.code} {finding.name}")
        message = _data(f"{finding.message}\nhint: {finding.hint}")
        yield f"::{finding.level.value} {place},title={title}::{message}"


def as_json(findings: Sequence[Finding]) -> Iterator[str]:
    """One JSON array."""
    rows = [
        {
            "path": finding.where.path,
            "line": finding.where.line,
            "column": finding.where.column,
            "code": finding.code,
            "name": finding.name,
            "level": finding.level.value,
            "message": finding.message,
            "hint": finding.hint,
            "course": finding.course,
        }
        for finding in findings
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
