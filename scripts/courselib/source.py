"""One file of the library on its way in: bytes, text, YAML, front matter, each step with its findings."""

from __future__ import annotations

import codecs
import copy
import errno
import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from courselib import reading, yamlfile
from courselib.finding import Finding, Level, Problem, Rule
from courselib.message import Listed, Message, either, say
from courselib.model import Language, PartText, Text, Where
from courselib.nearest import nearest
from courselib.schema import PLAIN_FORMS
from courselib.slips import short, smart_quote
from courselib.yamlfile import YamlFile

Shape = TypeVar("Shape")
Loc = tuple[str | int, ...]
"""Where in a file something stands, as pydantic says it: keys, numbers of items, and branches of unions."""

LONG_TEXT = 20_000
"""Characters from which on a heap of marks on one letter is refused: composing it takes the square of its length."""

_HEAP = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u065f\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31}"
)
_MERGE = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS_UTF_8 = say("open it in your editor, choose Save as, and there the encoding UTF-8")

_UNREADABLE = {
    errno.EACCES: say("you may not read this file"),
    errno.EPERM: say("you may not read this file"),
    errno.EISDIR: say("this is a folder, not a file"),
    errno.ENOENT: say("there is no such file"),
    errno.ENAMETOOLONG: say("the name of the file is too long"),
}
"""Why a file can not be opened, in our words: the system speaks the language of the machine."""

_FEW = 5
"""Unknown keys of a file for each of which it is asked whether it stands for one that is missing."""
_NUMBER = re.compile(r"(?<![\w.,-])[0-9]{1,4}(?![\w.,])")
_DAY = re.compile(r"([0-9]{1,4})([/. -])([0-9]{1,2})\2([0-9]{1,4})")
_EXPECTED = {
    "int_type": say("a whole number, without quotes"),
    "float_type": say("a number, without quotes"),
    "bool_type": say("true or false"),
    "date_type": say("a date such as 2026-11-22, without quotes"),
    "list_type": say("a list: one item a line, each after a hyphen and a space"),
    "dict_type": say("keys and values, one a line, each key with a colon and a space after it"),
    "model_type": say("keys and values, one a line, each key with a colon and a space after it"),
    "string_too_short": say("some words"),
}
"""What should stand where something else does, by the name of pydantic's complaint."""

_LIMITS: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "greater_than_equal": lambda limit: say("{least} or more", least=limit["ge"]),
    "less_than_equal": lambda limit: say("{most} at most", most=limit["le"]),
    "greater_than": lambda limit: say("more than {least}", least=limit["gt"]),
    "finite_number": lambda _: say("a number, without quotes"),
    "string_too_long": lambda limit: say("{most} characters at most", most=limit["max_length"]),
    "too_long": lambda limit: say("{most} items at most", most=limit["max_length"]),
    "too_short": lambda limit: _items(limit["min_length"]),
}
"""What should stand there, by the name of pydantic's complaint, made from the limit that it names."""


