"""`courselib new`: complete but for words, nothing written over, and a language that grows."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from conftest import ROOT, apply
from courselib import coverage, drift, entries, json_schema, scaffold, yamlfile
from courselib.catalogue import card
from courselib.cli import app
from courselib.clock import today
from courselib.commands import new
from courselib.load import load
from courselib.message import LANGUAGES
from courselib.model import Library, State
from courselib.vietnamese import slug
from courselib.web import search
from courselib.web.entry import configuration, site_of
from courselib.web.views import Frame

LESSON_FILES = ["index.en.md", "index.vi.md", "lesson.yml", "quiz.yml", "teacher.en.md", "teacher.vi.md"]
LAMP = "people/basic/lamp"
KHMER = ("new", "language", "km", "--name", "ភាសាខ្មែរ")
FACT = ("--source", "https://lamps.example/new", "--as-of", "2026-11")


def run(*words: str, language: str = "en") -> Result:
    """A command and its result."""
    return CliRunner().invoke(app, list(words), env={"LANGUAGE": language})


def found() -> list[dict[str, Any]]:
    """What the check finds."""
    made: list[dict[str, Any]] = json.loads(run("check", "--format", "json").output)
    return made


def library() -> Library:
    """The library of the working directory, in which nothing may be wrong that hinders reading."""
    made, unread = load("content")
    assert unread == []
    return made


def everything(root: Path) -> dict[Path, bytes]:
    """All files and what is in them."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def replace(path: str, old: str, new_text: str) -> None:
    """Change a file of the content."""
    apply(Path(), {"change": {path: {old: new_text}}})


# What is new lacks only its words.


def test_a_new_lesson_lacks_only_its_words(tiny: Path) -> None:
    """All files are there, the course lists it, and the check finds only words still to be written."""
    result = run("new", "lesson", "people/basic/lost-lamp", "--competence", "1.2")
    assert result.exit_code == 0
    assert {one["name"] for one in found()} == {"unwritten-words"}
    assert {one["path"].rpartition("/")[2] for one in found()} == set(LESSON_FILES)
    folder = tiny / "content/people/basic/lost-lamp"
    assert sorted(path.name for path in folder.iterdir()) == LESSON_FILES
    assert "CẦN VIẾT" in (folder / "index.vi.md").read_text("utf-8")
    assert result.output.endswith("then type: courselib check content/people/basic/lost-lamp\n")
    assert library().lessons["people/basic/lost-lamp"].outcomes[0].competence == "1.2"


@pytest.mark.usefixtures("tiny")
def test_a_second_new_lesson_is_no_repetition() -> None:
    """Placeholders of two lessons are the same words, which is no finding of its own."""
    for name in ("lost-lamp", "found-lamp"):
        assert run("new", "lesson", f"people/basic/{name}").exit_code == 0
    assert {one["name"] for one in found()} == {"unwritten-words"}
    assert [ref.target for ref in library().courses["people/basic"].lessons][1:] == [
        "people/basic/lost-lamp",
        "people/basic/found-lamp",
    ]


@pytest.mark.parametrize("name", ["no", "2026-11-22", "123", "content/people/basic/on", "./people/basic/1e5/"])
@pytest.mark.usefixtures("tiny")
def test_a_name_that_yaml_would_read_as_something_else(name: str) -> None:
    """A folder may be called no or 123; its course lists it as text."""
    assert run("new", "lesson", name if "/" in name else f"people/basic/{name}").exit_code == 0
    assert {one["name"] for one in found()} == {"unwritten-words"}


