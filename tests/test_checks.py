"""Every rule finds what it names, at the line to change, and nothing beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import TINY, apply, findings
from courselib import stamp
from courselib.finding import rules
from courselib.load import load
from courselib.reports import findings as findings_report

FOLDER = Path(__file__).resolve().parent / "checks"
CASES = [
    pytest.param(case, id=f"{file.stem}-{case['name'].replace(' ', '-')}")
    for file in sorted(FOLDER.glob("*.yml"))
    for case in yaml.safe_load(file.read_text("utf-8"))
]


def test_the_tiny_library_is_clean() -> None:
    """The library that the cases change has no finding of its own."""
    assert findings(TINY) == []


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], tiny: Path) -> None:
    """A change of the tiny library gives exactly the findings its case lists, word for word."""
    apply(tiny, case)
    if case.get("restamp", True):
        _stamp()
    *printed, _ = findings_report.text(findings(Path()), "en")
    assert printed == "".join(case["found"]).splitlines()


def test_every_rule_has_a_case() -> None:
    """A rule without a case could stop working unnoticed. Those of the built site and of a change have own tests."""
    there = {file.stem for file in FOLDER.glob("*.yml")}
    later = {code for code in rules() if code[0] in "RW" and code not in ("W106", "W111")}
    assert set(rules()) - later == there


@pytest.mark.parametrize("code", list(rules()))
def test_every_rule_explains_itself(code: str) -> None:
    """A docstring begins with one sentence and shows a bad and a good example."""
    lines = rules()[code].doc.strip().splitlines()
    assert lines[0].endswith(".")
    assert any(line.strip().startswith("Bad:") for line in lines)
    assert any(line.strip().startswith("Good:") for line in lines)


def _stamp() -> None:
    """Stamp translations of equal shape, so that a changed source gives no finding of its own."""
    library, _ = load("content")
    for page, source in stamp.translations(library):
        path = Path(page.where.path)
        path.write_text(stamp.stamped(path.read_text("utf-8"), source.fingerprint), "utf-8")
