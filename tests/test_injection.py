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
from courselib.load_lesson import fingerprint_of
from trial import Entry, judged, written

IN_DATA: Mapping[str, Sequence[str]] = {
    f"{LESSON}/lesson.yml": ["outcomes.0.vi", "outcomes.0.en", "tasks.0.vi", "tasks.1.vi", "also.vi.0"],
    f"{LESSON}/quiz.yml": ["0.ask.vi", "0.ask.en", "0.options.0.vi", "0.options.1.vi", "0.options.0.why.vi"],
    "_data/facts.yml": ["0.statement.vi", "0.sources.0", "0.as_of", "1.statement.en"],
    "_data/glossary.yml": ["0.term.vi", "0.plain.vi"],
    "_data/groups.yml": ["0.name.vi", "0.short.vi", "0.icon"],
    "_data/levels.yml": ["0.name.vi", "0.summary.vi"],
    "_data/languages.yml": ["0.name", "1.name", "0.empty_link_texts.0", "0.day_format", "1.months.3", "0.stop_words.0"],
    "_data/frameworks/lamps.yml": ["name.vi", "number", "domains.0.name.vi", "domains.0.competences.0.name.vi"],
    "_data/home.yml": ["emergency", "tasks.0"],
    "_data/ui.yml": [
        "skip.vi", "licence.vi", "find_hint.vi", "neighbours.vi", "emergency_short.vi", "coverage_sum.vi", "minutes.vi",
        "record_count.vi", "keep_course.vi", "keep_all.vi", "state_taught.vi", "js_size.vi", "js_code.vi", "js_found.vi",
        "js_sum.vi", "js_forget_sure.vi", "sw_title.vi", "sw_text.vi", "switch_on.vi",
    ],
}  # fmt: skip
"""Places in YAML files: keys and numbers of items, with dots between."""

ALONE: Mapping[str, Sequence[str]] = {
    "_data/glossary.yml": ["0.avoid.vi.0"],
    "_data/languages.yml": ["0.placeholder", "1.sections.remember", "0.teacher_sections.0", "0.month_format", "1.months.10"],
}
"""Places whose words say what is wrong elsewhere."""

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
    "section": lambda text: f"## {text}",
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

BODY_PAGES = {f"{LESSON}/index": "section", "help": "heading"}
"""Pages whose text takes words, in both languages, each with the piece for which it has no place."""


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

    @property
    def keys(self) -> tuple[str | int, ...]:
        return tuple(int(key) if key.isdigit() else key for key in self.key.split("."))


PLACES = (
    *(Place(file, key) for table in (IN_DATA, IN_HEADS) for file, keys in table.items() for key in keys),
    *(Place(page, kind) for page, other in BODY_PAGES.items() for kind in IN_BODIES if kind != other),
)
ALONE_PLACES = tuple(Place(file, key) for file, keys in ALONE.items() for key in keys)


class _Quoted(yaml.CSafeDumper):
    """Every text in double quotes, so that it stays on one line whatever is in it."""


_Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def dumped(value: Any) -> str:
    return str(yaml.dump(value, Dumper=_Quoted, allow_unicode=True, sort_keys=False, width=10**9))


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
    files = {f"{place.file}.{code}.md" for place in places if place.in_body for code in ("vi", "en")}
    files |= {place.file for place in places if not place.in_body}
    files |= {file.replace(".vi.md", ".en.md") for file in files}
    for file in sorted(files, reverse=True):  # the source text before its translation, which says what it was made from
        head, body = _head_and_body(file)
        value = yaml.load(head, yaml.CSafeLoader)  # noqa: S506  # a safe loader
        own = [place for place in places if place.file == file]
        for place in own:
            around: Any = value
            *keys, last = place.keys
            for key in keys:
                around = around[key]
            around[last] = words
        if file.endswith(".en.md"):
            source = tree[file.replace(".en.md", ".vi.md")]
            assert isinstance(source, bytes)
            value["translation"]["source"] = fingerprint_of(source.decode()) or ""
        text = dumped(value)
        parsed = yamlfile.read(text, file, 2 if file.endswith(".md") else 1)
        lines.update({(file, parsed.where(*place.keys).line): place for place in own})
        if file.endswith(".md"):
            text = f"---\n{text}---\n"
            inside = [place for place in places if f"{place.file}." == file[: len(place.file) + 1] and place.in_body]
            body, spans = _with_pieces(body, inside, words)
            start = text.count("\n")
            lines.update({(file, start + line): place for first, last, place in spans for line in range(first, last + 1)})
            text += body
        tree[file] = text.encode()
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


# Each attempt by itself


