"""How search grows: the most a first search can load, in libraries of 300, 1,000 and 5,000 lessons.

No two of these lessons are alike: titles, tasks, headings and bodies are drawn from the sentences of the real lessons
and of all facts, so that the index holds as many words, pairs and postings as lessons of this kind have.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import re
import statistics
import time
from pathlib import Path
from typing import Any

from bench import ROOT, about, write
from courselib import markdown
from courselib.load import load
from courselib.model import Lesson, Library, Task
from courselib.web import search
from courselib.web.assets import find_script
from courselib.web.entry import configuration, site_of
from courselib.web.weigh import compressed

SIZES = (300, 1000, 5000)


@dataclasses.dataclass(frozen=True)
class Measured:
    """One library. Sizes are bytes after gzip -9, the time is in seconds."""

    lessons: int
    build: float
    blocks: int
    script: int
    block: float
    largest_block: int
    most: int
    """Script, full blocks and titles: the bound that the check holds against its budget."""
    whole: int
    """The whole index in one language, as a copy for reading offline holds it."""


def main() -> None:
    """Measure every size and print, or write, a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="write the table between the marks of this file")
    arguments = parser.parse_args()
    library, _ = load(str(ROOT / "content"))
    rows = [measure(grown(library, size)) for size in SIZES]
    names = (
        "lessons",
        "first search at most B",
        "find.js B",
        "mean block B",
        "largest block B",
        "blocks",
        "whole index KB",
    )
    lines = [f"| {' | '.join((*names, 'index built in s'))} |", "|" + " ---: |" * (len(names) + 1)]
    lines += [
        f"| {row.lessons:,} | {row.most:,} | {row.script:,} | {row.block:.0f} | {row.largest_block:,} "
        f"| {row.blocks:,} | {row.whole / 1000:,.0f} | {row.build:.1f} |"
        for row in rows
    ]
    print(*lines, sep="\n")
    if arguments.write:
        write(arguments.write, "search", f"{about()}\n\n" + "\n".join(lines))


def measure(library: Library) -> Measured:
    """Build the index of a library and weigh its parts, in the source language."""
    settings, overrides = configuration(ROOT / "mkdocs.yml")
    site = site_of(library, overrides, settings)
    start = time.perf_counter()
    index = search.build(library)
    seconds = time.perf_counter() - start
    code = library.source.code
    sizes = {path.rpartition("/")[2]: compressed(text.encode()) for path, text in index.files.items()}
    blocks = [size for name, size in sizes.items() if re.fullmatch(r"s\d+\.js", name)]
    titles = [size for name, size in sizes.items() if name.startswith(code)]
    script = compressed(find_script(site, code, index))
    return Measured(
        len(library.lessons),
        seconds,
        len(blocks),
        script,
        statistics.mean(blocks),
        max(blocks),
        search.most(script, blocks, titles),
        script + sum(blocks) + sum(titles),
    )


def grown(library: Library, size: int) -> Library:
    """A library of `size` lessons made of the sentences of the real ones and of the facts; no language is growing."""
    draw = random.Random(7)  # noqa: S311  # the same library in each run
    codes = [language.code for language in library.complete_languages]
    lessons = list(library.lessons.values())
    pool = {code: [block.text for one in lessons for block in one.pages[code].document.blocks] for code in codes}
    for fact in library.facts.values():
        for code in codes:
            pool[code].append(fact.statement[code])
    names = [f"citizens/basic/lesson-{number}" for number in range(size)]
    made = {name: _drawn(lessons[at % len(lessons)], name, pool, draw) for at, name in enumerate(names)}
    return dataclasses.replace(library, lessons=made, languages=library.complete_languages)


def _drawn(like: Lesson, name: str, pool: dict[str, list[str]], draw: random.Random) -> Lesson:
    def words(code: str, count: int) -> str:
        return " ".join(re.sub(r"[*`#\[\]]", "", draw.choice(pool[code])).split()[:count])

    pages: dict[str, Any] = {}
    for code in pool:
        page = like.pages[code]
        parts = [f"## {words(code, 7)}\n\n" + "\n\n".join(words(code, 40) for _ in range(7)) for _ in range(6)]
        body = "\n\n".join(parts)
        given = {"title": words(code, 7), "summary": words(code, 20), "body": body}
        pages[code] = dataclasses.replace(page, **given, document=markdown.parse(body, 1))
    tasks = tuple(Task({code: words(code, 7) for code in pool}, False, like.where) for _ in range(5))
    also = {code: tuple(words(code, 2) for _ in range(13)) for code in pool}
    return dataclasses.replace(like, id=name, pages=pages, tasks=tasks, also=also)


if __name__ == "__main__":
    main()
