"""A check of a path says what a whole check says of it, although it reads little more than what lies there."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import ROOT, TINY, TODAY
from courselib import checks, load_lesson, stamp
from courselib.cli import app
from courselib.commands.terminal import Terminal
from courselib.finding import Finding
from courselib.load import Memory, load
from courselib.reports import findings as report

COURSES = ("people/basic", "people/advanced", "workers/basic")
LESSONS = tuple(f"{course}/{name}" for course in COURSES for name in ("bulb", "cable", "lamp", "torch"))
BORROWED = {"people/basic": "workers/basic/cable", "people/advanced": "people/basic/lamp"}
DATA = ("budgets", "checks", "curriculum", "facts", "glossary", "groups", "home", "languages", "levels", "required")
CACHE = Path(".cache/courselib/content.json")


def make(content: Path) -> None:
    """Twelve lessons in three courses, which borrow, require and link to each other; none has a finding."""
    shutil.copytree(TINY / "content", content)
    lamp = content / "people/basic/lamp"
    for name in ("workers", "people/advanced", "workers/basic"):
        (content / name).mkdir()
        for page in (content / "people").glob("index.*.md"):
            shutil.copy(page, content / name)
    for at, name in enumerate(LESSONS):
        if name != "people/basic/lamp":
            shutil.copytree(lamp, content / name)
        text = (TINY / "content/people/basic/lamp/lesson.yml").read_text("utf-8")
        for words in ("Bật đèn, en: Get light", "Đèn tắt, en: It is dark"):
            text = text.replace(words, f"{words} {at}".replace(",", f" {at},"))
        if name.endswith("/bulb"):
            text += "requires: [cable]\n"
        (content / name / "lesson.yml").write_text(text, "utf-8")
        other = LESSONS[(at + 5) % len(LESSONS)]
        for code, anchor in (("vi", "ghi-nho"), ("en", "remember")):
            page = content / name / f"index.{code}.md"
            link = f"\n[{'Bài' if code == 'vi' else 'Lesson'} {at}](../../../{other}/index.{code}.md#{anchor})\n"
            page.write_text((lamp / page.name).read_text("utf-8").split("\n[")[0].rstrip() + "\n" + link, "utf-8")
    for course in COURSES:
        listed = [name for name in LESSONS if name.startswith(f"{course}/")] + [BORROWED.get(course, "")]
        lines = "".join(f"  - {name}\n" for name in listed if name)
        (content / course / "course.yml").write_text(f"status: complete\nlessons:\n{lines}")
    owed = "".join(f'- course: {course}\n  competences: ["1.1"]\n' for course in COURSES)
    data = content / "_data"
    (data / "required.yml").write_text(owed)
    levels = (data / "levels.yml").read_text("utf-8")
    (data / "levels.yml").write_text(levels + levels.replace("id: basic", "id: advanced"), "utf-8")
    groups = (data / "groups.yml").read_text("utf-8")
    (data / "groups.yml").write_text(groups + groups.replace("id: people", "id: workers"), "utf-8")
    for page, source in stamp.translations(load(str(content))[0]):
        path = Path(page.where.path)
        path.write_text(stamp.stamped(path.read_text("utf-8"), source.fingerprint), "utf-8")


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of twelve lessons, with its cache."""
    folder = tmp_path_factory.mktemp("twelve")
    make(folder / "content")
    with contextlib.chdir(folder):
        whole = run("check", "--format", "json")
        assert whole == []
        assert set(json.loads(CACHE.read_text())[1]) == set(LESSONS)
    return folder


