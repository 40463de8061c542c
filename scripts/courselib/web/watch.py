"""Folders that are watched: whoever asks learns when a file in them was saved, came or went."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from threading import Event

PAUSE = 0.3
"""Seconds between two looks."""
SETTLE = 0.05
"""Seconds without another change after which a change is told: an editor may write one file in several steps."""
SHARE = 4
"""Pauses are at least this many times as long as a look, so that large libraries do not keep a processor busy."""

State = list[tuple[str, int, int]]
"""Path, time of change in ns and size in bytes of each file; folders have zeros."""


def changes(folders: Sequence[str], stop: Event) -> Iterator[None]:
    """Tell at once, and then after each change of the files in `folders`, until `stop` is set.

    What changes while the one who was told is at work is told next.
    """
    seen = state(folders)
    yield
    while not stop.is_set():
        began = time.monotonic()
        now = state(folders)
        if now == seen:
            stop.wait(max(PAUSE, SHARE * (time.monotonic() - began)))
            continue
        while now != seen:
            seen = now
            stop.wait(SETTLE)
            now = state(folders)
        yield


def state(folders: Sequence[str]) -> State:
    """What is the same as long as nobody saved, made, renamed or removed a file. Hidden files do not count."""
    return sorted(entry for folder in folders for entry in _entries(folder))


def _entries(folder: str) -> Iterator[tuple[str, int, int]]:
    # A file or folder may go while it is looked at.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield entry.path, 0, 0
                yield from _entries(entry.path)
            else:
                with suppress(OSError):
                    about = entry.stat()
                    yield entry.path, about.st_mtime_ns, about.st_size