@pytest.mark.usefixtures("tiny")
def test_a_new_course_lacks_only_its_words() -> None:
    """Its file and its pages are there, and it is empty and growing."""
    levels = Path("content/_data/levels.yml")
    level = "- id: next\n  name: {vi: Tiếp, en: Next}\n  summary: {vi: Làm tiếp được., en: Go on.}\n"
    levels.write_text(levels.read_text("utf-8") + level, "utf-8")
    result = run("new", "course", "people/next")
    assert result.exit_code == 0
    assert {(one["name"], one["path"]) for one in found()} == {
        ("unwritten-words", f"content/people/next/index.{code}.md") for code in ("vi", "en")
    }
    made = library().courses["people/next"]
    assert (made.growing, made.lessons) == (True, ())
    assert run("new", "lesson", "people/next/lamp").exit_code == 0
    assert {one["name"] for one in found()} == {"unwritten-words"}


def test_a_new_group_lacks_only_its_words(tiny: Path) -> None:
    """Its entry and its pages are there; the rest of groups.yml is as it was, comments and all."""
    path = tiny / "content/_data/groups.yml"
    path.write_text(f"# Who learns here.\n{path.read_text('utf-8')}# The end.\n", "utf-8")
    before = path.read_text("utf-8")
    result = run("new", "group", "fishers", "--icon", "material/fish")
    assert result.exit_code == 0
    assert {(one["name"], one["path"].removeprefix("content/")) for one in found()} == {
        ("unwritten-words", place) for place in ("_data/groups.yml", "fishers/index.vi.md", "fishers/index.en.md")
    }
    after = path.read_text("utf-8")
    assert after.startswith(before.removesuffix("# The end.\n"))
    assert after.endswith("# The end.\n")
    assert list(library().groups) == ["people", "fishers"]
    assert run("new", "course", "fishers/basic").exit_code == 0
    assert run("new", "lesson", "fishers/basic/lost-lamp").exit_code == 0
    assert {one["name"] for one in found()} == {"unwritten-words"}


@pytest.mark.usefixtures("tiny")
def test_the_picture_of_a_group_is_one_of_the_theme() -> None:
    """Without one a group has the default, which is there; another is refused with some that are."""
    assert run("new", "group", "fishers").exit_code == 0
    assert library().groups["fishers"].icon == new.ICON
    result = run("new", "group", "farmers", "--icon", "fish")
    assert result.exit_code == 2
    assert "the theme has no picture fish; write one such as material/fish or " in result.output
    assert run("new", "group", "farmers", "--icon", "../../secret").exit_code == 2


@pytest.mark.usefixtures("tiny")
def test_a_new_fact_lacks_only_its_words() -> None:
    """It stands after the fact whose place it may take, checked today, with what was given and nothing guessed."""
    result = run("new", "fact", "lamps-shine-2027", *FACT, "--source", "https://lamps.example/more")
    assert result.exit_code == 0
    assert "if it takes the place of lamps-shine, write SUPERSEDED in the note of lamps-shine" in result.output
    assert {(one["name"], one["path"]) for one in found()} == {("unwritten-words", "content/_data/facts.yml")}
    assert list(library().facts) == ["lamps-shine", "lamps-shine-2027", "lamps-sing"]
    made = library().facts["lamps-shine-2027"]
    assert (made.as_of, made.checked, made.confidence, made.volatile) == ("2026-11", today(), "high", True)
    assert made.sources == ("https://lamps.example/new", "https://lamps.example/more")


@pytest.mark.parametrize(("topic", "place"), [("lamps", 3), ("tables", 4)])
@pytest.mark.usefixtures("tiny")
def test_a_new_fact_stands_beside_those_of_its_topic(topic: str, place: int) -> None:
    """After the first run of its topic, or at the end."""
    assert run("new", "fact", "chairs-stand", *FACT, "--topic", "chairs").exit_code == 0
    assert run("new", "fact", "lamps-glow", *FACT, "--topic", "lamps").exit_code == 0
    assert list(library().facts) == ["lamps-shine", "lamps-sing", "lamps-glow", "chairs-stand"]
    assert run("new", "fact", "one-more", *FACT, "--topic", topic).exit_code == 0
    assert list(library().facts).index("one-more") == place


