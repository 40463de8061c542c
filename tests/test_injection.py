"""Every attempt of `tests/hostile/` in every place that takes words: a finding names it, or it does no harm.

At last all that passes the checks stands in one library, which is built and opened in a browser without its policy,
so that the policy does not hide a hole.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from attempts import ATTEMPTS, BASE, LESSON, NAMES, Attempt, pictures
from conftest import TODAY
from courselib import checks, yamlfile
from courselib.finding import Finding, Level, rules
from courselib.layout import IMAGE_TYPES
from courselib.load import load
from trial import Entry, judged, written

Keys = tuple[str | int, ...]

IN_DATA: Mapping[str, Sequence[str]] = {
    f"{LESSON}/lesson.yml": ["outcomes.0.vi", "outcomes.0.en", "tasks.0.vi", "tasks.1.vi", "also.vi.0"],
    f"{LESSON}/quiz.yml": ["0.ask.vi", "0.ask.en", "0.options.0.vi", "0.options.1.vi", "0.options.0.why.vi"],
    "_data/facts.yml": ["0.statement.vi", "0.sources.0", "0.as_of", "1.statement.en"],
    "_data/glossary.yml": ["0.term.vi", "0.plain.vi", "0.avoid.vi.0"],
    "_data/groups.yml": ["0.name.vi", "0.short.vi", "0.icon"],
    "_data/levels.yml": ["0.name.vi", "0.summary.vi"],
    "_data/languages.yml": [
        "0.name", "1.name", "0.placeholder", "1.sections.remember", "0.teacher_sections.0", "0.empty_link_texts.0",
        "0.day_format", "0.month_format", "1.months.10", "0.stop_words.0",
    ],
    "_data/frameworks/lamps.yml": ["name.vi", "number", "domains.0.name.vi", "domains.0.competences.0.name.vi"],
    "_data/home.yml": ["emergency", "tasks.0"],
    "_data/ui.yml": [
        "skip.vi", "licence.vi", "find_hint.vi", "neighbours.vi", "emergency_short.vi", "coverage_sum.vi", "minutes.vi",
        "record_count.vi", "keep_course.vi", "keep_all.vi", "state_taught.vi", "js_size.vi", "js_code.vi", "js_found.vi",
        "js_sum.vi", "js_forget_sure.vi", "sw_title.vi", "sw_text.vi", "switch_on.vi",
    ],
}  # fmt: skip
"""Places in YAML files: keys and numbers of items, with dots between."""

IN_HEADS: Mapping[str, Sequence[str]] = {
    f"{LESSON}/index.vi.md": ["title", "summary"],
    f"{LESSON}/index.en.md": ["title", "summary"],
    f"{LESSON}/teacher.vi.md": ["title"],
    "help.vi.md": ["title", "summary", "also.0"],
    "index.vi.md": ["title", "summary"],
    "people/index.vi.md": ["summary"],
    "people/basic/index.en.md": ["summary"],
    "404.vi.md": ["title", "summary"],
    "about.vi.md": ["title", "summary"],
    "topics.vi.md": ["title", "summary"],
    "offline.vi.md": ["title", "summary"],
    "progress.en.md": ["title", "summary"],
}
"""Places in the heads of pages."""

IN_BODIES: Mapping[str, Callable[[str], str]] = {
    "paragraph": lambda text: text,
    "heading": lambda text: f"### {text}",
    "item": lambda text: f"- {text}\n- x",
    "cell": lambda text: f"| {text} | x |\n| --- | --- |\n| x | {text} |",
    "quotation": lambda text: f"> {text}",
    "bold": lambda text: f"**{text}**",
    "code": lambda text: f"`{text}`",
    "words of a link": lambda text: f"[{text}](https://a.example/)",
    "target of a link": lambda text: f"[x]({text})",
    "target of a link in brackets": lambda text: f"[x](<{text}>)",
    "title of a link": lambda text: f'[x](https://a.example/ "{text}")',
    "anchor of a link": lambda text: f"[x](#{text})",
    "page of a link": lambda text: f"[x]({text}.vi.md)",
    "words of a picture": lambda text: f"![{text}](images/x.png)",
    "target of a picture": lambda text: f"![x]({text})",
    "target of a picture in brackets": lambda text: f"![x](<{text}>)",
    "address in brackets": lambda text: f"<{text}>",
    "name of a block": lambda text: f"```{text}\nx\n```",
    "block": lambda text: f"```\n{text}\n```",
    "kind of a row": lambda text: f"```screen\n- {json.dumps(text)}: x\n- note: x\n```",
    **{
        f"row {kind}": lambda text, kind=kind: f"```screen\n- {kind}: {json.dumps(text)}\n- note: x\n```"  # type: ignore[misc]
        for kind in ("bar", "big", "text", "field", "toggle", "message", "reply", "button", "note")
    },
    "row toggle that is on": lambda text: f"```screen\n- toggle: {json.dumps(text + ' | on')}\n- note: x\n```",
    "row tap": lambda text: f"**{text}**\n\n```screen\n- tap: {json.dumps(text)}\n```",
}
"""Places in the text of a page, each a piece of Markdown around the words."""

BODY_PAGES = (f"{LESSON}/index", "help")
"""Pages whose text takes words, in both languages."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words may stand."""

    file: str
    """The file; without language and ending for the text of a page."""
    key: str
    """Keys with dots between, or the name of a piece of Markdown."""

    @property
    def in_body(self) -> bool:
        return not self.file.endswith((".yml", ".md"))


