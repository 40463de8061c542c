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
import time
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import harmless
from attempts import ATTEMPTS, BASE
from conftest import ROOT, TODAY
from courselib import checks
from courselib.excuses import NEVER
from courselib.finding import Finding, Level, rules
from courselib.load import load
from courselib.model import Library
from courselib.reports import findings as report
from courselib.web.scripts import Scripts

SLOW = 10.0
"""Seconds after which a library counts as one that hangs the check; each takes some hundredths."""

FOLDER, LINK = "folder", "link"

SIGNS = st.characters(exclude_categories=["Cs"])
"""What words and names are made of."""


class Tree(dict[str, bytes | tuple[str, str]]):
    """A content folder: bytes of files by path, or what else lies there: a folder, or a link to somewhere."""

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
    "[" * 60_000, "{a: " * 50_000, "- " * 60_000, "? " * 60_000, "> " * 60_000, "x" * 150_000, "**" * 70_000, "[](" * 40_000,
    "![" * 60_000, "](" * 60_000, "`" * 99_999, "<" * 99_999, "*_" * 60_000, '"' * 99_999, "a " * 70_000, "A. " * 60_000,
    "| " * 60_000, "\\" * 99_999, "&#" * 60_000, "[a](<" * 30_000, "<a " * 40_000, "<!--" * 40_000, "e\u0301" * 30_000,
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
        return yaml.load(head, yaml.CSafeLoader), body  # noqa: S506  # a safe loader
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


# Judgement


def written(tree: Mapping[str, bytes | tuple[str, str]], root: Path) -> Path:
    """A tree on the disk; what can not lie there is left out."""
    content = root / "content"
    content.mkdir()
    (root / "outside.txt").write_text("nobody may read or write this")
    for path, what in tree.items():
        target = content / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(what, bytes):
                target.write_bytes(what)
            elif what[0] == FOLDER:
                target.mkdir(exist_ok=True)
            else:
                target.symlink_to(what[1])
        except (OSError, ValueError):
            continue
    return content


def on_disk(root: Path) -> list[tuple[str, int, int]]:
    """Every file, by name, size and time of change."""
    found = []
    for folder, _, names in os.walk(root):
        for name in names:
            about = os.lstat(os.path.join(folder, name))
            found.append((os.path.join(folder, name), about.st_size, about.st_mtime_ns))
    return sorted(found)


def judge(tree: Tree) -> tuple[Library, list[Finding]]:
    """Load, check, report and show a library; what must hold of each is asserted."""
    with tempfile.TemporaryDirectory(prefix="hostile") as folder:
        content = written(tree, Path(folder))
        before, start = on_disk(Path(folder)), time.monotonic()
        library, loaded = load(str(content))
        found = checks.run(library, TODAY, loaded)
        reported(found)
        for one in found:
            is_placed(one)
        site = harmless.site_of(library, Scripts(harmless.OVERRIDES / "scripts"))
        clean = all(one.level is not Level.ERROR for one in found)
        troubles = []
        try:
            for source, code in harmless.addresses(library):
                html = harmless.page_of(site, source, code)
                if html not in KNOWN:
                    troubles += [f"{source} in {code}: {one}" for one in harmless.in_page(html, site)]
            for path, html in harmless.topics_of(site):
                troubles += [f"{path}: {one}" for one in harmless.in_page(html, site)]
            troubles += harmless.in_files(site)
        except Exception:
            if clean:
                raise
        assert not troubles
        assert time.monotonic() - start < SLOW
        assert on_disk(Path(folder)) == before
    return library, found


def pages_of_base() -> frozenset[str]:
    """The pages of the library as it is without damage: they need no second look."""
    with tempfile.TemporaryDirectory() as folder:
        content = written(BASE, Path(folder))
        library, loaded = load(str(content))
        assert not [one for one in checks.run(library, TODAY, loaded) if one.level is Level.ERROR]
        site = harmless.site_of(library, Scripts(harmless.OVERRIDES / "scripts"))
        pages = [harmless.page_of(site, *address) for address in harmless.addresses(library)]
        assert [one for html in pages for one in harmless.in_page(html, site)] == []
        assert harmless.in_files(site) == []
    return frozenset(pages)


KNOWN = pages_of_base()


def reported(found: list[Finding]) -> None:
    """Each finding is one line of each report, and nothing in it becomes a line or a command of its own."""
    shown = [one for one in found if one.level is not Level.EXCUSED]
    for language in ("en", "vi"):
        lines = list(report.text(found, language))
        assert len(lines) == 2 * len(shown) + 1
        assert all(
            re.search("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", line) is None for line in lines
        )
        assert not any(line.lstrip().startswith("::") for line in lines)
        rows = list(report.github(found, language))
        assert len(rows) == len(shown)
        for row, one in zip(rows, shown, strict=True):
            command = re.fullmatch(
                r"::(error|warning) file=([^:,\r\n]*),line=(\d+),col=(\d+),title=([^:,\r\n]*)::([^\r\n]*)", row
            )
            assert command, row
            assert as_runner_reads(command[2], ":,") == one.where.path
            assert as_runner_reads(command[6], "").startswith(one.message.in_language(language))
        read = json.loads("\n".join(report.as_json(found, language)))
        assert [row["path"] for row in read] == [one.where.path for one in found]
        list(report.by_course(found, language))


def as_runner_reads(text: str, signs: str) -> str:
    """A property or a message as the program that runs workflows reads it."""
    for sign in ("\r", "\n", *signs, "%"):
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


@lru_cache(maxsize=1)
def _line(path: str, _: int, number: int) -> str | None:
    text = Path(path).read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else None


def is_placed(one: Finding) -> None:
    """The file of a finding is there with that line, or the folder is in which it should be."""
    path, line, column = one.where
    assert line >= 1, one
    assert column >= 1, one
    if os.path.isfile(path):
        text = _line(path, time.monotonic_ns(), line)
        assert text is not None, one
    else:
        assert (line, column) == (1, 1), one
        assert os.path.lexists(path) or one.code == "D113", one


# Libraries


@settled(500)
@given(trees(of_bytes))
def test_damaged_files(tree: Tree) -> None:
    """Bytes and lines are lost, flipped, doubled, replaced."""
    judge(tree)


@settled(500)
@given(trees(of_values, of_values, of_bytes))
def test_other_values(tree: Tree) -> None:
    """Values are of another type, out of range, too deep, or gone."""
    judge(tree)


@settled(400)
@given(trees(of_names, of_names, of_bytes))
def test_other_names(tree: Tree) -> None:
    """Files and folders have other names, other places, or are something else."""
    judge(tree)


@settled(600)
@given(trees(of_words, of_words, of_words, of_values))
def test_injected_words(tree: Tree) -> None:
    """Words for readers carry attempts at injection."""
    judge(tree)
