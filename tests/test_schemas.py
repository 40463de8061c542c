"""The schemas that editors' programs read say what the loader says, and stand where they are looked for."""

from __future__ import annotations

import copy
import inspect
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from conftest import ROOT, TODAY, apply, findings
from courselib import json_schema, scaffold, schema, yamlfile
from courselib.load import load
from courselib.model import Library
from courselib.vietnamese import new_style_tones

CONTENT = ROOT / "content"
FILES = sorted(path.relative_to(ROOT).as_posix() for path in CONTENT.rglob("*.yml"))
SHAPES = [
    shape
    for _, shape in inspect.getmembers(schema, inspect.isclass)
    if issubclass(shape, schema.File) and shape is not schema.File
]
LESSON = "people/basic/lamp/lesson.yml"
QUIZ = "people/basic/lamp/quiz.yml"
COURSE = "people/basic/course.yml"


def settings() -> dict[str, Any]:
    """The settings of VS Code, without their comments."""
    text = (ROOT / ".vscode/settings.json").read_text("utf-8")
    made: dict[str, Any] = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    return made


def kinds(path: str) -> list[str]:
    """Names of the schemas that the settings give to a file."""
    found = []
    for name, globs in settings()["yaml.schemas"].items():
        wanted = [globs] if isinstance(globs, str) else globs
        but = [glob.removeprefix("!") for glob in wanted if glob.startswith("!")]
        if any(Path(path).match(glob) for glob in wanted) and not any(Path(path).match(glob) for glob in but):
            found.append(name.removeprefix("./schemas/").removesuffix(".json"))
    return found


def as_seen(value: Any) -> Any:
    """A value as an editor's program reads it: what a file has no quotes around is a date only to the loader."""
    if isinstance(value, dict):
        return {key: as_seen(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_seen(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def errors(made: dict[str, Any], text: str) -> list[str]:
    """What a schema has to say about a file."""
    value = as_seen(yamlfile.read(text, "").value)
    validator = Draft7Validator(made, format_checker=FormatChecker())
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(value)]


@pytest.fixture
def tiny_schemas(tiny: Path) -> dict[str, dict[str, Any]]:
    """The schemas of the tiny library."""
    return json_schema.schemas(load(str(tiny / "content"))[0])


def test_the_schemas_are_fresh(library: Library) -> None:
    """What lies in the repository is what shapes and library make now."""
    made = {f"{name}.json": json_schema.as_text(one) for name, one in json_schema.schemas(library).items()}
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "schemas").iterdir()}
    stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    assert not stale, f"schemas/ is out of date ({', '.join(stale)}); run make docs"


def test_writing_says_what_changed(library: Library, tmp_path: Path) -> None:
    """A second time nothing is written."""
    folder = tmp_path / "schemas"
    assert [path.stem for path in json_schema.write(folder, library)] == list(json_schema.KINDS)
    (folder / "quiz.json").write_text("{}", "utf-8")
    assert json_schema.write(folder, library) == [folder / "quiz.json"]
    assert json_schema.write(folder, library) == []


@pytest.mark.parametrize("name", json_schema.KINDS)
def test_a_schema_is_one_of_draft_7(name: str, library: Library) -> None:
    """It is whole in itself and leads nowhere but to its draft."""
    made = json_schema.schemas(library)[name]
    Draft7Validator.check_schema(made)
    text = json.dumps(made)
    assert made["$schema"] == json_schema.DRAFT
    assert not re.search(r'"\$(id|ref)"', text)
    assert re.findall(r"https?://[a-z]\S*", text.replace(json_schema.DRAFT, "")) == []


@pytest.mark.parametrize("path", FILES)
def test_every_file_fits_its_schema(path: str) -> None:
    """The schema that its first line names is the one the settings name, and finds nothing."""
    text = (ROOT / path).read_text("utf-8")
    (name,) = kinds(path)
    up = "../" * path.count("/")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={up}schemas/{name}.json"
    assert errors(json.loads((ROOT / f"schemas/{name}.json").read_text("utf-8")), text) == []


def test_every_schema_has_its_files() -> None:
    """No schema lies there that no file uses."""
    assert {name for path in FILES for name in kinds(path)} == set(json_schema.KINDS)


def test_a_new_lesson_names_its_schemas(library: Library) -> None:
    """What courselib new writes can be typed into with help at once."""
    files = scaffold.new_lesson(library, "4.2", TODAY)
    for name in ("lesson", "quiz"):
        text = files[f"{name}.yml"]
        assert text.startswith(f"# yaml-language-server: $schema=../../../../schemas/{name}.json\n")
        assert errors(json_schema.schemas(library)[name], text) == []


