"""What a reader pays on a slow line: this site beside stock Material, from the same lessons in the same run.

Both are built from one library of copied lessons, served on this machine as GitHub Pages serves, and read in Chromium
on a small screen over three slow lines. The server makes them slow, as the browser's own emulation slows a page but not
the service worker that fetches for it. Where the comparison can not be even, it leans towards stock: see METHOD.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import mimetypes
import os
import platform
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import yaml
from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

import chromium
from bench import ROOT, make_library, marked, run, write
from courselib.load import load
from courselib.markdown import plain
from courselib.vietnamese import slug

MARK = "reading"
CHART = "images/reading.svg"
LESSON = "fake-police-call"
"""What the first visit reads: the lesson behind the red door, which people open in a hurry."""
IN_A_ROW = 10
VISITS, OTHERS = 5, 1
"""How often each journey is made; the medians count."""
QUERIES = {"mat khau": OTHERS, "mật khẩu": OTHERS}
"""What the first search types, and how often: without marks, as people in a hurry do, and with them to compare."""
SCREEN: ViewportSize = {"width": 360, "height": 640}
KEY_PAUSE = 150
READING = 2000
FIELD, PATIENCE = 10_000, 180_000
"""Milliseconds: between two keys, reading after a first visit, until a field and until a page is given up."""
QUIET, SETTLED, IN_VAIN = 0.5, 1.0, 10.0
"""Seconds without anything on the line: a page is whole, results are the last ones, a search without any is over."""
PACKET = 1460
"""Bytes that travel together (an Ethernet frame without the headers of IP and TCP)."""
# There are no other hosts. Playwright could block them too, but that switches the browser's cache off.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
TEXTS = (".html", ".css", ".js", ".json", ".map", ".svg", ".txt", ".xml")
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
HEADING = """
requestAnimationFrame(function look() {
  const heading = document.querySelector("h1");
  const shown = heading && heading.getClientRects().length;
  requestAnimationFrame(shown ? () => { self.headingShown = performance.now(); } : look);
});
"""
"""Remembers when the heading of the page stands on the screen: no frame is drawn while style sheets are waited for."""
NOTHING_FOUND = """\
document.querySelector(".md-search-result__meta").textContent.trim() ===
    JSON.parse(document.getElementById("__config").textContent).translations["search.result.none"]"""
WATCH = """found => {
  self.seen = {what: "", links: [], at: 0};
  const look = () => {
    const links = [...document.querySelectorAll(found)].slice(0, 3).map(link => link.href);
    const what = links.join(" ") || (NOTHING ? "nothing" : "");
    if (what !== self.seen.what) self.seen = {what, links, at: performance.now()};
  };
  new MutationObserver(look).observe(document.body, {childList: true, characterData: true, subtree: true});
}"""
"""Remembers the first three results, and when they came."""
STOCK = """\
site_name: Bình dân học vụ số
site_url: https://stock.example/
docs_dir: content
exclude_docs: |
  _data/
  *.yml
theme:
  name: material
plugins:
  - search
  - i18n:
      docs_structure: suffix
      fallback_to_default: true
      languages:
        - {locale: vi, name: Tiếng Việt, default: true}
        - {locale: en, name: English}