def test_entries_stay_apart_as_they_were(tiny: Path) -> None:
    """Where an empty line stands between entries one stands around the new one, line ends stay, the rest too."""
    path = tiny / "content/_data/facts.yml"
    text = path.read_text("utf-8").replace("- id: lamps-sing", "\n# They do not.\n- id: lamps-sing")
    other = "- {id: x, topic: y, statement: {vi: A., en: A.}, as_of: '2026', checked: 2026-11-22, sources: [], "
    text = text.replace("\n\n#", f"\n\n{other}confidence: low, volatile: false}}\n\n#")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert run("new", "fact", "lamps-shine-2027", *FACT).exit_code == 0
    after = path.read_bytes().decode()
    assert after.count("\n") == after.count("\r\n")
    made = after.replace("\r\n", "\n")
    block = made[made.index("- id: lamps-shine-2027") : made.index("- {id: x")]
    assert made.replace(block, "") == text
    assert block.endswith("volatile: true\n\n")


# What can not be is refused, and nothing is written.


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lesson", LAMP), "content/people/basic/lamp is there already; nothing was written"),
        (("lesson", "people/basic/Lost_Lamp"), "words joined by hyphens, such as lost-lamp"),
        (("lesson", f"people/basic/{'a' * 61}"), "is longer than 60 characters"),
        (("lesson", "people/basic/ភាសា"), "is not a name"),
        (("lesson", "people/basic/../lamp"), "there is no course people/basic/.."),
        (("lesson", "people/top/lost-lamp"), "there is no course people/top; write group/level/name"),
        (("lesson", "lost-lamp"), "there is no course lost-lamp; write group/level/name, with one of people/basic"),
        (("lesson", ""), "there is no course"),
        (("lesson", "people/basic/x", "--competence", "9.9"), "there is no competence 9.9; write one of 1.1, 1.2"),
        (("course", "people"), "people is not a course; write group/level"),
        (("course", "people/basic/x"), "is not a course; write group/level"),
        (("course", "people/basic"), "content/people/basic is there already; nothing was written"),
        (("course", "peple/basic"), "write one of people, or add it first: courselib new group peple"),
        (("course", "people/top"), "write one of basic, or add it to content/_data/levels.yml first"),
        (("group", "people"), "people is there already, in content/_data/groups.yml:1:7"),
        (("group", "Ngư dân"), "words joined by hyphens, such as ngu-dan"),
        (("group", "en"), "en is the code of a language"),
        (("fact", "lamps-shine", *FACT), "lamps-shine is there already, in content/_data/facts.yml:1:7"),
        (("fact", "Lamps", *FACT), "words joined by hyphens, such as lamps"),
        (("fact", "x"), "add its address: --source https://…"),
        (
            ("fact", "x", "--source", "lamps.example"),
            "--source is lamps.example; expected: an address that begins with",
        ),
        (("fact", "x", "--source", "https://lamps.example"), "add it: --as-of 2026-11"),
        (("fact", "x", *FACT[:3], "11/2026"), "--as-of is 11/2026; expected: a date as text"),
        (("fact", "x", *FACT), "--topic and one of lamps, or a new word"),
        (("fact", "x", *FACT, "--topic", "Đèn"), "--topic is Đèn; expected: lower-case English words"),
        (("fact", "x", *FACT, "--topic", "a" * 61), "expected: 60 characters at most"),
        (("language", "en", "--name", "English"), "en is there already, in content/_data/languages.yml"),
        (("language", "hmn", "--name", "Hmoob"), "hmn has three letters; what builds the site knows"),
        (("language", "khm", "--name", "ខ្មែរ"), "type: courselib new language km"),
        (("language", "kh", "--name", "ខ្មែរ"), "type: courselib new language km"),
        (("language", "qq", "--name", "Q"), "write one of ISO 639-1, such as km"),
        (("language", "KM", "--name", "ខ្មែរ"), "write two small letters, such as km"),
        (("language", "../x", "--name", "X"), "write two small letters, such as km"),
        (("language", "km"), "such as: courselib new language km --name 'ខ្មែរ'"),
        (("language", "km", "--name", "  "), "say what its readers call it"),
        (("language", "ae"), "say what its readers call it"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_not_be_is_refused(tiny: Path, words: tuple[str, ...], message: str, language: str) -> None:
    """Exit code 2, one sentence in the language of the terminal, and every file as it was."""
    before = everything(tiny)
    result = run("new", *words, language=language)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    if language == "en":
        assert message in result.stderr
    assert everything(tiny) == before


@pytest.mark.usefixtures("tiny")
def test_a_group_and_a_language_do_not_share_a_folder() -> None:
    """Pages of the language km lie under km/, and so would those of a group of that name."""
    assert run("new", "group", "km").exit_code == 0
    result = run(*KHMER)
    assert result.exit_code == 2
    assert "km is a group of the library" in result.output


def test_a_course_written_another_way_is_not_broken(tiny: Path) -> None:
    """Where a line can not be added safely, the command says which line to add."""
    course = tiny / "content/people/basic/course.yml"
    course.write_text("lessons: [lamp]\nstatus: complete\n")
    result = run("new", "lesson", "people/basic/lost-lamp")
    assert result.exit_code == 0
    assert "add a line to the lessons of content/people/basic/course.yml: - lost-lamp" in result.output
    assert course.read_text() == "lessons: [lamp]\nstatus: complete\n"


def test_a_list_written_another_way_is_not_broken(tiny: Path) -> None:
    """Where an entry can not be added safely, nothing is written and the lines to add are shown."""
    groups = tiny / "content/_data/groups.yml"
    groups.write_text("[{id: people, icon: material/school, name: {vi: A, en: B}, short: {vi: A, en: B}}]\n")
    before = everything(tiny)
    result = run("new", "group", "fishers")
    assert result.exit_code == 2
    shown = result.stderr.partition("by hand:\n")[2]
    assert yaml.safe_load(shown)[0]["id"] == "fishers"
    assert everything(tiny) == before


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("_data/languages.yml", ("lesson", "people/basic/x")),
        ("_data/curriculum.yml", ("lesson", "people/basic/x")),
        ("people/basic/course.yml", ("lesson", "people/basic/x")),
        ("_data/groups.yml", ("group", "x")),
        ("_data/levels.yml", ("course", "people/x")),
        ("_data/facts.yml", ("fact", "x", *FACT, "--topic", "lamps")),
        ("_data/languages.yml", KHMER[1:]),
    ],
)
@pytest.mark.parametrize("text", ["- {", "- nothing: here\n", None])
def test_what_needs_a_broken_file_waits_for_it(tiny: Path, file: str, words: tuple[str, ...], text: str | None) -> None:
    """Something new is not built on a file that can not be read."""
    path = tiny / "content" / file
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    before = everything(tiny)
    result = run("new", *words)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert everything(tiny) == before


