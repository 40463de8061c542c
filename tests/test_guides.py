"""The guides say what is so: commands, answers, links, pictures and codes, the same in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from typer.main import get_command

import courselib.checks  # noqa: F401  # whoever knows the checks knows all rules
from conftest import ROOT
from courselib.cli import app
from courselib.finding import rules
from courselib.message import sentences

LANGUAGES = ("vi", "en")
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
NAMES = sorted({path.name.partition(".")[0] for path in GUIDES})
DOORS = [ROOT / name for name in ("README.md", "scripts/README.md", "docs/README.md", ".github/CONTRIBUTING.md")]
PICTURES = sorted((ROOT / "docs/images").glob("guide-*"))
LONGEST = 90
"""Lines of a guide: one reads it standing."""
HEAVIEST = 60_000
"""Bytes of a picture."""
EXAMPLE = "L199"
"""The rule that the guide to the code makes up."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_FINDING = re.compile(r"\S+:[0-9]+:[0-9]+ ([A-Z][0-9]{3}) ([a-z-]+): (.*?)(?: \((?:warning|cảnh báo)\))?")
_IN_COMMENT = re.compile(r"- (?:❌|⚠️) \S+:[0-9]+ (.*) \([A-Z][0-9]{3}\)")


def guide(name: str, language: str) -> str:
    """The text of a guide."""
    return (ROOT / f"docs/guides/{name}.{language}.md").read_text("utf-8")


def prose(text: str) -> str:
    """A text without its fenced blocks."""
    return _FENCE.sub("", text)


def commands(text: str) -> list[str]:
    """What is to be typed, in `sh` blocks and in code spans, as far as it is a command of ours."""
    blocks = [line for kind, block in _FENCE.findall(text) if kind == "sh" for line in block.splitlines()]
    typed = [one.partition(" #")[0].rstrip() for one in [*blocks, *re.findall(r"`([^`\n]+)`", prose(text))]]
    return [one for one in typed if re.match(r"(courselib|make) ", one)]


def pictures(text: str) -> list[tuple[str, str]]:
    """Alternative text and file of each picture."""
    return [(words, target) for mark, words, target in _LINK.findall(prose(text)) if mark]


def headings(text: str) -> list[str]:
    """The headings, without their marks."""
    return re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)


def anchor(heading: str) -> str:
    """The address that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def typed(text: str) -> list[str]:
    """The commands without what is said in them."""
    return [re.sub(r'"[^"]*"', '""', line) for line in commands(text)]


def shown(text: str) -> list[str]:
    """The pictures without their language."""
    return [Path(file).name.partition(".")[0] for _, file in pictures(text)]


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same(name: str) -> None:
    """As many headings, the same commands, as many pictures, and each leads to the other."""
    one, other = (guide(name, language) for language in LANGUAGES)
    assert len(headings(one)) == len(headings(other))
    assert [kind for kind, _ in _FENCE.findall(one)] == [kind for kind, _ in _FENCE.findall(other)]
    assert typed(one) == typed(other)
    assert shown(one) == shown(other)
    assert f"({name}.en.md)" in one.splitlines()[2]
    assert f"({name}.vi.md)" in other.splitlines()[2]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_a_guide_is_short_and_says_one_thing_a_line(path: Path) -> None:
    """A guide fits a break; in Vietnamese, too, a line holds one sentence."""
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= LONGEST
    for line in prose(path.read_text("utf-8")).splitlines():
        if not line.startswith(("|", "#", "!")):
            assert not re.search(r"[^\s\d.…]\. [^\W\d_]", re.sub(r"`[^`]*`", "`", line)), line


@pytest.mark.parametrize("path", [*GUIDES, *DOORS], ids=lambda path: path.name)
def test_every_command_is_there(path: Path) -> None:
    """Each command and each of its options is one of the program's, each target one of the Makefile's."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for line in commands(path.read_text("utf-8")):
        program, *words = shlex.split(line)
        if program == "make":
            assert {word for word in words if "=" not in word} <= targets, line
        else:
            understood(words)


def understood(words: list[str]) -> None:
    """Parse words as the program would, but do nothing."""
    command, name = get_command(app), "courselib"
    while words and words[0] in getattr(command, "commands", {}):
        name, *words = words
        command = command.commands[name]  # type: ignore[attr-defined]  # a group has them
    assert not hasattr(command, "commands"), f"{name} {' '.join(words)}"
    command.make_context(name, words)


