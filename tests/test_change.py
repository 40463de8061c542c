"""What a change may not make worse, and the report that says what it does, written in one place and read in another."""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT, TODAY, Repository, apply, run
from courselib import change as change_model
from courselib import checks
from courselib.load import load
from courselib.model import BuiltPage, BuiltSite, Library, Where
from courselib.ratchet import Before, worse
from courselib.reports import change as report

LAMP = "people/basic/lamp"
COURSE, LESSON, QUIZ = "people/basic/course.yml", f"{LAMP}/lesson.yml", f"{LAMP}/quiz.yml"
WHY = "vì: chuyển sang khóa sau"
SECOND = "- outcome: switch\n  ask: {vi: Bấm vào đâu?"
"""Where the second question begins."""


def reported(*words: str, base: str = "HEAD") -> dict[str, Any]:
    """The report on what changed since a commit, from JSON."""
    made: dict[str, Any] = json.loads(run("report", "change", "--base", base, "--format", "json", *words).output)
    return made


def ratchet(*words: str, base: str = "HEAD") -> list[tuple[str, str, str, str]]:
    """Level, code, place and message of what became worse."""
    return [
        (one["level"], one["code"], f"{one['path']}:{one['line']}", one["message"]["en"])
        for one in reported(*words, base=base)["findings"]
        if one["code"].startswith("R")
    ]


def without(path: str, begin: str) -> dict[str, Any]:
    """A change that cuts the end off a file, from where some words begin."""
    text = Path("content", path).read_text("utf-8")
    return {"change": {path: {text[text.index(begin) :]: ""}}}


def ignoring(code: str, path: str) -> dict[str, Any]:
    """A change that adds an excuse to the file where the ratchet says it goes."""
    key = {"lesson.yml": "minutes:", "course.yml": "status:", "checks.yml": "growing:"}.get(
        path.rpartition("/")[2], "summary:"
    )
    text = Path("content", path).read_text("utf-8")
    before, _, after = f"\n{text}".partition(f"\n{key}")
    return {"write": {path: f'{before}\nignore: {{{code}: "{WHY}"}}\n{key}{after}'.lstrip("\n")}}


# What may not become worse

OTHER_LESSON = {
    f"people/basic/torch/{name}": (ROOT / "tests/tiny/content" / LAMP / name).read_text("utf-8")
    for name in ("lesson.yml", "quiz.yml", "index.vi.md", "index.en.md", "teacher.vi.md", "teacher.en.md")
}

WORSE: dict[str, tuple[dict[str, Any], str, str, str, str]] = {
    "lesson taken out of course.yml": (
        {"change": {COURSE: {"lessons:\n  - lamp\n": "lessons: []\n"}}},
        "R101",
        "content/people/basic/course.yml:lessons",
        "people/basic does not teach 1.1 any more",
        COURSE,
    ),
    "lesson removed": (
        {"remove": [LAMP], "change": {COURSE: {"lessons:\n  - lamp\n": "lessons: []\n"}, "_data/home.yml": {LAMP: ""}}},
        "R101",
        "content/people/basic/course.yml:lessons",
        "people/basic does not teach 1.1 any more",
        COURSE,
    ),
    "outcome of another competence": (
        {"change": {LESSON: {'"1.1"': '"1.2"'}}},
        "R101",
        "content/people/basic/course.yml:  - lamp",
        "people/basic does not teach 1.1 any more",
        COURSE,
    ),
    "question removed": (
        {"cut": (QUIZ, SECOND)},
        "R101",
        "content/people/basic/course.yml:  - lamp",
        "people/basic does not ask about 1.1 in two questions any more",
        COURSE,
    ),
    "translation removed": (
        {"remove": [f"{LAMP}/index.en.md"]},
        "R101",
        "content/people/basic/course.yml:  - lamp",
        "people/basic does not teach 1.1 in every language any more",
        COURSE,
    ),
    "required.yml shortened": (
        {"write": {"_data/required.yml": '- course: people/basic\n  competences: ["1.2"]\n'}},
        "R101",
        "content/_data/required.yml:- course",
        "people/basic no longer owes 1.1",
        "_data/checks.yml",
    ),
    "source of a lesson changed": (
        {"change": {f"{LAMP}/index.vi.md": {"Trời tối rồi.": "Trời tối lắm rồi."}}},
        "R102",
        f"content/{LAMP}/index.en.md:  source",
        f"the change leaves this translation behind content/{LAMP}/index.vi.md",
        LESSON,
    ),
    "source of a page changed": (
        {"change": {"about.vi.md": {"Xin chào.": "Xin chào nhé."}}},
        "R102",
        "content/about.en.md:  source",
        "the change leaves this translation behind content/about.vi.md",
        "about.en.md",
    ),
    "limit raised": (
        {"change": {"_data/budgets.yml": {"page_bytes: 14000": "page_bytes: 15000"}}},
        "R104",
        "content/_data/budgets.yml:page_bytes: 15000",
        "page_bytes is raised from 14000 to 15000",
        "_data/checks.yml",
    ),
    "facts kept longer": (
        {"change": {"_data/budgets.yml": {"stable_fact_days: 366": "stable_fact_days: 3660"}}},
        "R104",
        "content/_data/budgets.yml:stable_fact_days: 3660",
        "stable_fact_days is raised from 366 to 3660",
        "_data/checks.yml",
    ),
    "error made a warning": (
        {"change": {"_data/checks.yml": {"warning:\n": "warning:\n  - L101\n"}}},
        "R105",
        "content/_data/checks.yml:  - L101",
        "L101 becomes a warning",
        "_data/checks.yml",
    ),
    "error made a warning in growing courses": (
        {"change": {"_data/checks.yml": {"growing:\n": "growing:\n  - Q101\n"}}},
        "R105",
        "content/_data/checks.yml:  - Q101",
        "Q101 becomes a warning while a course is growing",
        "_data/checks.yml",
    ),
    "complete course growing again": (
        {"change": {COURSE: {"complete": "growing"}}},
        "R105",
        "content/people/basic/course.yml:  - lamp",
        "people/basic was complete and calls itself growing again",
        COURSE,
    ),
    "complete language growing again": (
        {"change": {"_data/languages.yml": {"  name: English": "  name: English\n  status: growing"}}},
        "R105",
        "content/_data/languages.yml:- code: vi",
        "English was complete and calls itself growing again",
        "_data/checks.yml",
    ),
}