def test_what_can_not_be_written_is_said(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without leave to make a folder nothing changes, and the reason is given."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    before = everything(tiny)
    monkeypatch.setattr(Path, "mkdir", refuse)
    result = run("new", "lesson", "people/basic/lost-lamp")
    assert result.exit_code == 2
    assert "content/people/basic/lost-lamp can not be written: Permission denied; nothing was changed" in result.stderr
    assert everything(tiny) == before


def test_a_full_disk_leaves_nothing(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one file can not be written, none is: no half lesson, no entry without its pages."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(tiny / "content/_data/groups.yml"))

    before = everything(tiny)
    monkeypatch.setattr("os.fsync", full)
    result = run("new", "group", "fishers")
    assert result.exit_code == 2
    assert "content/_data/groups.yml can not be written: " in result.stderr
    assert result.stderr.endswith("; nothing was changed\n")
    assert everything(tiny) == before
    assert not (tiny / "content/fishers").exists()


# Entries.


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30), st.booleans())
def test_any_words_are_written_so_that_they_are_read_again(text: str, flow: bool) -> None:
    """Whatever a language or a placeholder is called, YAML says the same."""
    written = entries.scalar(text, flow=flow)
    assert "\n" not in written
    try:
        read = yamlfile.read(f"[{written}]" if flow else f"- {written}", "").value
    except yamlfile.YamlError:
        assert written.startswith('"')  # signs that YAML does not take at all
    else:
        assert read == [text]