markdown_extensions: [tables, fenced_code, toc, admonition]
"""
CHART_FORM = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {height}" width="680" height="{height}" role="img"
 aria-labelledby="title desc" font-family="sans-serif" font-size="14" fill="#222">
<title id="title">Seconds to the first text of a lesson</title>
<desc id="desc">{desc}</desc>
<rect width="680" height="{height}" fill="#fff"/>
<text x="16" y="28" font-size="16" font-weight="bold">Seconds to the first text of a lesson</text>
{shapes}
</svg>
"""
METHOD = f"""\
First text is the moment the heading of the lesson stands on the screen; \
first paint is the browser's first contentful paint of anything, which with stock is a bar with the name of the site.
The first text of a first visit is the median of {VISITS} runs; everything else is of one run.
Requests and bytes are what the server sent, bodies after gzip -9, until a reader who scrolls has all of the page; \
the first visit then reads on for {READING // 1000} seconds.
Until the first touch or scroll a lesson here is one request; \
then its helps, the worker and the icon follow.
The server begins each answer a round trip after its question, and sends no faster than the line carries.
The limit is one round trip and the bytes of the page alone, before anyone scrolls, at the rate of the line; \
a browser that draws before the last byte can beat it.
A search opens its page (stock: the home page), taps the field at once and types at {KEY_PAUSE} ms a key.
Its seconds run from the tap until the first three results stand, typing included; \
its requests and bytes are those of the whole journey, the page with the field and the helps among them.
Which result is right can not be asked of shuffled words: tests/searches.yml asks it of the real lessons.

Stock is Material with its default features, search and the same two languages; \
its default menu puts the titles of the whole library into each page, which `navigation.prune` would not.
Where the two can not be even, stock gains.
Its pages are without questions, outcomes and facts, which are YAML.
The fonts it asks another host for are blocked and cost nothing; files it asks for that do not exist cost a few bytes.
The lines cost no handshakes, slow starts and headers, of which stock has more.
All lessons but the first twelve are made of the words of the real ones, so that no two are alike."""


@dataclass(frozen=True)
class Line:
    """A line to the network."""

    name: str
    rate: int
    """Bytes a second."""
    round_trip: int
    """Milliseconds."""


LINES = (
    Line("240 kbit/s, 840 ms", 30_000, 840),
    Line("400 kbit/s, 400 ms", 50_000, 400),
    Line("1.6 Mbit/s, 150 ms", 200_000, 150),
)


class Cost(NamedTuple):
    """What a journey took: requests, bytes, seconds."""

    requests: float
    size: float
    seconds: float
    paint: float = math.nan
    """Seconds to the first paint of anything, such as a bar with the name of the site."""


class Wire:
    """A line while one reader uses it: it delays, counts, and knows when it was last in use."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._lock = threading.Lock()
        self._free = self._used = time.perf_counter()
        self._active = self._requests = self._size = 0

    @contextmanager
    def request(self) -> Iterator[None]:
        """One request and its answer; the answer begins a round trip later."""
        with self._lock:
            self._active += 1
            self._requests += 1
        time.sleep(self._line.round_trip / 1000)
        try:
            yield
        finally:
            with self._lock:
                self._active -= 1
                self._used = time.perf_counter()

    def carry(self, size: int) -> None:
        """Wait until a packet has come through, after those that others sent before."""
        with self._lock:
            self._size += size
            self._free = max(self._free, time.perf_counter()) + size / self._line.rate
            wait = self._free - time.perf_counter()
        time.sleep(max(wait, 0))

    def quiet(self) -> float:
        """Seconds since it was in use."""
        return 0 if self._active else time.perf_counter() - self._used

    def cost(self, seconds: float) -> Cost:
        """What went over it."""
        return Cost(self._requests, self._size, seconds)


@dataclass(frozen=True)
class Search:
    """How a site is searched."""

    page: str
    """The page that search begins on."""
    tap: tuple[str, ...]
    """What to tap, one after the other, until the field has the focus."""
    found: str
    """The links of the results."""
    nothing: str = "false"
    """JavaScript that knows whether the page says that nothing was found."""


@dataclass(frozen=True)
class Site:
    """A built site."""

    name: str
    folder: Path
    search: Search


IMPOSSIBLE = Cost(math.nan, math.nan, math.nan)


class Answer(NamedTuple):
    """A file, as the server sends it."""

    body: bytes
    kind: str
    encoding: str


@dataclass
class Server:
    """A site on this machine."""

    site: Site
    address: str
    wire: Wire
    """The line of the one who reads now."""
    searchable: bool = True


class Row(NamedTuple):
    """A journey on a line, ours and stock."""

    line: Line
    ours: Cost
    stock: Cost


Journey = Callable[[Page, Server], Cost]
Figure = Callable[[Row], str]


def main() -> None:
    """Build both sites, read them, and print, or write, tables and a chart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=int, default=300)
    parser.add_argument("--write", type=Path, help="write the tables into this file, the chart beside it")
    arguments = parser.parse_args()
    if arguments.write:
        marked(arguments.write, MARK)  # better said now than after ten minutes
    with tempfile.TemporaryDirectory() as folder:
        text, drawing = measure(Path(folder), arguments.lessons)
    print(text)
    if arguments.write:
        write(arguments.write, MARK, text)
        image = arguments.write.parent / CHART
        image.parent.mkdir(exist_ok=True)
        image.write_text(drawing, "utf-8")