def make(kind: str) -> None:
    """Make a change that makes something worse."""
    case = WORSE[kind][0]
    apply(Path(), without(*case["cut"]) if "cut" in case else case)


@pytest.mark.parametrize("kind", WORSE)
@pytest.mark.usefixtures("repository")
def test_what_becomes_worse_is_an_error_at_the_line_to_change(kind: str) -> None:
    """And only that; the hint names the file where the reason would go."""
    _, code, place, words, excuse = WORSE[kind]
    make(kind)
    path, _, begin = place.partition(":")
    lines = Path(path).read_text("utf-8").splitlines()
    (found,) = [one for one in reported()["findings"] if one["code"].startswith("R")]
    assert (found["level"], found["code"], found["path"], found["message"]["en"]) == ("error", code, path, words)
    assert lines[found["line"] - 1].startswith(begin)
    assert found["hint"]["en"].endswith(f'or say why in content/{excuse}, with a line: ignore: {{{code}: "why"}}')
    assert found["hint"]["vi"].endswith(
        f'hoặc nêu lý do trong content/{excuse} bằng một dòng: ignore: {{{code}: "lý do"}}'
    )
    assert run("report", "change", "--base", "HEAD").exit_code == 1


@pytest.mark.parametrize("kind", WORSE)
def test_an_excuse_counts_when_the_change_brings_it(repository: Repository, kind: str) -> None:
    """One that was there before would let everything through that comes later; a new reason is a new excuse."""
    _, code, _, words, excuse = WORSE[kind]
    apply(Path(), ignoring(code, excuse))
    before = repository.commit("2026-11-02")
    make(kind)
    assert [(level, message) for level, _, _, message in ratchet()] == [("error", words)]
    path = Path("content", excuse)
    path.write_text(path.read_text("utf-8").replace(WHY, f"{WHY}, và hơn nữa"), "utf-8")
    assert [(level, message) for level, _, _, message in ratchet()] == [("excused", words)]
    repository("reset", "--quiet", "--hard", before)
    path.write_text(path.read_text("utf-8").replace(f'ignore: {{{code}: "{WHY}"}}\n', ""), "utf-8")
    repository.commit("2026-11-03")
    make(kind)
    apply(Path(), ignoring(code, excuse))
    (found,) = [one for one in reported()["findings"] if one["code"].startswith("R")]
    assert (found["level"], found["excuse"]) == ("excused", WHY)
    assert "E101" not in {one["code"] for one in reported()["findings"]}


def test_nothing_is_worse_without_a_change(repository: Repository) -> None:
    made = reported()
    assert made == {
        "base": repository("rev-parse", "HEAD"),
        "findings": [],
        "findings_left_out": 0,
        "cells": [],
        "complete": [1, 1],
        "owed": [1, 1],
        "languages": made["languages"],
        "stale": [],
        "stamps": [],
        "sizes": [],
        "measures": [],
    }
    result = run("report", "change", "--base", "HEAD")
    assert (result.output, result.exit_code) == ("\nready to merge: nothing to mend\n", 0)