@pytest.mark.parametrize(
    ("text", "key", "wanted"),
    [
        ("[]\n", "", "- 1\n"),
        ("# none\n[]", "", "# none\n- 1\n"),
        ("", "", "- 1\n"),
        ("- 0", "", "- 0\n- 1\n"),
        ("\ufeff- 0\n", "", "\ufeff- 0\n- 1\n"),
        ("lessons: []\nstatus: x\n", "lessons", "lessons:\n  - 1\nstatus: x\n"),
        ("lessons:\nstatus: x\n", "lessons", "lessons:\n  - 1\nstatus: x\n"),
        (
            "lessons:\n- 0   # first\n\n# rest\nstatus: x\n",
            "lessons",
            "lessons:\n- 0   # first\n- 1\n\n# rest\nstatus: x\n",
        ),
        (
            "lessons:\n    - |\n      a\n\n      b\n# c\n",
            "lessons",
            "lessons:\n    - |\n      a\n\n      b\n    - 1\n# c\n",
        ),
        ("lessons: [0]\n", "lessons", ""),
        ("[0]\n", "", ""),
        ("-\n  0\n", "", ""),
        ("- {\n", "", ""),
    ],
)
def test_an_entry_more(text: str, key: str, wanted: str) -> None:
    """It stands at the end of its list, in the form of the others; where that is not plain nothing is made."""
    assert entries.added(text, "1", key) == wanted


# A language that grows.


@pytest.fixture
def khmer(tiny: Path) -> Path:
    """The tiny library with a language in which nothing is written."""
    assert run(*KHMER).exit_code == 0
    return tiny


@pytest.mark.usefixtures("khmer")
def test_a_new_language_is_no_finding() -> None:
    """Merged empty it breaks nothing: everything falls back to the source language, and can be counted."""
    assert found() == []
    made = library()
    assert [(one.code, one.name, one.growing) for one in made.languages][2:] == [("km", "ភាសាខ្មែរ", True)]
    assert [one.code for one in made.complete_languages] == ["vi", "en"]
    assert made.language("km").sections == made.source.sections
    text = made.groups["people"].name
    assert (text["km"], "km" in text, len(text)) == ("Mọi người", False, 2)
    texts = list(made.texts())
    assert len(texts) > 90
    assert not any("km" in text for text in texts)
    assert all("en" in text for text in texts)


@pytest.mark.usefixtures("khmer")
def test_what_is_new_asks_no_words_of_a_growing_language() -> None:
    """Whoever begins a lesson need not know it."""
    assert run("new", "lesson", "people/basic/lost-lamp").exit_code == 0
    assert run("new", "group", "fishers").exit_code == 0
    assert run("new", "fact", "lamps-glow", *FACT, "--topic", "lamps").exit_code == 0
    assert not list(Path("content").rglob("*.km.md"))
    assert {one["name"] for one in found()} == {"unwritten-words"}
    assert not [one for one in found() if "ភាសាខ្មែរ" in one["message"]]


@pytest.mark.usefixtures("khmer")
def test_a_growing_language_does_not_hold_up_a_course() -> None:
    """Coverage, schemas and the list of what is behind ask only for languages that are complete."""
    made = library()
    cell = coverage.matrix(made, today())["people/basic"]["1.1"]
    assert cell.states == set(State)
    assert drift.behind(made, None) == []
    quiz = json_schema.schemas(made)["quiz"]["items"]["properties"]["ask"]
    assert (list(quiz["properties"]), quiz["required"]) == (["vi", "en", "km"], ["vi", "en"])