def measure(folder: Path, lessons: int) -> tuple[str, str]:
    """The tables and the chart of a library of so many lessons, made in `folder`."""
    make_library(folder, lessons)
    make_different(folder / "content")
    course = first_of_one_course(folder / "content")
    lesson = min(path.relative_to(folder / "content").as_posix() for path in folder.glob(f"content/*/*/*-{LESSON}"))
    with served(build_ours(folder)) as ours, served(build_stock(folder)) as stock, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=[*chromium.QUIET, ALONE])

        def rows(journey: Journey, times: int = OTHERS) -> list[Row]:
            return [compared(browser, line, (ours, stock), journey, times) for line in LINES]

        whole = rows(partial(first_visit, lesson=lesson), 1)
        texts = rows(partial(first_text, lesson=lesson), VISITS)
        visits = [with_seconds(*both) for both in zip(whole, texts, strict=True)]
        last = rows(partial(in_a_row, lessons=course))
        searches = {query: rows(partial(first_search, query=query), times) for query, times in QUERIES.items()}
        made = f"{lessons:,} lessons in two languages", f"Chromium {browser.version}"
        browser.close()
    least = {row.line: row.line.round_trip / 1000 + row.ours.size / row.line.rate for row in texts}
    limits: list[tuple[str, Figure]] = [
        ("limit s, ours", lambda row: f"{least[row.line]:.2f}"),
        ("ours / limit", lambda row: f"{row.ours.seconds / least[row.line]:.2f}"),
        ("first paint s, ours", lambda row: number(row.ours.paint, ".2f")),
        ("stock", lambda row: number(row.stock.paint, ".2f")),
    ]
    tables = [
        "First visit of a lesson:",
        table(visits, "first text s", limits),
        f"{len(course)} lessons in a row, with the first text of the last:",
        table(last, "first text s", []),
    ]
    for query, found in searches.items():
        tables += [f"First search, “{query}”:", table(found, "seconds", [])]
    return "\n\n".join([note(*made), f"![{caption(visits)}]({CHART})", *tables, METHOD]), chart(visits)


def make_different(content: Path) -> None:
    """Give every copy words of its own: copies that are alike would pack far better than the lessons of a library."""
    library, _ = load(str(ROOT / "content"))
    draw = random.Random(7)  # noqa: S311  # the same library in each run
    pool: dict[str, list[str]] = {}
    for language in library.complete_languages:
        pages = [lesson.pages[language.code] for lesson in library.lessons.values()]
        texts = [plain(block.text) for page in pages for block in page.document.blocks]
        texts += [fact.statement[language.code] for fact in library.facts.values()]
        pool[language.code] = [word for text in draw.sample(texts, len(texts)) for word in text.split()]
    for course in content.glob("*/*/course.yml"):
        listed = course.read_text("utf-8")
        for lesson in sorted(path.parent for path in course.parent.glob("*/lesson.yml")):
            number = lesson.name.partition("-")[0]
            if int(number) >= len(library.lessons):
                pages = sorted(page for page in lesson.glob("*.md") if page.name.split(".")[1] in pool)
                titles = {page.name: differ(page, pool[page.name.split(".")[1]], draw) for page in pages}
                name = f"{number}-{slug(titles['index.en.md'])[:40].strip('-')}"
                lesson.rename(lesson.with_name(name))
                listed = listed.replace(f"- {lesson.name}\n", f"- {name}\n")
        course.write_text(listed, "utf-8")


