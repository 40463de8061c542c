"""Every attempt of `tests/hostile/` in every place that takes words: a finding names it, or it does no harm.

At last all that passes the checks stands in one library, which is built and opened in a browser without its policy,
so that the policy does not hide a hole.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page

import harmless
from attempts import ATTEMPTS, BASE, LESSON, NAMES, Attempt, pictures
from conftest import ROOT, TODAY, Server
from courselib import checks, yamlfile
from courselib.finding import Level, rules
from courselib.layout import IMAGE_TYPES
from courselib.load import load
from courselib.load_lesson import fingerprint_of
from courselib.web.scripts import Scripts
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
        "skip.vi", "licence.vi", "find_hint.vi", "quiz_how.vi", "emergency_short.vi", "coverage_sum.vi", "minutes.vi",
        "record_count.vi", "keep_course.vi", "keep_all.vi", "state_taught.vi", "js_size.vi", "js_code.vi", "js_found.vi",
        "js_sum.vi", "js_forget_sure.vi", "sw_title.vi", "sw_text.vi", "switch_on.vi",
    ],
}  # fmt: skip
"""Places in YAML files: keys and numbers of items, with dots between."""

ALONE: Mapping[str, Sequence[str]] = {
    "_data/glossary.yml": ["0.avoid.vi.0"],
    "_data/languages.yml": [
        "0.placeholder",
        "1.sections.remember",
        "0.teacher_sections.0",
        "0.month_format",
        "1.months.10",
    ],
}
"""Places whose words say what is wrong elsewhere, so that no line of their own is named."""

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

    def ignore_aliases(self, _: object) -> bool:
        """Each value is written out."""
        return True


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
        value = yaml.load(head, yaml.CSafeLoader)  # a safe loader
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
            lines.update(
                {(file, start + line): place for first, last, place in spans for line in range(first, last + 1)}
            )
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
    return passing(PLACES, attempt.payload)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
def test_an_attempt_does_no_harm(attempt: Attempt) -> None:
    """Everywhere at once, also where an error names it: a preview shows pages with errors, and so may a mild policy."""
    everywhere, _ = with_words([*PLACES, *ALONE_PLACES], attempt.payload)
    judged(everywhere | mild())
    assert accepted(attempt)


def mild() -> dict[str, Entry]:
    """Checks that only warn."""
    return {"_data/checks.yml": json.dumps({"warning": [code for code in rules() if code[0] != "X"]}).encode()}


def test_the_attempts_are_many() -> None:
    """None is there twice, and every place takes ordinary words."""
    assert (
        len({attempt.name for attempt in ATTEMPTS}) == len({attempt.payload for attempt in ATTEMPTS}) == len(ATTEMPTS)
    )
    assert len(ATTEMPTS) > 300
    refused = {place.key for place in PLACES if errors_of(with_words([place], "Đèn sáng")[0])}
    assert refused == NOT_WORDS


NOT_WORDS = {
    *(
        "0.sources.0",
        "0.as_of",
        "0.icon",
        "emergency",
        "tasks.0",
        "kind of a row",
        "row toggle",
        "name of a block",
        "block",
    ),
    *("target of a link in brackets", "title of a link", "words of a picture", "target of a picture in brackets"),
}
"""Places where plain words are no more right than an attempt."""


@pytest.mark.parametrize("attempt", NAMES, ids=lambda attempt: attempt.name)
@pytest.mark.parametrize(
    "old", [LESSON, f"{LESSON}/index.vi.md", f"{LESSON}/images/x.png", "people/basic", "people", "help.vi.md"]
)
def test_a_name_is_named_or_harmless(attempt: Attempt, old: str) -> None:
    """A file or folder of a strange name beside the one it copies: it is refused, or no page comes of it."""
    folder, _, name = old.rpartition("/")
    end = name[name.find(".") :] if "." in name else ""
    new = f"{folder}/{attempt.payload}{end}".lstrip("/")
    tree: dict[str, Entry] = dict(BASE)
    for path, raw in BASE.items():
        if path == old or path.startswith(f"{old}/"):
            tree[new + path[len(old) :]] = raw
    verdict = judged(tree)
    assert verdict.errors or not [one for one in verdict.library.all_pages() if attempt.payload in one.id]
    judged(tree | mild())


@pytest.mark.parametrize(("file", "raw"), [one[1:] for one in pictures()], ids=[one[0] for one in pictures()])
def test_only_pictures_are_published(file: str, raw: bytes) -> None:
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


def put(tree: dict[str, Entry], place: Place, words: str) -> None:
    """Put words into a file of a tree, outside of the text of pages."""
    raw = tree[place.file]
    assert isinstance(raw, bytes)
    _, head, *rest = raw.decode().split("---\n", 2) if place.file.endswith(".md") else ("", raw.decode())
    around = value = yaml.load(head, yaml.CSafeLoader)  # a safe loader
    *keys, last = place.keys
    for key in keys:
        around = around[key]
    around[last] = words
    tree[place.file] = "---\n".join(["", dumped(value), *rest] if rest else [dumped(value)]).encode()


def restamp(tree: dict[str, Entry]) -> None:
    """Let every translation say that it was made from the source text as it is now."""
    for file in [name for name in tree if name.endswith(".en.md")]:
        source = tree[file.replace(".en.md", ".vi.md")]
        assert isinstance(source, bytes)
        put(tree, Place(file, "translation.source"), fingerprint_of(source.decode()) or "")


def changed(tree: dict[str, Entry], file: str, change: Callable[[Any], Any]) -> None:
    """Change the value of a YAML file of a tree."""
    raw = tree[file]
    assert isinstance(raw, bytes)
    tree[file] = dumped(change(yaml.load(raw, yaml.CSafeLoader))).encode()  # a safe loader


def slots() -> Iterator[Place]:
    """Places that a library has once."""
    own = (LESSON, "help.vi.md", "_data/facts.yml", "_data/glossary.yml", "_data/ui.yml")
    yield from (place for place in PLACES if not place.in_body and not place.file.startswith(own))
    for word in yaml.safe_load(BASE["_data/ui.yml"]):
        yield from (Place("_data/ui.yml", f"{word}.{code}") for code in ("vi", "en"))


def full() -> dict[str, Entry]:
    """A library with a lesson, a page, a fact and a term for each attempt, and with one in each other place."""
    tree: dict[str, Entry] = dict(BASE)
    lessons, facts, terms = ["lamp"], [], []
    seen: set[str] = set()
    for number, attempt in enumerate(ATTEMPTS):
        there, name, same = accepted(attempt), f"try-{number}", attempt.payload.strip().casefold()
        own, _ = with_words([place for place in there if place.file.startswith((LESSON, "help"))], attempt.payload)
        for file, raw in own.items():
            if file.startswith(LESSON):
                tree[f"people/basic/{name}{file.removeprefix(LESSON)}"] = raw
            elif file.startswith("help."):
                tree[name + file.removeprefix("help")] = raw
        new = same not in seen  # tasks and terms are there once
        task = attempt.payload if new and Place(f"{LESSON}/lesson.yml", "tasks.0.vi") in there else f"Việc {number}"
        tasks = [{"vi": task, "en": f"Task {number}"}]
        lesson = f"people/basic/{name}/lesson.yml"
        changed(tree, lesson, lambda value, name=name, tasks=tasks: {**value, "facts": [name], "tasks": tasks})  # type: ignore[misc]
        lessons.append(name)
        says = attempt.payload if Place("_data/facts.yml", "0.statement.vi") in there else "Đèn thì sáng."
        source = attempt.payload if Place("_data/facts.yml", "0.sources.0") in there else "https://lamps.example/"
        fact = {"id": name, "topic": "x", "statement": {"vi": says, "en": "Lamps shine."}, "sources": [source]}
        facts.append({**fact, "as_of": "2026-11", "checked": TODAY, "confidence": "high", "volatile": False})
        if new and Place("_data/glossary.yml", "0.term.vi") in there:
            plain = {"vi": "Một vật.", "en": "A thing."}
            terms.append({"term": {"vi": attempt.payload, "en": name}, "plain": plain, "topic": "x"})
        seen.add(same)
    changed(tree, "people/basic/course.yml", lambda value: {**value, "lessons": lessons})
    changed(tree, "_data/facts.yml", lambda value: [*value, *facts])
    changed(tree, "_data/glossary.yml", lambda value: [*value, *terms])
    changed(tree, "_data/budgets.yml", lambda value: {**dict.fromkeys(value, 10**8), "page_to_text": 99.5})
    turn = 0
    for slot in slots():
        like = Place("_data/ui.yml", "skip.vi") if slot.file == "_data/ui.yml" else slot
        fitting = [one for one in (*ATTEMPTS[turn:], *ATTEMPTS[:turn]) if like in accepted(one)]
        if fitting:
            put(tree, slot, fitting[0].payload)
            turn = (ATTEMPTS.index(fitting[0]) + 1) % len(ATTEMPTS)
    restamp(tree)
    return tree


_POLICY = re.compile(r'<meta http-equiv=Content-Security-Policy content="[^"]*">')

_TRAP = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => { fired.push(name); };
"""