@pytest.fixture
def library(twelve: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to change, with the working directory beside its content folder."""
    copied = tmp_path / "copy"
    shutil.copytree(twelve, copied)
    monkeypatch.chdir(copied)
    return copied


def run(*words: str) -> Any:
    """What a command prints, from JSON."""
    return json.loads(CliRunner().invoke(app, [*words, "--language", "en"], env={"SOURCE_DATE_EPOCH": EPOCH}).output)


EPOCH = "1795305600"  # 2026-11-22


def found(paths: Sequence[str]) -> list[Finding]:
    """What a check of some paths finds, with the cards that are kept; of everything by default, without them."""
    library, loaded = Terminal("en").loaded(Path("content"), list(paths), kept=bool(paths))
    return checks.run(library, TODAY, loaded)


def said(findings: list[Finding], paths: Sequence[str]) -> list[dict[str, Any]]:
    """What is printed of findings when these paths were named."""
    under = Terminal("en").under(list(paths))
    return json.loads("".join(report.as_json([one for one in findings if under(one.where.path)], "en")))


# Edits


@dataclass(frozen=True)
class Edit:
    """Something that an author does to a file or folder."""

    kind: str
    path: str
    old: str = ""
    new: str = ""


LINES = (
    "\nĐèn này thì khoẻ và hoà.\n",
    "\nCẦN VIẾT\n",
    "\n<script>alert(1)</script>\n",
    "\n[Bài](../nowhere/index.vi.md)\n",
    "\n[Bài](../cable/index.vi.md#tinh-huong)\n",
    "\n[Bài](../../../workers/basic/torch/teacher.vi.md#chuan-bi)\n",
    "\n[Lesson](../bulb/index.vi.md)\n",
    "\n![](images/a.png)\n",
    "\n```screen\n- bar\n",
    "\nBóng điện: bóng điện. " + "rất " * 30 + "dài.\n",
    "\n### 7. Bước\n",
    "\n<<<<<<< HEAD\n",
    "\0",
    "x" * 2500,
)
IN_PAGES = (
    ("## Ghi nhớ", "## Nhớ"),
    ("## Remember", "## Recall"),
    ("## Chuẩn bị", "## Trước khi dạy"),
    ("---\n", ""),
    ("title:", "titel:"),
    ("title:", "ignore: {L105: because}\ntitle:"),
    ("title:", "ignore: {T104: because, L101: because}\ntitle:"),
    ("summary:", "ignore: {X102: because, Z999: because}\nsummary:"),
    ("  source:", "  sourec:"),
    ("translation:", "facts: [lamps-sing]\nreviewed: 2026-11-22\ntranslation:"),
    ("Trời tối", "Trời sáng"),
    ("- Bật đèn.\n", ""),
    ("Xin chào.", "Xin chào nhé."),
)
IN_LESSONS = (
    ('competence: "1.1"', 'competence: "1.2"'),
    ('competence: "1.1"', 'competence: "9.9"'),
    ("reviewed:", "requires: [bulb]\nreviewed:"),
    ("reviewed:", "requires: [workers/basic/bulb, people/advanced/lamp]\nreviewed:"),
    ("reviewed:", "requires: [people/basic/bulb]\nreviewed:"),
    ("reviewed:", "requires: [nowhere]\nreviewed:"),
    ("requires: [cable]", "requires: [cable, torch]"),
    ("minutes:", "minute:"),
    ("minutes: 10", "minutes: 10\nminutes: 11"),
    ("- lamps-shine", "- lamps-sing"),
    ("- lamps-shine", "- lamps-shien"),
    ("facts:\n  - lamps-shine", "facts: []"),
    ("- {vi: Bật đèn", "- {vi: Bật đèn 3, en: Get light 3}\n  - {vi: Bật đèn"),
    ("- {vi: Đèn tắt", "- {vi: Bật đèn 7, en: On}\n  - {vi: Đèn tắt"),
    (", trouble: true", ""),
    ("reviewed:", "ignore: {C104: because, Q101: because, L105: because}\nreviewed:"),
    ("reviewed:", "ignore: {S106: because, S107: because, S101: because, R102: because}\nreviewed:"),
    ("minutes", "<<"),
)
IN_QUIZ = (
    ("- outcome: switch\n  ask: {vi: Bấm", "- outcome: swich\n  ask: {vi: Bấm"),
    ("      correct: true\n", ""),
    ("- outcome", "- outcome: {"),
    ("- outcome: switch\n", "- outcome: switch\n  outcome: switch\n"),
    ("why: {vi", "why: {vn"),
)
IN_COURSES = (
    ("  - people/basic/bulb\n", ""),
    ("  - workers/basic/lamp\n", ""),
    ("lessons:\n", "lessons:\n  - people/basic/cable\n"),
    ("lessons:\n", "lessons:\n  - workers/basic/torch\n  - people/advanced/torch\n"),
    ("lessons:\n", "lessons:\n  - people/basic/lmap\n"),
    ("complete", "growing"),
    ("complete", "finished"),
    ("lessons:", "ignore: {C101: because, S104: because}\nlessons:"),
    ("lessons:", "ignore: {S105: because, D105: because}\nlessons:"),
    ("people/", "{people/"),
)
IN_DATA = (
    ("required", '["1.1"]', "all"),
    (
        "required",
        "- course: people/basic",
        '- course: workers/advanced\n  competences: ["1.2"]\n- course: people/basic',
    ),
    ("required", "course: workers/basic", "course: workers/bsic"),
    ("budgets", "text_file_bytes: 200000", "text_file_bytes: 700"),
    ("budgets", "text_file_bytes: 200000", "text_file_bytes: 20"),
    ("budgets", "stable_fact_days", "stable_days"),
    ("checks", "  - F103", "  - T105\n  - F103"),
    ("checks", "  - C101\n", ""),
    ("checks", "  - E101", "  - X101"),
    ("checks", "warning:", "ignore: {C101: because, F103: because, S105: because}\nwarning:"),
    ("curriculum", '"1.1", ', ""),
    ("curriculum", ', "1.2"', ""),
    ("facts", "checked: 2026-11-22", "checked: 2025-11-22"),
    ("facts", "checked: 2026-11-22", "changed: 2026-11-23\n  checked: 2026-11-23"),
    ("facts", "volatile: true", "volatile: false"),
    ("facts", "id: lamps-shine", "id: lamps-glow"),
    ("glossary", "[bóng điện]", "[công tắc]"),
    ("groups", "id: workers", "id: wrokers"),
    ("levels", "id: advanced", "id: advnced"),
    ("home", "troubles: [people/basic/lamp]", "troubles: [workers/basic/cable, people/basic/lmap]"),
    ("home", "tasks: [people/basic/lamp]", "tasks: [people/advanced/torch]"),
    ("home", "emergency: help", "emergency: hlep"),
    ("languages", "  name: English", "  name: English\n  status: growing"),
    ("languages", "code: en", "code: fr"),
    ("languages", "sentence_words: 20", "sentence_words: 3"),
    ("languages", "- code: vi", "- codde: vi"),
)
PAGES = [f"{name}/{stem}.{code}.md" for name in LESSONS for stem in ("index", "teacher") for code in ("vi", "en")]
PAGES += [
    f"{stem}.{code}.md" for stem in ("index", "help", "people/index", "people/basic/index") for code in ("vi", "en")
]
RENAMED = ("index.fr.md", "Index_.vi.md", "index.md", "teacher.vi.md", "notes.docx", "lesson.yaml", "course.yml")
FOLDERS = (
    "people/basic/Lamp_",
    "people/basic/lamp.2",
    "people/basic/a-torch",
    "workers/basic/z-torch",
    "workers/advanced/torch",
    "visitors/basic/torch",
    "people/torch",
)
STRAY = ("notes.docx", "images/a.png", "images/scan.svg", "index.vn.md", "A b.md", ".hidden", "quiz.yml", "lesson.yml")


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """One edit, of a lesson's files more often than of others."""
    some = st.sampled_from
    lesson, course = draw(some(LESSONS)), draw(some(COURSES))
    kind = draw(some(["line", "page", "lesson", "quiz", "course", "data", "remove", "rename", "move", "write", "link"]))
    if kind == "line":
        return Edit("append", draw(some(PAGES)), new=draw(some(LINES)))
    if kind == "page":
        return Edit("change", draw(some(PAGES)), *draw(some(IN_PAGES)))
    if kind == "lesson":
        return Edit("change", f"{lesson}/lesson.yml", *draw(some(IN_LESSONS)))
    if kind == "quiz":
        return Edit("change", f"{lesson}/quiz.yml", *draw(some(IN_QUIZ)))
    if kind == "course":
        return Edit("change", f"{course}/course.yml", *draw(some(IN_COURSES)))
    if kind == "data":
        name, old, new = draw(some(IN_DATA))
        return Edit("change", f"_data/{name}.yml", old, new)
    file = f"{lesson}/{draw(some(['lesson.yml', 'quiz.yml', 'index.vi.md', 'index.en.md', 'teacher.vi.md']))}"
    place = draw(some([lesson, course, "people", "workers"]))
    if kind == "remove":
        return Edit(
            "remove", draw(some([file, lesson, f"{course}/course.yml", *(f"_data/{name}.yml" for name in DATA)]))
        )
    if kind == "rename":
        return Edit("move", file, new=f"{lesson}/{draw(some(RENAMED))}")
    if kind == "move":
        return Edit("move", lesson, new=draw(some(FOLDERS)))
    if kind == "link":
        return Edit("link", f"{place}/{draw(some(['linked', 'index.vi.md', 'index.en.md']))}", new=lesson)
    if draw(st.booleans()):
        return Edit("page", draw(some(["Bad_Name", "good-name"])))
    return Edit("write", f"{place}/{draw(some(STRAY))}", new=draw(some(["", "x: [\n", "---\ntitle: Đèn\n---\n"])))


clock = count(1_900_000_000)


def do(edit: Edit) -> None:
    """Do it, where it can be done. Each edit is a second later than the one before."""
    path, other = Path("content", edit.path), Path("content", edit.new[:60].replace("\0", ""))
    with contextlib.suppress(
        FileNotFoundError, NotADirectoryError, FileExistsError, IsADirectoryError, UnicodeDecodeError
    ):
        if edit.kind in ("change", "append"):
            text = path.read_text("utf-8")
            path.write_text(text.replace(edit.old, edit.new) if edit.kind == "change" else text + edit.new, "utf-8")
        elif edit.kind == "remove":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        elif edit.kind == "move" and not other.exists() and path.exists():
            other.parent.mkdir(parents=True, exist_ok=True)
            path.rename(other)
            path = other
        elif edit.kind == "link" and not path.exists():
            path.symlink_to(Path("content", edit.new).resolve())
        elif edit.kind == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(edit.new, "utf-8")
        elif edit.kind == "page":
            page = "---\ntitle: Đèn\nsummary: Đèn sáng.\n{}---\n\nXin chào.\n"
            Path(f"{path}.vi.md").write_text(page.format(""), "utf-8")
            Path(f"{path}.en.md").write_text(page.format('translation:\n  source: "000000000000"\n'), "utf-8")
    if path.is_file() and not path.is_symlink():
        os.utime(path, (now := next(clock), now))


def places() -> Iterator[str]:
    """Every folder, each file that is in no lesson, and one of each lesson and of the data."""
    for folder, folders, names in os.walk("content"):
        yield from (f"{folder}/{name}" for name in folders)
        first = 1 if folder.count("/") > 2 or "_data" in folder else None
        yield from (f"{folder}/{name}" for name in names[:first])


@settings(max_examples=int(os.environ.get("EXAMPLES", "12")), deadline=None, suppress_health_check=list(HealthCheck))
@given(done=st.lists(edits(), min_size=1, max_size=5))
def test_a_partial_check_says_what_a_whole_one_says(twelve: Path, done: list[Edit]) -> None:
    """Whatever was edited since the cards were written, and whichever path is named."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copytree(twelve, folder, dirs_exist_ok=True)
        kept = CACHE.read_bytes()
        for edit in done:
            do(edit)
        whole = found([])
        for place in ("content", *places()):
            CACHE.write_bytes(kept)
            assert said(found([place]), [place]) == said(whole, [place]), place