def differ(page: Path, words: list[str], draw: random.Random) -> str:
    """Other words in the place of each line of a page, as many as were there; headings of sections stay."""

    def others(text: str) -> str:
        at = draw.randrange(len(words) - 60)
        return " ".join(re.sub(r"[^\w\s,.]", "", word) for word in words[at : at + len(text.split())])

    text = page.read_text("utf-8")
    title = others("one two three four five six seven")
    head, fence, body = text.partition("\n---\n")
    head = re.sub(r"(?m)^(title|summary): (.*)$", lambda match: f'{match[1]}: "{others(match[2])}"', head)
    head = re.sub(r"(?m)^title: .*$", f'title: "{title}"', head)
    body = re.sub(
        r"(?m)^((?:### \d+\.|- \w+:|[-*]|\d+\.)? ?)([^\W\d_*`|#-].{12,})$", lambda m: m[1] + others(m[2]), body
    )
    page.write_text(head + fence + body, "utf-8")
    return title


def first_of_one_course(content: Path) -> list[str]:
    """The addresses of the first lessons of the largest course."""
    courses = {path.parent: sorted(path.parent.glob("*/lesson.yml")) for path in content.glob("*/*/course.yml")}
    largest = max(sorted(courses), key=lambda course: len(courses[course]))
    lessons = [path.parent.relative_to(content).as_posix() for path in courses[largest][:IN_A_ROW]]
    if len(lessons) < IN_A_ROW:
        print(f"the largest course has {len(lessons)} lessons: so many are read in a row", file=sys.stderr)
    return lessons


def build_ours(folder: Path) -> Site:
    """Our site, as it is published: checked, built, weighed."""
    forgive_copies(folder)
    site, heavy = folder / "site", folder / ".site.new"
    output = run([sys.executable, "-m", "courselib", "build"], folder)[2]
    if not site.is_dir():
        print(output, file=sys.stderr)
        if heavy.is_dir():  # over its budgets with so many copies: it is measured all the same
            site = heavy
    return Site("ours", built(site), Search("topics.html", ("input[type=search]",), "#found a"))


def forgive_copies(folder: Path) -> None:
    """Copies repeat each other and lack lessons that pages name: what would stop the build is a warning here."""
    found = json.loads(run([sys.executable, "-m", "courselib", "check", "--format", "json"], folder)[2])
    levels = folder / "content/_data/checks.yml"
    known = yaml.safe_load(levels.read_text("utf-8"))
    known["warning"] = sorted({*known["warning"], *(one["code"] for one in found if one["level"] == "error")})
    levels.write_text(yaml.safe_dump(known), "utf-8")


def build_stock(folder: Path) -> Site:
    """What Material makes of the same Markdown when nobody changes anything."""
    (folder / "stock.yml").write_text(STOCK, "utf-8")
    site = folder / "stock"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    run([*command, "--config-file", "stock.yml", "--site-dir", str(site)], folder)
    # On a phone the field lies behind a button.
    tap = ("label[for=__search].md-header__button", ".md-search__input")
    return Site("stock", built(site), Search("", tap, ".md-search-result__item > a", NOTHING_FOUND))


def built(site: Path) -> Path:
    """The folder, when there is a site in it."""
    if not (site / "index.html").is_file():
        sys.exit(f"{site.name}: the site was not built, for the reasons above")
    return site


@contextmanager
def served(site: Site) -> Iterator[Server]:
    """Serve a site as GitHub Pages does: kept connections, gzip, ten minutes of cache."""
    paths = [path for path in site.folder.rglob("*") if path.is_file()]
    with ThreadPoolExecutor() as pool:  # all packed before the first request: no reader waits for gzip
        answers = dict(zip(paths, pool.map(answer, paths), strict=True))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:  # the name is http.server's
            path = site.folder / unquote(urlsplit(self.path).path).lstrip("/")
            found = answers.get(path) or answers.get(path / "index.html")
            body, kind, encoding = found or Answer(b"Not found\n", "text/plain", "identity")
            wire = server.wire
            with wire.request(), suppress(ConnectionError):  # the reader may have gone to another page
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Encoding", encoding)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "max-age=600")
                self.end_headers()
                for at in range(0, len(body), PACKET):
                    packet = body[at : at + PACKET]
                    wire.carry(len(packet))
                    self.wfile.write(packet)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(site, f"http://127.0.0.1:{http.server_port}/", Wire(LINES[0]))
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield server
    http.shutdown()
    http.server_close()


