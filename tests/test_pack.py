"""Making packs: what is made, what is made again, and what happens when one can not be made."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conftest import ROOT, apply
from courselib.cli import app
from courselib.packs import formats, make
from courselib.packs.index import INDEX, USES, Pack, read
from courselib.packs.volume import Scope, Volume

LAMP = "people/basic/lamp"
EVERY = (Scope.LESSON, Scope.COURSE, Scope.GROUP, Scope.LIBRARY)


@pytest.fixture
def house(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny library with what a build needs; its only format is a text of the volume's title."""
    shutil.copy(ROOT / "mkdocs.yml", tiny)
    (tiny / "overrides").symlink_to(ROOT / "overrides")
    (tiny / "scripts").symlink_to(ROOT / "scripts")
    known: dict[str, formats.Format] = {}
    monkeypatch.setattr(formats, "_formats", known)
    monkeypatch.setattr(make, "formats", lambda: known)
    monkeypatch.setattr(formats, "formats", lambda: known)
    known["note"] = formats.Format("note", ".txt", EVERY, write_title, False)
    return tiny


def write_title(volume: Volume, workshop: formats.Workshop, target: Path) -> None:
    del workshop
    target.write_text(volume.title, "utf-8")


def fail_on_lamp(volume: Volume, workshop: formats.Workshop, target: Path) -> None:
    target.write_text("half a ", "utf-8")
    if volume.id == LAMP and volume.language == "vi":
        raise ValueError("the lamp is too bright")
    write_title(volume, workshop, target)


def die_on_lamp(volume: Volume, workshop: formats.Workshop, target: Path) -> None:
    target.write_text("half a ", "utf-8")
    if volume.id == LAMP and volume.language == "vi":
        os.kill(os.getpid(), signal.SIGKILL)
    write_title(volume, workshop, target)


def pack(*words: str) -> Result:
    return CliRunner().invoke(app, ["pack", *words], env={"LANGUAGE": "en"})


def names() -> set[str]:
    """Paths of the files in the folder of packs, its list left out."""
    found = {path.relative_to("packs").as_posix() for path in Path("packs").rglob("*") if path.is_file()}
    return {name for name in found - {INDEX} if not name.startswith(".making-")}


def times() -> dict[str, int]:
    return {name: Path("packs", name).stat().st_mtime_ns for name in names()}


@pytest.mark.usefixtures("house")
def test_everything_is_made_when_nothing_is_chosen() -> None:
    result = pack()
    assert result.exit_code == 0, result.output
    made = names()
    for code in ("vi", "en"):
        assert f"people/basic/lamp/lamp.note.{code}.txt" in made
        assert f"people/basic/people-basic.note.{code}.txt" in made
        assert f"people/people.note.{code}.txt" in made
        assert f"library/binh-dan-hoc-vu-so.note.{code}.txt" in made
    assert result.output.endswith(f"packs in packs/: {len(made)}\n")


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("selection", [LAMP, f"content/{LAMP}/", f"content/{LAMP}"])
def test_a_lesson_is_named_by_its_id_or_its_folder(selection: str) -> None:
    pack(selection)
    assert names() == {f"{LAMP}/lamp.note.{code}.txt" for code in ("vi", "en")}


@pytest.mark.usefixtures("house")
def test_a_language_is_chosen() -> None:
    pack(LAMP, "--language", "en")
    assert names() == {f"{LAMP}/lamp.note.en.txt"}


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["people/basik"], "there is no people/basik; did you mean people/basic?"),
        (["--format", "nota"], "there is no nota; did you mean note?"),
        (["--language", "fr"], "there is no fr; there are vi, en"),
        (["--content", "nowhere"], "there is no folder nowhere;"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(words: list[str], said: str) -> None:
    result = pack(*words)
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert not Path("packs").exists()


@pytest.mark.usefixtures("house")
def test_only_what_would_be_another_pack_is_made_again() -> None:
    pack()
    before = times()
    apply(Path(), {"change": {f"{LAMP}/index.en.md": {"title: ": "title: New "}}})
    pack()
    after = times()
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        f"{LAMP}/lamp.note.en.txt",
        "people/basic/people-basic.note.en.txt",
        "people/people.note.en.txt",
        "library/binh-dan-hoc-vu-so.note.en.txt",
    }
    assert Path("packs", LAMP, "lamp.note.en.txt").read_text("utf-8").startswith("New ")


@pytest.mark.usefixtures("house")
def test_a_pack_that_is_gone_or_cut_is_made_again() -> None:
    pack(LAMP)
    cut, gone = (Path("packs", LAMP, f"lamp.note.{code}.txt") for code in ("vi", "en"))
    whole = cut.read_bytes()
    cut.write_bytes(whole[:3])
    gone.unlink()
    pack(LAMP)
    assert cut.read_bytes() == whole
    assert gone.is_file()


