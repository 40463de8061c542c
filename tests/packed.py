"""What the tests of packs share: the real lessons as volumes, and what is at hand while packs are made."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from conftest import ROOT, finish
from courselib.load import load
from courselib.packs.formats import Workshop
from courselib.packs.volume import Binder, Volume
from courselib.web.build import Build
from courselib.web.site import Settings

SETTINGS = Settings("Bình dân học vụ số", "https://binhdanhocvuso.example/", "https://git.example/x", "a@b.example")


@cache
def volumes(language: str) -> tuple[Volume, ...]:
    """Every volume of the real library in a language."""
    library = load(str(ROOT / "content"))[0]
    chosen = next(one for one in library.languages if one.code == language)
    return tuple(Binder(library, SETTINGS).volumes(chosen))


def volume(name: str, language: str) -> Volume:
    """A volume of the real library by its id."""
    return next(one for one in volumes(language) if one.id == name)


def workshop() -> Workshop:
    """What is at hand, without a built site."""
    return Workshop(SETTINGS, ROOT / "content", None)


@cache
def plain_site() -> Path:
    """The real site, built without an offer of packs."""
    folder = Path(tempfile.mkdtemp(prefix="plain"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    staged = folder / "site"
    Build(ROOT / "mkdocs.yml", staged, packs=False).finish()
    finish(staged, carried=True)
    return staged


def workshop_with_site() -> Workshop:
    """What is at hand for a format that holds the whole site."""
    return Workshop(SETTINGS, ROOT / "content", plain_site())
