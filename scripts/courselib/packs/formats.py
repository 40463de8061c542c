"""The formats that packs come in: a registry, filled by the modules beside it, one a format.

A format asks for a `Volume`, the `Workshop` and the path to write to. It does not print, does not decide whether it is
needed, and does not name its file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from courselib.packs.volume import Scope, Volume
from courselib.web.site import Settings


@dataclass(frozen=True, slots=True)
class Workshop:
    """What is at hand while packs are made."""

    settings: Settings
    content: Path
    """The content folder, for pictures."""
    site: Path | None
    """A built site that offers no packs, for formats that hold pages as they are; None for the others."""


Make = Callable[[Volume, Workshop, Path], None]
"""Writes one pack to a path; it may leave half a file behind when it stops, which nobody sees."""


def any_volume(_: Volume) -> bool:
    """What fits a format that takes every volume of its scopes."""
    return True


@dataclass(frozen=True, slots=True)
class Format:
    """A format that packs come in."""

    name: str
    """In the file name and on the command line; after `pack_` it is a key of `ui.yml`, with `_for` another."""
    suffix: str
    """Ending of its files, with the dot."""
    scopes: tuple[Scope, ...]
    make: Make
    whole_site: bool
    """Whether it holds the built site, in all languages at once."""
    fits: Callable[[Volume], bool] = any_volume
    """Whether there is something in a volume for it."""


_formats: dict[str, Format] = {}


def format_of(
    name: str,
    suffix: str,
    scopes: tuple[Scope, ...],
    *,
    whole_site: bool = False,
    fits: Callable[[Volume], bool] = any_volume,
) -> Callable[[Make], Make]:
    """Register a function as the format `name`.

    Args:
        name: lower-case words joined by hyphens.
        suffix: ending of its files, with the dot.
        scopes: what packs it makes.
        whole_site: whether it holds the built site, in all languages at once.
        fits: whether there is something in a volume for it.

    """

    def register(make: Make) -> Make:
        _formats[name] = Format(name, suffix, scopes, make, whole_site, fits)
        return make

    return register


def formats() -> dict[str, Format]:
    """All formats by name, in order of their names."""
    package = importlib.import_module("courselib.packs")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"courselib.packs.{module.name}")
    return dict(sorted(_formats.items()))