BETTER: dict[str, dict[str, Any]] = {
    "another lesson": {"write": OTHER_LESSON, "change": {COURSE: {"- lamp": "- lamp\n  - torch"}}},
    "another lesson instead": {
        "write": OTHER_LESSON,
        "change": {COURSE: {"- lamp": "- torch"}, "_data/home.yml": {LAMP: "people/basic/torch"}},
        "remove": [LAMP],
    },
    "lesson renamed": {
        "move": {LAMP: "people/basic/bright-lamp"},
        "change": {COURSE: {"- lamp": "- bright-lamp"}, "_data/home.yml": {LAMP: "people/basic/bright-lamp"}},
    },
    "limit lowered": {"change": {"_data/budgets.yml": {"page_bytes: 14000": "page_bytes: 13000"}}},
    "warning made an error": {"change": {"_data/checks.yml": {"  - C101\n": ""}}},
    "warning for growing courses only": {
        "change": {
            "_data/checks.yml": {
                "  - F103   # overdue-fact: time alone must not stop a build\n": "",
                "growing:\n": "growing:\n  - F103\n",
            }
        }
    },
    "owed more": {"change": {"_data/required.yml": {'["1.1"]': '["1.1", "1.2"]'}}},
    "fact overdue meanwhile": {"change": {"_data/facts.yml": {"checked: 2026-11-22": "checked: 2025-01-01"}}},
    "only white space": {"change": {"about.vi.md": {"Xin chào.": "Xin  chào.\n"}}},
    "translated anew": {"change": {"about.vi.md": {"Xin chào.": "Chào."}, "about.en.md": {"Hello.": "Hi."}}},
    "new page without a stamp": {
        "write": {
            "new.vi.md": "---\ntitle: Mới\nsummary: Mới.\n---\n\nMới.\n",
            "new.en.md": "---\ntitle: New\nsummary: New.\n---\n\nNew.\n",
        }
    },
}


@pytest.mark.parametrize("kind", BETTER)
@pytest.mark.usefixtures("repository")
def test_nothing_is_said_when_nothing_got_worse(kind: str) -> None:
    case = BETTER[kind]
    apply(Path(), {key: case[key] for key in ("write", "move") if key in case})
    apply(Path(), {key: case[key] for key in ("remove", "change") if key in case})
    if kind == "translated anew":
        run("stamp", "--all")
    assert ratchet() == []


@pytest.mark.usefixtures("repository")
def test_a_translation_of_a_growing_language_may_fall_behind() -> None:
    """Who changes the source need not know a language that is still growing."""
    apply(Path(), {"change": {"_data/languages.yml": {"  name: English": "  name: English\n  status: growing"}}})
    apply(Path(), {"change": {"about.vi.md": {"Xin chào.": "Xin chào nhé."}}})
    assert [code for _, code, _, _ in ratchet()] == ["R105"]


@pytest.mark.usefixtures("repository")
def test_a_translation_stamped_as_unchanged_is_not_behind() -> None:
    make("source of a page changed")
    run("stamp", "content/about.en.md", "--unchanged", WHY)
    assert ratchet() == []
    assert reported()["stamps"] == [{"path": "content/about.en.md", "reason": WHY}]


def test_what_was_behind_before_is_not_this_changes_fault(repository: Repository) -> None:
    make("source of a page changed")
    repository.commit("2026-11-02")
    apply(Path(), {"change": {"about.vi.md": {"Xin chào nhé.": "Xin chào bạn nhé."}}})
    assert ratchet() == []


@pytest.mark.usefixtures("repository")
def test_a_course_that_loses_much_says_it_once() -> None:
    apply(
        Path(),
        {
            "change": {
                LESSON: {"    en: Switch on a lamp": '    en: On\n  - {id: out, competence: "1.2", vi: Tắt, en: Off}'}
            }
        },
    )
    Repository(Path()).commit("2026-11-02")
    apply(Path(), WORSE["lesson taken out of course.yml"][0])
    assert [message for _, _, _, message in ratchet()] == ["people/basic does not teach 1.1, 1.2 any more"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("budgets", "page_bytes: [\n"),
        ("budgets", "page_bytes: 99000\n"),
        ("budgets", "- 1\n"),
        ("budgets", ""),
        ("budgets", None),
        ("checks", None),
        ("checks", "warning: 7\n"),
        ("languages", None),
        ("required", None),
        ("curriculum", "[]"),
    ],
)
def test_data_that_can_not_be_read_is_a_finding_and_not_a_change_of_rules(
    repository: Repository, name: str, text: str | None
) -> None:
    """Neither when the change breaks it nor when it mends it."""
    path = Path(f"content/_data/{name}.yml")
    whole = path.read_text("utf-8")
    path.write_text(text, "utf-8") if text is not None else path.unlink()
    made = reported()
    assert "error" in {one["level"] for one in made["findings"]}
    assert {code for _, code, _, _ in ratchet()} <= {"R101", "R102"}
    repository.commit("2026-11-02")
    path.write_text(whole, "utf-8")
    assert ratchet() == []
    assert run("report", "change", "--base", "HEAD").exit_code == 0


# Weight


