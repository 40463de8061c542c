"""How long a saved change takes to show: from the save to the changed page in a browser, in a library of 300 lessons.

A lesson is held open in Chromium while `courselib serve` shows it and files are saved as editors save them: a new file
takes the place of the old one. Beside it, in the same run, `mkdocs serve` shows a change of the same page: it builds
the whole library for it. That time ends when its server answers with the change. It leans towards MkDocs, which here
makes no search, no scripts and no findings, and of whose browser nothing is counted.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

import chromium
from bench import ROOT, about, make_library, write
from courselib.web import watch
from courselib.web.entry import configuration
from courselib.web.preview import Preview

LESSONS = 300
TIMES, MKDOCS_TIMES = 9, 3
PATIENCE = 60.0
"""Seconds after which a change is given up."""
TEXT = "document.body.textContent.includes({mark!r})"
SPACING = "getComputedStyle(document.querySelector('h1')).letterSpacing === '{number}px'"


@dataclass(frozen=True)
class Change:
    """A file that is saved, and how the page shows that."""

    name: str
    file: Path
    changed: Callable[[str, int], str]
    """Its text after the change of that number."""
    shows: str
    """An expression that is true in the page once it shows the change."""


def _whole(name: str) -> Path:
    """The file that is meant, also after another folder was entered."""
    return Path(name).resolve()


def main() -> None:
    """Measure every change and print, or write, the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=_whole, help="write the tables between the marks of this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_library(folder, LESSONS)
        (folder / "overrides").unlink()
        shutil.copytree(ROOT / "overrides", folder / "overrides")  # the real style is not to be changed
        os.chdir(folder)
        lesson = min(Path("content").glob("citizens/*/*/lesson.yml")).parent
        path = f"{lesson.relative_to('content').as_posix()}/index.html"
        changes = list(changes_of(lesson))
        seconds = shown_by_preview(changes, path)
        whole = shown_by_mkdocs(changes[0], path)
        parts = parts_of(changes, path)
    table = "\n".join([*header(), *(line(one.name, seconds[one.name], whole, parts[one.name]) for one in changes)])
    said = (
        f"{LESSONS} lessons in two languages; each file was saved {TIMES} times at moments of chance.\n"
        f"`mkdocs serve` answered with the change after {whole:.2f} s (median of {MKDOCS_TIMES})."
    )
    print(said, table, sep="\n\n")
    if arguments.write:
        write(arguments.write, "preview", f"{about()}\n{said}\n\n{table}")


def changes_of(lesson: Path) -> Iterator[Change]:
    """A change of each kind of file that a lesson is made of."""
    fact = re.search(r"^facts:\n  - (\S+)", (lesson / "lesson.yml").read_text("utf-8"), re.MULTILINE)
    if fact is None:
        sys.exit(f"{lesson} names no fact; measure another lesson")

    def words(after: str) -> Callable[[str, int], str]:
        pattern = re.compile(rf'(?ms)({after}.*?\bvi: "?)')
        return lambda text, number: pattern.sub(lambda found: f"{found[0]}Lần{number} ", text, count=1)

    def page(text: str, number: int) -> str:
        return re.sub(r"(?m)^summary: \"?", lambda found: f"{found[0]}Lần{number} ", text, count=1)

    def style(text: str, number: int) -> str:
        return f"{text}\nh1 {{ letter-spacing: {number}px; }}\n"

    shows = TEXT.format(mark="Lần{number} ")
    yield Change("index.vi.md", lesson / "index.vi.md", page, shows)
    yield Change("lesson.yml", lesson / "lesson.yml", words("^outcomes:"), shows)
    yield Change("quiz.yml", lesson / "quiz.yml", words("^- outcome:"), shows)
    yield Change("facts.yml", Path("content/_data/facts.yml"), words(rf"^- id: {re.escape(fact[1])}$"), shows)
    yield Change("style.css", Path("overrides/style.css"), style, SPACING)


