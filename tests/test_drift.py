"""Translations behind their source: what changed since, what readers meet most first, whatever the history."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import Repository, apply, run

LAMP = "content/people/basic/lamp"
PLAN, TRANSLATION = "people/basic/lamp/teacher.vi.md", f"{LAMP}/teacher.en.md"
HINT = (
    f"bring it up to date, then type: courselib stamp {TRANSLATION}; if the meaning is the same: "
    f'courselib stamp {TRANSLATION} --unchanged "why"'
)


def listed(*words: str) -> list[dict[str, Any]]:
    """The list, from JSON, in its order."""
    return list(json.loads(run("drift", *words, "--format", "json").output))


def change(root: Path, old: str, new: str, page: str = PLAN) -> None:
    apply(root, {"change": {page: {old: new}}})


@pytest.mark.usefixtures("repository")
def test_nothing_behind_is_exit_code_0() -> None:
    for form, wanted in (("text", "0 behind, 0 missing\n"), ("json", "[]\n"), ("markdown", "\n0 behind, 0 missing\n")):
        result = run("drift", "--format", form)
        assert (result.output, result.exit_code) == (wanted, 0)


def test_exactly_what_changed_since_the_stamp_is_shown(repository: Repository) -> None:
    """The source changed twice; only the version that the translation was made from is older than both."""
    root = repository.folder
    change(root, "title: Cho người dạy", "title: Cho người dạy đèn")
    repository.commit("2026-11-02")
    assert run("stamp", TRANSLATION).exit_code == 0
    change(root, "---\n\n##", "ignore: {}\n---\n\n##")  # what a translation is not made from may change
    stamped = repository.commit("2026-11-03")
    change(root, "- Một cái đèn.", "- Hai cái đèn.")
    repository.commit("2026-11-04")
    change(root, "- Hai cái đèn.", "- Hai cái đèn.\n- Một cái bàn.")
    repository.commit("2026-11-05")
    result = run("drift")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{TRANSLATION}: behind content/{PLAN}; made from its text of 2026-11-03 (commit {stamped[:10]})",
        "  places that lead to it: 1; lines that changed: 3",
        "  @@ -7,2 +7,3 @@",
        "   ",
        "  -- Một cái đèn.",
        "  +- Hai cái đèn.",
        "  +- Một cái bàn.",
        f"  hint: {HINT}",
        "1 behind, 0 missing",
    ]
    (row,) = listed()
    assert row == {
        "path": TRANSLATION,
        "source": f"content/{PLAN}",
        "language": "en",
        "state": f"behind content/{PLAN}; made from its text of 2026-11-03 (commit {stamped[:10]})",
        "doors": 1,
        "changed": 3,
        "commit": stamped,
        "diff": ["@@ -7,2 +7,3 @@", " ", "-- Một cái đèn.", "+- Hai cái đèn.", "+- Một cái bàn."],
        "next": HINT,
    }


def test_as_markdown_it_can_be_ticked_off(repository: Repository) -> None:
    change(repository.folder, "- Một cái đèn.", "- Một cái đèn.\n\n```screen\n- note: Đèn\n```")
    result = run("drift", "--format", "markdown")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0].startswith(f"- [ ] `{TRANSLATION}`: behind content/{PLAN}; made from its text of 2026-11-01")
    assert lines[1:3] == ["", "  ```diff"]
    assert [line for line in lines if line.strip().startswith("```")] == ["  ```diff", "  ```"]
    assert "  +` ` `screen" in lines
    assert lines[-1] == "1 behind, 0 missing"


def test_a_change_that_is_not_committed_counts(repository: Repository) -> None:
    change(repository.folder, "- Một cái đèn.", "- Hai cái đèn.")
    (row,) = listed()
    assert row["diff"][-2:] == ["-- Một cái đèn.", "+- Hai cái đèn."]


def test_a_source_that_moved_is_followed(repository: Repository) -> None:
    """Also when other files have names with spaces, Vietnamese letters or quotes."""
    root = repository.folder
    apply(root, {"write": {'people/basic/lamp/images/Ảnh đèn "to".txt': "a", "people/- một\ttệp.txt": "b"}})
    first = repository.commit("2026-11-02")
    apply(root, {"move": {"people/basic/lamp": "people/basic/bright-lamp"}})
    apply(root, {"write": {"people/basic/bright-lamp/Đèn sáng.txt": "c"}})
    repository.commit("2026-11-03")
    change(root, "- Một cái đèn.", "- Hai cái đèn.", "people/basic/bright-lamp/teacher.vi.md")
    repository.commit("2026-11-04")
    (row,) = listed()
    assert row["path"] == "content/people/basic/bright-lamp/teacher.en.md"
    assert row["diff"][-2:] == ["-- Một cái đèn.", "+- Hai cái đèn."]
    assert row["commit"] != first
    assert "2026-11-03" in row["state"]


def test_a_version_is_found_behind_a_merge(repository: Repository) -> None:
    root = repository.folder
    repository("switch", "--quiet", "--create", "other")
    change(root, "- Một cái đèn.", "- Hai cái đèn.")
    run("stamp", TRANSLATION)
    made = repository.commit("2026-11-02")
    repository("switch", "--quiet", "main")
    apply(root, {"change": {"about.vi.md": {"Xin chào": "Chào bạn"}}})
    repository.commit("2026-11-03")
    repository("merge", "--quiet", "--no-edit", "other", day="2026-11-04")
    change(root, "- Hai cái đèn.", "- Ba cái đèn.")
    repository.commit("2026-11-05")
    rows = {row["path"]: row for row in listed()}
    assert rows[TRANSLATION]["commit"] == made
    assert rows["content/about.en.md"]["diff"][-1] == "+Chào bạn."


def test_without_a_repository_it_says_so(tiny: Path) -> None:
    change(tiny, "- Một cái đèn.", "- Hai cái đèn.")
    result = run("drift")
    assert result.exit_code == 1
    assert f"{TRANSLATION}: behind content/{PLAN}; the text it was made from is not in the history" in result.output
    assert result.output.endswith("this folder is not in a git repository, so what changed can not be shown\n")
    assert json.loads(run("drift", "--format", "json").output)[0]["commit"] is None


def test_without_git_it_says_so(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    change(repository.folder, "- Một cái đèn.", "- Hai cái đèn.")
    monkeypatch.setenv("PATH", "")
    result = run("drift")
    assert result.exit_code == 1
    assert result.output.endswith("this folder is not in a git repository, so what changed can not be shown\n")


def test_a_shallow_clone_says_what_to_fetch(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(repository.folder, "- Một cái đèn.", "- Hai cái đèn.")
    repository.commit("2026-11-02")
    clone = tmp_path / "clone"
    repository("clone", "--quiet", "--depth=1", f"file://{repository.folder}", str(clone))
    monkeypatch.chdir(clone)
    result = run("drift")
    assert "is not in the history that is here, so compare all of it" in result.output
    assert result.output.endswith("older versions were not fetched; to get them type: git fetch --unshallow\n")
    repository("-C", str(clone), "fetch", "--quiet", "--unshallow")
    result = run("drift")
    assert "made from its text of 2026-11-01" in result.output
    assert "unshallow" not in result.output


def test_a_file_that_was_never_committed_has_no_history(repository: Repository) -> None:
    apply(repository.folder, {"move": {PLAN: "people/basic/lamp/old.txt"}})
    repository.commit("2026-11-02")
    shutil.copytree(LAMP, "content/people/basic/torch")
    torch = "content/people/basic/torch"
    Path(f"{LAMP}/old.txt").rename(f"{LAMP}/teacher.vi.md")
    Path(f"{torch}/old.txt").write_text("---\ntitle: Khác\n---\n\n## Chuẩn bị\n\n- Một cái đèn pin.\n", "utf-8")
    Path(f"{torch}/old.txt").rename(f"{torch}/teacher.vi.md")
    rows = {row["path"]: row for row in listed()}
    assert rows[f"{torch}/teacher.en.md"]["commit"] is None
    assert rows[f"{torch}/teacher.en.md"]["diff"] == []
    assert "fetch" not in run("drift").output


def test_line_ends_and_byte_order_marks_are_no_change(repository: Repository) -> None:
    """A source that another editor saved its own way shows only the words that changed."""
    path = Path("content", PLAN)
    committed = "\ufeff" + path.read_text("utf-8").replace("\n", "\r\n")
    path.write_bytes(committed.encode())
    repository("config", "core.autocrlf", "false")
    repository.commit("2026-11-02")
    assert listed() == []
    path.write_text(committed.replace("\r\n", "\n").replace("Một cái", "Hai cái").lstrip("\ufeff"), "utf-8")
    (row,) = listed()
    assert row["diff"] == ["@@ -6,2 +6,2 @@", " ", "-- Một cái đèn.", "+- Hai cái đèn."]


def test_missing_and_unstamped_translations_are_listed(repository: Repository) -> None:
    apply(repository.folder, {"remove": ["people/basic/lamp/index.en.md"]})
    change(repository.folder, 'translation:\n  source: "519739040af8"\n', "", "people/basic/lamp/teacher.en.md")
    index, plan = listed()
    assert index["state"] == f"not there yet; {LAMP}/index.vi.md is to be translated"
    assert index["next"] == f"write {LAMP}/index.en.md, then type: courselib stamp {LAMP}/index.en.md"
    assert plan["state"] == f"does not say what it was made from; content/{PLAN} is its source"
    assert run("drift").output.endswith("1 behind, 1 missing\n")


def test_a_translation_that_can_not_be_read_is_not_called_missing(repository: Repository) -> None:
    """A check says what is wrong with it; whoever wrote it anew would lose it."""
    change(repository.folder, "---\ntitle", "title", "people/basic/lamp/teacher.en.md")
    assert listed() == []
    assert run("check").exit_code == 1


def test_a_growing_language_may_lack_pages_but_what_is_there_is_listed(repository: Repository) -> None:
    change(repository.folder, "  name: English", "  name: English\n  status: growing", "_data/languages.yml")
    apply(repository.folder, {"remove": ["people/basic/lamp/index.en.md"]})
    change(repository.folder, "- Một cái đèn.", "- Hai cái đèn.")
    assert [row["path"] for row in listed()] == [TRANSLATION]


def test_what_readers_meet_most_comes_first(repository: Repository) -> None:
    """The front page before a lesson before a session plan; among equals, what changed most."""
    root = repository.folder
    shutil.copytree(LAMP, "content/people/basic/torch")
    change(root, "- lamp", "- lamp\n  - torch", "people/basic/course.yml")
    repository.commit("2026-11-02")
    for name in ("lamp", "torch"):
        change(root, "Trời tối rồi.", "Trời tối rồi nhé.", f"people/basic/{name}/index.vi.md")
        change(root, "- Một cái đèn.", "- Hai cái đèn.", f"people/basic/{name}/teacher.vi.md")
    change(root, "- Hai cái đèn.", "- Hai cái đèn.\n- Một cái bàn.", "people/basic/torch/teacher.vi.md")
    change(root, "Xin chào.", "Xin chào nhé.", "about.vi.md")
    change(root, "Làm ngay", "Làm ngay đi", "help.vi.md")
    rows = listed()
    assert [(row["path"].removeprefix("content/"), row["doors"], row["changed"]) for row in rows] == [
        ("people/basic/lamp/index.en.md", 3, 2),  # the course and twice the front door
        ("help.en.md", 2, 2),  # the head of every page
        ("people/basic/torch/teacher.en.md", 1, 3),
        ("people/basic/lamp/teacher.en.md", 1, 2),
        ("people/basic/torch/index.en.md", 1, 2),
        ("about.en.md", 0, 2),
    ]


def test_links_and_requirements_are_doors(repository: Repository) -> None:
    root = repository.folder
    shutil.copytree(LAMP, "content/people/basic/torch")
    change(root, "minutes: 10", "minutes: 10\nrequires: [torch]", "people/basic/lamp/lesson.yml")
    change(root, "Xin chào.", "[Đèn pin](people/basic/torch/index.vi.md#buoc) (https://x.example/a.md)", "about.vi.md")
    change(root, "- Một cái đèn.", "- Một [đèn pin](../torch/index.vi.md).", PLAN)
    change(root, "Trời tối rồi.", "Trời sáng.", "people/basic/torch/index.vi.md")
    torch = "content/people/basic/torch"
    for words in ((), (torch,), (f"{torch}/index.vi.md",)):  # whatever else is looked at
        doors = {row["path"]: row["doors"] for row in listed(*words)}
        assert doors[f"{torch}/index.en.md"] == 3


def test_a_path_narrows_the_list(repository: Repository) -> None:
    """A page or its source, a lesson, a course; not what stands in other courses that it borrows from."""
    root = repository.folder
    (root / "content/people/advanced").mkdir()
    shutil.copytree(LAMP, "content/people/advanced/torch")
    change(root, "- lamp", "- lamp\n  - people/advanced/torch", "people/basic/course.yml")
    for page in ("people/basic/lamp/index.vi.md", PLAN, "people/advanced/torch/index.vi.md"):
        change(root, "đèn", "bóng", page)
    names = {
        TRANSLATION: ["teacher.en.md"],
        f"content/{PLAN}": ["teacher.en.md"],
        LAMP: ["index.en.md", "teacher.en.md"],
        "content/people/basic": ["index.en.md", "teacher.en.md"],
        f"{LAMP}/quiz.yml": [],
        "content": ["index.en.md", "index.en.md", "teacher.en.md"],
    }
    for place, wanted in names.items():
        assert sorted(row["path"].rpartition("/")[2] for row in listed(place)) == wanted, place
        assert run("drift", place).exit_code == bool(wanted)


def test_it_speaks_vietnamese(repository: Repository) -> None:
    apply(repository.folder, {"remove": ["people/basic/lamp/index.en.md"]})
    change(repository.folder, "- Một cái đèn.", "- Hai cái đèn.")
    lines = run("drift", language="vi").output.splitlines()
    assert lines[0] == f"{LAMP}/index.en.md: chưa có; cần dịch {LAMP}/index.vi.md"
    assert lines[-1] == "1 bản dịch chậm hơn bản gốc, 1 bản chưa có"
