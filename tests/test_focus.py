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

from conftest import TINY, TODAY, run
from courselib import catalogue, checks, stamp
from courselib.commands.terminal import Terminal
from courselib.finding import Finding
from courselib.load import load
from courselib.load_lesson import Reader
from courselib.model import Lesson
from courselib.reports import findings as report

COURSES = ("people/basic", "people/advanced", "workers/basic")
LESSONS = tuple(f"{course}/{name}" for course in COURSES for name in ("bulb", "cable", "lamp", "torch"))
BORROWED = {"people/basic": "workers/basic/cable", "people/advanced": "people/basic/lamp"}
DATA = ("budgets", "checks", "curriculum", "facts", "glossary", "groups", "home", "languages", "levels", "required")
CACHE = Path(".cache/courselib/content.json")
PROGRAM = catalogue._program


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
    for translation, source in stamp.translations(load(str(content))[0]):
        path = Path(translation.where.path)
        path.write_text(stamp.stamped(path.read_text("utf-8"), source.fingerprint), "utf-8")


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The library of twelve lessons with its cards, and a program that no one changes meanwhile."""
    folder = tmp_path_factory.mktemp("twelve")
    make(folder / "content")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "_program", lambda: "the same")
        with contextlib.chdir(folder):
            assert found(["content"]) == []
            assert set(json.loads(CACHE.read_text())[1]) == set(LESSONS)
        yield folder


@pytest.fixture
def library(twelve: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to change, with the working directory beside its content folder."""
    copied = tmp_path / "copy"
    shutil.copytree(twelve, copied)
    monkeypatch.chdir(copied)
    return copied


def found(paths: Sequence[str]) -> list[Finding]:
    """What a check of some paths finds, with the cards that are kept; of everything by default, without them."""
    library, loaded = Terminal("en").loaded(Path("content"), list(paths), kept=bool(paths))
    return checks.run(library, TODAY, loaded)


def said(findings: list[Finding], paths: Sequence[str]) -> list[dict[str, Any]]:
    """What is printed of findings when these paths were named."""
    under = Terminal("en").under(list(paths))
    return list(json.loads("".join(report.as_json([one for one in findings if under(one.where.path)], "en"))))


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
    ("reviewed:", "ignore: {C103: because, Q101: because, L105: because}\nreviewed:"),
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
    ("required", "- course: people/b", '- course: workers/advanced\n  competences: ["1.1"]\n- course: people/b'),
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
OTHERS = ("index", "help", "people/index", "people/basic/index")
PAGES += [f"{stem}.{code}.md" for stem in OTHERS for code in ("vi", "en")]
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
        data = f"_data/{draw(some(DATA))}.yml"
        return Edit("remove", draw(some([file, lesson, f"{course}/course.yml", data])))
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

OWES_ALL = Edit("change", "_data/required.yml", '["1.1"]', "all")
TWICE = "- outcome: switch\n  outcome: switch\n"
MOVED = Edit("move", "people/basic/torch", new="workers/advanced/torch")
CIRCLE = "requires: [people/basic/lamp, people/advanced/cable]\nreviewed:"


def do(edit: Edit) -> None:
    """Do it, where it can be done. Each edit is a second later than the one before."""
    path, other = Path("content", edit.path), Path("content", edit.new[:60].replace("\0", ""))
    with contextlib.suppress(OSError, UnicodeDecodeError):  # an earlier edit may have taken its place away
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


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(done=st.lists(edits(), min_size=1, max_size=5))
@example(done=[OWES_ALL, Edit("remove", "workers/basic/cable/quiz.yml")])  # a borrowed lesson is the cause
@example(done=[OWES_ALL, Edit("change", "workers/basic/cable/quiz.yml", "- outcome: switch\n", TWICE)])
@example(done=[OWES_ALL, Edit("change", "people/basic/torch/lesson.yml", '"1.1"', '"9.9"')])
@example(done=[OWES_ALL, Edit("change", "workers/basic/course.yml", "lessons:", "ignore: {C101: x}\nlessons:")])
@example(done=[Edit("change", "_data/required.yml", "workers/basic", "workers/advanced"), MOVED])
@example(done=[Edit("change", "help.vi.md", "shine", "sing"), Edit("change", "_data/facts.yml", ": 2026", ": 2024")])
@example(done=[Edit("page", "Bad_Name")])  # the name of the source is the cause
@example(done=[Edit("change", "_data/budgets.yml", "text_file_bytes: 200000", "text_file_bytes: 700")])
@example(done=[Edit("change", f"{name}/lesson.yml", "reviewed:", CIRCLE) for name in LESSONS[2:8:3]])
@example(done=[Edit("link", "people/linked", new="nowhere")])
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


