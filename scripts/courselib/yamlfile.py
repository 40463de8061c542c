"""YAML that knows the line of every value.

Anchors and aliases are refused: a reviewer should see each value where it is used,
and nested aliases can grow a small file into gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from courselib import slips, stops
from courselib.message import Message, say
from courselib.model import Where

MAX_DEPTH = 20
"""Levels of nesting that are read. The library's own files use seven."""

_DEEP_LINE = re.compile(rf"^[ \t]*(?:[-?][ \t]+){{{MAX_DEPTH + 1}}}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_MANY_BRACKETS = 1000
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_COMMENT = re.compile(r"\S #|\s#[^\s#]")
_MARKED = re.compile(r"(?<![^\s\[{,])[&!]")
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

    def __init__(self, where: Where, message: Message, hint: Message) -> None:
        super().__init__(str(message))
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
        YamlError: not YAML, more than one document, anchors, too deeply nested, or text that YAML would take away.

    """
    deep = _too_deep(text)
    if deep >= 0:
        raise _nested(Where(path, first_line + text.count("\n", 0, deep)))
    if any(sign in text for sign in slips.LINE_BREAKS):
        raise _error(path, first_line, slips.of_characters(text))
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _error(path, first_line, stops.behind(text, error)) from None
    except yaml.YAMLError:
        raise _error(path, first_line, slips.of_characters(text)) from None
    except RecursionError:
        raise _nested(Where(path, first_line)) from None
    builder = _Builder(path, first_line, text)
    value = None if node is None else builder.build(node, 0)
    lost = _lost(text, node)
    if lost:
        raise _error(path, first_line, lost)
    return YamlFile(path, value, first_line, node, tuple(builder.repeated))


def _lost(text: str, node: yaml.Node | None) -> slips.Slip | None:
    """Text that YAML silently takes away: as a comment, or as the mark of a value."""
    if ("&" in text or "!" in text) and _MARKED.search(text):
        for one in _nodes(node):
            index = one.start_mark.index
            if text[index : index + 1] in ("&", "!"):
                return slips.of_mark(text, index, is_text=isinstance(one, yaml.ScalarNode))
    if (" #" in text or "\t#" in text) and _COMMENT.search(text):
        scalars = (one for one in _nodes(node) if isinstance(one, yaml.ScalarNode))
        return slips.of_comment(text, [(one.start_mark.index, one.end_mark.index) for one in scalars])
    return None


def _nodes(node: Any) -> Iterator[Any]:
    """A node and all within."""
    if node is not None:
        yield node
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _nodes(key)
            yield from _nodes(value)


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

    def __init__(self, path: str, first_line: int, text: str) -> None:
        self.path = path
        self.first_line = first_line
        self.text = text
        self.seen: set[int] = set()
        self.repeated: list[tuple[str, Where]] = []

    def build(self, node: Any, depth: int) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if depth > MAX_DEPTH:
            raise _nested(self.place(node))
        if id(node) in self.seen:
            raise YamlError(
                self.place(node),
                say("uses an anchor (&) and an alias (*)"),
                say("write the value out where it is used"),
            )
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        made: dict[str, Any] = {}
        for key, value in node.value:
            if node.flow_style and isinstance(value, yaml.ScalarNode) and not value.value:
                self.check_colon(key, value, made)
            self.check_key(key)
            name = key.value
            if name in made:
                self.repeated.append((name, self.place(key)))
            made[name] = self.build(value, depth + 1)
        return made

    def place(self, node: Any) -> Where:
        return _place(self.path, node, self.first_line)

    def check_key(self, key: Any) -> None:
        """Refuse a key that is none, and signs in it that no key has."""
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError(
                self.place(key),
                say("has a key that is not a word"),
                say("begin with a word and a colon; a text that begins with a bracket stands in quotes"),
            )
        if key.style or key.value.isascii():
            return
        slip = slips.of_key(key.value, key.start_mark.line, key.start_mark.column)
        if slip:
            raise _error(self.path, self.first_line, slip)

    def check_colon(self, key: Any, value: Any, made: dict[str, Any]) -> None:
        """Refuse a word in braces that no colon makes a key, the rest of a text with a comma most likely."""
        between = self.text[key.end_mark.index : value.end_mark.index]
        if isinstance(key, yaml.ScalarNode) and ":" not in between and not value.style:
            before = next(((name, text) for name, text in reversed(made.items()) if isinstance(text, str)), None)
            mark = key.start_mark
            raise _error(self.path, self.first_line, slips.of_word_in_braces(key.value, before, mark.line, mark.column))


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


def _error(path: str, first_line: int, slip: slips.Slip) -> YamlError:
    return YamlError(Where(path, first_line + slip.line, slip.column + 1), slip.message, slip.hint)


def _nested(where: Where) -> YamlError:
    return YamlError(
        where,
        say("is nested too deeply"),
        say("write it with fewer levels, {most} at most", most=MAX_DEPTH),
    )
