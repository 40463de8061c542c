"""What packs cost: those of a course from nothing, again after one lesson changed, again with nothing changed.

The first run is the peer of the other two, in the same folder and on the same machine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from bench import ROOT, about, run, write

PACK = [sys.executable, "-m", "courselib", "pack"]
COURSE = "citizens/basic"


def main() -> None:
    """Measure the three runs and the sizes and print, or write, two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="write the tables between the marks of this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "content", folder / "content")
        shutil.copy(ROOT / "mkdocs.yml", folder)
        for part in ("overrides", "scripts"):
            (folder / part).symlink_to(ROOT / part)
        whole = run(PACK, folder)[0]
        packs = json.loads((folder / "packs/packs.json").read_text("utf-8"))
        shutil.rmtree(folder / "packs")
        seconds = {"from nothing": run([*PACK, COURSE], folder)[0]}
        lesson = min((folder / "content" / COURSE).glob("*/index.vi.md"))
        lesson.write_text(lesson.read_text("utf-8") + "\nMột dòng mới.\n", "utf-8")
        seconds["after a change in one lesson"] = run([*PACK, COURSE], folder)[0]
        seconds["with nothing changed"] = run([*PACK, COURSE], folder)[0]
        lessons = len(list((folder / "content").glob("*/*/*/lesson.yml")))
    first = seconds["from nothing"]
    said = f"{lessons} lessons, {len(packs)} packs in two languages, all formats: {whole:.1f} s."
    table = [f"| packs of `{COURSE}` | s | / from nothing |", "| :--- | ---: | ---: |"]
    table += [f"| {name} | {value:.1f} | {value / first:.2f} |" for name, value in seconds.items()]
    made = "\n".join([said, "", *table, "", *sizes(packs)])
    print(made)
    if arguments.write:
        write(arguments.write, "packs", f"{about()}\n{made}")


def sizes(packs: list[dict[str, object]]) -> list[str]:
    """A table of the largest pack of each format, by what it holds."""
    largest: dict[tuple[str, str], int] = defaultdict(int)
    for one in packs:
        key = (str(one["format"]), str(one["scope"]))
        largest[key] = max(largest[key], int(str(one["bytes"])))
    scopes = ("lesson", "course", "group", "library")
    lines = [f"| largest, KB | {' | '.join(scopes)} |", "| :--- |" + " ---: |" * len(scopes)]
    for name in sorted({form for form, _ in largest}):
        cells = (f"{largest[name, scope] / 1000:.0f}" if (name, scope) in largest else "" for scope in scopes)
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    main()