@pytest.mark.parametrize("path", [*GUIDES, *DOORS], ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    """Files are there, and so are the headings that a link names."""
    for _, _, target in _LINK.findall(prose(path.read_text("utf-8"))):
        file, _, fragment = unquote(target).partition("#")
        there = path.parent / file if file else path
        assert there.exists(), f"{path.name}: {target}"
        if fragment:
            assert fragment in [anchor(one) for one in headings(there.read_text("utf-8"))], f"{path.name}: {target}"


def test_every_picture_is_light_and_used() -> None:
    """No picture lies there for nothing, each says in words what it shows, and none keeps a reader waiting."""
    used = {(words, Path(file).name) for path in GUIDES for words, file in pictures(path.read_text("utf-8"))}
    assert {file for _, file in used} == {path.name for path in PICTURES}
    assert all(len(words) > len("a picture of it") for words, _ in used)
    assert [path.name for path in PICTURES if path.stat().st_size > HEAVIEST] == []


@pytest.mark.parametrize("path", [*GUIDES, *DOORS], ids=lambda path: path.name)
def test_every_code_is_that_of_a_rule(path: Path) -> None:
    """A guide names no rule that is gone or has another name."""
    text = path.read_text("utf-8").replace(EXAMPLE, "")
    assert set(re.findall(r"\b[A-Z][0-9]{3}\b", text)) <= set(rules())
    for code, name, _ in _FINDING.findall(text):
        assert rules()[code].name == name
    assert EXAMPLE not in rules(), f"{EXAMPLE} is a rule now: the guide to the code needs another example"


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_answers_are_those_of_the_program(path: Path) -> None:
    """What a guide shows as printed is made of sentences that the program says, in the guide's language."""
    language = path.suffixes[0][1:]
    said = templates(language)
    for kind, block in _FENCE.findall(path.read_text("utf-8")):
        if kind == "text":
            for line in printed(block):
                after_path = re.sub(r"^\S+/\S+: ", "", line)
                assert any(one.fullmatch(line) or one.fullmatch(after_path) for one in said), line


def templates(language: str) -> list[re.Pattern[str]]:
    """The sentences of the program, open where they have places; those that are nearly all places say nothing."""
    pairs = sentences("vi").items()
    texts = [english if language == "en" else own for english, own in pairs]
    cut = [re.split(r"(?<!\{)\{\w+\}(?!\})", text) for text in texts]
    solid = [parts for parts in cut if sum(map(len, parts)) > len(", ().") + 2]
    return [
        re.compile(".+".join(re.escape(part.replace("{{", "{").replace("}}", "}")) for part in parts))
        for parts in solid
    ]


def printed(block: str) -> list[str]:
    """The sentences of a printed answer, without paths, marks, and lines of a diff."""
    found = []
    for line in re.sub(r"\n    (?=\S)", " ", block).splitlines():
        words = line.strip()
        if not words or words.startswith(("@@", "+", "-C")) or line.startswith("   ") or words.endswith("/"):
            continue
        finding = _FINDING.fullmatch(words)
        in_comment = _IN_COMMENT.fullmatch(words)
        if finding:
            words = finding[3]
        elif in_comment:
            words = in_comment[1]
        found.append(re.sub(r"^(→|❌|hint:|gợi ý:) ", "", words))
    return found


def test_the_buttons_are_those_of_the_pages_and_forms() -> None:
    """What a guide tells readers to press stands so on the page, and so does the name of the form."""
    words = yaml.safe_load((ROOT / "content/_data/ui.yml").read_text("utf-8"))
    for language in LANGUAGES:
        form = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/fact-changed.{language}.yml").read_text("utf-8"))
        assert f"**{words['suggest'][language]}**" in guide("correct-a-sentence", language)
        assert f"**{words['edit'][language]}**" in guide("correct-a-sentence", language)
        assert form["name"] in guide("add-a-fact", language)


def test_the_example_rule_is_told_alike() -> None:
    """The code of the example is the same in both languages."""
    one, other = (
        [block for kind, block in _FENCE.findall(guide("the-code", language)) if kind != "sh"] for language in LANGUAGES
    )
    assert one == other


def test_the_doors_lead_to_every_guide_and_the_map_knows_every_module() -> None:
    """Nothing is written that nobody finds."""
    house = (ROOT / "docs/README.md").read_text("utf-8")
    contributing = (ROOT / ".github/CONTRIBUTING.md").read_text("utf-8")
    for path in GUIDES:
        assert f"(guides/{path.name})" in house
        assert f"(../docs/guides/{path.name})" in contributing
    modules = {path.name for path in (ROOT / "scripts/courselib").glob("[a-z]*.py")}
    assert {name for name in modules if f"`{name}`" not in house} == set()
