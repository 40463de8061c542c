"""One file of the library on its way in: bytes, text, YAML, front matter, each step with its findings."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from courselib import reading, yamlfile
from courselib.finding import Finding, Level, Problem, Rule
from courselib.model import Text, Where
from courselib.schema import PLAIN_FORMS
from courselib.yamlfile import YamlFile

Shape = TypeVar("Shape")

_MERGE = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)

_EXPECTED = {
    "string_type": 'text; put it in quotes: "{value}"',
    "int_type": "a whole number, without quotes",
    "float_type": "a number, without quotes",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-11-22, without quotes",
    "list_type": "a list: one item a line, each after a hyphen",
    "dict_type": "keys and values, one a line",
    "model_type": "keys and values, one a line",
    "string_too_short": "some words; it is empty",
    "too_short": "at least one item",
}


@dataclass(slots=True)
class Report:
    """Collects the findings of a load."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: Rule, where: Where, message: str, hint: str) -> None:
        """Sign and keep a finding. All findings of the loader are errors."""
        self.findings.append(rule.found(Problem(where, message, hint), Level.ERROR))


def read_text(disk_path: str, path: str, limit: int, report: Report) -> str | None:
    """Text of a file in UTF-8 with plain line ends, or None after a finding.

    Args:
        disk_path: where it lies.
        path: how findings name it.
        limit: largest size in bytes that is read.
        report: gets the finding.

    """
    try:
        size = os.path.getsize(disk_path)
        if size > limit:
            report.add(
                reading.TOO_LARGE,
                Where(path),
                f"{size} bytes, at most {limit} are read",
                "split it, or move what does not belong here",
            )
            return None
        with open(disk_path, "rb") as file:
            raw = file.read()
    except OSError as error:
        reason = error.strerror or "can not be opened"
        report.add(reading.UNREADABLE, Where(path), reason, "check that it is a file you may read")
        return None
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        report.add(
            reading.UNREADABLE,
            Where(path, line),
            f"byte {error.start + 1} of the file is not UTF-8",
            "open it in your editor and save it with encoding UTF-8",
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        report.add(
            reading.UNREADABLE,
            Where(path, line),
            "has a zero byte: this is not a text file",
            "save it as plain text in UTF-8",
        )
        return None
    marks = _MERGE.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    if marks:
        report.add(
            reading.MERGE_MARKS,
            Where(path, text.count("\n", 0, marks.start()) + 1),
            "the file has the marks of an unfinished merge",
            "keep one of the two versions between <<<<<<< and >>>>>>>, and remove the marks",
        )
        return None
    return text


def read_yaml(text: str, path: str, report: Report, first_line: int = 1) -> YamlFile | None:
    """Parse YAML, or None after a finding. Repeated keys are findings, the last value is kept."""
    try:
        parsed = yamlfile.read(text, path, first_line)
    except yamlfile.YamlError as error:
        report.add(reading.INVALID_YAML, error.where, error.message, error.hint)
        return None
    for key, where in parsed.repeated:
        report.add(reading.REPEATED_KEY, where, f"the key {_shown(key)} stands twice", "keep one of the two")
    return parsed


def validate(shape: TypeAdapter[Shape], parsed: YamlFile, report: Report) -> Shape | None:
    """The value in the given shape, or None after a finding for each thing that does not fit."""
    try:
        return shape.validate_python(parsed.value)
    except ValidationError as error:
        details: list[dict[str, Any]] = [dict(one) for one in error.errors(include_url=False)]
        slips = [one["loc"] for one in details if one["type"] == "extra_forbidden"]
        for detail in details:
            if not (detail["type"] == "missing" and _misspelt(detail["loc"], slips)):
                _report_detail(detail, parsed, report, shape)
        return None
    except RecursionError:
        report.add(reading.INVALID_YAML, parsed.where(), "is nested too deeply", "flatten it")
        return None


def _misspelt(loc: tuple[str | int, ...], slips: list[tuple[str | int, ...]]) -> bool:
    """Whether a missing key stands there under a name much like it: one finding says enough."""
    return any(slip[:-1] == loc[:-1] and difflib.get_close_matches(str(slip[-1]), [str(loc[-1])]) for slip in slips)


def _report_detail(detail: dict[str, Any], parsed: YamlFile, report: Report, shape: TypeAdapter[Any]) -> None:
    keys = [key for key in detail["loc"] if not _is_branch(key)]
    name = next((key for key in reversed(keys) if isinstance(key, str)), "the file")
    kind, value = detail["type"], parsed.written(*keys)
    value = detail["input"] if value is None else value
    if kind == "extra_forbidden":
        allowed = _allowed_keys(shape, keys[:-1])
        report.add(
            reading.UNKNOWN_KEY,
            parsed.where_key(*keys),
            f"the key {_shown(keys[-1])} is not known here",
            _nearest(str(keys[-1]), allowed),
        )
    elif kind == "missing" and (slip := _slip_of(keys, parsed)):
        report.add(
            reading.UNKNOWN_KEY,
            parsed.where_key(*keys[:-1], slip),
            f"the key {_shown(slip)} is not known here",
            f"did you mean {keys[-1]}?",
        )
    elif kind == "missing":
        report.add(
            reading.MISSING_KEY,
            parsed.where(*keys[:-1]),
            f"the key {_shown(keys[-1])} is missing",
            f"add a line: {keys[-1]}: …",
        )
    else:
        expected = _expected(detail).replace("{value}", _shown(value))
        report.add(
            reading.WRONG_VALUE,
            parsed.where(*keys),
            f"{name} is {_shown(value)}",
            f"expected: {expected}",
        )


def _slip_of(keys: list[str | int], parsed: YamlFile) -> str:
    """A key of the same mapping that was probably meant to be the missing one."""
    value = parsed.value
    for key in keys[:-1]:
        value = value[key]
    names = [name for name in value if name != keys[-1]] if isinstance(value, dict) else []
    return next(iter(difflib.get_close_matches(str(keys[-1]), names, 1, 0.75)), "")


def _expected(detail: dict[str, Any]) -> str:
    """What should stand there, in plain words."""
    if detail["type"] == "string_pattern_mismatch":
        return PLAIN_FORMS.get(detail["ctx"]["pattern"], "text of another form")
    words = _EXPECTED.get(detail["type"])
    return words or str(detail["msg"]).removeprefix("Input should be ")


def _is_branch(key: str | int) -> bool:
    """Whether pydantic names a branch of a union here (`list[...]`, `literal[...]`), not a key."""
    return isinstance(key, str) and ("[" in key or key == "constrained-str")


def _allowed_keys(shape: TypeAdapter[Any], keys: list[str | int]) -> list[str]:
    schema = shape.json_schema()
    node: Any = schema
    for key in [*keys, None]:
        while isinstance(node, dict) and "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        if isinstance(node, dict) and "anyOf" in node:
            node = node["anyOf"][0]
            while isinstance(node, dict) and "$ref" in node:
                node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        if key is None or not isinstance(node, dict):
            break
        node = node.get("items", {}) if isinstance(key, int) else node.get("properties", {}).get(key)
    return list(node.get("properties", {})) if isinstance(node, dict) else []


def _nearest(word: str, allowed: list[str]) -> str:
    close = difflib.get_close_matches(word, allowed, 1)
    if close:
        return f"did you mean {close[0]}? allowed: {', '.join(allowed)}"
    return f"remove it; allowed: {', '.join(allowed)}"


def _shown(value: object) -> str:
    """A value as it may stand in a message: one short line."""
    if value is None:
        return "empty"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, dict):
        return "a set of keys"
    text = "".join(letter if letter.isprintable() else "?" for letter in str(value))
    return text if len(text) <= 60 else text[:57] + "…"


