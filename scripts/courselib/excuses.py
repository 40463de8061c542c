"""Has every excuse a finding it is for?

A finding may stay when the file it is about says why.

What can hurt a reader, and what the tools could not even read, has no excuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from courselib.finding import Finding, Level, Problem, rule, rules
from courselib.message import say
from courselib.model import Excuse, Library
from courselib.yamlfile import YamlFile

NEVER = ("D", "E", "X")
"""First letters of codes without excuse: unreadable files, excuses themselves, safety."""


def needless_excuse() -> None:
    """An excuse is for a finding that is there: take it out when the cause is gone.

    Bad:  ignore: {L101: "quotes a law"}   in a page without a long sentence
    Good: no such line
    """


def impossible_excuse() -> None:
    """An excuse names a code that exists and that may be excused; safety has no excuse.

    Bad:  ignore: {X102: "needed for a video"}
    Good: a link to the video
    """


NEEDLESS = rule("E101", needless_excuse)
IMPOSSIBLE = rule("E102", impossible_excuse)


def excuses(ignore: Mapping[str, str], parsed: YamlFile, within: str) -> tuple[Excuse, ...]:
    """The excuses written under `ignore`, for findings in the file or folder `within`."""
    return tuple(Excuse(code, why, within, parsed.where_key("ignore", code)) for code, why in ignore.items())


def excused(findings: Iterable[Finding], library: Library) -> list[Finding]:
    """The findings, those with an excuse marked as such."""
    given = list(library.excuses())
    return [_excuse(finding, given) for finding in findings]


def _excuse(finding: Finding, given: Sequence[Excuse]) -> Finding:
    if finding.code.startswith(NEVER):
        return finding
    for one in given:
        if one.code == finding.code and one.covers(finding.where.path):
            return replace(finding, level=Level.EXCUSED, excuse=one.reason)
    return finding


def about_excuses(library: Library, found: Sequence[Finding], sought: AbstractSet[str]) -> Iterator[Finding]:
    """What is wrong with the excuses themselves.

    Args:
        library: where they stand.
        found: the findings of a check.
        sought: codes that it looked for; others are found later, on a built site or on a change.

    """
    used = [(one.code, one.where.path) for one in found if one.level is Level.EXCUSED]
    for one in library.excuses():
        if one.code not in rules():
            problem = Problem(
                one.where,
                say("there is no code {code}", code=one.code),
                say("courselib explain lists them all; to take the excuse out, remove this line"),
            )
            yield IMPOSSIBLE.found(problem, Level.ERROR)
        elif one.code.startswith(NEVER):
            problem = Problem(
                one.where,
                say("{code} has no excuse", code=one.code),
                say("remove this line and mend what {code} finds; courselib explain {code} says how", code=one.code),
            )
            yield IMPOSSIBLE.found(problem, Level.ERROR)
        elif one.code in sought and not any(code == one.code and one.covers(path) for code, path in used):
            problem = Problem(
                one.where,
                say("nothing here has the finding {code} any more", code=one.code),
                say("remove this line"),
            )
            yield NEEDLESS.found(problem, Level.WARNING if NEEDLESS.code in library.policy.warning else Level.ERROR)