def test_a_course_keeps_its_first_line() -> None:
    """A lesson is added at the end of the list, and nothing else changes."""
    text = (CONTENT / "citizens/basic/course.yml").read_text("utf-8")
    assert scaffold.listed(text, "lost-phone") == f"{text}  - lost-phone\n"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_key_is_described_in_two_languages(shape: type[schema.File]) -> None:
    """A line in Vietnamese, then one in English."""
    for key, field in shape.model_fields.items():
        lines = (field.description or "").splitlines()
        assert len(lines) == 2, key
        vietnamese, english = lines
        assert unicodedata.is_normalized("NFC", vietnamese)
        assert re.search(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", vietnamese), key
        assert not new_style_tones(vietnamese)
        assert ("Ví dụ:" in vietnamese) == ("Example:" in english), key
        assert all(line == line.strip() for line in lines), key


def test_competences_are_offered_by_name(library: Library) -> None:
    """Whoever types a code sees what it stands for, the source language first."""
    outcome = json_schema.schemas(library)["lesson"]["properties"]["outcomes"]["items"]
    competence = outcome["properties"]["competence"]
    assert competence["enum"] == list(library.competences)
    names = library.competences["4.2"].name
    assert competence["enumDescriptions"][competence["enum"].index("4.2")] == f"{names['vi']} — {names['en']}"
    assert outcome["required"] == ["id", "competence", "vi", "en"]


def test_words_of_a_growing_language_may_be_missing(tiny: Path) -> None:
    """As for the loader."""
    apply(tiny, {"change": {"_data/languages.yml": {"name: English": "name: English\n  status: growing"}}})
    apply(tiny, {"change": {LESSON: {"    en: Switch on a lamp\n": ""}}})
    library, found = load("content")
    assert found == []
    assert errors(json_schema.schemas(library)["lesson"], (tiny / "content" / LESSON).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (LESSON, "minutes: 10", "minute: 10"),
        (LESSON, "minutes: 10", "minutes: ten"),
        (LESSON, "minutes: 10", "minutes: 60"),
        (LESSON, 'competence: "1.1"', "competence: 1.1"),
        (LESSON, 'competence: "1.1"', 'competence: "7.7"'),
        (LESSON, "    vi:", "    vn:"),
        (LESSON, "reviewed: 2026-11-22", "reviewed: 22/11/2026"),
        (LESSON, "reviewed: 2026-11-22", "reviewed: 2026-11-31"),
        (LESSON, "reviewed: 2026-11-22\n", ""),
        (LESSON, "  - id: ", "  - id: The "),
        (QUIZ, "correct: true", "correct: right"),
        (QUIZ, "  ask:", "  asks:"),
        (COURSE, "status: complete", "status: ready"),
        (COURSE, "  - lamp", "  - The lamp"),
        ("_data/facts.yml", "confidence: high", "confidence: sure"),
        ("_data/facts.yml", "https://", "www."),
        ("_data/curriculum.yml", 'competences: ["', 'competences: ["9.9", "'),
        ("_data/required.yml", 'competences: ["1.1"]', "competences: every"),
        ("_data/languages.yml", "sentence_words: ", "sentence_words: some "),
        ("_data/budgets.yml", "page_bytes: ", "page_bytes: -"),
        ("_data/frameworks/lamps.yml", "issued: ", "issued: in "),
    ],
)
def test_a_slip_is_refused_by_both(
    path: str, old: str, new: str, tiny: Path, tiny_schemas: dict[str, dict[str, Any]]
) -> None:
    """What the editor underlines while typing, the check refuses too."""
    apply(tiny, {"change": {path: {old: new}}})
    (name,) = kinds(f"content/{path}")
    assert errors(tiny_schemas[name], (tiny / "content" / path).read_text("utf-8"))
    assert [one for one in findings(Path()) if one.where.path == f"content/{path}" and one.code[0] in "DS"]


def changes(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """A value with one key or item of it changed: left out, empty, a number, or joined by a strange one."""
    inside = list(value.items()) if isinstance(value, dict) else list(enumerate(value[:1]))
    for key, one in inside:
        others = [copy.deepcopy(value) for _ in range(4)]
        del others[0][key]
        others[1][key] = None
        others[2][key] = 7
        others[3] = value | {"surprise": "x"} if isinstance(value, dict) else [*value, {"surprise": "x"}]
        yield from (((*place, key), other) for other in others)
        if isinstance(one, dict | list):
            for deeper, changed in changes(one, (*place, key)):
                whole = copy.deepcopy(value)
                whole[key] = changed
                yield deeper, whole


@pytest.mark.parametrize(
    "path",
    [LESSON, QUIZ, COURSE]
    + [f"_data/{name}.yml" for name in ("facts", "glossary", "curriculum", "required", "home", "checks", "groups")]
    + ["_data/frameworks/lamps.yml", "_data/frameworks/crosswalk.yml"],
)
def test_schema_and_loader_agree(path: str, tiny: Path, tiny_schemas: dict[str, dict[str, Any]]) -> None:
    """Each key changed in turn: the schema finds something where the loader does, and nothing where it does not."""
    file = tiny / "content" / path
    (name,) = kinds(f"content/{path}")
    unlike = []
    for place, value in changes(yamlfile.read(file.read_text("utf-8"), "").value):
        text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
        file.write_text(text, "utf-8")
        refused = any(one.where.path == f"content/{path}" for one in load("content")[1])
        if refused != bool(errors(tiny_schemas[name], text)):
            unlike.append((place, text))
    assert unlike == []