# What is read, and what is kept


def read(monkeypatch: pytest.MonkeyPatch, *paths: str) -> set[str]:
    """The lessons that a check of some paths reads."""
    seen: set[str] = set()
    real = Reader.lesson

    def lesson(self: Reader, folder: str, names: Sequence[str]) -> Lesson | None:
        seen.add(folder)
        return real(self, folder, names)

    monkeypatch.setattr(Reader, "lesson", lesson)
    found(paths)
    monkeypatch.setattr(Reader, "lesson", real)
    return seen


@pytest.mark.usefixtures("library")
def test_a_check_of_a_lesson_reads_little_more_than_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Itself, those that it links to, and those at the front door; of all others their cards are enough."""
    around = {"people/basic/lamp"}
    wanted = {"people/advanced/torch", "people/basic/torch", *around}
    assert read(monkeypatch, "content/people/advanced/torch/index.vi.md") <= wanted | {"people/basic/bulb"}
    assert read(monkeypatch, "content/index.vi.md") == around
    course = {name for name in LESSONS if name.startswith("people/basic/")}
    assert course <= read(monkeypatch, "content/people/basic/course.yml") < set(LESSONS)
    assert read(monkeypatch, "content/_data/home.yml") == set(LESSONS)
    assert read(monkeypatch) == set(LESSONS)


@pytest.mark.usefixtures("library")
def test_a_card_is_good_until_a_file_of_its_lesson_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    do(Edit("change", "workers/basic/cable/quiz.yml", "Trời tối", "Trời mưa"))
    assert "workers/basic/cable" in read(monkeypatch, "content/index.vi.md")
    assert "workers/basic/cable" not in read(monkeypatch, "content/index.vi.md")
    do(Edit("remove", "workers/basic/cable/teacher.en.md"))
    assert "workers/basic/cable" in read(monkeypatch, "content/index.vi.md")
    do(Edit("write", "workers/basic/cable/notes.txt"))
    assert "workers/basic/cable" in read(monkeypatch, "content/index.vi.md")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("languages", "  name: English", "  name: English\n  status: growing"),
        ("budgets", "text_file_bytes: 200000", "text_file_bytes: 200001"),
    ],
)
@pytest.mark.usefixtures("library")
def test_cards_made_by_other_rules_are_not_used(monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str) -> None:
    do(Edit("change", f"_data/{name}.yml", old, new))
    assert read(monkeypatch, "content/index.vi.md") == set(LESSONS)
    assert read(monkeypatch, "content/index.vi.md") < set(LESSONS)


@pytest.mark.usefixtures("library")
def test_cards_of_another_program_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_program", lambda: "another")
    assert read(monkeypatch, "content/index.vi.md") == set(LESSONS)


def test_a_program_is_known_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_PACKAGE", tmp_path)
    (tmp_path / "checks").mkdir()
    rule = tmp_path / "checks/quiz.py"
    rule.write_text("LIMIT = 2\n")
    before = PROGRAM()
    assert PROGRAM() == before
    rule.write_text("LIMIT = 20\n")
    assert PROGRAM() != before


BROKEN = {
    "empty": b"",
    "no JSON": b'["the same',
    "no UTF-8": b"[\"the same [('vi', False), ('en', False)] 200000\", {\"\xff\": 1}]",
    "too deep": b"[" * 200_000,
    "a number": b"7",
    "an object": b'{"version": "the same", "cards": {}}',
    "too long": b'["a", {}, 1]',
    "infinite": b'["a", {"x": ["y", [[["1.1", Infinity]], [], false, [], [], []]]}]',
    "pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
    "spaces": b" " * 1_000_000,
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
@pytest.mark.usefixtures("library")
def test_broken_cards_are_ignored_and_made_anew(raw: bytes) -> None:
    do(Edit("change", "people/basic/lamp/lesson.yml", "minutes", "minute"))
    wanted = found(["content/people/basic/lamp"])
    good = CACHE.read_bytes()
    CACHE.write_bytes(raw)
    assert found(["content/people/basic/lamp"]) == wanted
    assert CACHE.read_bytes() == good


SHAPES: tuple[Any, ...] = (None, 7, -1, "x", [], {}, [[]], [["vi", "Bật đèn"]], [[["vi"]]], True, 1e300)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_cards_that_lie_stop_nothing(twelve: Path, data: st.DataObject) -> None:
    """A card of any shape, with the right signature, may hide a finding but breaks nothing."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copytree(twelve, folder, dirs_exist_ok=True)
        version, rows = json.loads(CACHE.read_text())
        for name in data.draw(st.lists(st.sampled_from(LESSONS), min_size=1, max_size=4)):
            card = rows[name][1]
            field = data.draw(st.integers(0, len(card) - 1))
            lies = st.sampled_from([*SHAPES, [*LESSONS], [[["vi", "Bật đèn 2"]]] * 9, [["1.1", 5], ["9.9", -3]]])
            card[field] = data.draw(lies)
        CACHE.write_text(json.dumps((version, rows)))
        for place in ("content/people/basic/torch", "content/index.vi.md", "content/workers"):
            found([place])