@pytest.mark.usefixtures("khmer")
def test_words_that_stand_in_for_others_are_judged_once() -> None:
    """A slip of the source is not found a second time in a language that borrows it."""
    replace(f"{LAMP}/quiz.yml", "Bấm vào đâu?", " ".join(["chữ"] * 21) + " CẦN VIẾT")
    names = [one["name"] for one in found() if one["path"].endswith("quiz.yml")]
    assert sorted(names) == ["long-quiz-sentence", "unwritten-words"]


def written_in_khmer(name: str = f"{LAMP}/index") -> Path:
    """The page, translated well enough: its source under another name, stamped."""
    page = Path(f"content/{name}.km.md")
    page.write_text(Path(f"content/{name}.vi.md").read_text("utf-8"), "utf-8")
    assert run("stamp", str(page)).exit_code == 0
    return page


@pytest.mark.usefixtures("khmer")
def test_a_page_of_a_growing_language_is_held_to_the_rules() -> None:
    """What is there is checked like every other page."""
    page = written_in_khmer()
    assert found() == []
    page.write_text(page.read_text("utf-8").replace("## Ghi nhớ", "## Nhớ"), "utf-8")
    assert "missing-section" in {one["name"] for one in found()}
    page.write_text(re.sub(r"translation:\n.*\n", "", page.read_text("utf-8").replace("## Nhớ", "## Ghi nhớ")), "utf-8")
    assert [(one["name"], one["level"]) for one in found()] == [("unstamped-translation", "error")]


@pytest.mark.usefixtures("khmer")
def test_a_growing_language_never_stops_whoever_changes_the_source() -> None:
    """A translation into it that is behind is a warning; the lesson is as fresh as its complete languages are."""
    written_in_khmer()
    replace(f"{LAMP}/index.vi.md", "Trời tối rồi.", "Trời tối rồi.\n\n- Đèn đâu?\n\n")
    replace(f"{LAMP}/index.en.md", "It is dark.", "It is dark.\n\n- Where is the lamp?\n\n")
    assert run("stamp", f"content/{LAMP}/index.en.md").exit_code == 0
    assert {one["level"] for one in found()} == {"warning"}
    assert "different-shape" in {one["name"] for one in found()}
    assert run("check").exit_code == 0
    made = library()
    assert made.catalogue[LAMP] == card(made.lessons[LAMP], made.languages)
    assert not made.catalogue[LAMP].stale
    assert [(one.language.code, one.source.id) for one in drift.behind(made, None)] == [("km", f"{LAMP}/index")]


@pytest.mark.usefixtures("khmer")
def test_a_language_that_is_complete_owes_everything() -> None:
    """Without its line status: growing each text and each page it lacks is an error."""
    written_in_khmer()
    replace("_data/languages.yml", "  status: growing\n", "")
    names = {one["name"] for one in found()}
    assert {"missing-language", "missing-translation"} <= names


@pytest.mark.usefixtures("tiny")
def test_the_source_language_can_not_grow() -> None:
    """Nothing could stand in for what it lacks."""
    replace("_data/languages.yml", "name: Tiếng Việt", "name: Tiếng Việt\n  status: growing")
    assert [(one["name"], one["line"]) for one in found()] == [("wrong-value", 3)]


@pytest.mark.usefixtures("khmer")
def test_a_link_may_lead_to_the_source_of_a_page_that_is_not_there() -> None:
    """On the site that page stands at the address of the language, with a notice."""
    replace("about.vi.md", "\n\n", f"\n\n[Đèn]({LAMP}/index.vi.md)\n\n")
    replace("about.en.md", "\n\n", f"\n\n[Lamp]({LAMP}/index.en.md)\n\n")
    assert run("stamp", "--all").exit_code == 0
    written_in_khmer("about")
    assert found() == []
    written_in_khmer()
    assert [(one["name"], one["path"]) for one in found()] == [("other-language", "content/about.km.md")]


