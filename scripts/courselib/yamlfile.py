"""YAML that knows the line of every value.

Anchors and aliases are refused: a reviewer should see each value where it is used,
and nested aliases can grow a small file into gigabytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from courselib.model import Where

MAX_DEPTH = 20
"""Levels of nesting that are read. The library's own files use seven."""

_DEEP_LINE = re.compile(rf"^[ \t]*(?:[-?][ \t]+){{{MAX_DEPTH + 1}}}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_MANY_BRACKETS = 1000
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
"""Plain words that YAML 1.1 does not read as text."""

_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_BaseLoader):  # type: ignore[misc]  # chosen at run time
    """Leaves every scalar as text, for `_scalar` to type without the safe loader's many patterns."""

    def resolve(self, *_: object) -> str:
        """No tags: the kind of a node is its class."""
        return ""


class YamlError(Exception):
    """A file that is not the YAML we read: where, what, and what to type."""

    def __init__(self, where: Where, message: str, hint: str) -> None:
        super().__init__(message)
        self.where = where
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed YAML text."""

    path: str
    value: Any
    first_line: int
    node: yaml.Node | None
    repeated: tuple[tuple[str, Where], ...]
    """Keys that a mapping has twice, with the place of the second."""

    def where(self, *keys: str | int) -> Where:
        """The place of the value at `keys`, or of the nearest value around it that exists."""
        node = self.node
        for key in keys:
            found = _child(node, key)
            if found is None:
                break
            node = found
        return _place(self.path, node, self.first_line)

    def written(self, *keys: str | int) -> str | None:
        """The scalar at `keys` as it stands in the file, or None when something else stands there."""
        node: Any = self.node
        for key in keys:
            node = _child(node, key)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def where_key(self, *keys: str | int) -> Where:
        """The place of the key itself, for findings about a key that should not be there."""
        node = self.node
        for key in keys[:-1]:
            node = _child(node, key) or node
        if isinstance(node, yaml.MappingNode):
            for name, _ in node.value:
                if name.value == str(keys[-1]):
                    return _place(self.path, name, self.first_line)
        return _place(self.path, node, self.first_line)


def read(text: str, path: str, first_line: int = 1) -> YamlFile:
    """Parse one YAML document.

    Args:
        text: the YAML.
        path: the file it comes from, for places.
        first_line: line of the file on which `text` begins.

    Raises:
        YamlError: not YAML, more than one document, anchors, or too deeply nested.

    """
    deep = _too_deep(text)
    if deep >= 0:
        raise _error(path, first_line + text.count("\n", 0, deep), 1, "nested too deeply")
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        # The end of the file is a line after the last one that can be edited.
        line = min(line, text.rstrip("\n").count("\n"))
        raise _error(path, first_line + line, column + 1, error.problem or "not YAML") from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0) or 0
        line = text.count("\n", 0, position)
        raise _error(path, first_line + line, 1, "has a character YAML does not allow") from None
    except (RecursionError, ValueError) as error:
        raise _error(path, first_line, 1, f"can not be read: {error}") from None
    builder = _Builder(path, first_line)
    value = None if node is None else builder.build(node, 0)
    return YamlFile(path, value, first_line, node, tuple(builder.repeated))


def _too_deep(text: str) -> int:
    """Position of nesting so deep that the C parser would run out of stack and end the process, or -1."""
    line = _DEEP_LINE.search(text)
    if line:
        return line.start()
    if text.count("[") + text.count("{") < _MANY_BRACKETS:
        return -1
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _MANY_BRACKETS:
            return bracket.start()
    return -1


class _Builder:
    """Turns nodes into plain Python values."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.seen: set[int] = set()
        self.repeated: list[tuple[str, Where]] = []

    def build(self, node: Any, depth: int) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if depth > MAX_DEPTH:
            where = _place(self.path, node, self.first_line)
            raise _error(self.path, where.line, where.column, "nested too deeply")
        if id(node) in self.seen:
            where = _place(self.path, node, self.first_line)
            raise YamlError(where, "uses an anchor (&) and an alias (*)", "write the value out where it is used")
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        made: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                place = _place(self.path, key, self.first_line)
                raise _error(self.path, place.line, place.column, "has a key that is not a word")
            if key.value in made:
                self.repeated.append((key.value, _place(self.path, key, self.first_line)))
            made[key.value] = self.build(value, depth + 1)
        return made


def _scalar(node: yaml.ScalarNode) -> Any:
    """The value of a scalar: text when quoted, else by its form, as in YAML 1.1 without its oddities.

    A number with a leading zero and a time such as 1:30 stay text: YAML 1.1 would read them as octal
    and as sixty-based.
    """
    text: str = node.value
    if node.style or len(text) > 30:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _child(node: Any, key: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        for name, value in reversed(node.value):
            if name.value == str(key):
                return value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key]
    return None


def _place(path: str, node: Any, first_line: int) -> Where:
    if node is None:
        return Where(path, first_line, 1)
    mark = node.start_mark
    return Where(path, first_line + mark.line, mark.column + 1)


_HINTS = {
    "mapping values": 'a value that contains a colon stands in quotes: title: "Lưu ý: đọc kỹ"',
    "cannot start any token": "begin a line with spaces, never with a tab; quote a value that begins with a sign",
    "expected ':'": "each line is a key, a colon, a space and a value; quote a value that begins with a quote",
    "block end": "lines that belong together begin in the same column; count the spaces",
}
"""What to type, by words of the parser's own message."""


def _error(path: str, line: int, column: int, problem: str) -> YamlError:
    hint = next((hint for words, hint in _HINTS.items() if words in problem), "")
    hint = hint or "check quotes, colons and indentation with two spaces (no tabs) on this line and the one above"
    return YamlError(Where(path, line, column), f"this is not valid YAML: {problem}", hint)