@dataclass(slots=True)
class Report:
    """Collects the findings of a load."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: Rule, where: Where, message: Message, hint: Message) -> None:
        """Sign and keep a finding. All findings of the loader are errors."""
        self.findings.append(rule.found(Problem(where, message, hint), Level.ERROR))


def report_link(path: str, report: Report) -> None:
    """Report a symbolic link: what it leads to is not read."""
    report.add(
        reading.SYMBOLIC_LINK,
        Where(path),
        say("{name} is a link to another place", name=path.rpartition("/")[2]),
        say("put the file itself here, or remove the link; a course borrows a lesson by naming it"),
    )


def read_text(disk_path: str, path: str, limit: int, report: Report) -> str | None:
    """Text of a file in UTF-8 with plain line ends, or None after a finding.

    Args:
        disk_path: where it lies.
        path: how findings name it.
        limit: largest size in bytes that is read.
        report: gets the finding.

    """
    try:
        about = os.stat(disk_path)
        if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
            # Opening a pipe would wait for a writer, and a device may have no end.
            reason, hint = say("this is a pipe or a device, not a file"), say("check that it is a file you may read")
            report.add(reading.UNREADABLE, Where(path), reason, hint)
            return None
        if about.st_size > limit:
            report.add(
                reading.TOO_LARGE,
                Where(path),
                say("{size} bytes, at most {limit} are read", size=about.st_size, limit=limit),
                say("split it, or move what does not belong here"),
            )
            return None
        with open(disk_path, "rb") as file:
            raw = file.read()
    except OSError as error:
        reason = _UNREADABLE.get(error.errno or 0, say("can not be opened"))
        report.add(reading.UNREADABLE, Where(path), reason, say("check that it is a file you may read"))
        return None
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        if raw.startswith(_UTF_16):
            message = say("the file is saved as UTF-16, which Windows calls Unicode")
            report.add(reading.UNREADABLE, Where(path), message, _SAVE_AS_UTF_8)
            return None
        line = raw.count(b"\n", 0, error.start) + 1
        message = say("byte {number} of the file is not UTF-8", number=error.start + 1)
        report.add(reading.UNREADABLE, Where(path, line), message, _SAVE_AS_UTF_8)
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        report.add(
            reading.UNREADABLE,
            Where(path, line),
            say("has a zero byte: this is not a text file"),
            say("save it as plain text in UTF-8"),
        )
        return None
    heap = _HEAP.search(text) if len(text) > LONG_TEXT else None
    if heap:
        report.add(
            reading.UNREADABLE,
            Where(path, text.count("\n", 0, heap.start()) + 1),
            say("more than 30 marks stand on one letter"),
            say("take them out; a Vietnamese letter has two at most"),
        )
        return None
    marks = _MERGE.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    if marks:
        report.add(
            reading.MERGE_MARKS,
            Where(path, text.count("\n", 0, marks.start()) + 1),
            say("the file has the marks of an unfinished merge"),
            say("keep one of the two versions between <<<<<<< and >>>>>>>, and remove the marks"),
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
        report.add(
            reading.REPEATED_KEY, where, say("the key {key} stands twice", key=short(key)), say("keep one of the two")
        )
    return parsed


def validate(shape: TypeAdapter[Shape], parsed: YamlFile, report: Report) -> Shape | None:
    """The value in the given shape, or None after a finding for each thing that does not fit."""
    try:
        return shape.validate_python(parsed.value)
    except ValidationError as error:
        details: list[dict[str, Any]] = [
            dict(one) for one in error.errors(include_url=False) if _of_its_kind(one["loc"], one["input"])
        ]
        slips = [one["loc"] for one in details if one["type"] == "extra_forbidden"]
        missing = [one["loc"] for one in details if one["type"] == "missing"]
        other_names = _other_names(slips, missing, shape, parsed.value)
        for detail in details:
            slip = detail["type"] == "missing" and _misspelt(detail["loc"], slips)
            if not slip and detail["loc"] not in other_names.values():
                _report_detail(detail, parsed, report, shape, other_names.get(detail["loc"], ()))
        return None
    except RecursionError:
        report.add(reading.INVALID_YAML, parsed.where(), say("is nested too deeply"), say("write it with fewer levels"))
        return None


def _of_its_kind(loc: Loc, value: object) -> bool:
    """Whether a complaint is about the kind a value has: one that may be a word or a list is refused as both."""
    branch = str(loc[-1]) if loc else ""
    if branch.startswith("literal["):
        return isinstance(value, str)
    return not (branch.startswith("list[") and isinstance(value, str))


def _misspelt(loc: Loc, slips: list[Loc]) -> bool:
    """Whether a missing key stands there under a name much like it: one finding says enough."""
    return any(slip[:-1] == loc[:-1] and nearest(str(slip[-1]), [str(loc[-1])]) for slip in slips)


def _other_names(slips: list[Loc], missing: list[Loc], shape: TypeAdapter[Any], value: Any) -> dict[Loc, Loc]:
    """Unknown keys that stand for a missing one under a name of another kind, such as `phút` for `minutes`.

    Only one key of the mapping may be unknown and one missing, and the value has to fit: then nothing else is likely.
    Whether it fits takes as long as reading the file, so where much is wrong nobody asks.
    """
    found: dict[Loc, Loc] = {}
    for slip in slips if len(slips) <= _FEW else ():
        here = [loc for loc in missing if loc[:-1] == slip[:-1]]
        alone = [one for one in slips if one[:-1] == slip[:-1]] == [slip]
        if len(here) == 1 and alone and not any(map(_is_branch, slip)):
            renamed = copy.deepcopy(value)
            mapping = reduce(lambda node, key: node[key], slip[:-1], renamed)
            mapping[here[0][-1]] = mapping.pop(slip[-1])
            try:
                shape.validate_python(renamed)
            except ValidationError as error:
                if any(one["loc"][: len(slip)] == here[0] for one in error.errors(include_url=False)):
                    continue
            found[slip] = here[0]
    return found


def _report_detail(
    detail: dict[str, Any], parsed: YamlFile, report: Report, shape: TypeAdapter[Any], instead: Loc = ()
) -> None:
    keys = _keys(detail["loc"], parsed.value)
    if instead:
        hint = say("write {key} instead", key=instead[-1])
        report.add(reading.UNKNOWN_KEY, parsed.where_key(*keys), _unknown(keys[-1]), hint)
    elif detail["type"] == "extra_forbidden":
        hint = _nearest(str(keys[-1]), _allowed_keys(shape, keys[:-1]))
        report.add(reading.UNKNOWN_KEY, parsed.where_key(*keys), _unknown(keys[-1]), hint)
    elif detail["loc"][-1:] == ("[key]",):
        hint = say("expected: {expected}", expected=_expected(detail))
        report.add(reading.UNKNOWN_KEY, parsed.where_key(*keys), _unknown(keys[-1]), hint)
    elif detail["type"] == "missing" and (slip := _slip_of(keys, parsed)):
        hint = say("did you mean {close}?", close=keys[-1])
        report.add(reading.UNKNOWN_KEY, parsed.where_key(*keys[:-1], slip), _unknown(slip), hint)
    elif detail["type"] == "missing":
        message = say("the key {key} is missing", key=keys[-1])
        report.add(reading.MISSING_KEY, parsed.where(*keys[:-1]), message, say("add a line: {key}: …", key=keys[-1]))
    else:
        written = parsed.written(*keys)
        value = detail["input"] if written is None else written
        name = next((key for key in reversed(keys) if isinstance(key, str)), "")
        hint = say("expected: {expected}", expected=_expected(detail, value))
        empty = parsed.node is None and parsed.first_line == 1
        message = say("the file is empty") if empty else _stands(name, value)
        report.add(reading.WRONG_VALUE, parsed.where(*keys), message, hint)


def _unknown(key: object) -> Message:
    return say("the key {key} is not known here", key=short(str(key)))


def _slip_of(keys: list[str | int], parsed: YamlFile) -> str:
    """A key of the same mapping that was probably meant to be the missing one."""
    value = parsed.value
    for key in keys[:-1]:
        value = value[key]
    names = [name for name in value if name != keys[-1]] if isinstance(value, dict) else []
    return nearest(str(keys[-1]), names, 0.75)


def _expected(detail: dict[str, Any], value: object = None) -> Message | Listed:
    """What should stand there, in plain words."""
    kind, limit = detail["type"], detail.get("ctx", {})
    if kind == "string_type":
        return _text(value, "")
    if kind == "int_type" and (number := _NUMBER.search(str(value))):
        return say("a whole number alone, without quotes: {number}", number=number[0])
    if kind == "date_type" and (day := _day(str(value))):
        return say("a date with the year first, without quotes: {day}", day=day)
    if kind == "string_pattern_mismatch":
        return PLAIN_FORMS.get(limit["pattern"], say("text of another form"))
    if kind == "literal_error":
        return _one_of(limit["expected"], in_union=detail["loc"][-1:] == (f"literal[{limit['expected']}]",))
    if kind in ("dict_type", "model_type") and isinstance(value, list):
        return say("keys and values, one a line, without hyphens")
    if kind in _LIMITS:
        return _LIMITS[kind](limit)
    return _EXPECTED.get(kind, say("another kind of value"))


def _day(text: str) -> str:
    """A day that was written with the year last, or as text, as a date of ISO 8601; else nothing."""
    found = _DAY.fullmatch(text.strip())
    first, month, last = found.group(1, 3, 4) if found else ("", "", "")
    year, day = (first, last) if len(first) == 4 else (last, first)
    try:
        return date(int(year), int(month), int(day)).isoformat() if len(year) == 4 else ""
    except ValueError:
        return ""


def _text(value: object, key: str) -> Message:
    """What to type for text, with its key if that helps, where YAML reads something else."""
    if isinstance(value, list | dict) or not _is_written(value):
        return say("some words")
    quoted = f'"{short(str(value))}"'
    return say("text; put it in quotes: {quoted}", quoted=f"{key}: {quoted}" if key else quoted)


def _one_of(expected: str, *, in_union: bool) -> Message | Listed:
    """The words of a closed set, as pydantic lists them: quoted, or `True`."""
    words = re.findall("'([^']*)'", expected)
    if not words:
        return say("true, or no such line")
    return say("{words}, or a list", words=either(words)) if in_union else either(words)


def _items(least: int) -> Message:
    return say("at least one item") if least == 1 else say("at least {least} items", least=least)


def _keys(loc: Loc, value: Any) -> list[str | int]:
    """The keys of a place, without the branches of unions between them. A key may be called like a branch."""
    keys: list[str | int] = []
    for key in loc:
        there = (isinstance(value, dict) and key in value) or (isinstance(value, list) and key in range(len(value)))
        if there:
            value = value[key]
            keys.append(key)
        elif not _is_branch(key):
            keys.append(key)
    return keys


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


def _nearest(word: str, allowed: list[str]) -> Message:
    close = nearest(word, allowed)
    if close:
        return say("did you mean {close}? allowed: {keys}", close=close, keys=", ".join(allowed))
    return say("remove it; allowed: {keys}", keys=", ".join(allowed))


def _stands(name: str, value: object) -> Message:
    """What stands under a key, or without one."""
    if not _is_written(value):
        return say("{name} is empty", name=short(name)) if name else say("nothing stands here")
    shown = _shown(value)
    if not name:
        return say("{value} stands here", value=shown)
    if isinstance(value, str) and smart_quote(value):
        return say("{name} is {value}, with smart quotes", name=short(name), value=shown)
    if isinstance(value, str) and value.endswith(","):
        return say("{name} is {value} with a comma after it", name=short(name), value=short(value[:-1]))
    return say("{name} is {value}", name=short(name), value=shown)


def _is_written(value: object) -> bool:
    """Whether something stands there: an empty list is something, blanks are not."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _shown(value: object) -> str | Message:
    """A value as it may stand in a message."""
    if isinstance(value, list):
        return say("a list of {count}", count=len(value)) if value else say("an empty list")
    return say("a set of keys") if isinstance(value, dict) else short(str(value))