def _quoted(key: str, written: str) -> str:
    return f'expected: text; put it in quotes: {key}: "{_shown(written)}"' if written else "expected: some words"


class Words:
    """Checks words for readers against the languages of the library."""

    def __init__(self, languages: list[str], report: Report) -> None:
        self.languages = languages
        self.known = frozenset(languages)
        self.report = report

    def lists(self, words: Mapping[str, list[str]], parsed: YamlFile, *keys: str | int) -> dict[str, tuple[str, ...]]:
        """Lists of words by language; a language may be left out, another than the library's is a finding."""
        for code in words:
            if code not in self.known:
                self.unknown_language(code, "", parsed.where_key(*keys, code))
        return {code: tuple(words.get(code, ())) for code in self.languages}

    def unknown_language(self, code: str, meant: str, where: Where) -> None:
        """Report a code that is no language of the library."""
        self.report.add(
            reading.UNKNOWN_LANGUAGE,
            where,
            f"{_shown(code)} is not a language of the library",
            f"{meant}write one of {', '.join(self.languages)}",
        )

    def text(
        self, words: Mapping[str, object], parsed: YamlFile, *keys: str | int, beside: tuple[str, ...] = ()
    ) -> Text:
        """Words in every language; a missing one is a finding and borrows the source language's.

        Args:
            words: words by language code.
            parsed: the file they stand in.
            keys: where in the file they stand.
            beside: other keys of the same mapping, for someone who misspelt one of them.

        """
        if words.keys() == self.known and all(type(value) is str for value in words.values()):
            return words  # type: ignore[return-value]  # the line above checked it
        made: dict[str, str] = {}
        missing = [code for code in self.languages if code not in words]
        for code, value in words.items():
            if code not in self.known and difflib.get_close_matches(str(code), beside):
                self.report.add(
                    reading.UNKNOWN_KEY,
                    parsed.where_key(*keys, code),
                    f"the key {_shown(code)} is not known here",
                    _nearest(str(code), [*beside, *self.languages]),
                )
            elif code not in self.known:
                meant = f"did you mean {missing.pop(0)}? " if missing else ""
                self.unknown_language(code, meant, parsed.where_key(*keys, code))
            elif not isinstance(value, str) or not value.strip():
                self.report.add(
                    reading.WRONG_VALUE,
                    parsed.where(*keys, code),
                    f"{code} is {_shown(parsed.written(*keys, code) or value)}",
                    _quoted(code, parsed.written(*keys, code) or ""),
                )
            else:
                made[code] = value
        if missing:
            self.report.add(
                reading.MISSING_LANGUAGE,
                parsed.where(*keys),
                f"words are missing in {', '.join(missing)}",
                f"add a line: {missing[0]}: …",
            )
        fallback = next((made[code] for code in self.languages if code in made), "…")
        return {code: made.get(code, fallback) for code in self.languages}
