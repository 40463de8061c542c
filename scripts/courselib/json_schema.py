"""What an editor's program may say about a YAML file while it is typed: JSON Schemas of the shapes and the library.

They are of draft 7: every YAML plug-in reads it, and nothing here needs a newer one.
A schema sees values, not quotes: whether a date stands in quotes only the loader can tell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from courselib import schema
from courselib.message import Message, say
from courselib.model import Competence, Language, Library, Text
from courselib.schema import PLAIN_FORMS

DRAFT = "http://json-schema.org/draft-07/schema#"
_NULL = {"type": "null"}
_SOME_WORDS = say('some words; a number stands in quotes, such as "12"')
_DAY = say("a date such as 2026-11-22, without quotes")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of YAML file."""

    shape: Any
    """What the whole file holds, in the words of `schema.py`."""
    description: str
    """What the file is for: a line in Vietnamese, a line in English."""


KINDS: Mapping[str, Kind] = {
    "lesson": Kind(
        schema.LessonFile,
        "Bài học dạy gì, dựa vào đâu, và người ta tìm nó bằng những từ nào.\n"
        "What a lesson teaches, what it rests on, and how people find it.",
    ),
    "quiz": Kind(
        list[schema.QuestionFile],
        "Các câu hỏi để người học tự kiểm tra.\nThe questions with which learners check themselves.",
    ),
    "course": Kind(
        schema.CourseFile,
        "Các bài của một khóa học, theo thứ tự.\nThe lessons of a course, in order.",
    ),
    "languages": Kind(
        list[schema.LanguageFile],
        "Các ngôn ngữ của thư viện; ngôn ngữ đầu tiên là ngôn ngữ của bản gốc.\n"
        "The languages of the library; the first is that of the source texts.",
    ),
    "groups": Kind(
        list[schema.GroupFile],
        "Các nhóm đối tượng, theo thứ tự trên trang chủ.\nThe target groups, in the home page's order.",
    ),
    "levels": Kind(
        list[schema.LevelFile],
        "Các bậc, từ thấp đến cao.\nThe levels, from low to high.",
    ),
    "facts": Kind(
        list[schema.FactFile],
        "Các dữ kiện mà bài học dựa vào, có ngày và nguồn.\nThe facts that lessons rest on, with dates and sources.",
    ),
    "glossary": Kind(
        list[schema.TermFile],
        "Bảng thuật ngữ: mỗi thứ gọi bằng một từ, và cách giải thích từ đó.\n"
        "The glossary: one term for one thing, and how to explain it.",
    ),
    "budgets": Kind(
        schema.BudgetsFile,
        "Mức tối đa: trang nặng bao nhiêu, dữ kiện cũ bao nhiêu.\nBudgets: how large a page may be, how old a fact.",
    ),
    "checks": Kind(
        schema.PolicyFile,
        "Những quy tắc chỉ cảnh báo chứ không báo lỗi.\nThe rules that warn instead of being errors.",
    ),
    "curriculum": Kind(
        list[schema.CurriculumFile],
        "Những năng lực mà bài học được dạy, và chúng thuộc khung nào.\n"
        "The competences lessons may teach, and the frameworks they come from.",
    ),
    "required": Kind(
        list[schema.RequiredFile],
        "Mỗi khóa học phải dạy những năng lực nào.\nThe competences that each course owes.",
    ),
    "paths": Kind(
        list[schema.LearningPathFile],
        "Các lộ trình: bài của nhiều khóa, theo thứ tự, cho một mục đích.\n"
        "Learning paths: lessons of any courses, in order, for one purpose.",
    ),
    "home": Kind(
        schema.FrontDoorFile,
        "Những gì trang chủ đưa ra trước tiên.\nWhat the home page offers first.",
    ),
    "ui": Kind(
        dict[str, schema.Texts],
        "Các chữ của giao diện, mỗi khóa một câu trong mọi ngôn ngữ.\n"
        "Words of the interface: each key with its words in every language.",
    ),
    "frameworks": Kind(
        schema.FrameworkFile,
        "Một khung năng lực đã công bố, và đã đọc được nó đến đâu.\n"
        "A published competency framework, and how much of it was read.",
    ),
    "crosswalk": Kind(
        list[schema.CrosswalkFile],
        "Năng lực của khung này tương ứng với năng lực nào của khung kia.\n"
        "Which competences of different frameworks correspond.",
    ),
}
"""Every kind of YAML file in the content folder, by the name of its schema."""


def schemas(library: Library) -> dict[str, dict[str, Any]]:
    """A JSON Schema for each of `KINDS`: what the loader takes, with what each key means.

    Args:
        library: gives the languages, and the frameworks with their competences.

    """
    made = {
        name: {"$schema": DRAFT, "title": name, "description": kind.description, **_schema(kind.shape, library)}
        for name, kind in KINDS.items()
    }
    taught = _names(library.competences)
    _choose(made["lesson"]["properties"]["outcomes"]["items"]["properties"]["competence"], taught)
    _choose(made["required"]["items"]["properties"]["competences"]["anyOf"][1]["items"], taught)
    _choose_by_framework(made["curriculum"]["items"], "competences", library)
    made["curriculum"]["items"]["properties"]["competences"]["uniqueItems"] = True
    _choose_by_framework(made["crosswalk"]["items"], "code", library)
    _choose_by_framework(made["crosswalk"]["items"]["properties"]["to"]["items"], "code", library)
    made["facts"]["items"] |= {
        "if": {"properties": {"sources": {"maxItems": 0}}, "required": ["sources"]},
        "then": {"properties": {"confidence": {"const": "low"}}},
    }
    return made