def site(library: Library, *sizes: int, search: int = 9_000) -> BuiltSite:
    """A site of the one lesson in both languages, the emergency page and the front page, with sizes."""
    lesson, help_page, door = library.lessons[LAMP], library.pages["help"]["vi"], library.pages["index"]["vi"]
    vi, en, urgent, front, scripts = sizes or (8_000, 7_000, 5_000, 9_000, 2_000)
    return BuiltSite(
        (
            BuiltPage(f"{LAMP}/index.html", lesson.pages["vi"].where, "vi", True, vi, 4_000, 0, ()),
            BuiltPage(f"en/{LAMP}/index.html", lesson.pages["en"].where, "en", True, en, 4_000, 0, ()),
            BuiltPage("help.html", help_page.where, "vi", False, urgent, 0, 0, ()),
            BuiltPage("index.html", door.where, "vi", False, front, 0, scripts, ()),
        ),
        search,
    )


def heavier(*sizes: int, search: int = 9_000) -> list[tuple[str, str, str]]:
    """What grew, compared with the usual site: level, place, message."""
    library, loaded = load("content")
    before = Before(library, tuple(checks.run(library, TODAY, loaded)), site(library), TODAY)
    found = worse(before, library, site(library, *sizes, search=search))
    return [(one.code, one.where.path, str(one.message)) for one in found]


@pytest.mark.parametrize(
    ("sizes", "search", "wanted"),
    [
        ((8_000, 7_000, 5_000, 9_000, 2_000), 9_000, []),
        ((8_160, 7_140, 5_100, 9_180, 2_040), 9_180, []),
        ((1, 1, 1, 1, 1), 1, []),
        ((7_000, 7_100, 5_000, 9_000, 2_000), 9_000, []),
        (
            (9_000, 7_000, 5_000, 9_000, 2_000),
            9_000,
            [
                (f"{LAMP}/index.vi.md", "lesson_bytes grows from 8000 to 9000; the limit is 10000"),
                (f"{LAMP}/index.vi.md", "page_to_text vi grows from 2.0 to 2.25; the limit is 2.2"),
                ("_data/budgets.yml", "offline_lesson_bytes vi grows from 8000 to 9000; the limit is 8000"),
            ],
        ),
        (
            (8_000, 7_000, 5_500, 9_500, 2_000),
            9_000,
            [
                ("index.vi.md", "page_bytes grows from 9000 to 9500; the limit is 14000"),
                ("help.vi.md", "emergency_bytes grows from 5000 to 5500; the limit is 6000"),
            ],
        ),
        (
            (8_000, 7_000, 5_000, 9_000, 2_050),
            9_200,
            [
                ("index.vi.md", "script_bytes grows from 2000 to 2050; the limit is 3000"),
                ("_data/budgets.yml", "search_bytes grows from 9000 to 9200; the limit is 15000"),
            ],
        ),
    ],
)
@pytest.mark.usefixtures("tiny")
def test_what_readers_load_may_grow_by_two_parts_in_a_hundred(
    sizes: tuple[int, ...], search: int, wanted: list[tuple[str, str]]
) -> None:
    assert heavier(*sizes, search=search) == [("R103", f"content/{path}", message) for path, message in wanted]


@pytest.mark.usefixtures("tiny")
def test_without_both_sites_nothing_is_weighed() -> None:
    library, _ = load("content")
    heavy = site(library, 9_999, 9_999, 9_999, 9_999, 9_999)
    assert worse(Before(library, (), None, TODAY), library, heavy) == []
    assert worse(Before(library, (), site(library), TODAY), library, None) == []


@pytest.mark.parametrize(
    ("path", "excuse"), [(f"{LAMP}/index.vi.md", LESSON), ("_data/budgets.yml", "_data/checks.yml")]
)
@pytest.mark.usefixtures("tiny")
def test_weight_is_excused_where_the_hint_says(path: str, excuse: str) -> None:
    before, _ = load("content")
    apply(Path(), ignoring("R103", excuse))
    library, _ = load("content")
    found = worse(Before(before, (), site(before), TODAY), library, site(library, 9_000, 7_000, 5_000, 9_000, 2_000))
    excused = {one.where.path for one in found if one.excuse == WHY}
    assert excused == {f"content/{path}"}
    for one in found:
        file = excuse if one.where.path == f"content/{path}" else ""
        assert f"content/{file}" in str(one.hint)


@pytest.mark.usefixtures("tiny")
def test_a_page_without_a_file_of_its_own_is_excused_in_the_policy() -> None:
    library, _ = load("content")
    page = BuiltPage("topics-1.html", Where("site/topics-1.html"), "vi", False, 9_000, 0, 0, ())
    after = BuiltSite((dataclasses.replace(page, size=12_000),), 0)
    (found,) = worse(Before(library, (), BuiltSite((page,), 0), TODAY), library, after)
    assert found.where == Where("content/_data/budgets.yml")
    assert "or say why in content/_data/checks.yml" in str(found.hint)