@pytest.mark.usefixtures("library")
def test_the_documented_limit_is_the_only_one() -> None:
    """An edit of the same size within the same tick of the disk's clock is not seen from outside; no more is lost."""
    lesson = Path("content/workers/basic/torch/lesson.yml")
    before = lesson.stat()
    lesson.write_text(lesson.read_text("utf-8").replace('"1.1"', '"9.9"'), "utf-8")
    os.utime(lesson, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert lesson.stat().st_size == before.st_size
    assert found(["content/index.vi.md"]) == []
    assert [one.code for one in found(["content/workers/basic/torch"])] == ["S113"]


@pytest.mark.parametrize("kind", ["a file in its way", "a folder in its place"])
@pytest.mark.usefixtures("library")
def test_where_no_card_can_be_kept_the_check_is_the_same(kind: str) -> None:
    do(Edit("change", "people/basic/lamp/lesson.yml", "minutes", "minute"))
    wanted = found(["content/people/basic/lamp"])
    shutil.rmtree(".cache")
    if kind == "a file in its way":
        Path(".cache").write_text("")
    else:
        CACHE.mkdir(parents=True)
    there = sorted(Path().rglob(".cache/**"))
    assert found(["content/people/basic/lamp"]) == wanted
    assert sorted(Path().rglob(".cache/**")) == there


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_only_read_is_enough(library: Path) -> None:
    shutil.rmtree(".cache")
    library.chmod(0o555)
    try:
        assert found(["content/people/basic/lamp"]) == []
    finally:
        library.chmod(0o755)


@pytest.mark.usefixtures("library")
def test_only_check_and_drift_keep_cards() -> None:
    others = ["stamp --all", "report coverage", "report languages", "report upkeep", "explain", "fix", "docs"]
    others += ["new lesson people/basic/lost-lamp", "report change --base main"]
    shutil.rmtree(".cache")
    for line in others:
        run(*line.split())
        assert not Path(".cache").exists(), line
    for line in ("check", "check content/index.vi.md", "drift", "drift content/index.vi.md"):
        run(*line.split())
        assert CACHE.is_file(), line
        assert [path.name for path in CACHE.parent.iterdir()] == [CACHE.name]
        shutil.rmtree(".cache")


@pytest.mark.usefixtures("library")
def test_nothing_is_written_while_nothing_changes() -> None:
    run("check")
    before = CACHE.stat()
    run("check", "content/people")
    run("check")
    assert (CACHE.stat().st_ino, CACHE.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


# How a path is named


def test_a_path_may_be_named_in_many_ways(library: Path, tmp_path: Path) -> None:
    """Absolute, through a link, from inside the content, or as a folder around it."""
    do(Edit("change", "people/basic/lamp/lesson.yml", "minutes", "minute"))
    do(Edit("change", "workers/basic/torch/lesson.yml", "minutes", "minute"))
    link = tmp_path / "link"
    link.symlink_to(library)
    lamp = "content/people/basic/lamp"

    def codes(*words: str) -> list[str]:
        return [one["code"] for one in json.loads(run("check", "--format", "json", *words).output)]

    for path in (lamp, f"{lamp}/", f"./{lamp}", f"{library}/{lamp}", f"{link}/{lamp}", f"content/../{lamp}/lesson.yml"):
        assert codes(path) == ["D105"], path
    assert codes(lamp, "--content", f"{link}/content") == ["D105"]
    for path in ("content", "content/", ".", "..", "/"):
        assert codes(path) == ["D105", "D105"], path
        assert codes(lamp, path) == ["D105", "D105"], path
    assert codes(str(tmp_path / "link"), lamp) == ["D105", "D105"]
    Path("content/nowhere").symlink_to("away")
    assert codes("content/nowhere") == ["D115"]
    (library / "docs").mkdir()
    assert codes("docs") == []
    assert codes("docs", lamp) == ["D105"]
    with contextlib.chdir("content"):
        assert codes("people/basic/lamp", "--content", ".") == ["D105"]
    assert sorted(path.name for path in CACHE.parent.iterdir()) == ["content.json"]
