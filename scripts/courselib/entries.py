"""One more entry in a list of a YAML file: its comments, its order and its form stay as they are."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from courselib import yamlfile

_BYTE_ORDER_MARK = "\ufeff"
_EMPTY = r"^{key}[ \t]*(\[[ \t]*\])?[ \t]*\n"


def scalar(text: str, *, flow: bool = False) -> str:
    """Words as YAML: plain where that is read as the same words, else in quotes.

    Args:
        text: the words.
        flow: whether they stand in a list in brackets.

    """
    form = "[{}]" if flow else "- {}"
    try:
        same = yamlfile.read(form.format(text), "").value == [text]
    except yamlfile.YamlError:
        same = False
    # A JSON string is a YAML string, whatever is in it.
    return text if same else json.dumps(text, ensure_ascii=False)


def added(text: str, entry: str, key: str = "", after: int | None = None) -> str:
    """The text of a YAML file with one more entry in a list, or nothing when the list has another form.

    Args:
        text: the file; its list has one entry below the other, each after a hyphen, or is empty.
        entry: the entry as YAML, without hyphen and indentation.
        key: the key under which the list stands; the whole file is the list by default.
        after: number of the entry that it follows, counted from 0; the last one by default.

    """
    plain = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").rstrip("\n") + "\n"
    try:
        before = yamlfile.read(plain, "")
        wanted = copy.deepcopy(before.value)
        items = (wanted[key] if key else wanted) or []
        at = len(items) if after is None else after + 1
        items.insert(at, yamlfile.read(entry, "").value)
        made = _with(plain, entry, key, before, at) if len(items) > 1 else _first(plain, entry, key)
        if yamlfile.read(made, "").value != ({**wanted, key: items} if key else items):
            return ""
    except yamlfile.YamlError:
        return ""
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    return mark + (made.replace("\n", "\r\n") if "\r\n" in text else made)


def lines(entry: str, indent: int = 0) -> list[str]:
    """The lines of an entry, after its hyphen.

    Args:
        entry: the entry as YAML.
        indent: spaces before the hyphen.

    """
    space = " " * indent
    first, *rest = entry.rstrip("\n").split("\n")
    return [f"{space}- {first}", *(f"{space}  {line}" if line else "" for line in rest)]


def _first(text: str, entry: str, key: str) -> str:
    """The text with the entry in a list that is empty."""
    head = f"{key}:" if key else ""
    block = "\n".join(lines(entry, 2 if key else 0))
    pattern = re.compile(_EMPTY.format(key=re.escape(head)), re.MULTILINE)
    if key:
        return pattern.sub(lambda _: f"{head}\n{block}\n", text, count=1)
    return pattern.sub("", text, count=1) + block + "\n"


def _with(text: str, entry: str, key: str, before: yamlfile.YamlFile, at: int) -> str:
    """The text with the entry as number `at` of a list that has entries."""
    there = text.split("\n")
    keys: tuple[Any, ...] = (key,) if key else ()
    value = before.value[key] if key else before.value
    starts = [before.where(*keys, number).line - 1 for number in range(len(value))]
    first = there[starts[at - 1]]
    indent = len(first) - len(first.lstrip(" "))
    end = _end(there, starts[at - 1], indent)
    apart = any(not there[start - 1] for start in starts[1:])
    block = [*([""] if apart else []), *lines(entry, indent)]
    return "\n".join([*there[:end], *block, *there[end:]])


def _end(there: Sequence[str], start: int, indent: int) -> int:
    """The line after the last one of the entry that begins on line `start`; comments below it are not its own."""
    end = start + 1
    for at in range(start + 1, len(there)):
        words = there[at].strip()
        if words and not words.startswith("#"):
            if len(there[at]) - len(there[at].lstrip(" ")) <= indent:
                break
            end = at + 1
    return end
