"""The rules explain themselves in every language, in the terminal and on a page."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import unicodedata

import pytest

from conftest import ROOT
from courselib import checks, excuses, ratchet, reading
from courselib.finding import rules
from courselib.message import LANGUAGES, explanations
from courselib.reports.explain import FAMILIES, PAGES, markdown, one, overview
from courselib.vietnamese import new_style_tones

VIETNAMESE = ROOT / "scripts/courselib/messages/vi/rules.yml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_rules_say(language: str) -> None:
    """Nobody edits the pages by hand: they are made again when a rule changes."""
    path = ROOT / "docs" / PAGES[language][0]
    made = "".join(f"{line}\n" for line in markdown(rules().values(), language))
    fresh = path.read_text("utf-8") == made
    assert fresh, f"docs/{path.name} is not what the rules say now; type: make docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_place(language: str) -> None:
    """Each rule has one heading on the page, one line in the list, and all of its own words."""
    page = list(markdown(rules().values(), language))
    listed = list(overview(rules().values(), language))
    assert len(listed) == len(rules())
    for rule, line in zip(rules().values(), listed, strict=True):
        title, empty, first, *rest = one(rule, language)
        assert (title, empty) == (f"{rule.code} {rule.name}", "")
        assert line == f"{title}: {first}"
        assert page.count(f"### {title}") == 1, f"{rule.code} has a letter that FAMILIES does not name"
        assert {first, *rest} <= set(page)


def test_every_rule_is_explained_in_vietnamese() -> None:
    """A new rule brings its Vietnamese, and a rule that goes takes it away."""
    missing, left = sorted(rules().keys() - explanations("vi")), sorted(explanations("vi").keys() - rules())
    assert not missing, f"{VIETNAMESE.relative_to(ROOT)} does not explain {', '.join(missing)}"
    assert not left, f"{VIETNAMESE.relative_to(ROOT)} explains {', '.join(left)}, and there is no such rule"


@pytest.mark.parametrize("code", sorted(explanations("vi").keys() & rules()))
def test_the_vietnamese_has_the_shape_of_the_english(code: str) -> None:
    """Sentences, an empty line, a bad and a good example: line for line, so that neither says more."""
    text = explanations("vi")[code].strip()
    english = inspect.cleandoc(rules()[code].doc)
    sentences, _, examples = text.rpartition("\n\n")
    assert sentences.splitlines()[0].endswith(".")
    assert examples.startswith("Sai:  ")
    assert "\nĐúng: " in examples
    assert [_kind(line) for line in text.splitlines()] == [_kind(line) for line in english.splitlines()]


def test_the_vietnamese_is_spelled_as_in_lessons() -> None:
    """Composed letters and the tone mark of the house; a bad example may show what is bad."""
    for number, line in enumerate(VIETNAMESE.read_text("utf-8").splitlines(), 1):
        assert unicodedata.is_normalized("NFC", line), f"line {number}"
        assert line.startswith("  Sai:") or not new_style_tones(line), f"line {number}"


def test_families_ask_what_their_modules_ask() -> None:
    """The question of a family is the first line of the module that holds its rules."""
    modules = [
        importlib.import_module(f"{checks.__name__}.{one.name}") for one in pkgutil.iter_modules(checks.__path__)
    ]
    first_lines = [str(module.__doc__).splitlines()[0] for module in [reading, excuses, ratchet, *modules]]
    for letter, question in FAMILIES.items():
        assert any(line.startswith(str(question).removesuffix("?")) for line in first_lines), letter


def _kind(line: str) -> str:
    """What a line of an explanation is, in either language."""
    begins = {"Bad:": "bad", "Sai:": "bad", "Good:": "good", "Đúng:": "good"}
    indent = len(line) - len(line.lstrip())
    return begins.get(line.partition(" ")[0], f"indented {indent}" if indent else "words" if line else "empty")