def shown_by_preview(changes: list[Change], path: str) -> dict[str, list[float]]:
    """Seconds from each save to the changed page in a browser, by the name of the change."""
    chance = random.Random(7)  # noqa: S311  # the same moments in each run
    seconds: dict[str, list[float]] = {}
    with running("courselib", "serve", "--port", "0", "--language", "en") as process, sync_playwright() as playwright:
        assert process.stdout  # noqa: S101  # it is piped
        address = re.search(r"http://\S+/", process.stdout.readline())
        if address is None:
            sys.exit("courselib serve named no address; run it by itself to see why")
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=chromium.QUIET)
        page = browser.new_page(viewport={"width": 360, "height": 640})
        page.goto(address[0] + path)
        for one in changes:
            before = one.file.read_text("utf-8")
            seconds[one.name] = []
            for number in range(1, TIMES + 1):
                time.sleep(1 + chance.random() * watch.PAUSE)
                start = save(one.file, one.changed(before, number))
                seconds[one.name].append(until(lambda: true_in(page, one.shows.format(number=number))) - start)  # noqa: B023
            save(one.file, before)
            until(lambda: not true_in(page, one.shows.format(number=TIMES)))  # noqa: B023
        browser.close()
    return seconds


def shown_by_mkdocs(change: Change, path: str) -> float:
    """Seconds from a save to the changed page at the address of `mkdocs serve`, the median."""
    before, seconds = change.file.read_text("utf-8"), []
    address = "127.0.0.1:8975"
    with running("mkdocs", "serve", "--quiet", "--dev-addr", address):
        until(lambda: fetched(f"http://{address}/{path}") != "")
        for number in range(1, MKDOCS_TIMES + 1):
            time.sleep(2)
            start = save(change.file, change.changed(before, number))
            seconds.append(until(lambda: f"Lần{number} " in fetched(f"http://{address}/{path}")) - start)  # noqa: B023
        save(change.file, before)
    return statistics.median(seconds)


def parts_of(changes: list[Change], path: str) -> dict[str, tuple[float, float]]:
    """Seconds that the server itself spends on a change: to load it, to check and make the page; medians."""
    settings, overrides = configuration(Path("mkdocs.yml"))
    preview = Preview("content", overrides, settings, "en")
    preview.refresh()
    measured = {}
    for one in changes:
        before, rows = one.file.read_text("utf-8"), []
        for number in range(1, TIMES + 1):
            start = save(one.file, one.changed(before, number))
            preview.refresh()
            loaded = time.perf_counter()
            preview.answer(path)
            rows.append((loaded - start, time.perf_counter() - loaded))
        save(one.file, before)
        load, page = (statistics.median(column) for column in zip(*rows, strict=True))
        measured[one.name] = (load, page)
    return measured


@contextmanager
def running(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own, ended at the end."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ours
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def save(file: Path, text: str) -> float:
    """Save a file as editors do, and say when."""
    made = file.with_name(f".{file.name}.new")
    made.write_text(text, "utf-8")
    start = time.perf_counter()
    os.replace(made, file)
    return start


def until(true: Callable[[], bool]) -> float:
    """When something came true."""
    end = time.perf_counter() + PATIENCE
    while not true():
        if time.perf_counter() > end:
            sys.exit("a change did not show; see courselib serve by itself")
        time.sleep(0.005)
    return time.perf_counter()


def true_in(page: Page, expression: str) -> bool:
    """Whether an expression is true in a page; while the page is loaded again, it is not."""
    with suppress(Error):
        return bool(page.evaluate(f"!!document.body && {expression}"))
    return False


def fetched(address: str) -> str:
    """What an address answers, or nothing while nobody does."""
    with suppress(OSError), urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  # this machine
        return str(answer.read().decode())
    return ""


def header() -> list[str]:
    """Head of the table."""
    names = ("median s", "longest s", "mkdocs serve / median", "load ms", "check and make ms", "notice and show ms")
    return [f"| saved | {' | '.join(names)} |", "| :--- |" + " ---: |" * len(names)]


def line(name: str, seconds: list[float], whole: float, parts: tuple[float, float]) -> str:
    """A row of the table."""
    median = statistics.median(seconds)
    spent = " | ".join(f"{1000 * one:.0f}" for one in (*parts, median - sum(parts)))
    return f"| `{name}` | {median:.2f} | {max(seconds):.2f} | {whole / median:.1f} | {spent} |"


if __name__ == "__main__":
    main()