def answer(path: Path) -> Answer:
    """A file as it is sent: text packed, the rest as it is."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix not in TEXTS:
        return Answer(path.read_bytes(), kind, "identity")
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    return Answer(gzip.compress(path.read_bytes(), 9), kind, "gzip")


@contextmanager
def reader(browser: Browser, server: Server, line: Line) -> Iterator[Page]:
    """Someone with a small phone, an empty cache and a slow line."""
    server.wire = Wire(line)
    context = browser.new_context(viewport=SCREEN)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(HEADING)
    yield context.new_page()
    context.close()


def compared(browser: Browser, line: Line, servers: tuple[Server, Server], journey: Journey, times: int) -> Row:
    """The median costs of a journey through both sites, which take turns."""
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    for _ in range(times):
        for server, mine in zip(servers, costs, strict=True):
            with reader(browser, server, line) as page:
                mine.append(journey(page, server))
    row = Row(line, median(costs[0]), median(costs[1]))
    print(row, file=sys.stderr, flush=True)
    return row


def with_seconds(row: Row, other: Row) -> Row:
    """A row with the seconds of another."""
    ours = row.ours._replace(seconds=other.ours.seconds, paint=other.ours.paint)
    stock = row.stock._replace(seconds=other.stock.seconds, paint=other.stock.paint)
    return Row(row.line, ours, stock)


def first_text(page: Page, server: Server, lesson: str) -> Cost:
    """Open a lesson and leave: on a slow line all that stock loads behind the first text would take most of the run."""
    page.goto(f"{server.address}{lesson}/", wait_until="load")
    heading, paint = first_text_shown(page)
    return server.wire.cost(heading)._replace(paint=paint)


def first_visit(page: Page, server: Server, lesson: str) -> Cost:
    """Open a lesson and read on."""
    seconds = open_page(page, server, f"{lesson}/")
    page.wait_for_timeout(READING)
    return server.wire.cost(seconds)


def in_a_row(page: Page, server: Server, lessons: list[str]) -> Cost:
    """Open one lesson after the other; the seconds are those of the last."""
    seconds = [open_page(page, server, f"{lesson}/") for lesson in lessons]
    return server.wire.cost(seconds[-1])


def open_page(page: Page, server: Server, path: str) -> float:
    """Seconds until the first text. Then the reader scrolls, and whatever that loads is waited for."""
    page.goto(server.address + path, wait_until="load")
    page.mouse.wheel(0, SCREEN["height"] / 2)
    wait(page, server.wire, QUIET)
    return first_text_shown(page)[0]


def first_text_shown(page: Page) -> tuple[float, float]:
    """Seconds from the start of a page until its heading stands there, and until anything at all does."""
    page.wait_for_function(f"() => self.headingShown && {FIRST_PAINT} !== undefined")
    return float(page.evaluate("self.headingShown")) / 1000, float(page.evaluate(FIRST_PAINT)) / 1000


def wait(page: Page, wire: Wire, seconds: float) -> None:
    """Wait until the line has been quiet for so long, from now on."""
    start = time.perf_counter()
    while min(wire.quiet(), time.perf_counter() - start) < seconds:
        page.wait_for_timeout(50)


def first_search(page: Page, server: Server, query: str) -> Cost:
    """Open the page, tap the field at once, type, and wait for the results. The seconds begin with the tap."""
    if not server.searchable:
        return IMPOSSIBLE
    search = server.site.search
    page.goto(server.address + search.page, wait_until="load")
    page.evaluate(WATCH.replace("NOTHING", search.nothing), search.found)
    start = page.evaluate("performance.now()")
    try:
        for one in search.tap:
            page.locator(one).click(timeout=FIELD)
    except Error as error:
        print(f"{server.site.name} can not be searched: {error}", file=sys.stderr)
        server.searchable = False
        return IMPOSSIBLE
    page.keyboard.type(query, delay=KEY_PAUSE)
    wait(page, server.wire, SETTLED)
    while not page.evaluate("self.seen.what") and server.wire.quiet() < IN_VAIN:
        page.wait_for_timeout(50)
    wait(page, server.wire, SETTLED)
    seen = page.evaluate("self.seen")
    return server.wire.cost((seen["at"] - start) / 1000 if seen["what"] else math.nan)


def median(costs: list[Cost]) -> Cost:
    """The median of each part."""
    return Cost(
        statistics.median(cost.requests for cost in costs),
        statistics.median(cost.size for cost in costs),
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.paint for cost in costs),
    )


def note(*what: str) -> str:
    """When and with what it was measured."""
    packages = (f"{name} {version(name)}" for name in ("courselib", "mkdocs", "mkdocs-material"))
    machine = f"Python {platform.python_version()}", platform.machine(), f"{os.cpu_count()} cores"
    return f"Measured on {date.today()} with `scripts/bench_reading.py`: {', '.join([*what, *packages, *machine])}."


def table(rows: list[Row], seconds: str, more: list[tuple[str, Figure]]) -> str:
    """A table: requests, bytes and seconds of ours and stock, the ratio of the seconds, and what else is given."""
    figures: list[tuple[str, Figure]] = [
        ("line", lambda row: row.line.name),
        ("requests, ours", lambda row: number(row.ours.requests, ",.0f")),
        ("stock", lambda row: number(row.stock.requests, ",.0f")),
        ("bytes, ours", lambda row: number(row.ours.size, ",.0f")),
        ("stock", lambda row: number(row.stock.size, ",.0f")),
        (f"{seconds}, ours", lambda row: number(row.ours.seconds, ".2f")),
        ("stock", lambda row: number(row.stock.seconds, ".2f")),
        ("stock / ours", lambda row: number(row.stock.seconds / row.ours.seconds, ".1f")),
        *more,
    ]
    lines = [[name for name, _ in figures], [":---", *["---:"] * (len(figures) - 1)]]
    lines += [[figure(row) for _, figure in figures] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float, form: str) -> str:
    """A figure, or a dash for a journey that could not be made."""
    return "–" if math.isnan(value) else format(value, form)


def caption(visits: list[Row]) -> str:
    """The chart in words."""
    each = (f"{row.line.name}: {row.ours.seconds:.1f} and {row.stock.seconds:.1f}" for row in visits)
    return f"Seconds to the first text of a lesson, this site and stock Material. {'; '.join(each)}."


def chart(visits: list[Row]) -> str:
    """The first texts as bars, on a white ground so that it reads on light and dark pages."""
    left, bar, wide = 150, 22, 380
    longest = max(cost.seconds for row in visits for cost in (row.ours, row.stock))
    shapes = []
    for at, row in enumerate(visits):
        top = 48 + at * 72
        shapes.append(f'<text x="{left - 10}" y="{top + bar + 6}" text-anchor="end">{escape(row.line.name)}</text>')
        bars = (("this site", "#0b5e58", row.ours), ("stock Material", "#e8a33d", row.stock))
        for under, (name, colour, cost) in enumerate(bars):
            y, width = top + under * (bar + 2), wide * cost.seconds / longest
            shapes.append(f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{bar}" fill="{colour}"/>')
            shapes.append(f'<text x="{left + width + 6:.1f}" y="{y + 16}">{cost.seconds:.1f} s, {name}</text>')
    return CHART_FORM.format(height=48 + len(visits) * 72, desc=escape(caption(visits)), shapes="\n".join(shapes))


if __name__ == "__main__":
    main()
