"""A finding may stay where its file says why; it is then counted, not printed, and nothing else stays with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, apply, run
from courselib import checks
from courselib.excuses import NEVER
from courselib.finding import Level, rules
from courselib.load import load
from courselib.model import BuiltPage, BuiltSite, Library, Where

LAMP = "people/basic/lamp"
WHY = "vì: luật ghi như vậy"
NEW_STYLE = {"Đèn sáng.": "Đèn khoẻ."}
"""A change that gives one L105."""


def ignoring(key: str, code: str, reason: str = WHY) -> dict[str, str]:
    """A change that adds an excuse before a key at the beginning of a line."""
    return {f"\n{key}": f'\nignore:\n  {code}: "{reason}"\n{key}'}


PLACES: dict[str, dict[str, dict[str, str]]] = {
    "page": {f"{LAMP}/index.vi.md": {**NEW_STYLE, **ignoring("summary:", "L105")}},
    "page that is no lesson": {"about.vi.md": {"Xin chào": "Khoẻ chứ", **ignoring("summary:", "L105")}},
    "course page": {"people/basic/index.vi.md": {"Xin chào": "Khoẻ chứ", **ignoring("summary:", "L105")}},
    "session plan": {f"{LAMP}/teacher.vi.md": {"cái đèn.": "cái đèn khoẻ.", **ignoring("title:", "L105")}},
    "lesson": {f"{LAMP}/quiz.yml": {"Lâu lắm.": "Khoẻ lắm."}, f"{LAMP}/lesson.yml": ignoring("outcomes:", "L105")},
    "lesson, for its folder": {f"{LAMP}/lesson.yml": ignoring("outcomes:", "S106")},
    "course": {"_data/required.yml": {'["1.1"]': "all"}, "people/basic/course.yml": ignoring("lessons:", "C101")},
    "data": {
        "_data/facts.yml": {"checked: 2026-11-22": "checked: 2026-01-01"},
        "_data/checks.yml": ignoring("warning:", "F103"),
    },
}


def excuse_in(place: str) -> None:
    """A library with one finding, or two of one kind, that a place excuses."""
    apply(Path(), {"change": PLACES[place], "remove": [f"{LAMP}/quiz.yml"] if "folder" in place else []})
    assert run("stamp", "--all").exit_code == 0


def found(*words: str) -> list[dict[str, Any]]:
    return list(json.loads(run("check", "--format", "json", *words).output))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("tiny")
def test_what_is_excused_is_counted_and_not_printed(place: str) -> None:
    excuse_in(place)
    rows = found()
    excused = [one for one in rows if one["level"] == "excused"]
    assert excused
    assert {one["excuse"] for one in excused} == {WHY}
    assert {one["excuse"] for one in rows if one not in excused} <= {""}
    code = excused[0]["code"]
    assert code not in {one["code"] for one in rows if one not in excused}
    assert "E101" not in {one["code"] for one in rows}
    lines = run("check").output.splitlines()
    assert not [line for line in lines if f" {code} " in line]
    assert lines[-1].endswith(f"; excused: {len(excused)}")
    assert run("check", language="vi").output.endswith(f"; được bỏ qua có lý do: {len(excused)}\n")
    assert code not in run("check", "--format", "github").output
    if len(rows) == len(excused):
        assert run("check").exit_code == 0
        assert run("check").output == f"0 errors, 0 warnings; excused: {len(excused)}\n"
    assert [one for one in found(excused[0]["path"]) if one["level"] == "excused"] == excused


@pytest.mark.usefixtures("tiny")
def test_an_excuse_is_for_its_own_file_or_folder() -> None:
    """Not for a lesson whose name begins alike, nor for the other language of a page."""
    apply(Path(), {"change": {f"{LAMP}/lesson.yml": ignoring("outcomes:", "L105")}})
    other = f"{LAMP}-two"
    for name in ("lesson.yml", "quiz.yml", "index.vi.md", "index.en.md", "teacher.vi.md", "teacher.en.md"):
        apply(Path(), {"write": {f"{other}/{name}": Path("content", LAMP, name).read_text("utf-8")}})
    apply(Path(), {"change": {f"{other}/lesson.yml": {f'ignore:\n  L105: "{WHY}"\n': ""}}})
    for name in (LAMP, other):
        apply(Path(), {"change": {f"{name}/index.vi.md": NEW_STYLE}})
    levels = {one["path"]: one["level"] for one in found() if one["code"] == "L105"}
    assert levels == {f"content/{LAMP}/index.vi.md": "excused", f"content/{other}/index.vi.md": "error"}


@pytest.mark.parametrize("code", [code for code in rules() if code.startswith(NEVER)])
@pytest.mark.usefixtures("tiny")
def test_some_things_have_no_excuse(code: str) -> None:
    """What could not be read, excuses themselves, and what can hurt a reader."""
    apply(Path(), {"change": {f"{LAMP}/lesson.yml": ignoring("outcomes:", code)}})
    assert [(one["code"], one["message"]) for one in found()] == [("E102", f"{code} has no excuse")]


@pytest.mark.usefixtures("tiny")
def test_what_has_no_excuse_stays_an_error_beside_one() -> None:
    change = {f"{LAMP}/index.vi.md": {"Đèn sáng.": "<script>x()</script>", **ignoring("summary:", "X102")}}
    apply(Path(), {"change": change})
    assert {(one["code"], one["level"]) for one in found() if one["code"] in ("X102", "E102")} == {
        ("E102", "error"),
        ("X102", "error"),
    }


@pytest.mark.usefixtures("tiny")
def test_a_cause_that_is_excused_explains_nothing() -> None:
    """A source page with an excused slip may still leave its translation behind."""
    change = {f"{LAMP}/index.vi.md": {**NEW_STYLE, **ignoring("summary:", "L105")}}
    apply(Path(), {"change": change})
    levels = {one["code"]: one["level"] for one in found()}
    assert (levels["T104"], levels["L105"]) == ("warning", "excused")
    apply(Path(), {"change": {f"{LAMP}/index.vi.md": {f'ignore:\n  L105: "{WHY}"\n': ""}}})
    levels = {one["code"]: one["level"] for one in found()}
    assert levels["L105"] == "error"
    assert "T104" not in levels


@pytest.mark.parametrize(
    "written",
    ["{L105: ''}", "{L105: 7}", "{l105: why}", "{L105: [why]}", "[L105]", "L105", "{105: why}", "{L1055: why}"],
)
@pytest.mark.parametrize("file", ["about.vi.md", f"{LAMP}/lesson.yml", "people/basic/course.yml", "_data/checks.yml"])
@pytest.mark.usefixtures("tiny")
def test_an_excuse_of_another_form_is_a_finding_there(file: str, written: str) -> None:
    keys = {"about.vi.md": "summary:", f"{LAMP}/lesson.yml": "outcomes:", "people/basic/course.yml": "lessons:"}
    key = keys.get(file, "warning:")
    apply(Path(), {"change": {file: {f"\n{key}": f"\nignore: {written}\n{key}"}}})
    assert {one["code"] for one in found() if one["path"] == f"content/{file}"} <= {"D105", "D107"}
    assert run("check").exit_code == 1


def weighed(library: Library, size: int) -> BuiltSite:
    """A site of the one lesson, of which one page has a size."""
    where = library.lessons[LAMP].pages["vi"].where
    page = BuiltPage(f"{LAMP}/index.html", where, "vi", True, size, size // 2, 0, ())
    return BuiltSite((page,), 0)


@pytest.mark.parametrize("file", ["lesson.yml", "index.vi.md"])
@pytest.mark.usefixtures("tiny")
def test_weight_on_the_built_site_can_be_excused(file: str) -> None:
    """Beside the page it is about, or for all of its lesson; a check of the sources does not miss it."""
    limit = load("content")[0].budgets.lesson_bytes
    for change, level in (({}, Level.ERROR), ({f"{LAMP}/{file}": _heavy(file)}, Level.EXCUSED)):
        apply(Path(), {"change": change})
        library, loaded = load("content")
        heavy = checks.run(library, TODAY, built=weighed(library, limit + 1))
        assert [one.level for one in heavy if one.code == "W101"] == [level]
        assert [one.code for one in checks.run(library, TODAY, loaded)] == []


def _heavy(file: str) -> dict[str, str]:
    return ignoring("summary:" if file.endswith(".md") else "outcomes:", "W101")


@pytest.mark.usefixtures("tiny")
def test_weight_that_is_due_to_the_data_is_excused_in_the_policy() -> None:
    apply(Path(), {"change": {"_data/checks.yml": ignoring("warning:", "W109")}})
    library, _ = load("content")
    (heavy,) = checks.run(library, TODAY, built=BuiltSite((), library.budgets.search_bytes + 1))
    assert (heavy.code, heavy.level, heavy.excuse) == ("W109", Level.EXCUSED, WHY)
    assert heavy.where == Where("content/_data/budgets.yml")
