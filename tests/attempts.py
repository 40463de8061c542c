"""The attempts at injection of `tests/hostile/`, and the library into which they are put.

The library is the tiny one with a page of every kind that the site knows, and with a picture.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml
from PIL import Image

from conftest import TINY
from courselib.markdown import fingerprint

HOSTILE = Path(__file__).resolve().parent / "hostile"
LESSON = "people/basic/lamp"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that someone might try."""

    name: str
    """Its file in `tests/hostile/` and what it is called there."""
    payload: str


def attempts(*kinds: str) -> list[Attempt]:
    """The attempts of some files."""
    return [
        Attempt(f"{kind}: {one['name']}", one["payload"])
        for kind in kinds
        for one in yaml.safe_load((HOSTILE / f"{kind}.yml").read_text("utf-8"))
    ]


def pictures() -> list[tuple[str, str, bytes]]:
    """Files that someone might put among pictures: what each is, its name, its bytes."""
    rows = yaml.safe_load((HOSTILE / "images.yml").read_text("utf-8"))
    return [(one["name"], one["file"], base64.b64decode(one["bytes"])) for one in rows]


ATTEMPTS = attempts("html", "links", "markdown", "programs", "characters")
"""Those that stand in words."""

NAMES = attempts("names")
"""Those that are names of files and folders."""


def _base() -> Mapping[str, bytes]:
    content = TINY / "content"
    files = {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*") if path.is_file()}
    for page in ("topics", "offline", "progress"):
        stamp = fingerprint("Trang", "Một trang.", "\nXin chào.\n")
        files[f"{page}.vi.md"] = "---\ntitle: Trang\nsummary: Một trang.\n---\n\nXin chào.\n".encode()
        files[f"{page}.en.md"] = (
            f'---\ntitle: Page\nsummary: A page.\ntranslation:\n  source: "{stamp}"\n---\n\nHello.\n'.encode()
        )
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    files[f"{LESSON}/images/x.png"] = picture.getvalue()
    return MappingProxyType(files)


BASE = _base()
"""Bytes of its files by path."""
