"""What git remembers of the content: earlier versions of a file, and the files of an earlier commit."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_VERSIONS = 500
"""Versions of one file that are looked at, the newest first."""


class HistoryError(Exception):
    """Git is not there, this is no repository, or it knows no such commit; git's own words are in the message."""


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it was committed."""

    commit: str
    date: str
    """Day of the commit, ISO 8601."""
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """The repository around a folder."""

    folder: Path
    top: Path

    @classmethod
    def around(cls, folder: Path) -> History:
        """The repository that `folder` lies in.

        Raises:
            HistoryError: there is none, or no git.

        """
        top = _git(folder, "rev-parse", "--show-toplevel").decode().strip()
        return cls(folder, Path(top))

    @property
    def shallow(self) -> bool:
        """Whether older commits were left out when the repository was cloned."""
        return _git(self.folder, "rev-parse", "--is-shallow-repository").strip() == b"true"

    def versions(self, path: str) -> Iterator[Version]:
        """The committed versions of a file, the newest first, also from before it was moved."""
        limit = f"--max-count={MAX_VERSIONS}"
        # A line of commit and day, then the names of the file in that commit, each between zero bytes.
        form = ("--format=%x01%H %cs", "--name-only", "-z", "--follow")
        log = _git(self.folder, "log", limit, *form, "--", os.path.abspath(path)).decode("utf-8", "replace")
        for entry in log.split("\x01")[1:]:
            head, _, names = entry.partition("\0")
            commit, _, day = head.strip().partition(" ")
            name = names.strip("\n\0").split("\0")[0]
            text = self.text(commit, name)
            if text is not None:
                yield Version(commit, day, text)

    def text(self, commit: str, name: str) -> str | None:
        """A file of a commit, or None when it is not there or no text."""
        try:
            return _git(self.top, "show", f"{commit}:{name}").decode("utf-8-sig").replace("\r\n", "\n")
        except (HistoryError, UnicodeDecodeError):
            return None

    def commit(self, name: str) -> str:
        """The full name of a commit.

        Raises:
            HistoryError: there is none.

        """
        return _git(self.top, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").decode().strip()

    def parting(self, name: str) -> str:
        """The commit at which the present state parted from the branch or commit `name`.

        Raises:
            HistoryError: there is no such commit, or it has no history in common with the present one.

        """
        try:
            return _git(self.top, "merge-base", self.commit(name), "HEAD").decode().strip()
        except HistoryError as error:
            raise HistoryError(str(error) or "no history in common") from None

    def changed(self, commit: str) -> frozenset[str]:
        """Paths, relative to the top of the repository, that differ from `commit` in the working folder."""
        changed = _git(self.top, "diff", "--name-only", "--no-renames", "-z", commit)
        new = _git(self.top, "ls-files", "--others", "--exclude-standard", "-z")
        return frozenset(name for name in (changed + new).decode("utf-8", "replace").split("\0") if name)

    def unpack(self, commit: str, names: Sequence[str], into: Path) -> None:
        """Write the folders and files `names` of a commit into the folder `into`; one that it has not is left out.

        Raises:
            HistoryError: git can not read the commit.

        """
        there = [name for name in names if _git(self.top, "ls-tree", "--name-only", commit, "--", name)]
        if not there:
            return
        packed = _git(self.top, "archive", "--format=tar", commit, "--", *there)
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(into, filter=_inside)  # noqa: S202  # made by git, and filtered


def _inside(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """A file as it may be written, or None for a link or name that leads out of the folder: PEP 706."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError:
        return None


def _git(folder: Path, *words: str) -> bytes:
    command = ["git", "-C", str(folder), "-c", "core.quotepath=off", *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # git, with words of ours
    except OSError as error:
        raise HistoryError(error.strerror or "git can not be started") from None
    if done.returncode:
        raise HistoryError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout
