"""The command line, as an editor uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import apply, run
from courselib.finding import rules

SLIP = {"change": {"people/basic/lamp/lesson.yml": {"minutes: 10": "minute: 10"}}}


@pytest.mark.usefixtures("tiny")
def test_a_clean_library_is_exit_code_0() -> None:
    """Nothing wrong: the sum, and 0."""
    result = run("check")
    assert (result.output, result.exit_code) == ("0 errors, 0 warnings\n", 0)


def test_a_finding_is_exit_code_1_and_says_what_to_type(tiny: Path) -> None:
    """Place, code, name, message; then the hint; then the sum."""
    apply(tiny, SLIP)
    result = run("check")
    assert result.output.splitlines() == [
        "content/people/basic/lamp/lesson.yml:1:1 D105 unknown-key: the key minute is not known here",
        "  hint: write minutes instead",
        "1 error, 0 warnings",
    ]
    assert result.exit_code == 1


@pytest.mark.usefixtures("tiny")
def test_wrong_use_is_exit_code_2() -> None:
    """A folder or a code that is not there, an unknown option."""
    assert run("check", "--content", "nowhere").exit_code == 2
    assert "there is no folder nowhere" in run("check", "--content", "nowhere").output
    assert run("explain", "Z999").exit_code == 2
    assert run("check", "--loud").exit_code == 2


def test_a_path_narrows_the_report(tiny: Path) -> None:
    """Only findings under the path are printed, and only they count."""
    apply(tiny, SLIP)
    assert run("check", "content/people/basic/lamp").exit_code == 1
    assert run("check", "content/_data").exit_code == 0
    assert run("check", str(tiny / "content/people/")).exit_code == 1
    assert run("check", "content/no/such/place").exit_code == 2


def test_findings_as_json(tiny: Path) -> None:
    """One object a finding, with everything the text says."""
    apply(tiny, SLIP)
    found = json.loads(run("check", "--format", "json").output)
    assert [(one["code"], one["line"], one["level"]) for one in found] == [("D105", 1, "error")]
    assert found[0]["hint"] == "write minutes instead"


def test_findings_for_github(tiny: Path) -> None:
    """A workflow command a finding, with what would break it escaped."""
    apply(tiny, SLIP)
    assert run("check", "--format", "github").output == (
        "::error file=content/people/basic/lamp/lesson.yml,line=1,col=1,title=D105 unknown-key::"
        "the key minute is not known here%0A"
        "hint: write minutes instead\n"
    )


def test_explain_prints_the_docstring() -> None:
    """One code in full, or all of them by their first sentence."""
    assert "Bad:  no option, or two" in run("explain", "q103").output
    assert run("explain", "not-one-right-option").output == run("explain", "Q103").output
    listed = run("explain").output.splitlines()
    assert len(listed) == len(rules())


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.usefixtures("tiny")
def test_coverage_report(form: str) -> None:
    """The matrix, in three forms."""
    output = run("report", "coverage", "--format", form).output
    if form == "json":
        cells = {(one["course"], one["competence"]): one for one in json.loads(output)}
        assert cells["people/basic", "1.1"]["states"] == ["taught", "evidenced", "bilingual", "fresh"]
        assert cells["people/basic", "1.2"]["owed"] is False
    elif form == "markdown":
        assert "| 1.1 Bật đèn | TEBF |" in output
    else:
        assert "people/basic: 1 of 1 complete" in output


def test_it_runs_as_a_module_and_in_any_locale(tiny: Path) -> None:
    """`python -m courselib` prints Vietnamese also where the terminal knows only ASCII."""
    apply(tiny, {"change": {"people/basic/lamp/teacher.vi.md": {"Một cái đèn.": "Khoẻ."}}})
    done = subprocess.run(
        [sys.executable, "-m", "courselib", "check"],
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        check=False,
    )
    assert done.returncode == 1
    assert "write Khỏe" in done.stdout.decode("utf-8")
    assert done.stderr == b""


@pytest.mark.parametrize("place", ["content", ".", "..", "content/people", "mine"])
def test_a_build_replaces_nothing_but_a_site(tiny: Path, place: str) -> None:
    """A folder that is not a site built before is left alone, whatever it is called."""
    (tiny / "mine").mkdir()
    (tiny / "mine/letter.txt").write_text("dear")
    before = {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()}
    result = run("build", "--site", place)
    assert result.exit_code == 2
    assert "give another folder with --site" in result.output
    assert {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()} == before
