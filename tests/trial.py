"""A library on trial: laid on the disk, loaded, checked, reported, shown, and judged in each of these steps."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import harmless
from attempts import BASE
from conftest import TODAY
from courselib import checks
from courselib.finding import Finding, Level
from courselib.load import load
from courselib.model import Library
from courselib.reports import findings as report
from courselib.web.scripts import Scripts
from courselib.web.site import Site
from courselib.web.views import MissingWordError

SLOW = 6.0
"""Seconds of work after which a library counts as one that hangs the check; each takes some hundredths."""

FOLDER, LINK = "folder", "link"
Entry = bytes | tuple[str, str]
"""What lies somewhere: the bytes of a file, or a folder, or a link with what it leads to."""

_COMMAND = re.compile(r"::(error|warning) file=([^:,\r\n]*),line=(\d+),col=(\d+),title=([^:,\r\n]*)::([^\r\n]*)")
_STEERING = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|##\\[")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out."""

    library: Library
    findings: tuple[Finding, ...]
    site: Site

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.level is Level.ERROR]


def written(tree: Mapping[str, Entry], root: Path) -> Path:
    """A tree on the disk as `root`/content; what can not lie there is left out."""
    content = root / "content"
    content.mkdir()
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


def judged(tree: Mapping[str, Entry]) -> Verdict:
    """Load, check, report and show a library, and assert of each step what must hold whatever lies there.

    A library with errors need not be shown whole, but what is shown of it does no harm: a preview shows it, too.
    """
    with tempfile.TemporaryDirectory(prefix="trial") as folder:
        content = written(tree, Path(folder))
        (Path(folder) / "outside.txt").write_text("nobody may read or write this")
        before, start = on_disk(Path(folder)), time.process_time()
        library, loaded = load(str(content))
        found = checks.run(library, TODAY, loaded)
        is_reported(found)
        for one in found:
            is_placed(one)
        verdict = Verdict(library, tuple(found), harmless.site_of(library, Scripts(harmless.OVERRIDES / "scripts")))
        assert not troubles_of(verdict)
        assert time.process_time() - start < SLOW
        assert on_disk(Path(folder)) == before
    return verdict


def troubles_of(verdict: Verdict) -> list[str]:
    """What the pages and files of a site hold that they may not."""
    site, troubles = verdict.site, []
    try:
        for source, code in harmless.addresses(verdict.library):
            html = harmless.page_of(site, source, code)
            if html not in pages_of_base():
                troubles += [f"{source} in {code}: {one}" for one in harmless.in_page(html, site)]
        for path, html in harmless.topics_of(site):
            troubles += [f"{path}: {one}" for one in harmless.in_page(html, site)]
        troubles += harmless.in_files(site)
    except MissingWordError:  # only who has the templates can know: the build stops and names the word
        return troubles
    except Exception:
        if not verdict.errors:
            raise
    return troubles


@cache
def pages_of_base() -> frozenset[str]:
    """The pages of the library as it is: they need no second look."""
    with tempfile.TemporaryDirectory() as folder:
        library, loaded = load(str(written(BASE, Path(folder))))
        assert not [one for one in checks.run(library, TODAY, loaded) if one.level is Level.ERROR]
        site = harmless.site_of(library, Scripts(harmless.OVERRIDES / "scripts"))
        pages = [harmless.page_of(site, *address) for address in harmless.addresses(library)]
        assert [one for html in pages for one in harmless.in_page(html, site)] == []
    return frozenset(pages)


def is_reported(found: list[Finding]) -> None:
    """Each finding is one line of each report, and nothing in it becomes a line or a command of its own."""
    shown = [one for one in found if one.level is not Level.EXCUSED]
    for language in ("en", "vi"):
        lines = [*report.text(found, language), *report.by_course(found, language)]
        assert len(list(report.text(found, language))) == 2 * len(shown) + 1
        assert [line for line in lines if _STEERING.search(line)] == []
        assert [line for line in lines if line.lstrip().startswith("::")] == []
        rows = list(report.github(found, language))
        assert len(rows) == len(shown)
        for row, one in zip(rows, shown, strict=True):
            command = _COMMAND.fullmatch(row)
            assert command, row
            assert as_runner_reads(command[2], ":,") == one.where.path
            assert as_runner_reads(command[6], "").startswith(one.message.in_language(language))
        read = json.loads("\n".join(report.as_json(found, language)))
        assert [row["path"] for row in read] == [one.where.path for one in found]


def as_runner_reads(text: str, signs: str) -> str:
    """A property or a message as the program that runs workflows reads it."""
    for sign in ("\r", "\n", *signs, "%"):
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def is_placed(one: Finding) -> None:
    """The file of a finding is there and has that line; or it is a folder, or a data file that is missing."""
    path, line, column = one.where
    assert line >= 1, one
    assert column >= 1, one
    if os.path.isfile(path) and not os.path.islink(path):
        text = Path(path).read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        assert line <= text.count("\n") + 1, one
    else:
        assert (line, column) == (1, 1), one
        assert os.path.lexists(path) or one.code == "D113", one
