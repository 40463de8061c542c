"""Hostile and damaged libraries: whatever lies on disk is answered with findings, or with a site that does no harm.

Two thousand libraries, the same in every run, so that a red run is the change's fault and can be repeated.
To look for new ones type, for instance: HOSTILE=20000 .venv/bin/pytest -n 0 tests/test_hostile.py
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import harmless
from attempts import ATTEMPTS, BASE, LESSON
from conftest import ROOT
from courselib.excuses import NEVER
from courselib.finding import rules
from trial import FOLDER, LINK, Entry, judged, written

SIGNS = st.characters(exclude_categories=["Cs"])
"""What words and names are made of."""


class Tree(dict[str, Entry]):
    """What lies in a content folder, by path."""

    def __repr__(self) -> str:
        changed = {path: what for path, what in self.items() if BASE.get(path) != what}
        shown = ", ".join(f"{path!r}: {_short(what)}" for path, what in changed.items())
        return f"Tree({{{shown}}}, without {sorted(set(BASE) - set(self))})"


def _short(what: object) -> str:
    text = repr(what)
    return text if len(text) < 2_000 else f"{text[:2_000]}… of {len(text)}"


def settled(share: int) -> settings:
    """How many libraries of 2,000 a test tries: the same each time, or as many others as the environment asks for."""
    wanted = int(os.environ.get("HOSTILE") or 0)
    return settings(
        max_examples=wanted * share // 2_000 or share,
        derandomize=not wanted,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


# Damage


VALUES: tuple[Any, ...] = (
    None, True, 7, -1, 0, 10**17, 1e308, -0.5, "", " ", "x", [], {}, [[]], [None], {"vi": None}, {"vi": "x"}, {"vi": []},
    "2026-13-45", "0777", "1:30", "9999-12-31", "NaN", "=", "<<", "{{ 7*7 }}", "{d.__class__}", "{", "{0}", "%s", "../..",
    "people/basic/lamp", "a/b/c/d/e", "\u0000", "\u001b[31m", "\u2028", "\u202e", "\u212a", "x" * 5_000, ["x"] * 2_000,
    yaml.safe_load("2026-11-22"), yaml.safe_load("0001-01-01"), yaml.safe_load("9999-12-31"),
)  # fmt: skip
"""What stands where something else should."""

RAW = (
    "null", "7", "[]", "{}", "[[1]]", "2026-13-45", "0777", "!!python/object:os.system {}", "!!python/name:os.system",
    "!!python/object/apply:os.system [id]", "!!binary aGk=", "!!set {a}", "*a", "&a", "&a [*a]", "&a {b: *a}", "\t", "“a”",
    "<<", "{<<: *a}", "? a", "|", ">-", "%YAML 1.1", "---", "...", "1e999", "0x7fffffffffffffffffffff", ".inf", "-.nan",
    "9" * 5_000, "2026-11-22T10:00:00Z", "'", '"', "`", "@", "{", "[", "}", "]", ": :", "- - -", "# no", '"\\ud800"',
    '"\\x00"', '"\\e[2J"', '"\\u2028"', "~", "yes", "=", "\u0085", "\ufeff", "!", "!<tag:x>", "<<<<<<< HEAD", ">>>>>>> x",
)  # fmt: skip
"""Text that a value is replaced by, YAML or not."""

DEEP = (
    "[" * 60_000, "{a: " * 40_000, "- " * 60_000, "? " * 60_000, "> " * 60_000, "x" * 150_000, "**" * 70_000, "[](" * 40_000,
    "![" * 25_000, "](" * 60_000, "`" * 99_999, "<" * 99_999, "*_" * 60_000, '"' * 99_999, "a " * 70_000, "A. " * 60_000,
    "| " * 60_000, "\\" * 99_999, "&#" * 60_000, "[a](<" * 30_000, "<a " * 40_000, "<!--" * 40_000, "e\u0301" * 30_000,
    " " * 99_999 + "x", "!" * 60_000 + " x" * 40, "[x](" + "a." * 60_000 + ")", "[x](" + "a" * 99_999 + ")", "“ " * 60_000,
    '"' + "](" * 60_000, "[" * 60_000 + "]", "1. " * 60_000, "x: " * 60_000, ", " * 60_000, "a-" * 60_000, "# " * 60_000,
    "\t" * 99_999, "'" * 99_999, "{" * 60_000, "hoà " * 40_000, "đ" * 99_999, "_a" * 60_000, "~" * 99_999, "```" * 40_000,
)  # fmt: skip
"""Lines that cost too much wherever something is walked over twice."""

NAMES = (
    "..", "...", ".hidden", "-rf", "--help", "CON", "nul.vi.md", "a b", " ", "a\nb", "a\n::error::b", "::add-mask::x",
    "##[add-mask]x", "a\r::error::b", "a%0Ab", "a,b", "a:b", "javascript:alert(1)", "data:text", "a?b", "a#b", "a&b", "a'b",
    'a"b', "a<b>", "<img src=x onerror=alert(1)>", "a`b", "a|b", "a\\b", "a\tb", "a\x1b[31mb", "a\x7fb", "a\u202eb",
    "a\u2028b", "a\u200bb", "\udcff", "\udcffx.vi.md", "đèn", "de\u0300n", "ＣＯＮ", "x" * 200, "đ" * 80, "index", "index.vi",
    "index.vi.md", "index.en.md", "index.xx.md", "index.vi.html", "index.html", "lesson.yml", "images", "_data", "find",
    "offline", "en", "vi", "sw.js", "constructor", "__proto__", "con.vi.md", "@everyone", "{{7*7}}", "${x}", "$(id)", "*", "~",
)  # fmt: skip
"""Names that files and folders get."""

TARGETS = ("/etc/passwd", "/etc", "..", ".", "../../..", "../outside.txt", "/dev/zero", "/proc/self", "nowhere", "")
"""Where links lead."""


def pick(draw: st.DrawFn, items: list[Any]) -> Any:
    return draw(st.sampled_from(items))


def file_in(draw: st.DrawFn, tree: Tree, end: str = "") -> str:
    """The path of a file in a tree: with the given ending, if there is one."""
    files = sorted(path for path, what in tree.items() if isinstance(what, bytes))
    return str(pick(draw, [path for path in files if path.endswith(end)] or files))


def raw_of(tree: Tree, path: str) -> bytes:
    raw = tree[path]
    assert isinstance(raw, bytes)
    return raw


def of_bytes(draw: st.DrawFn, tree: Tree) -> None:
    """Bytes are lost, flipped, put in between; lines are lost, doubled, replaced; line ends change."""
    path = file_in(draw, tree)
    raw = raw_of(tree, path)
    at = draw(st.integers(0, len(raw)))
    lines = raw.split(b"\n")
    row = draw(st.integers(0, len(lines) - 1))
    kind = draw(st.sampled_from("cut tail flip bytes empty line twice deep swap ends bom mark value key".split()))
    if kind == "cut":
        raw = raw[:at]
    elif kind == "tail":
        raw = raw[at:]
    elif kind == "flip" and raw:
        at = min(at, len(raw) - 1)
        raw = raw[:at] + bytes([raw[at] ^ 1 << draw(st.integers(0, 7))]) + raw[at + 1 :]
    elif kind == "bytes":
        raw = raw[:at] + draw(st.binary(min_size=1, max_size=20)) + raw[at:]
    elif kind == "empty":
        raw = draw(st.sampled_from([b"", b"\n", b"---\n", b"---\n---\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf"]))
    elif kind == "swap":
        raw = raw_of(tree, file_in(draw, tree))
    elif kind == "ends":
        raw = raw.replace(
            b"\n", draw(st.sampled_from([b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xc2\x85", b"\xe2\x80\xa8"]))
        )
    elif kind == "bom":
        raw = b"\xef\xbb\xbf" + raw
    else:
        head, colon, _ = lines[row].partition(b":")
        if kind == "line":
            lines[row] = draw(st.text(SIGNS, max_size=60)).encode("utf-8", "surrogatepass")
        elif kind == "twice":
            lines.insert(row, lines[row])
        elif kind == "deep":
            lines[row] += b" " + draw(st.sampled_from(DEEP)).encode()
        elif kind == "mark":
            lines[row] += draw(st.sampled_from(["\u00a0", "\u200b", "\ufeff", "\t", "  ", "\u2028", "\u0301"])).encode()
        elif kind == "value":
            lines[row] = head + colon + b" " + draw(st.sampled_from(RAW)).encode()
        else:
            lines.insert(row, b"surprise: 1")
        raw = b"\n".join(lines)
    tree[path] = raw


def of_values(draw: st.DrawFn, tree: Tree) -> None:
    """A value of a YAML file or of front matter is another, is gone, is there twice, or has another key."""
    path = file_in(draw, tree, draw(st.sampled_from([".yml", ".yml", ".yml", ".md"])))
    value, body = parted(path, raw_of(tree, path))
    places = list(within(value, ()))
    if not places:
        return
    keys = pick(draw, places)
    around = value
    for key in keys[:-1]:
        around = around[key]
    kind = draw(st.sampled_from("value value value text gone key twice deep".split()))
    if kind == "value":
        around[keys[-1]] = draw(st.sampled_from(VALUES))
    elif kind == "text":
        around[keys[-1]] = draw(st.text(SIGNS, max_size=30))
    elif kind == "gone":
        del around[keys[-1]]
    elif kind == "twice" and isinstance(around, list):
        around.append(copy.deepcopy(around[keys[-1]]))
    elif kind == "key" and isinstance(around, dict):
        around[draw(st.sampled_from(["vn", "ignore", "facts", "title", "", "a\nb", "vi ", "<b>", "[x]"]))] = around.pop(
            keys[-1]
        )
    else:
        deep: Any = "x"
        for _ in range(draw(st.integers(1, 60))):
            deep = draw(st.sampled_from([[deep], {"vi": deep}]))
        around[keys[-1]] = deep
    tree[path] = joined(value, body)


def of_words(draw: st.DrawFn, tree: Tree) -> None:
    """An attempt at injection stands in words for readers: in YAML, in front matter, or in a page."""
    words = draw(st.one_of(st.sampled_from([one.payload for one in ATTEMPTS]), st.text(SIGNS, max_size=40)))
    path = file_in(draw, tree, draw(st.sampled_from([".yml", ".md"])))
    twins = {path, path.replace(".vi.md", ".en.md"), path.replace(".en.md", ".vi.md")} & set(tree)
    row, kind = draw(st.integers(0, 40)), draw(st.sampled_from(["head", "line", "line", "paragraph", "row"]))
    for one in sorted(twins):
        value, body = parted(one, raw_of(tree, one))
        leaves = [keys for keys in within(value, ()) if isinstance(leaf(value, keys), str)]
        if one.endswith(".yml") or (kind == "head" and leaves):
            if not leaves:
                return
            keys = leaves[draw(st.integers(0, len(leaves) - 1))]
            around = leaf(value, keys[:-1])
            around[keys[-1]] = draw(st.sampled_from(["{}", "{}", "Đèn {} sáng", "{} x", "x {}"])).replace("{}", words)
        else:
            lines = (body or "").split("\n")
            at = row % len(lines)
            if kind == "line":
                lines[at] += f" {words}"
            elif kind == "row":
                lines.insert(at, f"- {draw(st.sampled_from(['bar', 'note', words]))}: {json.dumps(words)}")
            else:
                lines[at:at] = ["", words, ""]
            body = "\n".join(lines)
        tree[one] = joined(value, body if one.endswith(".md") else None)


def of_names(draw: st.DrawFn, tree: Tree) -> None:
    """Files and folders are moved, doubled, taken away, are links, or are of the other kind."""
    path = file_in(draw, tree)
    parts = path.split("/")
    depth = draw(st.integers(1, len(parts)))
    old = "/".join(parts[:depth])
    name = draw(st.one_of(st.sampled_from(NAMES), st.text(SIGNS, max_size=12))).replace("/", "").replace("\0", "")
    if depth == len(parts) and draw(st.booleans()):
        name += "." + parts[-1].partition(".")[2]
    new = "/".join([*parts[: depth - 1], name])
    kind = draw(st.sampled_from("move copy gone file folder link beside deeper".split()))
    inside = [one for one in tree if one == old or one.startswith(f"{old}/")]
    if kind in ("move", "copy"):
        for one in inside:
            tree[new + one[len(old) :]] = tree[one] if kind == "copy" else tree.pop(one)
    elif kind == "deeper":
        for one in inside:
            tree[f"{old}/{name}{one[len(old) :]}"] = tree[one]
    elif kind == "beside":
        tree[new] = b"x"
    else:
        for one in inside:
            del tree[one]
        if kind == "file":
            tree[old] = draw(st.sampled_from([b"", b"x", b"---\ntitle: x\nsummary: y\n---\n"]))
        elif kind == "folder":
            tree[old] = (FOLDER, "")
        elif kind == "link":
            tree[draw(st.sampled_from([old, new]))] = (LINK, draw(st.sampled_from(TARGETS)))


def of_policy(draw: st.DrawFn, tree: Tree) -> None:
    """Someone calls everything a warning, or excuses in a file all that has an excuse: then more is shown to readers."""
    codes = sorted(rules())
    if draw(st.booleans()):
        tree["_data/checks.yml"] = json.dumps({"warning": codes, "growing": []}).encode()
        return
    path = file_in(draw, tree, draw(st.sampled_from([".md", "lesson.yml", "course.yml", "checks.yml"])))
    value, body = parted(path, raw_of(tree, path))
    if isinstance(value, dict):
        value["ignore"] = {code: "why" for code in codes if not code.startswith(NEVER)}
        tree[path] = joined(value, body)


def parted(path: str, raw: bytes) -> tuple[Any, str | None]:
    """The value of a YAML file or of front matter, and the body after it; nothing of what can not be read."""
    return copy.deepcopy(_parted(path.endswith(".md"), raw))


@lru_cache(maxsize=500)
def _parted(page: bool, raw: bytes) -> tuple[Any, str | None]:
    text = raw.decode("utf-8", "replace")
    head, body = text, None
    if page:
        found = re.match(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL)
        if found is None:
            return {}, text
        head, body = found[1], found[2]
    try:
        return yaml.load(head, yaml.CSafeLoader), body  # a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, body


def joined(value: Any, body: str | None) -> bytes:
    head = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    return (head if body is None else f"---\n{head}---\n{body}").encode("utf-8", "surrogatepass")


def within(value: Any, keys: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The keys of every value inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*keys, key)
        yield from within(item, (*keys, key))


def leaf(value: Any, keys: tuple[Any, ...]) -> Any:
    for key in keys:
        value = value[key]
    return value


@st.composite
def trees(draw: st.DrawFn, *kinds: Callable[[st.DrawFn, Tree], None]) -> Tree:
    """The tiny library after one to three accidents of some kinds, and perhaps with everything excused."""
    tree = Tree(BASE)
    for _ in range(draw(st.integers(1, 3))):
        draw(st.sampled_from(kinds))(draw, tree)
    if draw(st.booleans()):
        of_policy(draw, tree)
    return tree


# Libraries


@settled(500)
@given(trees(of_bytes))
def test_damaged_files(tree: Tree) -> None:
    """Bytes and lines are lost, flipped, doubled, replaced."""
    judged(tree)


@settled(400)
@given(trees(of_values, of_values, of_bytes))
def test_other_values(tree: Tree) -> None:
    """Values are of another type, out of range, too deep, or gone."""
    judged(tree)


@settled(400)
@given(trees(of_names, of_names, of_bytes))
def test_other_names(tree: Tree) -> None:
    """Files and folders have other names, other places, or are something else."""
    judged(tree)


@settled(600)
@given(trees(of_words, of_words, of_words, of_values))
def test_injected_words(tree: Tree) -> None:
    """Words for readers carry attempts at injection."""
    judged(tree)


TORCH = "people/basic/torch"
TWO_LESSONS = {
    **BASE,
    **{path.replace(LESSON, TORCH): raw for path, raw in BASE.items() if path.startswith(f"{LESSON}/")},
    f"{TORCH}/quiz.yml": BASE[f"{LESSON}/quiz.yml"].replace(b"      correct: true\n", b"", 1),
}
"""The library with a second lesson, in which a question has no right option."""


@st.composite
def accidents(draw: st.DrawFn) -> Tree:
    """One damaged file beside a whole lesson."""
    tree = Tree({path: raw for path, raw in TWO_LESSONS.items() if not path.startswith(TORCH)})
    of_bytes(draw, tree)
    return Tree({**TWO_LESSONS, **tree})


def damaged(path: str, raw: bytes) -> Tree:
    return Tree({**TWO_LESSONS, path: raw})


@settled(100)
@given(accidents())
@example(damaged(f"{LESSON}/quiz.yml", b"a: &a [*a]"))
@example(damaged(f"{LESSON}/lesson.yml", b"requires: [lamp]\n"))
@example(damaged("_data/languages.yml", b""))
def test_a_damaged_file_hides_no_other(tree: Tree) -> None:
    """The lesson beside it is still checked, and what the loader says is about the damaged file, or what it defines."""
    (path,) = [path for path, raw in tree.items() if raw != TWO_LESSONS[path]] or [""]
    verdict = judged(tree)
    if path.startswith(LESSON):
        assert any(one.code == "Q103" and f"/{TORCH}/" in one.where.path for one in verdict.findings)
    if not path.startswith("_data/"):
        assert {one.where.path.partition("/content/")[2] for one in verdict.findings if one.code[0] == "D"} <= {path}
    raw = tree.get(path, b"")
    assert isinstance(raw, bytes)
    if any(text in raw for text in (b"\0", b"surprise: 1")) and path.endswith(".yml"):
        assert verdict.errors


@settled(12)
@given(trees(of_words, of_words, of_names))
def test_what_has_no_error_is_built(tree: Tree) -> None:
    """The real build takes it, and the site on the disk is as harmless as its pages were one by one."""
    verdict = judged(tree)
    assume(not verdict.errors)
    with tempfile.TemporaryDirectory(prefix="build") as folder:
        light = Tree(tree)
        of_no_budget(light)
        written(light, Path(folder))
        for name in ("overrides", "scripts"):
            (Path(folder) / name).symlink_to(ROOT / name)
        shutil.copy(ROOT / "mkdocs.yml", folder)
        done = subprocess.run(
            [sys.executable, "-m", "courselib", "build", "--language", "en"],
            cwd=folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1795305600"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        pages = sorted(Path(folder, "site").rglob("*.html"))
        assert len(pages) >= len(list(harmless.addresses(verdict.library)))
        troubles = [one for page in pages for one in harmless.in_page(page.read_text("utf-8"), verdict.site)]
        assert troubles == []
        kinds = {path.suffix for path in Path(folder, "site").rglob("*") if path.is_file()}
        assert kinds <= {".html", ".js", ".json", ".svg", ".png", ".webmanifest", ".xml", ".gz"}


def of_no_budget(tree: Tree) -> None:
    """Budgets are about weight, and what is small is heavy for its words: no matter here."""
    value, _ = parted("_data/budgets.yml", BASE["_data/budgets.yml"])
    tree["_data/budgets.yml"] = joined(dict.fromkeys(value, 10**8) | {"page_to_text": 99.5}, None)
