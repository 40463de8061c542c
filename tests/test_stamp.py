"""A stamp says what a translation was made from, and leaves everything else of the page as it was."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import Repository, apply, run
from courselib import yamlfile
from courselib.load import load
from courselib.markdown import fingerprint
from courselib.model import Page
from courselib.stamp import stamped

LAMP = "content/people/basic/lamp"
PLAN, TRANSLATION = f"{LAMP}/teacher.vi.md", f"{LAMP}/teacher.en.md"
OLD, NEW = "519739040af8", "fa7db5add006"
"""Fingerprints of the session plan as it is in the tiny library, and with two lamps."""
REASON = 'lý do: có dấu hai chấm " và nháy'


def change_source() -> None:
    apply(Path(), {"change": {"people/basic/lamp/teacher.vi.md": {"- Một cái đèn.": "- Hai cái đèn."}}})


def translation() -> Page:
    """The translation of the session plan as the library has it."""
    library, found = load("content")
    assert found == []
    return library.lessons["people/basic/lamp"].teacher["en"]


@pytest.mark.usefixtures("tiny")
def test_only_the_stamp_is_written() -> None:
    before = Path(TRANSLATION).read_bytes()
    change_source()
    result = run("stamp", TRANSLATION)
    assert (result.output, result.exit_code) == (f"{TRANSLATION}: stamped {NEW}\n", 0)
    assert Path(TRANSLATION).read_bytes() == before.replace(OLD.encode(), NEW.encode())
    assert translation().stamp == NEW
    assert run("stamp", "--all").output.startswith("nothing to stamp")


@pytest.mark.parametrize("path", [TRANSLATION, PLAN, LAMP, "content/people", "content", "."])
@pytest.mark.usefixtures("tiny")
def test_a_source_or_a_folder_stamps_its_translations(path: str) -> None:
    change_source()
    apply(Path(), {"change": {"about.vi.md": {"Xin chào": "Chào bạn"}}})
    assert run("stamp", path).exit_code == 0
    assert translation().stamp == NEW
    about = load("content")[0].pages["about"]
    assert (about["en"].stamp == about["vi"].fingerprint) is (path in ("content", "."))


@pytest.mark.parametrize("path", [f"{LAMP}/index.vi.md", f"{LAMP}/lesson.yml", "content/_data"])
@pytest.mark.usefixtures("tiny")
def test_what_was_not_named_is_not_stamped(path: str) -> None:
    change_source()
    assert run("stamp", path).output.startswith("nothing to stamp")
    assert translation().stamp == OLD


@pytest.mark.usefixtures("tiny")
def test_without_a_path_it_asks_for_one() -> None:
    change_source()
    result = run("stamp")
    assert result.exit_code == 2
    assert "name the translations you have compared" in result.output
    assert translation().stamp == OLD


@pytest.mark.usefixtures("tiny")
def test_another_shape_is_refused_and_the_others_are_stamped() -> None:
    change_source()
    apply(Path(), {"change": {"people/basic/lamp/index.vi.md": {"- Bật đèn.\n": ""}}})
    before = Path(f"{LAMP}/index.en.md").read_bytes()
    result = run("stamp", LAMP)
    assert result.exit_code == 1
    assert (
        f"{LAMP}/index.en.md: not stamped, its shape differs; see courselib check {LAMP}/index.en.md" in result.output
    )
    assert Path(f"{LAMP}/index.en.md").read_bytes() == before
    assert translation().stamp == NEW
    assert run("stamp", f"{LAMP}/index.en.md", "--unchanged", "because").exit_code == 1
    assert Path(f"{LAMP}/index.en.md").read_bytes() == before


def test_the_reason_is_kept_read_shown_and_gone_with_the_next_stamp(repository: Repository) -> None:
    change_source()
    assert run("stamp", TRANSLATION, "--unchanged", f"  {REASON} ").exit_code == 0
    assert Path(TRANSLATION).read_text("utf-8").splitlines()[2:5] == [
        "translation:",
        f'  source: "{NEW}"',
        '  unchanged: "lý do: có dấu hai chấm \\" và nháy"',
    ]
    assert (translation().stamp, translation().unchanged) == (NEW, REASON)
    assert run("check").exit_code == 0
    report = json.loads(run("report", "change", "--base", "HEAD", "--format", "json").output)
    assert report["stamps"] == [{"path": TRANSLATION, "reason": REASON}]
    assert REASON in run("report", "change", "--base", "HEAD").output
    repository.commit("2026-11-02")
    assert json.loads(run("report", "change", "--base", "HEAD", "--format", "json").output)["stamps"] == []
    apply(Path(), {"change": {"people/basic/lamp/teacher.vi.md": {"- Hai cái đèn.": "- Ba cái đèn."}}})
    assert run("stamp", TRANSLATION).exit_code == 0
    assert "unchanged" not in Path(TRANSLATION).read_text("utf-8")
    assert translation().unchanged == ""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "block",
    [
        "",
        'translation:\n  source: "519739040af8"\n',
        "translation:   \n    source: '519739040af8'\n",
        'translation: {source: "519739040af8"}\n',
        'translation: {source: "519739040af8", unchanged: why}  # a note\n',
        'translation:\n  # a note\n  source: "519739040af8"\n  unchanged: >\n    folded\n\n    words\n',
    ],
)
def test_line_ends_a_byte_order_mark_and_all_other_lines_stay(block: str, mark: str, newline: str) -> None:
    """However the stamp was written, by whichever editor, and wherever it stands."""
    rest = "\n## Before you start\n\n- A lamp.\ntranslation:\n  source: x\n\n---\n\u2028 \n"
    for head in (f"title: A\n{block}ignore:\n  L101: 'why'\n", f"{block}title: A\n", f"title: A\n{block}"):
        before = f"{mark}---\n{head}---\n{rest}".replace("\n", newline)
        written = f'translation:\n  source: "{NEW}"\n'
        wanted = head.replace(block, written) if block else head + written
        assert stamped(before, NEW) == f"{mark}---\n{wanted}---\n{rest}".replace("\n", newline)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.usefixtures("tiny")
def test_the_command_keeps_the_bytes_of_other_editors(newline: str) -> None:
    page = Path(TRANSLATION)
    before = ("\ufeff" + page.read_text("utf-8").replace("\n", newline)).encode()
    page.write_bytes(before)
    change_source()
    assert run("stamp", TRANSLATION).exit_code == 0
    assert page.read_bytes() == before.replace(OLD.encode(), NEW.encode())
    assert translation().stamp == NEW


PAGE = "---\ntitle: A\nsummary: B\n---\n\nText.\n"


@given(reason=st.text(max_size=80), title=st.text("ab: \"'#đ", max_size=10))
@example(reason=REASON, title="A")
@example(reason='"', title="A")
@example(reason="\\", title="A")
@example(reason="# no comment", title="A")
@example(reason="{a: [b]}\u2028c\x85d\x7fe\x00f😀\ud800", title="A")
def test_any_reason_can_be_read_again(reason: str, title: str) -> None:
    """On one line, in the words of whoever gave it; a second stamp leaves no trace of the first."""
    page = PAGE.replace("title: A", f"title: {json.dumps(title)}")
    once = stamped(page, NEW, reason)
    once.encode()
    head = once.split("---\n")[1]
    value = yamlfile.read(head, "").value
    assert value["translation"]["source"] == NEW
    kept = "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(reason.split()))
    assert value["translation"].get("unchanged", "") == kept
    assert value["title"] == title
    assert stamped(once, OLD, "another") == stamped(page, OLD, "another")


def test_a_page_without_front_matter_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no front matter"):
        stamped("## Text\n", NEW)


@pytest.mark.usefixtures("tiny")
def test_who_may_read_and_write_a_file_stays() -> None:
    Path(TRANSLATION).chmod(0o640)
    change_source()
    run("stamp", TRANSLATION)
    assert stat.S_IMODE(Path(TRANSLATION).stat().st_mode) == 0o640


@pytest.mark.usefixtures("tiny")
def test_a_stop_in_between_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file is whole before it takes the place of the old one."""
    before = Path(TRANSLATION).read_bytes()
    change_source()
    seen: list[bytes] = []

    def stop(made: Path, path: Path) -> None:
        assert path.read_bytes() == before
        seen.append(made.read_bytes())
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    assert run("stamp", TRANSLATION).exit_code != 0
    assert Path(TRANSLATION).read_bytes() == before
    assert seen == [before.replace(OLD.encode(), NEW.encode())]


@pytest.mark.usefixtures("tiny")
def test_it_speaks_vietnamese() -> None:
    change_source()
    assert run("stamp", TRANSLATION, language="vi").output == f"{TRANSLATION}: đã đóng dấu {NEW}\n"
    assert run("stamp", TRANSLATION, language="vi").output.startswith("không có gì để đóng dấu")


def test_the_fingerprint_is_of_title_summary_and_words() -> None:
    """White space and how letters are composed do not count, every word does."""
    same = fingerprint("Đèn", "Ở đây", "Một  cái\nđèn")
    assert fingerprint(" Đèn ", "Ở đây", "Một cái đèn\n") == same
    assert fingerprint("Đèn", "O\u031b\u0309 đây", "Một cái đèn") == same
    assert len({same, fingerprint("", "Ở đây", "Một cái đèn"), fingerprint("Đèn", "Ở đây", "Hai cái đèn")}) == 3


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_has_words(reason: str) -> None:
    before = Path("content/about.en.md").read_bytes()
    result = run("stamp", "content/about.vi.md", "--unchanged", reason)
    assert (result.exit_code, "say why the meaning is the same" in result.output) == (2, True)
    assert Path("content/about.en.md").read_bytes() == before