PLACES = (
    *(Place(file, key) for table in (IN_DATA, IN_HEADS) for file, keys in table.items() for key in keys),
    *(Place(page, kind) for page in BODY_PAGES for kind in IN_BODIES),
)


class _Quoted(yaml.CSafeDumper):
    """Every text in double quotes, so that it stays on one line whatever is in it."""


_Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


@cache
def _head_and_body(file: str) -> tuple[str, str]:
    text = BASE[file].decode()
    if file.endswith(".yml"):
        return text, ""
    _, head, body = text.split("---\n", 2)
    return head, body


def with_words(places: Sequence[Place], words: str) -> tuple[dict[str, Entry], dict[tuple[str, int], Place]]:
    """The library with words in some places, and which place each line belongs to."""
    tree: dict[str, Entry] = dict(BASE)
    lines: dict[tuple[str, int], Place] = {}
    bodies: dict[str, list[tuple[int, int, Place]]] = {}
    pages = {f"{place.file}.{code}.md" for place in places if place.in_body for code in ("vi", "en")}
    for file in sorted({place.file for place in places if not place.in_body} | pages):
        head, body = _head_and_body(file)
        value = yaml.load(head, yaml.CSafeLoader)  # noqa: S506  # a safe loader
        own = [place for place in places if place.file == file]
        for place in own:
            around: Any = value
            *keys, last = (int(key) if key.isdigit() else key for key in place.key.split("."))
            for key in keys:
                around = around[key]
            around[last] = words
        text = yaml.dump(value, Dumper=_Quoted, allow_unicode=True, sort_keys=False, width=10**9)
        first = 2 if file.endswith(".md") else 1
        parsed = yamlfile.read(text, file, first)
        for place in own:
            keys = [int(key) if key.isdigit() else key for key in place.key.split(".")]
            lines[file, parsed.where(*keys).line] = place
        if file.endswith(".md"):
            text = f"---\n{text}---\n"
            inside = [place for place in places if f"{place.file}." == file[: len(place.file) + 1] and place.in_body]
            body, spans = _with_pieces(body, inside, words)
            start = text.count("\n")
            lines.update({(file, start + line): place for first, last, place in spans for line in range(first, last + 1)})
            text += body
        tree[file] = text.encode("utf-8", "surrogatepass")
    del bodies
    return tree, lines


def _with_pieces(body: str, places: Sequence[Place], words: str) -> tuple[str, list[tuple[int, int, Place]]]:
    """A body with pieces of Markdown before its last section, and the first and last line of each."""
    at = body.rfind("\n## ") + 1
    text, spans = body[:at], []
    for place in places:
        piece = IN_BODIES[place.key](words)
        first = text.count("\n") + 1
        spans.append((first, first + piece.count("\n") + 1, place))
        text += f"{piece}\n\n"
    return text + body[at:], spans