def errors_of(tree: Mapping[str, Entry]) -> list[tuple[str, tuple[str, int]]]:
    """Code, file and line of each error that the checks find."""
    with tempfile.TemporaryDirectory(prefix="trial") as folder:
        content = written(tree, Path(folder))
        library, loaded = load(str(content), lean=True)
        errors = [one for one in checks.run(library, TODAY, loaded) if one.level is Level.ERROR]
        return [(one.code, (one.where.path.removeprefix(f"{content}/"), one.where.line)) for one in errors]


def passing(places: Sequence[Place], words: str) -> tuple[Place, ...]:
    """Those of some places where words may stand together: in all others they are named by an error."""
    if not places:
        return ()
    tree, lines = with_words(places, words)
    errors = errors_of(tree)
    if not errors:
        return tuple(places)
    if len(places) == 1:
        return ()
    # What can not be read is a cause, all else may follow from it.
    unread = [where for code, where in errors if code[0] == "D" and where in lines]
    blamed = {lines[where] for where in unread or [where for _, where in errors if where in lines]}
    if blamed:
        return passing([place for place in places if place not in blamed], words)
    middle = len(places) // 2
    parts = (*passing(places[:middle], words), *passing(places[middle:], words))
    return parts if len(parts) < len(places) and not errors_of(with_words(parts, words)[0]) else ()


@cache
def accepted(attempt: Attempt) -> tuple[Place, ...]:
    """The places where an attempt passes the checks."""
    alone = [place for place in ALONE_PLACES if passing([place], attempt.payload)]
    return (*passing(PLACES, attempt.payload), *alone)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
def test_an_attempt_is_named_or_harmless(attempt: Attempt) -> None:
    """What passes is shown and does no harm; what does not pass does none either where a preview shows it."""
    everywhere, _ = with_words([*PLACES, *ALONE_PLACES], attempt.payload)
    judged(everywhere | mild())
    together = [place for place in accepted(attempt) if place not in ALONE_PLACES]
    verdict = judged(with_words(together, attempt.payload)[0])
    assert verdict.errors == []


def mild() -> dict[str, Entry]:
    """Checks that only warn."""
    return {"_data/checks.yml": json.dumps({"warning": [code for code in rules() if code[0] != "X"]}).encode()}


def test_the_attempts_are_many() -> None:
    """None is there twice, and every place takes ordinary words."""
    assert len({attempt.name for attempt in ATTEMPTS}) == len({attempt.payload for attempt in ATTEMPTS}) == len(ATTEMPTS)
    assert len(ATTEMPTS) > 300
    refused = {place.key for place in PLACES if errors_of(with_words([place], "Đèn sáng")[0])}
    assert refused == NOT_WORDS


NOT_WORDS = {
    *("0.sources.0", "0.as_of", "0.icon", "emergency", "tasks.0", "kind of a row", "row toggle", "name of a block", "block"),
    *("target of a link in brackets", "title of a link", "words of a picture", "target of a picture in brackets"),
}
"""Places where plain words are no more right than an attempt."""


@pytest.mark.parametrize("attempt", NAMES, ids=lambda attempt: attempt.name)
@pytest.mark.parametrize("old", [LESSON, f"{LESSON}/index.vi.md", f"{LESSON}/images/x.png", "people/basic", "people", "help.vi.md"])
def test_a_name_is_named_or_harmless(attempt: Attempt, old: str) -> None:
    """A file or folder of a strange name beside the one it copies: its name is refused, or links to it lead there."""
    folder, _, name = old.rpartition("/")
    end = name[name.find(".") :] if "." in name else ""
    new = f"{folder}/{attempt.payload}{end}".lstrip("/")
    tree: dict[str, Entry] = dict(BASE)
    for path, raw in BASE.items():
        if path == old or path.startswith(f"{old}/"):
            tree[new + path[len(old) :]] = raw
    assert judged(tree).errors
    judged(tree | mild())


@pytest.mark.parametrize(("name", "file", "raw"), pictures(), ids=[name for name, _, _ in pictures()])
def test_only_pictures_are_published(name: str, file: str, raw: bytes) -> None:
    """What is no picture is refused; and where a check lets it pass, it is left out, or sent as a picture."""
    path = f"{LESSON}/images/{file}"
    if path == f"{LESSON}/images/x.png":
        path = path.replace("x.png", "y.png")
    verdict = judged({**BASE, path: raw})
    if not file.startswith("."):  # what desktops hide is passed over
        assert [one for one in verdict.errors if one.where.path.endswith(path)]
    loose = judged({**BASE, path: raw} | mild())
    assert not loose.site.has(path) or path.rpartition(".")[2].lower() in IMAGE_TYPES


# All that passes, in one site


SLOTS = (
    *(place for place in (*PLACES, *ALONE_PLACES) if not place.in_body and not place.file.startswith(LESSON)),
    *(Place("_data/ui.yml", f"{word}.{code}") for word in _words_of_scripts() for code in ("vi", "en")),
)
"""Places that a library has once: each takes one attempt."""