_LOOK = """() => ({
  fired: window.fired,
  strange: [...document.querySelectorAll("*")].filter(one =>
    [...one.attributes].some(at => /^(on|srcdoc|formaction|ping)/.test(at.name) || at.name === "style" && one.parentElement) ||
    /^(iframe|frame|object|embed|applet|base|template|portal|math|audio|video|animate|use|x)$/i.test(one.tagName) ||
    one.matches("meta[http-equiv], link[rel~=stylesheet], link[rel~=preload]")).map(one => one.outerHTML.slice(0, 200)),
  scripts: [...document.scripts].map(one => one.src || one.text),
  links: [...new Set([...document.links].map(one => one.protocol))],
  own: [...document.images, ...document.forms].map(one => one.src || one.action).filter(one => one && !one.startsWith(origin)),
})"""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The site of the library that is full of attempts, served without its policies."""
    house = tmp_path_factory.mktemp("attacked")
    written(full(), house)
    for name in ("overrides", "scripts"):
        (house / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "mkdocs.yml", house)
    command = [sys.executable, "-m", "courselib", "build", "--language", "en"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600"}
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = harmless.site_of(load(str(house / "content"))[0], Scripts(harmless.OVERRIDES / "scripts"))
    for page in (house / "site").rglob("*.html"):
        html = page.read_text("utf-8")
        assert harmless.in_page(html, site) == []
        page.write_text(_POLICY.sub("", html, count=1), "utf-8")
    served = Server(house / "site")
    yield served
    served.stop()


@dataclass
class Watch:
    """What happens in a browser that should not."""

    context: BrowserContext
    server: Server
    troubles: list[str]

    def look(self, page: Page) -> None:
        """Judge what a page holds by now."""
        seen = page.evaluate(_LOOK)
        where = page.url.removeprefix(self.server.address)
        scripts = [one for one in seen["scripts"] if not one.startswith(self.server.address)]
        self.troubles += [f"{where} fired {one}" for one in seen["fired"]]
        self.troubles += [f"{where} has {one}" for one in seen["strange"] + seen["own"]]
        self.troubles += [f"{where} runs {one}" for one in scripts if one not in OWN_SCRIPTS]
        self.troubles += [f"{where} leads to {one}" for one in set(seen["links"]) - LEADING]


OWN_SCRIPTS = {Scripts(harmless.OVERRIDES / "scripts").filled(name) for name in ("start", "ask")}
LEADING = {"http:", "https:", "mailto:", "tel:", ":"}
"""Protocols of links; the last is that of an address that no browser can read."""


@pytest.fixture
def watch(browser: Browser, attacked: Server) -> Iterator[Watch]:
    """A browser with a trap: nothing may fire, fail, or ask another host."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    watch = Watch(context, attacked, [])
    context.add_init_script(_TRAP)
    context.on("request", lambda one: watch.troubles.extend([one.url] * (not one.url.startswith(attacked.address))))
    context.on("weberror", lambda one: watch.troubles.append(str(one.error)))
    context.on("dialog", lambda one: watch.troubles.append(f"dialog {one.message}"))
    yield watch
    context.close()
    assert watch.troubles == []


