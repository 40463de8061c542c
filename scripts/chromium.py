"""The system's Chromium, told to ask nobody for anything: for the tests and for the bench."""

from __future__ import annotations

import shutil

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program() -> str:
    """Path of the program.

    Raises:
        StopIteration: there is none; `tests/programs.sh` installs it.

    """
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
