"""How the check grows: libraries of 1,000 and 10,000 lessons checked as a whole, and one lesson of them by itself.

The lessons are the library's own, copied under new names. Each time is that of a process of its own; beside it stands
what bare Python-Markdown needs for the same Markdown in the same run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench import BARE, about, make_library, run, write

SIZES = (1000, 10_000)
TIMES = 3
"""How often the short commands are run; the best counts."""
CHECK = [sys.executable, "-m", "courselib", "check", "--language", "en", "--format", "json"]


@dataclass(frozen=True)
class Measured:
    """One library. Times in seconds, memory in megabytes."""

    lessons: int
    bare: float
    whole: float
    memory: float
    one: float
    """One lesson, with the cards of the others from the last time."""
    edited: float
    """The same after a change in that lesson and in one other."""


def main() -> None:
    """Measure both sizes and print, or write, a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="write the table between the marks of this file")
    arguments = parser.parse_args()
    rows = [measured(size) for size in SIZES]
    names = ("lessons", "whole s", "bare Python-Markdown s", "whole / bare", "MB", "one lesson s", "after two edits s")
    small, large = rows
    table = [
        f"| {' | '.join(names)} |",
        "|" + " ---: |" * len(names),
        *map(line, rows),
        "",
        (
            f"{large.lessons:,} lessons take {large.whole / small.whole:.1f} times as long as {small.lessons:,}, "
            f"and {large.memory / small.memory:.1f} times the memory."
        ),
    ]
    print("\n".join(table))
    if arguments.write:
        write(arguments.write, "check", "\n".join([about(), "", *table]))


def measured(size: int) -> Measured:
    """Make a library of that size and measure it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_library(folder, size)
        bare = float(run([sys.executable, "-c", BARE, str(folder / "content")], folder)[2])
        whole, memory, found = run(CHECK, folder)
        lessons = sorted((folder / "content").glob("*/*/*/lesson.yml"))
        chosen, other = lessons[size // 2].parent, lessons[size // 3].parent
        path = chosen.relative_to(folder).as_posix()
        one = min(_one(path, folder, found) for _ in range(TIMES))
        for lesson in (chosen, other):
            page = lesson / "index.vi.md"
            page.write_text(page.read_text("utf-8") + "\nMột dòng mới.\n", "utf-8")
        edited = run([*CHECK, path], folder)[0]
        shutil.rmtree(folder / ".cache")
        return Measured(size, bare, whole, memory, one, edited)


def _one(path: str, folder: Path, found: str) -> float:
    """Seconds for one lesson; it must find what the whole check found there."""
    seconds, _, here = run([*CHECK, path], folder)
    expected = [one for one in json.loads(found) if one["path"].startswith(f"{path}/")]
    if json.loads(here) != expected:
        sys.exit(f"{path}: the check of one lesson finds something else than the whole one")
    return seconds


def line(row: Measured) -> str:
    """A row of the table."""
    return (
        f"| {row.lessons:,} | {row.whole:.1f} | {row.bare:.1f} | {row.whole / row.bare:.2f} | {row.memory:.0f} "
        f"| {row.one:.2f} | {row.edited:.2f} |"
    )


if __name__ == "__main__":
    main()
