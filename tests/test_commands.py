"""The commands as a family: help with an example that works, the same options, the same exit codes, both languages."""

from __future__ import annotations

import re
import shlex
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from conftest import ROOT, Repository, apply, run
from courselib import outside
from courselib.cli import app
from courselib.message import sentences


def walk(command: Any, *names: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by the words that are typed for it."""
    for name, one in getattr(command, "commands", {}).items():
        yield from walk(one, *names, name)
    if not hasattr(command, "commands"):
        yield " ".join(names), command


COMMANDS = dict(walk(get_command(app)))
OPTIONS = {name: {word for one in command.params for word in one.opts} for name, command in COMMANDS.items()}
NO_CONTENT = {"explain"}
"""What is asked about the program and not about a library."""
ASKED = {
    "new lesson": ("people/basic/lost-lamp",),
    "new course": ("people/advanced",),
    "new group": ("fishers",),
    "new fact": ("lamps-cost", "--source", "https://lamps.example/cost", "--as-of", "2026-11"),
    "new language": ("km", "--name", "Khmer"),
    "stamp": ("--all",),
    "report change": ("--base", "HEAD"),
}
"""What a command can not do without, for the tiny library."""
EXAMPLES = [
    (name, line.strip().removeprefix("Example: "))
    for name, command in COMMANDS.items()
    for line in (command.help or "").splitlines()
    if line.strip().startswith("Example: ")
]


def typed(name: str, *words: str) -> tuple[str, ...]:
    """A command with what it can not do without, and more."""
    return (*name.split(), *ASKED.get(name, ()), *words)


def is_plain(result: Result) -> bool:
    """Whether a command ended as it says it ends, not by an exception that nobody caught."""
    return result.exit_code in (0, 1, 2) and isinstance(result.exception, SystemExit | None)


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(app, [*name.split(), "--help"])
    assert result.exit_code == 0
    assert f"Example: courselib {name}" in " ".join(result.output.split())
    assert name in {example for example, _ in EXAMPLES}
    for one in COMMANDS[name].params:
        assert one.help, f"{one.opts} has no help"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the real library, which the examples speak of."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for name in ("overrides", "scripts"):
        (folder / name).symlink_to(ROOT / name)
    repository = Repository(folder)
    repository.commit()
    repository("update-ref", "refs/remotes/origin/main", "HEAD")
    return folder


@pytest.mark.parametrize(("name", "line"), [one for one in EXAMPLES if one[0] != "serve"], ids=lambda one: one)
def test_an_example_does_what_it_says(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str
) -> None:
    """On the real library; 1 is for what is still to do there. Of `serve` tests/test_preview.py makes sure."""
    copied = tmp_path / "real"
    shutil.copytree(real, copied, symlinks=True)
    monkeypatch.chdir(copied)
    monkeypatch.setattr(outside, "look", lambda _: ())  # the web is not part of this
    program, *words = shlex.split(line)
    assert program == "courselib"
    assert " ".join(words).startswith(name)
    result = CliRunner().invoke(app, words)
    assert is_plain(result), result.output
    assert result.exit_code in (0, 1), result.output


def test_the_list_of_scripts_names_every_command() -> None:
    """And no other: what it shows can be typed."""
    listed = re.findall(r"`courselib ([^`]+)`", (ROOT / "scripts/README.md").read_text("utf-8"))
    shown = {name for name in COMMANDS for line in listed if f"{line} ".startswith(f"{name} ")}
    assert shown == set(COMMANDS)
    for line in listed:
        words = shlex.split(line)
        name = next(one for one in COMMANDS if f"{line} ".startswith(f"{one} "))
        assert {word for word in words if word.startswith("--")} <= OPTIONS[name] | {"--help"}


# Options and exit codes


def test_every_command_takes_a_language_and_a_content_folder() -> None:
    for name, options in OPTIONS.items():
        assert "--language" in options, name
        assert ("--content" in options) is (name not in NO_CONTENT), name


def test_options_of_one_name_are_one_thing() -> None:
    """The same words of help, so that whoever knows one command knows the others. Packs are in languages themselves."""
    helps: dict[str, set[str]] = {}
    for name, command in COMMANDS.items():
        for one in command.params:
            for word in set(one.opts) - ({"--language"} if name == "pack" else set()):
                helps.setdefault(word, set()).add(one.help)
    assert {
        word: len(words) for word, words in helps.items() if word in ("--language", "--content", "--config", "paths")
    } == {
        "--language": 1,
        "--content": 1,
        "--config": 1,
        "paths": 1,
    }


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.usefixtures("repository")
def test_wrong_use_is_exit_code_2_and_changes_nothing(name: str) -> None:
    before = {path: path.read_bytes() for path in Path("content").rglob("*") if path.is_file()}
    for words in (["--loud"], ["--language", "fr"], ["--language"], ["--format", "poem"], ["--content"]):
        result = CliRunner().invoke(app, list(typed(name, *words)))
        assert result.exit_code == 2, words
        assert is_plain(result)
    if name not in NO_CONTENT | {"serve", "build", "pack"}:
        wrong = {
            "nowhere": "there is no folder nowhere;",
            "content/index.vi.md": "there is no folder content/index.vi.md;",
        }
        for folder, said in wrong.items():
            result = run(*typed(name, "--content", folder))
            assert (result.exit_code, said in result.output) == (2, True), result.output
    if "paths" in OPTIONS[name]:
        result = run(*typed(name, "content/nowhere.md"))
        assert (result.exit_code, result.output) == (2, "courselib: there is no file or folder content/nowhere.md\n")
    assert {path: path.read_bytes() for path in Path("content").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["serve", "build", "pack"])
@pytest.mark.usefixtures("tiny")
def test_a_site_needs_its_configuration(name: str) -> None:
    result = run(name)
    assert result.exit_code == 2
    assert "there is no file mkdocs.yml; run this where mkdocs.yml lies, or give --config" in result.output
    shutil.copy(ROOT / "mkdocs.yml", ".")
    Path("overrides").symlink_to(ROOT / "overrides")
    result = run(name, "--content", "nowhere")
    assert (result.exit_code, "there is no folder nowhere;" in result.output) == (2, True), result.output
    Path("mkdocs.yml").write_text("site_name: x\n")
    result = run(name)
    assert (result.exit_code, "mkdocs.yml has no setting" in result.output) == (2, True), result.output


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"serve"}))
@pytest.mark.parametrize("state", ["empty folder", "no repository", "broken data", "broken pages"])
def test_whatever_the_content_is_there_is_no_traceback(tiny: Path, name: str, state: str) -> None:
    if state == "empty folder":
        shutil.rmtree("content")
        Path("content").mkdir()
    for path in Path("content").rglob("*.yml" if state == "broken data" else "*.md") if "broken" in state else ():
        path.write_bytes(b"\xff\xfe\0[")
    if state != "no repository":
        Repository(tiny).commit()
    result = run(*typed(name))
    assert is_plain(result), result.exception
    if name == "check" and state != "no repository":
        assert result.exit_code == 1
    if name == "report change" and state == "no repository":
        assert result.exit_code == 2


def test_what_the_disk_refuses_is_said_with_its_place(tiny: Path) -> None:
    """As a program, an error of the system names the file, in one line."""
    apply(tiny, {"change": {"about.vi.md": {"Xin chào": "Chào bạn"}}})
    page = tiny / "content/about.en.md"
    (page.parent / ".about.en.md.new").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "courselib", "stamp", "--all"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("courselib: content/.about.en.md.new: ")
    assert done.stderr.count("\n") == 1


def test_a_reader_who_goes_away_is_no_error() -> None:
    """`courselib explain | head` ends quietly."""
    command = f"{shlex.quote(sys.executable)} -m courselib explain --language en | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("A101 ")
    assert done.stderr == ""


# Languages

SPOKEN = [
    ("check",),
    ("check", "--format", "github"),
    ("explain",),
    ("explain", "Q103"),
    ("explain", "--format", "markdown"),
    ("explain", "Z999"),
    ("drift",),
    ("drift", "--format", "markdown"),
    ("stamp",),
    ("stamp", "content/people"),
    ("stamp", "--all"),
    ("fix",),
    ("fix", "--write"),
    ("report", "coverage"),
    ("report", "languages"),
    ("report", "languages", "--format", "markdown"),
    ("report", "upkeep"),
    ("report", "change"),
    ("report", "change", "--base", "HEAD"),
    ("report", "change", "--base", "HEAD", "--format", "github"),
    ("report", "change", "--base", "nowhere"),
    ("report", "change", "--read", "content/index.vi.md"),
    ("new", "lesson", "people/basic/lamp"),
    ("new", "lesson", "people/basic/lost-lamp"),
    ("new", "course", "people/top"),
    ("new", "group", "fishers"),
    ("new", "language", "km", "--name", "Khmer"),
    ("docs",),
    ("build",),
    ("pack",),
    ("serve",),
]


def said(template: str) -> set[str]:
    """The parts of a sentence between its places that are long enough to be known again."""
    parts = [part for part, _, _, _ in string.Formatter().parse(template)]
    return {part.strip() for part in parts if len(part.strip()) > 10 and " " in part.strip()}


ENGLISH = {part for english in sentences("vi") for part in said(english)}
VIETNAMESE = {part for vietnamese in sentences("vi").values() for part in said(vietnamese)}
BOTH = {part for part in ENGLISH if any(part in one for one in sentences("vi").values())}
BOTH |= {part for part in VIETNAMESE if any(part in one for one in sentences("vi"))}
NAMES = {"Tiếng Việt", "tiếng Việt"}
"""What languages are called stands in both."""


@pytest.mark.parametrize("words", SPOKEN, ids=" ".join)
def test_a_command_speaks_the_language_it_is_asked_for(
    tmp_path: Path, repository: Repository, words: tuple[str, ...]
) -> None:
    """All of it: no sentence of the other language is among what it prints."""
    broken = {
        "people/basic/lamp/index.vi.md": {"Đèn sáng.": "Đèn khoẻ.\n\n[x](y.md)"},
        "people/basic/course.yml": {"complete": "growing"},
        "people/basic/lamp/lesson.yml": {'"1.1"': '"1.2"'},
        "about.vi.md": {"Xin chào": "Chào bạn", "summary:": "ignore: {L101: x}\nsummary:"},
        "_data/facts.yml": {"checked: 2026-11-22": "checked: 2025-11-22"},
    }
    apply(repository.folder, {"change": broken, "remove": ["coverage.en.md"]})
    before = tmp_path / "before"
    shutil.copytree("content", before)
    spoken = {}
    for language in ("en", "vi"):
        shutil.rmtree("content")
        shutil.copytree(before, "content")
        shutil.rmtree("schemas", ignore_errors=True)
        result = run(*words, language=language)
        assert is_plain(result), result.exception
        spoken[language] = result.output
    shutil.rmtree(before)
    assert spoken["en"] != spoken["vi"]
    assert [part for part in ENGLISH - BOTH if part in spoken["vi"]] == []
    assert [part for part in VIETNAMESE - BOTH - NAMES if part in spoken["en"]] == []


def test_the_terminal_chooses_the_language(tiny: Path) -> None:
    """As every program on it does, unless the command says otherwise."""
    for environment, wanted in (
        ({"LANGUAGE": "vi"}, "0 lỗi, 0 cảnh báo"),
        ({"LANGUAGE": "en"}, "0 errors, 0 warnings"),
    ):
        result = CliRunner().invoke(app, ["check"], env=environment)
        assert result.output == f"{wanted}\n"
        assert (
            CliRunner().invoke(app, ["check", "--language", "en"], env=environment).output == "0 errors, 0 warnings\n"
        )
    assert tiny.is_dir()
