"""How the library grows: libraries of 100, 1,000 and 4,000 lessons, built, checked and weighed.

The lessons are the library's own, copied under new names. Each time is measured in a process of its own, next to what
bare Python-Markdown needs for the same Markdown in the same run, so that the ratios hold on any machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from courselib import stamp
from courselib.load import load
from courselib.web.weigh import weigh

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 1000, 4000)
SMALL = 1000
"""Libraries up to this size are measured three times, and the best of each counts."""
BARE = """
import re, sys, time, markdown
from pathlib import Path
pages = Path(sys.argv[1]).rglob("*.md")
texts = [re.sub(r"\\A---.*?\\n---\\n", "", page.read_text("utf-8"), flags=re.S) for page in pages]
start = time.perf_counter()
for text in texts:
    markdown.markdown(text, extensions=["tables", "fenced_code", "toc"])
print(time.perf_counter() - start)
"""
STARTER = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[2:])
seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
open(sys.argv[1], "w").write(f"{seconds} {peak}")
"""


@dataclass(frozen=True)
class Measured:
    """One library. Times in seconds, memory in megabytes, sizes in bytes after gzip -9."""

    lessons: int
    bare: float
    build: float
    build_memory: float
    check: float
    check_memory: float
    lesson_bytes: float
    largest_lesson: int
    largest_page: int


def main() -> None:
    """Measure every size and print, or write, a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--write", type=Path, help="write the table between the marks of this file")
    arguments = parser.parse_args()
    rows = []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measure(Path(folder), size))
            print(line(rows[-1]), flush=True)
    table = "\n".join([*header(), *map(line, rows)])
    if arguments.write:
        write(arguments.write, "growth", f"{about()}\n\n{table}")


def measure(folder: Path, size: int) -> Measured:
    """Make a library of `size` lessons in `folder` and measure it."""
    make_library(folder, size)
    times = 3 if size <= SMALL else 1
    bare = min(float(run([sys.executable, "-c", BARE, str(folder / "content")], folder)[2]) for _ in range(times))
    build, build_memory = min(build_once(folder) for _ in range(times))
    command = [sys.executable, "-m", "courselib", "check", "--format", "json"]
    check, check_memory = min(run(command, folder)[:2] for _ in range(times))
    library, _ = load(str(folder / "content"))
    pages = weigh(str(folder / "site"), library).pages
    lessons = [page.size for page in pages if page.lesson]
    return Measured(
        size,
        bare,
        build,
        build_memory,
        check,
        check_memory,
        statistics.mean(lessons),
        max(lessons),
        max(page.size for page in pages),
    )


def build_once(folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a build into an empty folder."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "site")]
    return run(command, folder)[:2]


def make_library(folder: Path, size: int) -> None:
    """Copy the real lessons under new names, spread over all groups and levels."""
    content = folder / "content"
    for name in ("overrides", "scripts"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    real = sorted(path.parent for path in (ROOT / "content").glob("*/*/*/lesson.yml"))
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("basic"))
    library, _ = load(str(ROOT / "content"))
    courses = [f"{group}/{level}" for level in library.levels for group in library.groups]
    for number, course in enumerate(courses):
        names = []
        for at in range(number, size, len(courses)):
            lesson = real[at % len(real)]
            # The number is first, so that copies of one lesson are not neighbours: together they would pack too well.
            names.append(f"{at:04}-{lesson.name}")
            copy_lesson(lesson, content / course / names[-1], at)
        target = content / course
        target.mkdir(parents=True, exist_ok=True)
        for code in library.languages:
            shutil.copy(ROOT / f"content/citizens/basic/index.{code.code}.md", target)
        listed = "".join(f"  - {name}\n" for name in names) or "  []\n"
        (target / "course.yml").write_text(f"status: growing\nlessons:\n{listed}", "utf-8")
    (content / "_data/home.yml").write_text("tasks: []\n", "utf-8")
    for page, source in stamp.translations(load(str(content))[0]):
        path = Path(page.where.path)
        path.write_text(stamp.stamped(path.read_text("utf-8"), source.fingerprint), "utf-8")


def copy_lesson(source: Path, target: Path, number: int) -> None:
    """A lesson under another name, its tasks too; links and requirements to other lessons are taken out."""
    target.mkdir(parents=True)
    for file in source.iterdir():
        if not file.is_file():
            continue
        text = file.read_text("utf-8")
        text = re.sub(r"\[([^\]]*)\]\(\.\./[^)]*\)", r"\1", text)
        # A task may have 60 characters, its number among them.
        text = re.sub(r'(?m)^((?:  -|   ) (?:vi|en): "[^"]{1,50})[^"]*"$', rf'\1 {number}"', text)
        text = re.sub(r"^requires:\n(?:  - .*\n)+", "", text, flags=re.MULTILINE)
        (target / file.name).write_text(text, "utf-8")


def run(command: list[str], folder: Path) -> tuple[float, float, str]:
    """Seconds, peak megabytes and output of a command run in `folder`."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}
    with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile("r") as usage:
        # The peak of a process counts from before it became another program, so a small one has to start it.
        starter = [sys.executable, "-c", STARTER, usage.name, *command]
        subprocess.run(starter, cwd=folder, env=environment, stdout=output, check=False)
        output.seek(0)
        seconds, peak = map(float, usage.read().split())
        return seconds, peak / 1024, output.read().decode()


def header() -> list[str]:
    """Head of the table."""
    names = (
        "lessons",
        "build s",
        "bare Python-Markdown s",
        "build / bare",
        "build MB",
        "check s",
        "check / build",
        "check MB",
        "mean lesson B",
        "largest lesson B",
        "largest page B",
    )
    return [f"| {' | '.join(names)} |", "|" + " ---: |" * len(names)]


def line(row: Measured) -> str:
    """A row of the table."""
    return (
        f"| {row.lessons:,} | {row.build:.1f} | {row.bare:.1f} | {row.build / row.bare:.2f} "
        f"| {row.build_memory:.0f} | {row.check:.1f} | {row.check / row.build:.2f} "
        f"| {row.check_memory:.0f} | {row.lesson_bytes:,.0f} | {row.largest_lesson:,} "
        f"| {row.largest_page:,} |"
    )


def about() -> str:
    """When and where it was measured."""
    return (
        f"Measured on {date.today()} with `make bench`, Python {platform.python_version()}, "
        f"{platform.machine()}, {os.cpu_count()} cores."
    )


def write(path: Path, mark: str, made: str) -> None:
    """Put `made` between the marks of that name in a Markdown file."""
    before, after = marked(path, mark)
    path.write_text(f"{before}\n{made}\n{after}", "utf-8")


def marked(path: Path, mark: str) -> tuple[str, str]:
    """A Markdown file up to the first mark of that name, and from the second on; the program ends without them."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, first, rest = path.read_text("utf-8").partition(begin)
    _, second, after = rest.partition(end)
    if not first or not second:
        sys.exit(f"{path} has no lines {begin} and {end}; add them where the tables belong")
    return before + begin, end + after


if __name__ == "__main__":
    main()