def write(folder: Path, library: Library) -> list[Path]:
    """Write the schemas of a library into a folder, and say which files changed."""
    changed = []
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in schemas(library).items():
        path = folder / f"{name}.json"
        text = as_text(made)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def as_text(made: Mapping[str, Any]) -> str:
    """A schema as its file holds it."""
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _schema(shape: Any, library: Library) -> dict[str, Any]:
    class Generator(_Generator):
        languages = library.languages

    made = TypeAdapter(shape).json_schema(schema_generator=Generator)
    opened: dict[str, Any] = _opened(made, made.pop("$defs", {}))
    return opened


def _opened(node: Any, shapes: Mapping[str, Any]) -> Any:
    """A schema with each shape written out where it is used: in draft 7 nothing may stand beside a `$ref`."""
    if isinstance(node, list):
        return [_opened(one, shapes) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        shape = shapes[node["$ref"].rpartition("/")[2]]
        node = shape | {key: value for key, value in node.items() if key != "$ref"}
    return _merged({key: _opened(value, shapes) for key, value in node.items()})


def _merged(node: dict[str, Any]) -> dict[str, Any]:
    """A schema whose value may be empty, as one of two types: editors say and complete more for it than for `anyOf`."""
    value: dict[str, Any]
    value, *empty = node.get("anyOf", [{}])
    if empty != [_NULL] or "const" in value:
        return node
    return value | {"type": [value["type"], "null"]} | {key: other for key, other in node.items() if key != "anyOf"}


class _Generator(GenerateJsonSchema):
    """Makes schemas that help whoever types: no titles or defaults of the code, words by language, plain errors."""

    languages: tuple[Language, ...]
    """The languages of the library."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        """The key itself is title enough."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A key that may be left out; what stands for it then is the code's business."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key that may be left empty."""
        return {"anyOf": [self.generate_inner(schema["schema"]), _NULL]}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Text, and what to say of another."""
        made = super().str_schema(schema)
        if schema.get("strip_whitespace"):
            return _words()
        if "pattern" in made:
            made["errorMessage"] = _both(PLAIN_FORMS[made["pattern"]])
        return made

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        """A day. Programs of editors read it as text."""
        return super().date_schema(schema) | {"errorMessage": _both(_DAY)}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Words by language, or lists of words by language; other mappings have keys of their own."""
        made = super().dict_schema(schema)
        if "patternProperties" in made:
            ((pattern, values),) = made.pop("patternProperties").items()
            keys = {"pattern": pattern, "errorMessage": _both(PLAIN_FORMS[pattern])}
            return made | {"propertyNames": keys, "additionalProperties": values}
        values = made["additionalProperties"]
        if values["type"] == "object":
            return made
        return made | self._by_language(values, required=values["type"] == "string")

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A shape; where it lets in other keys, those are the languages."""
        made = super().model_schema(schema)
        made.pop("title")
        made.pop("description")
        if made["additionalProperties"]:
            words = self._by_language(_words() | made["additionalProperties"], required=True)
            words["properties"] = made["properties"] | words["properties"]
            words["required"] = [*made.get("required", ()), *words["required"]]
            made |= words
        return made

    def _by_language(self, value: JsonSchemaValue, *, required: bool) -> JsonSchemaValue:
        """Keys of a mapping: each language of the library, and no other; one that is growing may be left out."""
        meaning = value.get("description")
        made: JsonSchemaValue = {
            "properties": {
                language.code: value | {"description": "\n".join(filter(None, (language.name, meaning)))}
                for language in self.languages
            },
            "additionalProperties": False,
        }
        owed = [language.code for language in self.languages if not language.growing]
        return made | {"required": owed} if required else made


def _words() -> JsonSchemaValue:
    """Text that is not only spaces."""
    return {"type": "string", "pattern": r"\S", "errorMessage": _both(_SOME_WORDS)}


def _choose(node: dict[str, Any], names: Mapping[str, str]) -> None:
    """Let a text be one of some, each shown with its name; without any, its form is all there is to check."""
    if names:
        for key in ("pattern", "maxLength", "errorMessage"):
            node.pop(key, None)
        node |= {"enum": list(names), "enumDescriptions": list(names.values())}


def _choose_by_framework(node: dict[str, Any], key: str, library: Library) -> None:
    """Let `framework` be one of the library's, and what stands under `key` one or more of its codes."""
    _choose(node["properties"]["framework"], {one.id: _named(one.name) for one in library.frameworks.values()})
    several = node["properties"][key]["type"] == "array"
    rules = []
    for framework in library.frameworks.values():
        codes: dict[str, Any] = {"type": "string"}
        _choose(codes, _names(framework.competences))
        rules.append(
            {
                "if": {"properties": {"framework": {"const": framework.id}}, "required": ["framework"]},
                "then": {"properties": {key: {"items": codes} if several else codes}},
            }
        )
    if rules:
        node["allOf"] = rules


def _names(competences: Mapping[str, Competence]) -> dict[str, str]:
    return {code: _named(one.name) for code, one in competences.items()}


def _named(name: Text) -> str:
    """A name in all languages, the source language first, on one line: editors show it in a list."""
    return " — ".join(name.values())


def _both(message: Message) -> str:
    """A sentence in the languages of those who edit."""
    return f"{message.in_language('vi')} — {message}"