@pytest.fixture
def house(repository: Repository) -> Repository:
    """A repository with everything a build needs."""
    for name in ("overrides", "scripts"):
        shutil.copytree(ROOT / name, name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", ".")
    apply(Path(), {"change": {"_data/budgets.yml": {"page_to_text: 2.2": "page_to_text: 99.0"}}})
    repository.commit("2026-11-02")
    return repository


def test_both_sites_are_built_and_weighed(house: Repository) -> None:
    """A page that grew stands in the table of sizes; the site itself, and the repository, stay as they are."""
    status = house("status", "--porcelain", "--ignored")
    assert reported()["sizes"] == []
    more = "".join(f"- Việc thứ {number}: {hash(number) % 9973} lần.\n" for number in range(60))
    for code in ("vi", "en"):
        path = Path(f"content/{LAMP}/index.{code}.md")
        path.write_text(f"{path.read_text('utf-8')}{more}", "utf-8")
    run("stamp", "--all")
    made = reported()
    assert {one["path"] for one in made["sizes"]} == {f"{LAMP}/index.html", f"en/{LAMP}/index.html"}
    assert all(one["after"] > one["before"] > 500 for one in made["sizes"])
    measured = {one["name"]: one for one in made["measures"]}
    assert measured["lesson_bytes"]["after"] > measured["lesson_bytes"]["before"]
    assert {"lesson_bytes grows"} == {one[3][:18] for one in ratchet() if "lesson_bytes grows" in one[3][:18]}
    house("checkout", "--quiet", ".")
    assert house("status", "--porcelain", "--ignored") == status
    apply(Path(), {"change": {LESSON: {"minutes: 10": "minute: 10"}}})
    assert reported()["sizes"] == []  # with an error there is no site
    house("checkout", "--quiet", ".")
    Path("mkdocs.yml").write_text("site_name: x\n")
    assert (reported()["sizes"], reported()["measures"]) == ([], [])


# The report, written and read

RICH = ("question removed", "source of a page changed", "limit raised")


@pytest.fixture
def rich(repository: Repository) -> Path:
    """A report with something in every part but sizes, and words that are not harmless."""
    apply(
        Path(),
        {
            "change": {
                "about.vi.md": {"Xin chào.": "Khoẻ chứ? [x](javascript:alert(1))"},
                "index.vi.md": {"Xin chào.": "Chào nhé."},
                "_data/budgets.yml": {"page_bytes: 14000": "page_bytes: 15000"},
                COURSE: {"status:": 'ignore: {R101: "<b>@lan</b> | `x` \\e[31m ::error::"}\nstatus:'},
            }
        },
    )
    run("stamp", "content/index.en.md", "--unchanged", "<!-- x --> @team #1")
    apply(Path(), without(QUIZ, SECOND))
    file = repository.folder / "change.json"
    file.write_text(run("report", "change", "--base", "HEAD", "--format", "json").output, "utf-8")
    return file


FORMS = ("text", "github", "comment", "json")


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("form", FORMS)
def test_a_report_read_is_the_report_written(
    rich: Path, tmp_path_factory: pytest.TempPathFactory, form: str, language: str
) -> None:
    """In every form and language, with the same exit code: a shut gate is 1, but to write a comment is no failure."""
    file = tmp_path_factory.mktemp("read") / "change.json"
    rich.rename(file)
    direct = run("report", "change", "--base", "HEAD", "--format", form, language=language)
    read = run("report", "change", "--read", str(file), "--format", form, language=language)
    assert read.output == direct.output
    assert (read.exit_code, direct.exit_code) == ((0, 0) if form == "comment" else (1, 1))


@pytest.mark.usefixtures("repository")
def test_an_open_gate_is_exit_code_0() -> None:
    apply(Path(), BETTER["limit lowered"])
    for form in FORMS:
        assert run("report", "change", "--base", "HEAD", "--format", form).exit_code == 0


def test_the_github_form_points_at_the_lines_to_change(rich: Path) -> None:
    lines = run("report", "change", "--read", str(rich), "--format", "github").output.splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    assert lines[: len(errors)] == errors
    assert any(
        line.startswith("::error file=content/about.vi.md,line=6,col=1,title=L105 tone-placement::") for line in errors
    )
    # Its translation waits: when the source is mended, it is another text.
    assert not any("about.en.md" in line for line in errors)
    assert any(line.startswith("::error file=content/_data/budgets.yml,line=4,") for line in errors)
    assert all(line.startswith(("::error ", "::warning ")) for line in lines[:-1])
    assert lines[-1].startswith("not ready to merge: ")


def test_the_comment_is_vietnamese_with_english_in_the_fold(rich: Path) -> None:
    """The marker comes first, by which the next comment finds it; nothing in it is more than words."""
    output = run(
        "report", "change", "--read", str(rich), "--format", "comment", "--preview", "https://x.example/1"
    ).output
    lines = output.splitlines()
    assert lines[0] == report.MARKER
    assert lines[1].startswith("## ❌ chưa thể gộp: ")
    fold = lines.index("<details><summary>In English</summary>")
    vietnamese, english = "\n".join(lines[:fold]), "\n".join(lines[fold:])
    assert "[Xem trước các trang" in vietnamese
    assert "https://x.example/1" in english
    assert "not ready to merge" in english
    assert "not ready to merge" not in vietnamese
    for one in json.loads(rich.read_text("utf-8"))["findings"]:
        assert one["message"]["vi"] != one["message"]["en"]
    prose = re.sub(r"`[^`]*`", "", output)
    assert not re.search(r"<b>|@lan|@team|#1\b|\]\(javascript:", prose)
    assert output.count("<!--") == 1
    assert lines[-1] == "</details>"


def test_the_text_form_prints_nothing_that_a_terminal_obeys(rich: Path) -> None:
    output = run("report", "change", "--read", str(rich)).output
    assert all(line.isprintable() for line in output.splitlines())
    assert not [line for line in output.splitlines() if line.startswith("::")]


def test_a_long_report_still_fits_into_a_comment(rich: Path) -> None:
    """GitHub takes 65,536 characters; a longer list is left to the annotations."""
    made = json.loads(rich.read_text("utf-8"))
    one = made["findings"][0]
    for words, count in (("x", 2_000), ("dài " * 400, 300), ("@" * 500, 100)):
        made["findings"] = [
            {**one, "path": f"content/{at}.md", "message": {"en": words, "vi": words}} for at in range(count)
        ]
        rich.write_text(json.dumps(made), "utf-8")
        output = run("report", "change", "--read", str(rich), "--format", "comment").output
        assert len(output) < 65_536
        assert output.startswith(f"{report.MARKER}\n## ❌")
        assert output.count("chưa thể gộp") == output.count("not ready to merge") == 1


@pytest.mark.usefixtures("repository")
def test_a_very_long_path_or_reason_is_cut_and_not_refused() -> None:
    folder = f"{LAMP}/images/{'/'.join(['x' * 200] * 4)}"
    apply(Path(), {"write": {f"{folder}/a.txt": "x"}})
    apply(
        Path(), {"change": {COURSE: {"status:": f'ignore: {{R101: "{"dài " * 1000}"}}\nstatus:', "- lamp": "- lmap"}}}
    )
    made = reported()
    assert max(len(one["path"]) for one in made["findings"]) == 400
    assert max(len(one["excuse"]) for one in made["findings"]) == 2_000


# Damage

MARK = "SECRET<script>"


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where values stand in a tree of JSON."""
    yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from nodes(one, (*path, key))


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


FOREIGN: tuple[Any, ...] = (MARK, [MARK], {MARK: 1}, None, -1, 1.5, True, 10**10, [], {}, [[]], "9" * 5_000)


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """A report with something in every part."""
    said = {"en": "a", "vi": "b"}
    finding = {"path": "content/a.md", "line": 1, "column": 1, "code": "L101", "name": "long-sentence"}
    finding |= {"level": "error", "message": said, "hint": said, "excuse": "", "changed": True}
    made: dict[str, Any] = {
        "base": "a" * 40,
        "findings": [finding],
        "findings_left_out": 0,
        "cells": [{"course": "people/basic", "competence": "1.1", "before": "TEBF", "after": "T"}],
        "complete": [1, 0],
        "owed": [1, 1],
        "languages": [{"language": "vi", "pages": [1, 1], "there": [1, 1], "fresh": [1, 1]}],
        "stale": [{"path": "a", "source": "b"}],
        "stamps": [{"path": "a", "reason": "b"}],
        "sizes": [{"path": "a", "before": 1, "after": 2}],
        "measures": [{"name": "a", "before": 1.0, "after": None, "limit": 2.0}],
    }
    assert change_model.Change.model_validate_json(json.dumps(made)).shut
    return made


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_report_is_refused_and_nothing_of_it_printed(
    whole: dict[str, Any], tmp_path: Path, data: st.DataObject
) -> None:
    """A value of another kind, a key too many or too few, a list too long, a cut, a stray byte, another file."""
    made = copy.deepcopy(whole)
    places = [path for path in nodes(made) if path]
    place = data.draw(st.sampled_from(places))
    parent, key = at(made, place[:-1]), place[-1]
    kind = data.draw(st.sampled_from(["value", "extra", "missing", "long", "cut", "bytes", "nothing like it"]))
    if kind == "value":
        parent[key] = data.draw(st.sampled_from(FOREIGN))
    elif kind == "extra":
        owner = next(
            at(made, place[:end]) for end in range(len(place), -1, -1) if isinstance(at(made, place[:end]), dict)
        )
        owner[MARK] = MARK
    elif kind == "missing":
        parent.pop(key) if isinstance(parent, dict) else parent.clear()
    elif kind == "long":
        lists = [name for name, one in made.items() if isinstance(one, list) and name not in ("complete", "owed")]
        name = data.draw(st.sampled_from(lists))
        made[name] *= 2_001
    raw = json.dumps(made).encode()
    if kind == "cut":
        raw = raw[: data.draw(st.integers(0, len(raw) - 1))]
    elif kind == "bytes":
        cut = data.draw(st.integers(0, len(raw)))
        raw = raw[:cut] + data.draw(st.sampled_from([b"\xff", b"\0", b"{", b"]", b'"', b"," * 2])) + raw[cut:]
    elif kind == "nothing like it":
        raw = data.draw(
            st.sampled_from([b"", b"[]", b"null", MARK.encode(), b"[" * 200_000, b'{"base": NaN}', b"\x1f\x8b"])
        )
    file = tmp_path / "change.json"
    file.write_bytes(raw)
    for form in FORMS:
        result = run("report", "change", "--read", str(file), "--format", form)
        if _still_whole(raw):  # an empty list, a number for a number: another report, as good as any
            assert result.exit_code in (0, 1)
        else:
            assert result.exit_code == 2
            assert result.output.startswith(f"courselib: {file} is no report on a change: it breaks its form in ")
            assert MARK not in result.output
            assert result.output.count("\n") == 1


def _still_whole(raw: bytes) -> bool:
    """Whether JSON is a report by a second look, which knows nothing of pydantic."""
    try:
        made = json.loads(raw, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return False
    return _is_report(made)


def _is_report(made: Any) -> bool:
    shapes: dict[str, dict[str, Any]] = {
        "findings": {
            "path": 400,
            "line": int,
            "column": int,
            "code": ("L101",),
            "name": ("long-sentence",),
            "level": ("error",),
            "message": {"en": 2_000, "vi": 2_000},
            "hint": {"en": 2_000, "vi": 2_000},
            "excuse": 2_000,
            "changed": bool,
        },
        "cells": {"course": 400, "competence": 400, "before": ("TEBF",), "after": ("T",)},
        "languages": {"language": 400, "pages": [int, int], "there": [int, int], "fresh": [int, int]},
        "stale": {"path": 400, "source": 400},
        "stamps": {"path": 400, "reason": 2_000},
        "sizes": {"path": 400, "before": int, "after": int},
        "measures": {"name": 400, "before": float, "after": float, "limit": float},
    }
    most = {"languages": 100, "measures": 100}
    if not isinstance(made, dict) or set(made) != {*shapes, "base", "findings_left_out", "complete", "owed"}:
        return False
    lists = all(
        isinstance(made[name], list)
        and len(made[name]) <= most.get(name, 2_000)
        and all(_fits(one, shape) for one in made[name])
        for name, shape in shapes.items()
    )
    limits = all(one["limit"] is not None for one in made["measures"]) if lists else False
    numbers = _fits(made["findings_left_out"], int) and all(
        _fits(made[name], [int, int]) for name in ("complete", "owed")
    )
    return lists and limits and numbers and made["base"] == "a" * 40


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, dict):
        return (
            isinstance(value, dict)
            and set(value) == set(shape)
            and all(_fits(value[key], one) for key, one in shape.items())
        )
    if isinstance(shape, list):
        return isinstance(value, list) and len(value) == len(shape) and all(map(_fits, value, shape))
    if isinstance(shape, tuple):
        return value in (*shape, "") if shape == ("TEBF",) or shape == ("T",) else value in shape
    if isinstance(shape, int):
        return isinstance(value, str) and len(value) <= shape
    if shape is bool:
        return isinstance(value, bool)
    number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9
    return number or (shape is float and (value is None or (isinstance(value, float) and 0 <= value <= 10**9)))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_number_that_is_none_is_refused(whole: dict[str, Any], tmp_path: Path, value: str) -> None:
    file = tmp_path / "change.json"
    file.write_text(json.dumps(whole).replace('"limit": 2.0', f'"limit": {value}'))
    assert run("report", "change", "--read", str(file)).exit_code == 2


def test_a_report_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    for file in (tmp_path / "nothing.json", tmp_path):
        result = run("report", "change", "--read", str(file))
        assert result.exit_code == 2
        assert result.output.startswith(f"courselib: {file} can not be read: ")


# Where it is asked, and what it is compared with


@pytest.mark.usefixtures("repository")
def test_one_of_base_and_read_is_named() -> None:
    for words in ((), ("--base", "HEAD", "--read", "change.json"), ("--base", "")):
        result = run("report", "change", *words)
        assert result.exit_code == 2
        assert "give --base, such as --base origin/main, or --read" in result.output


@pytest.mark.parametrize("base", ["nowhere", "--output=x", "HEAD~9", "0" * 40, "HEAD:content", ".."])
def test_a_base_that_is_not_there_is_refused(repository: Repository, base: str) -> None:
    result = run("report", "change", f"--base={base}")
    assert result.exit_code == 2
    assert result.output.startswith(f"courselib: git can not compare with {base}: ")
    assert "git fetch --unshallow" in result.output
    assert sorted(path.name for path in repository.folder.iterdir()) == [".git", ".gitignore", "content"]


def test_a_base_without_a_common_history_is_refused(repository: Repository) -> None:
    repository("switch", "--quiet", "--orphan", "other")
    apply(Path(), {"write": {"x.txt": ""}})
    repository.commit()
    repository("switch", "--quiet", "main")
    result = run("report", "change", "--base", "other")
    assert result.exit_code == 2
    assert "can not compare with other: no history in common;" in result.output


@pytest.mark.usefixtures("tiny")
def test_outside_of_a_repository_it_is_refused() -> None:
    result = run("report", "change", "--base", "main")
    assert result.exit_code == 2
    assert "not a git repository" in result.output
    assert run("report", "change", "--base", "main", "--content", "nowhere").exit_code == 2


def test_the_base_is_where_the_branch_parted(repository: Repository) -> None:
    """What others did on the main branch meanwhile is not part of the change."""
    parted = repository("rev-parse", "HEAD")
    repository("switch", "--quiet", "--create", "mine")
    make("limit raised")
    repository.commit("2026-11-02")
    repository("switch", "--quiet", "main")
    make("source of a page changed")
    repository.commit("2026-11-03")
    repository("switch", "--quiet", "mine")
    made = reported(base="main")
    assert made["base"] == parted
    assert [code for _, code, _, _ in ratchet(base="main")] == ["R104"]
    make("error made a warning")  # not committed yet
    assert [code for _, code, _, _ in ratchet(base="main")] == ["R104", "R105"]


def test_a_base_without_the_library_is_a_beginning(tiny: Path) -> None:
    """A change may bring the library itself: then everything is new, and nothing is worse."""
    shutil.move("content", "later")
    repository = Repository(tiny)
    Path("README.md").write_text("x\n")
    repository.commit()
    shutil.move("later", "content")
    apply(tiny, {"change": {"_data/budgets.yml": {"page_bytes: 14000": "page_bytes: 20000"}}})
    assert ratchet() == []
    assert reported()["owed"] == [0, 1]
    assert run("report", "change", "--base", "HEAD").exit_code == 0


def test_it_may_be_asked_in_a_folder_or_for_another_content(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are named as whoever asks would type them, and files of the change are known as such."""
    (tiny / "library/docs").mkdir(parents=True)
    shutil.move("content", "library/content")
    repository = Repository(tiny)
    repository.commit()
    monkeypatch.chdir("library")
    make("limit raised")
    asked = {
        tiny: "library/content",
        tiny / "library": "content",
        tiny / "library/docs": "../content",
        tiny / "library/content": ".",
        tiny / "library/content/people": "..",
    }
    for folder, content in asked.items():
        monkeypatch.chdir(folder)
        for named in (content, f"./{content}", str(tiny / "library/content")):
            (found,) = reported("--content", named)["findings"]
            assert found["path"] == f"{content}/_data/budgets.yml", named
            assert found["changed"] is True
    monkeypatch.chdir(tiny.parent)
    result = run("report", "change", "--base", "HEAD", "--content", str(tiny / "library/content"))
    assert result.exit_code == 2
    assert f"go to {tiny} and run this there" in result.output


def test_a_link_in_the_base_that_leads_away_is_left_out(repository: Repository) -> None:
    os.symlink("/etc/hostname", "away")
    os.symlink("../..", "content/up")
    repository.commit("2026-11-02")
    Path("content/up").unlink()
    make("limit raised")
    assert [code for _, code, _, _ in ratchet()] == ["R104"]


def test_files_of_any_name_may_be_part_of_a_change(repository: Repository) -> None:
    names = ["Ảnh đèn.txt", 'a "b".txt', "-rf", "a\tb.txt", "content/people/lời\nmới.txt"]
    for name in names:
        Path(name).write_text("x")
    repository.commit("2026-11-02")
    for name in names:
        Path(name).write_text("y")
    apply(Path(), {"write": {"people/Đèn mới.txt": "x"}})
    found = {one["path"]: one["changed"] for one in reported()["findings"]}
    assert found["content/people/Đèn mới.txt"] is True
    assert found["content/people/lời\nmới.txt"] is True


def test_the_comparison_leaves_the_repository_as_it_is(repository: Repository) -> None:
    make("limit raised")
    before = repository("status", "--porcelain=v2", "--branch", "--ignored"), repository("stash", "list")
    reported()
    assert (repository("status", "--porcelain=v2", "--branch", "--ignored"), repository("stash", "list")) == before
    worktrees = subprocess.run(["git", "worktree", "list"], capture_output=True, text=True, check=True).stdout
    assert worktrees.count("\n") == 1