class Words:
    """Checks words for readers against the languages of the library."""

    def __init__(self, languages: Sequence[Language], report: Report) -> None:
        self.languages = [language.code for language in languages]
        self.known = frozenset(self.languages)
        self.growing = frozenset(language.code for language in languages if language.growing)
        self.report = report

    def lists(self, words: Mapping[str, list[str]], parsed: YamlFile, *keys: str | int) -> dict[str, tuple[str, ...]]:
        """Lists of words by language; a language may be left out, another than the library's is a finding."""
        for code in words:
            if code not in self.known:
                self.unknown_language(code, "", parsed.where_key(*keys, code))
        return {code: tuple(words.get(code, ())) for code in self.languages}

    def unknown_language(self, code: str, meant: str, where: Where) -> None:
        """Report a code that is no language of the library, with the one that was probably meant, if any."""
        languages = ", ".join(self.languages)
        hint = say("write one of {languages}", languages=languages)
        if meant:
            hint = say("did you mean {close}? write one of {languages}", close=meant, languages=languages)
        message = say("{code} is not a language of the library", code=short(code))
        self.report.add(reading.UNKNOWN_LANGUAGE, where, message, hint)

    def text(
        self, words: Mapping[str, object], parsed: YamlFile, *keys: str | int, beside: tuple[str, ...] = ()
    ) -> Text:
        """Words in every language; where they are missing, which only a growing language may, the source's stand in.

        Args:
            words: words by language code.
            parsed: the file they stand in.
            keys: where in the file they stand.
            beside: other keys of the same mapping, for someone who misspelt one of them.

        """
        if words.keys() == self.known and all(type(value) is str and value.strip() for value in words.values()):
            return words  # type: ignore[return-value]  # the line above checked it
        made: dict[str, str] = {}
        missing = [code for code in self.languages if code not in words]
        for code, value in words.items():
            if code not in self.known and nearest(str(code), beside):
                hint = _nearest(str(code), [*beside, *self.languages])
                self.report.add(reading.UNKNOWN_KEY, parsed.where_key(*keys, code), _unknown(code), hint)
            elif code not in self.known:
                self.unknown_language(code, missing.pop(0) if missing else "", parsed.where_key(*keys, code))
            elif not isinstance(value, str) or not value.strip():
                written = parsed.written(*keys, code) or value
                self.report.add(
                    reading.WRONG_VALUE,
                    parsed.where(*keys, code),
                    _stands(code, written),
                    say("expected: {expected}", expected=_text(written, code)),
                )
            else:
                made[code] = value
        owed = [code for code in missing if code not in self.growing]
        if owed:
            self.report.add(
                reading.MISSING_LANGUAGE,
                parsed.where(*keys),
                say("words are missing in {languages}", languages=", ".join(owed)),
                say("add a line: {key}: …", key=owed[0]),
            )
        in_order = {code: made[code] for code in self.languages if code in made}
        return PartText(in_order, next(iter(in_order.values()), "…"))