@pytest.mark.parametrize(
    ("how", "said"), [(fail_on_lamp, "ValueError: the lamp is too bright"), (die_on_lamp, "terminated abruptly")]
)
@pytest.mark.usefixtures("house")
def test_a_lesson_that_breaks_a_format_is_named_and_the_others_are_made(how: formats.Make, said: str) -> None:
    """Also when it brings down the process that makes it. Nothing half made stands under a pack's name."""
    formats.formats()["note"] = formats.Format("note", ".txt", EVERY, how, False)
    result = pack()
    assert result.exit_code == 1
    assert f"courselib: {LAMP}: note in vi was not made: " in result.output
    assert result.output.count("was not made") == 1
    assert said in result.output
    assert f"{LAMP}/lamp.note.vi.txt" not in names()
    assert f"{LAMP}/lamp.note.en.txt" in names()
    assert not [name for name in names() if Path("packs", name).read_text("utf-8").startswith("half")]


@pytest.mark.usefixtures("house")
def test_the_list_says_what_is_there() -> None:
    pack()
    listed = read(Path("packs"))
    assert {one.path for one in listed} == names()
    for one in listed:
        data = Path("packs", one.path).read_bytes()
        assert (one.bytes, one.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert one.title


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("text", ["", "[", "{}", '[{"path": 1}]', "null"])
def test_a_broken_list_is_made_anew(text: str) -> None:
    pack(LAMP)
    Path("packs", INDEX).write_text(text)
    assert pack(LAMP).exit_code == 0
    assert len(json.loads(Path("packs", INDEX).read_text("utf-8"))) == 2


def test_a_killed_run_leaves_no_half_pack(house: Path) -> None:
    """As a program that is killed while it writes; the next run makes all, and tidies up after a while."""
    program = house / "slow.py"
    program.write_text(
        "import sys, time\n"
        f"sys.path[:0] = [{str(ROOT / 'scripts')!r}]\n"
        "from pathlib import Path\n"
        "from courselib.packs import formats, make\n"
        "from courselib.packs.volume import Scope\n"
        "def slow(volume, workshop, target):\n"
        "    with target.open('w') as file:\n"
        "        file.write('half'); file.flush(); Path('begun').touch(); time.sleep(20)\n"
        "known = {'note': formats.Format('note', '.txt', (Scope.LESSON,), slow, False)}\n"
        "make.formats = formats.formats = lambda: known\n"
        "from courselib.cli import main\n"
        "sys.argv = ['courselib', 'pack']\n"
        "main()\n"
    )
    running = subprocess.Popen([sys.executable, str(program)], start_new_session=True)
    for _ in range(300):
        if Path("begun").exists():
            break
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    left = list(Path("packs").glob(".making-*"))
    assert left
    assert names() == set()
    for one in left:
        os.utime(one, (0, 0))
    assert pack().exit_code == 0
    assert list(Path("packs").glob(".making-*")) == []


@pytest.mark.usefixtures("house")
def test_the_day_is_that_of_the_last_review_or_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    days = []

    def look(volume: Volume, workshop: formats.Workshop, target: Path) -> None:
        del workshop
        target.write_text(f"{volume.day} {volume.shown_day}", "utf-8")

    formats.formats()["note"] = formats.Format("note", ".txt", (Scope.LESSON,), look, False)
    for moment in ("", "1767225600"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        pack(LAMP, "--language", "en")
        days.append(Path("packs", LAMP, "lamp.note.en.txt").read_text("utf-8"))
    reviewed = next(line for line in Path("content", LAMP, "lesson.yml").read_text().splitlines() if "reviewed" in line)
    assert days[0].startswith(reviewed.partition(": ")[2])
    assert days[1].startswith("2026-01-01 ")


def test_every_format_is_offered_for_a_use_and_has_its_words() -> None:
    """In the real library, in every language: a name, and what it is for."""
    known = formats.formats()
    assert {form for forms in USES.values() for form in forms} == set(known)
    words = (ROOT / "content/_data/ui.yml").read_text("utf-8")
    for name in known:
        key = name.replace("-", "_")
        assert f"\npack_{key}:" in words
        assert f"\npack_{key}_for:" in words


def test_a_pack_lies_beside_the_page_it_is_about() -> None:
    path = f"{LAMP}/lamp.note.en.txt"
    one = Pack(path, "note", "lesson", LAMP, ("en",), "Lamp", 1, "", "")
    assert one.on_site("vi") == f"en/{path}"
    assert one.on_site("en") == path


@pytest.mark.usefixtures("house")
def test_what_only_packs_need_may_not_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `make site`: the command says what to type."""

    def missing() -> dict[str, formats.Format]:
        raise ModuleNotFoundError("No module named 'typst'", name="typst")

    monkeypatch.setattr(formats, "formats", missing)
    result = pack(LAMP)
    assert (result.exit_code, result.output) == (2, "courselib: typst is not installed; type: make packs\n")
