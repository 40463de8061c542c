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

_SECRET_DEEP = re.compile(r"(?:[\[{]\s*){%d}|(?:-[ \t]+){%d}" % (MAX_DEPTH + 1, MAX_DEPTH + 1))
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)\Z")
_loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    deep = _SECRET_DEEP.search(text)
    if deep:
        raise _error(path, first_line + text.count("\n", 0, deep.start()), 1, "nested too deeply")
    try:
        node = _loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
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
        where = _place(self.path, node, self.first_line)
        if depth > MAX_DEPTH:
            raise _error(self.path, where.line, where.column, "nested too deeply")
        if id(node) in self.seen:
            raise YamlError(
                where, "uses an anchor (&) and an alias (*)", "write the value out where it is used"
            )
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
    text: str = node.value
    tag = node.tag.rpartition(":")[2]
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in ("true", "yes", "on")
    if tag == "int":
        # Only plain decimals: a leading zero would be read as octal and 1:30 as sixty-based.
        return int(text) if _INTEGER.match(text) and len(text) < 18 else text
    if tag == "float":
        try:
            return float(text)
        except ValueError:
            return text
    if tag == "timestamp":
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


def _error(path: str, line: int, column: int, problem: str) -> YamlError:
    hint = "check quotes, colons and indentation with two spaces (no tabs) on this line"
    return YamlError(Where(path, line, column), f"this is not valid YAML: {problem}", hint)
