"""The theme of the site, as far as a library may name something of it: its pictures."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def templates() -> Path:
    """The folder of the theme's templates; one that is not there when the theme is not installed."""
    found = find_spec("material")
    return Path(*list((found and found.submodule_search_locations) or ["."])[:1], "templates")


def pictures() -> Path:
    """The folder of the theme's pictures."""
    return templates() / ".icons"


@cache
def has_picture(name: str) -> bool:
    """Whether the theme has a picture of that name, such as `material/school`; True where no theme can be asked."""
    return not pictures().is_dir() or (pictures() / f"{name}.svg").is_file()
