"""The library of an earlier commit beside the one that is here: both are loaded, checked, built and weighed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from yaml import YAMLError

from courselib import checks
from courselib.change import Change, change
from courselib.clock import today
from courselib.finding import Finding, Level
from courselib.history import History, HistoryError
from courselib.load import load
from courselib.message import Message, say
from courselib.model import BuiltSite, Library
from courselib.ratchet import Before
from courselib.web.assets import assets, complete
from courselib.web.build import Build, BuildError
from courselib.web.entry import configuration, site_of
from courselib.web.views import MissingWordError
from courselib.web.weigh import weigh

CONFIG = Path("mkdocs.yml")


class CompareError(Exception):
    """The two can not be compared; `reason` says why and what to type."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def compare(base: str, content: str) -> Change:
    """What changed since the present state parted from `base`.

    Args:
        base: a branch or commit.
        content: the content folder, as the user typed it.

    Raises:
        CompareError: no such folder, no repository around it and around the working directory, or no such commit.

    """
    content = os.path.relpath(content).replace(os.sep, "/")
    if not os.path.isdir(content):
        raise CompareError(
            say("there is no folder {folder}; run this where content/ lies, or give --content", folder=content)
        )
    try:
        history = History.around(Path(content))
        if not Path.cwd().resolve().is_relative_to(history.top.resolve()):
            raise CompareError(
                say("{folder} lies in another place; go to {top} and run this there", folder=content, top=history.top)
            )
        commit = history.parting(base)
        changed = frozenset(_as_found(history.top / name, content) for name in history.changed(commit))
        with tempfile.TemporaryDirectory() as folder:
            before = _before(history, commit, content, Path(folder))
            library, findings, built = _now(content, Path(folder) / "now" / "site")
            return change(commit, before, library, findings, built, changed)
    except HistoryError as error:
        raise CompareError(
            say(
                "git can not compare with {base}: {reason}; give a branch or commit that is here, "
                "and fetch its history if this is a shallow clone: git fetch --unshallow",
                base=base,
                reason=error,
            )
        ) from None


def _as_found(file: Path, content: str) -> str:
    """Path of a file as findings name it: beginning with the content folder, if it lies there."""
    inside = os.path.relpath(file, os.path.realpath(content))
    outside = inside.split(os.sep)[0] == os.pardir
    return (os.path.relpath(file) if outside else f"{content}/{inside}").replace(os.sep, "/")


def _before(history: History, commit: str, content: str, folder: Path) -> Before:
    """The library of a commit, its paths named as those of the present one."""
    tree = folder / "then"
    tree.mkdir()
    history.unpack(commit, ["."], tree)
    here = Path.cwd().resolve().relative_to(history.top.resolve())
    (tree / here / content).mkdir(parents=True, exist_ok=True)  # a change may bring the library itself
    with contextlib.chdir(tree / here):
        library, found = load(content, lean=True)
        findings = checks.run(library, today(), found)
        built = weigh("site", library) if CONFIG.is_file() and _built_by_itself() else None
    return Before(library, tuple(findings), built, today())


def _built_by_itself() -> bool:
    """Build the present folder by the program that lies in it: templates and program belong together."""
    command = [sys.executable, "-m", "courselib", "build", "--site", "site"]
    done = subprocess.run(  # noqa: S603  # the command is ours
        command, env={**os.environ, "PYTHONPATH": os.path.abspath("scripts")}, capture_output=True, check=False
    )
    return done.returncode == 0


def _now(content: str, site: Path) -> tuple[Library, list[Finding], BuiltSite | None]:
    """The library in the present folder, what is found about it, and its site on the scales if it can be built."""
    library, found = load(content, lean=True)
    building = Build(CONFIG, site) if CONFIG.is_file() else None
    findings = checks.run(library, today(), found)
    if building is None:
        return library, findings, None
    if any(one.level is Level.ERROR for one in findings):
        building.stop()
        return library, findings, None
    try:
        settings, overrides = configuration(CONFIG)
    except (KeyError, TypeError, YAMLError):  # a build says what is wrong with it
        building.stop()
        return library, findings, None
    shown = site_of(library, overrides, settings)
    try:
        beside = list(assets(shown, overrides))
        building.finish()
        complete(site, shown, beside)
    except (BuildError, MissingWordError):
        building.stop()
        return library, findings, None
    with contextlib.chdir(site.parent):  # a page without a source is named by its place in the site
        built = weigh(site.name, library)
    return library, [*findings, *checks.run(library, today(), built=built)], built