@pytest.mark.usefixtures("khmer")
def test_search_finds_what_is_not_translated() -> None:
    """An empty language takes no page out of the search, and shows those it lacks in the source language."""
    ids = {entry.page for entry in search._entries(library())}  # the index itself is compressed
    assert {"help", "about", f"{LAMP}/index"} <= ids
    entry = next(one for one in search._entries(library()) if one.page == "about")
    assert entry.titles["km"] == entry.titles["vi"]


def test_headings_of_other_scripts_have_anchors_of_their_own() -> None:
    """Letters of other scripts stay, those of Latin are folded as ever."""
    assert slug("ស្ថានភាព") != slug("ចងចាំ")
    assert slug("2. Nhờ\u200bai?") == "nho-ai"
    assert slug("✓") == "muc"


def test_the_site_of_a_growing_language(khmer: Path) -> None:
    """Its pages are there and say so; it is offered where it has the page, and at the front door."""
    for name in ("overrides", "scripts"):
        (khmer / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "mkdocs.yml", khmer)
    replace("_data/budgets.yml", "page_to_text: 2.2", "page_to_text: 99.0")
    done = run("build")
    assert done.exit_code == 0, done.output
    page = (khmer / f"site/km/{LAMP}/index.html").read_text("utf-8")
    assert "<html lang=vi>" in page
    assert "Trang này chưa được dịch. Bạn đang đọc bản tiếng Việt." in page
    assert "ភាសាខ្មែរ" in (khmer / "site/index.html").read_text("utf-8")
    assert "ភាសាខ្មែរ" not in (khmer / f"site/{LAMP}/index.html").read_text("utf-8")
    assert (khmer / "site/find.km.js").is_file()


@pytest.mark.usefixtures("khmer")
def test_what_a_page_says_of_its_language() -> None:
    """The words of a page and those around it may be in two languages, and each part names its own."""
    settings, overrides = configuration(ROOT / "mkdocs.yml")

    def frame(file: str) -> Frame:
        return site_of(library(), overrides, settings).view(f"{LAMP}/{file}", "km")[0]

    lent = frame("index.vi.md")
    assert (lent.language, lent.spoken, lent.borrowed, lent.foreign) == ("km", "vi", True, False)
    assert [one.code for one in lent.alternates] == ["vi", "en"]
    written_in_khmer()
    own = frame("index.km.md")
    assert (own.language, own.spoken, own.borrowed, own.foreign) == ("km", "vi", False, True)
    assert [one.code for one in own.alternates] == ["vi", "en", "km"]
    words = Path("content/_data/ui.yml")
    texts = yaml.safe_load(words.read_text("utf-8"))
    words.write_text(yaml.safe_dump({key: {**text, "km": text["vi"]} for key, text in texts.items()}), "utf-8")
    own = frame("index.km.md")
    assert (own.spoken, own.borrowed, own.foreign) == ("km", False, False)


@pytest.mark.usefixtures("tiny")
def test_it_speaks_vietnamese() -> None:
    """What is next is said in the language of the terminal."""
    result = run("new", "lesson", "people/basic/lost-lamp", language="vi")
    assert result.output.splitlines()[-1] == (
        "tiếp theo: tìm chữ CẦN VIẾT hoặc TO WRITE, viết điều cần có ở chỗ ấy, "
        "rồi gõ: courselib check content/people/basic/lost-lamp"
    )


def test_a_name_is_as_long_as_its_file_takes() -> None:
    """The longest name is that of the schema."""
    assert scaffold.is_name("a" * scaffold.LONGEST_NAME)
    assert not scaffold.is_name("a" * (scaffold.LONGEST_NAME + 1))
