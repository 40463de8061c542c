"""The rules themselves: one, a list of all, and the page docs/checks.md, in every language of the tools."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from courselib.finding import Finding, Level, Rule
from courselib.message import ENGLISH, Message, explanations, say
from courselib.model import Where
from courselib.reports import findings as findings_report

PAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {ENGLISH: ("checks.md", "English"), "vi": ("checks.vi.md", "Tiếng Việt")}
)
"""By language: the file of the page in docs/, and the name of the language in that language."""

FAMILIES: Mapping[str, Message] = MappingProxyType(
    {
        "D": say("What can be wrong with a file before anything of it is known?"),
        "S": say("Is everything in its place?"),
        "C": say("Does each course teach what it owes?"),
        "T": say("Does every language say the same?"),
        "Q": say("Do the questions show that someone can do it?"),
        "F": say("Is what a lesson or a page says still so?"),
        "K": say("Does every link lead somewhere, in the reader's language?"),
        "P": say("Do drawn phone screens show what to press?"),
        "A": say("Can everyone follow the page, with eyes or ears?"),
        "L": say("Is it plain, and spelled one way?"),
        "X": say("Can content carry anything but words and pictures?"),
        "W": say("Does every page arrive in one round trip?"),
        "E": say("Has every excuse a finding it is for?"),
        "R": say("What may a change not make worse without saying why?"),
    }
)
"""What each family of rules asks, by the letter of its codes, in the order of the page.

Each is the first line of the module with the rules, where whoever changes a rule reads it.
"""

_SAMPLE = Finding(
    "Q103",
    "not-one-right-option",
    Level.ERROR,
    Where("content/citizens/basic/pay-by-qr/quiz.yml", 24, 7),
    say("the question has {count} right options, on lines {lines}", count=2, lines="20, 24"),
    say("keep correct: true under one of them"),
)

_READING = (
    say("First comes the place: file, line and column."),
    say("Then come the code and the name of the rule, and what is wrong there; the hint says what to type next."),
    say("An error stops the build; a warning is counted, and the build goes on."),
    say("A rule gives errors unless `content/_data/checks.yml` says otherwise."),
)

_MORE = (
    say("The letter of a code names a family of rules, and each family asks one question."),
    say("`courselib explain Q103` prints one rule in the terminal, `courselib explain` a line for each."),
    say("The rules explain themselves where they stand in the code, and `make docs` makes this page from that."),
)


def one(rule: Rule, language: str) -> Iterator[str]:
    """Code and name of a rule, then what it wants, with a bad and a good example."""
    yield _title(rule)
    yield ""
    yield from _explanation(rule, language).splitlines()


def overview(rules: Iterable[Rule], language: str) -> Iterator[str]:
    """A line for each rule: code, name, and its first sentence."""
    for rule in rules:
        yield f"{_title(rule)}: {_explanation(rule, language).splitlines()[0]}"


def markdown(rules: Iterable[Rule], language: str) -> Iterator[str]:
    """The page that lists all rules by family, each under a heading of its own, with links to its other languages."""
    known = list(rules)
    yield f"# {say('What is checked').in_language(language)}"
    yield ""
    yield from (f"[{name}]({file})" for code, (file, name) in PAGES.items() if code != language)
    yield ""
    yield say("`courselib check` and `make site` print what they find like this:").in_language(language)
    yield ""
    yield from _fenced(findings_report.text([_SAMPLE], language))
    for paragraph in (_READING, _MORE):
        yield ""
        yield from (sentence.in_language(language) for sentence in paragraph)
    for letter, question in FAMILIES.items():
        yield ""
        yield f"## {letter}: {question.in_language(language)}"
        for rule in known:
            if rule.code.startswith(letter):
                yield from _section(rule, language)


def _section(rule: Rule, language: str) -> Iterator[str]:
    sentences, _, examples = _explanation(rule, language).rpartition("\n\n")
    yield ""
    yield f"### {_title(rule)}"
    yield ""
    yield from sentences.splitlines()
    yield ""
    yield from _fenced(examples.splitlines())


def _fenced(lines: Iterable[str]) -> Iterator[str]:
    yield "```text"
    yield from lines
    yield "```"


def _title(rule: Rule) -> str:
    return f"{rule.code} {rule.name}"


def _explanation(rule: Rule, language: str) -> str:
    """The docstring of a rule in a language, in English where nobody has said it in that language yet."""
    english = inspect.cleandoc(rule.doc)
    return english if language == ENGLISH else inspect.cleandoc(explanations(language).get(rule.code, english))