def test_nothing_fires_on_any_page(watch: Watch) -> None:
    """Every lesson and page in the source language; of session plans and translations some, which hold the same."""
    site = watch.server.site
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    same = [path for path in paths if path.startswith("en/") or path.endswith("/teacher.html")]
    page = watch.context.new_page()
    for path in (*sorted(set(paths) - set(same))[:5], *same[:3]):
        page.goto(watch.server.address + path)
        watch.look(page)


def test_nothing_fires_in_the_helps(watch: Watch) -> None:
    """The helps of a page, with the words of the interface in them, in both languages, on pages of each kind."""
    page = watch.context.new_page()
    for code in ("", "en/"):
        for path in ("index", f"{LESSON}/index", "people/basic/try-3/index", "people/basic/index", "help"):
            page.goto(f"{watch.server.address}{code}{path}.html")
            page.mouse.move(10, 200)
            page.mouse.move(20, 210)
            page.locator(".tools").first.wait_for()
            page.evaluate("document.querySelectorAll('.tools button, summary').forEach(one => one.click())")
            watch.look(page)
        page.goto(f"{watch.server.address}{code}progress.html")
        watch.look(page)


@pytest.mark.parametrize("words", ["alert", "script", "img src", "evil", "den"])
def test_nothing_fires_in_what_is_found(watch: Watch, words: str) -> None:
    """Titles of lessons come as words from the scripts of search."""
    page = watch.context.new_page()
    for code in ("", "en/"):
        page.goto(f"{watch.server.address}{code}index.html")
        page.locator("#q").fill(words)
        page.locator("#found a").first.wait_for()
        watch.look(page)


_KEEP = """async root => {
  const rows = await (await fetch(root + "offline/people-basic.json")).json();
  const note = {version: "old", names: {}, choices: {"course:people/basic": rows, "lesson:<img src=x>": rows}};
  await (await caches.open("kept")).put(root + "now", new Response("copy old"));
  await (await caches.open("copy old")).put(root + "note", new Response(JSON.stringify(note)));
  await navigator.serviceWorker.ready;
}"""
"""What a reader's device holds who keeps a course of an older version."""


def test_nothing_fires_in_what_is_kept(watch: Watch) -> None:
    """Choices, titles and messages of reading offline, and the page of the worker when all else fails."""
    page = watch.context.new_page()
    for code in ("", "en/"):
        page.goto(f"{watch.server.address}{code}offline.html#people/basic/try-3")
        page.locator(".keep li").first.wait_for()
        page.evaluate(_KEEP, watch.server.address)
        page.reload()
        page.locator("#keep h2 + ul li").nth(100).wait_for()
        watch.look(page)
    watch.context.set_offline(True)
    page.goto(f"{watch.server.address}people/basic/try-9/teacher.html")
    assert page.locator("h1").count() == 1
    assert page.title() == "Offline"
    watch.look(page)
