"""The house rules: who may import whom, what is documented, what may not be in the repository."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from conftest import ROOT
from courselib.finding import rules
from courselib.packs.formats import formats
from courselib.packs.index import USES

PACKAGE = ROOT / "scripts/courselib"
MODULES = sorted(PACKAGE.rglob("*.py"))
INDEX_VALUES = {"starts", "entries", "titles", "shown", "words", "pairs", "digits", "worth", "folder", "stops", "twins"}
"""What a script gets from the search index, besides words of the interface."""
CHECKS_MAY_IMPORT = {"checks", "coverage", "finding", "layout", "markdown", "message", "model", "nearest", "vietnamese"}
RUNNER_IMPORTS = {"causes", "excuses", "ratchet", "reading"}
"""What the runner of the checks needs beside them: causes, excuses, and the modules that have rules of their own."""


def imports(path: Path) -> set[str]:
    """First names under courselib, and other top packages, that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "courselib" else [f"courselib.{one.name}" for one in node.names]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        for name in names:
            head, _, rest = name.partition(".")
            found.add(f"courselib.{rest.partition('.')[0]}" if head == "courselib" else head)
    return found


def test_only_the_hooks_know_mkdocs() -> None:
    """A change of engine touches one file."""
    assert [path for path in MODULES if "mkdocs" in imports(path)] == []
    assert len((ROOT / "scripts/mkdocs_hooks.py").read_text("utf-8").splitlines()) <= 65


def test_the_model_imports_nothing_of_ours() -> None:
    """Everything else may import the model."""
    assert not [name for name in imports(PACKAGE / "model.py") if name.startswith("courselib")]


@pytest.mark.parametrize("path", sorted((PACKAGE / "checks").glob("*.py")), ids=lambda path: path.stem)
def test_checks_see_only_the_model(path: Path) -> None:
    """A check reads no files, prints nothing and knows no site."""
    ours = {name.partition(".")[2] for name in imports(path) if name.startswith("courselib")}
    assert ours <= CHECKS_MAY_IMPORT | (RUNNER_IMPORTS if path.stem == "__init__" else set())
    assert not {"os", "pathlib", "yaml"} & imports(path)
    assert not re.search(r"\b(open|print)\(", path.read_text("utf-8"))


def test_every_code_belongs_to_a_file() -> None:
    """The letter of a code is that of its family."""
    letters = {code[0] for code in rules()}
    assert letters == set("DSCTQFPKALXWER")


def test_every_interface_word_is_used_and_there() -> None:
    """Templates and the site name the words of ui.yml, all of them and no others."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "overrides").rglob("*.html"))
    text += (PACKAGE / "web/site.py").read_text("utf-8")
    named = set(re.findall(r"(?<!library\.)words\.([a-z_]+)", text))
    named |= {"coverage_sum", "record_count", "keep_all", "keep_group", "keep_course"}
    for script in (ROOT / "overrides/scripts").glob("*.js"):
        named |= set(re.findall(r"@@([a-z_]+)@@", script.read_text("utf-8"))) - INDEX_VALUES
    states = {f"state_{name}{end}" for name in ("taught", "evidenced", "bilingual", "fresh") for end in ("", "_long")}
    named |= {"practice_version", "practice_read"}  # the site and the packs fill in and pass on these
    packs = "".join(
        path.read_text("utf-8") for path in (PACKAGE / "packs").rglob("*") if path.suffix in (".py", ".typ", ".html")
    )
    named |= set(re.findall(r"\bpack_[a-z0-9_]+\b", packs))
    named |= {f"pack_{name.replace('-', '_')}{end}" for name in formats() for end in ("", "_for")}
    named |= {f"pack_use_{use}" for use in USES}
    there = set(yaml.safe_load((ROOT / "content/_data/ui.yml").read_text("utf-8")))
    assert named | states == there


def test_locks_carry_no_index_address() -> None:
    """Everyone's own package index is used, and every package is pinned with a hash."""
    for name in ("requirements.txt", "requirements-packs.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "--index" not in text
        for block in re.split(r"\n(?=[a-z0-9])", text):
            assert "==" in block
            assert "--hash=sha256:" in block
    assert '"resolved"' not in (ROOT / "tests/package-lock.json").read_text("utf-8")


def test_prose_has_a_sentence_a_line() -> None:
    """In docs, a line of prose holds one sentence, so that a change is a small diff."""
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").glob("*.md")]:
        fenced = False
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            fenced ^= line.startswith("```")
            if fenced or line.startswith(("|", "#", "<", ">")):
                continue
            assert not re.search(r"[a-z)`]\. [A-Z]", line), f"{path.relative_to(ROOT)}:{number}"
