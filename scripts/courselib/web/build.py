"""Building the site: into a folder beside it, weighed there, and put in its place in one move."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from courselib.web.views import MissingWordError


class BuildError(Exception):
    """MkDocs stopped; its words are in the message."""


class Build:
    """MkDocs at work in a process of its own, so that the content can be checked meanwhile."""

    def __init__(self, config: Path, staged: Path, *, packs: bool = True) -> None:
        """Begin to build the site of `config` into the folder `staged`.

        Args:
            config: the configuration of MkDocs.
            staged: the folder; what was in it is removed.
            packs: whether pages offer the packs that are there.

        """
        shutil.rmtree(staged, ignore_errors=True)
        staged.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        command += ["--config-file", str(config), "--site-dir", str(staged.resolve())]
        # Material prints an advertisement for its successor into every build.
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **({} if packs else {"PACKS": ""})}
        self._process = subprocess.Popen(  # noqa: S603  # the command is ours
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def finish(self) -> None:
        """Wait until the site is built.

        Raises:
            MissingWordError: a template names a word that ui.yml does not have.
            BuildError: MkDocs stopped for another reason.

        """
        output, _ = self._process.communicate()
        word = MissingWordError.SAID.search(output)
        if self._process.returncode and word:
            raise MissingWordError(word[1])
        if self._process.returncode:
            raise BuildError(output.strip())

    def stop(self) -> None:
        """Give up, unless it is over: what was built so far is of no use."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()


def offer(folder: Path, packs: Path, files: Iterable[tuple[str, str]]) -> None:
    """Put packs into a site.

    Args:
        folder: the site.
        packs: the folder of packs.
        files: path of each pack in that folder, and in the site.

    """
    for path, there in files:
        target = folder / there
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(packs / path, target)
        except OSError:  # another disk, or one that knows no links
            shutil.copy2(packs / path, target)


def recover(site: Path) -> None:
    """Put the previous site back when a move was cut off between its two steps."""
    previous = _previous(site)
    if previous.exists() and not site.exists():
        previous.rename(site)
    shutil.rmtree(previous, ignore_errors=True)


def publish(staged: Path, site: Path) -> None:
    """Replace `site` by `staged`. At no time is there half a site under its name."""
    recover(site)
    previous = _previous(site)
    if site.exists():
        site.rename(previous)
    staged.rename(site)
    shutil.rmtree(previous, ignore_errors=True)


def _previous(site: Path) -> Path:
    return site.with_name(f".{site.name}.previous")
