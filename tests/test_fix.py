"""Repairs: what they mend, and that they lose nothing, whatever is damaged."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from conftest import TINY
from courselib import checks, fix, fix_image, fix_text, images, stamp
from courselib.coverage import is_stale
from courselib.finding import Finding
from courselib.load import load
from courselib.model import Heading, Library, Where
from courselib.vietnamese import new_style_tones

LAMP = "content/people/basic/lamp"
KEPT = "`hoà`, [thuỷ](https://lamps.example/hoà), https://lamps.example/khoẻ, <hoà>"
RICH = {
    "index.vi.md": (
        "Trời tối rồi.\n",
        "Trời tối rồi, hòa  \nthủy *khỏe* và `mã  lệnh`.\n\n```\nhoà  \n\tx\n```\n\n| Lúa | Hòa |\n| --- | --- |\n| a | b |\n",
    ),
    "index.en.md": (
        "It is dark.\n",
        "It is dark, calm  \nwater *well* and `some  code`.\n\n```\nhoà  \n\tx\n```\n\n| A | B |\n| --- | --- |\n| a | b |\n",
    ),
    "quiz.yml": (
        "  ask: {vi: Bấm vào đâu?, en: What do you press?}\n",
        "  ask:\n    vi: |\n      Bấm vào hòa  \n      thủy?\n    en: 'What do you\n      press?'\n",
    ),
    "lesson.yml": ("also: {vi: [bóng], en: [bulb]}", "also: {vi: [bóng, hoà, 'thuỷ  lợi'], en: [bulb]}  # hòa"),
}
"""What of the tiny library is made richer: signs that mean something only here and there."""


def rich(root: Path) -> Path:
    """A copy of the tiny library with more to damage, and no finding that the tiny one has not."""
    shutil.copytree(TINY / "content", root / "content")
    for name, (old, new) in RICH.items():
        file = root / LAMP / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
    library = at(root)
    for page, source in stamp.translations(library):
        file = Path(page.where.path)
        file.write_text(stamp.stamped(file.read_text("utf-8"), source.fingerprint), "utf-8")
    return root


def at(root: Path) -> Library:
    return load(str(root / "content"))[0]


def everything(_: str) -> bool:
    return True


def mend(root: Path) -> fix.Plan:
    """Plan and make all repairs."""
    made = fix.plan(at(root), everything)
    for repair in made.repairs:
        assert fix.apply(repair) == ()
    return made


def said(made: fix.Plan) -> list[str]:
    return [str(message) for repair in made.repairs for change in repair.changes for message in change.what]


def found(root: Path) -> list[Finding]:
    return checks.run(*_loaded(root))


def _loaded(root: Path) -> tuple[Library, Any, list[Finding]]:
    from datetime import date

    library, findings = load(str(root / "content"))
    return library, date(2026, 11, 22), findings


# What a text says, but for what repairs are about


def words(text: str) -> str:
    """Words as a reader sees them, with tone marks where the library writes them."""
    shown = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b\ufeff]", "", text))
    for place, old, new in reversed(new_style_tones(shown)):
        shown = shown[:place] + new + shown[place + len(old) :]
    return " ".join(shown.split())


EXACT = {"id", "target", "kind", "competence", "outcome", "raw_html"}
PASSED_OVER = {
    "tokens",
    "fingerprint",
    "stamp",
    "unread",
    "catalogue",
    "focus",
    "files",
    "images",
    "line",
    "column",
    "body_line",
}
"""Fields that are places, or made of the rest."""


def told(value: Any, name: str = "") -> Any:
    """A part of the model without its places, its words as a reader sees them."""
    if isinstance(value, Where):
        return None
    if isinstance(value, str):
        return value if name in EXACT else words(value)
    if isinstance(value, Mapping):
        return {key: told(one, name) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        told_of = {one.name: getattr(value, one.name) for one in fields(value)}
        if told_of.get("unread"):
            told_of.pop("questions")
        return {key: told(one, key) for key, one in told_of.items() if key not in PASSED_OVER and "where" not in key}
    if isinstance(value, Heading):  # its anchor is made of its words
        return [value.level, words(value.text)]
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: told(one, key) for key, one in value._asdict().items() if key not in PASSED_OVER}
    if isinstance(value, tuple | list):
        return [told(one, name) for one in value]
    return value if not isinstance(value, Enum) else value.value


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """What was there before and is not after. More may be there: what could not be read."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            one
            for key, value in before.items()
            for one in (lost(value, after[key], f"{path}.{key}") if key in after else [f"{path}.{key} is gone"])
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [one for pair in zip(before, after, strict=True) for one in lost(*pair, f"{path}[]")]
    if isinstance(before, list) and isinstance(after, list):
        rest = iter(after)
        return [f"{path} lost {one}" for one in before if one not in rest]
    return [] if before == after and type(before) is type(after) else [f"{path}: {before!r} is now {after!r}"]


def stamps(library: Library) -> dict[str, tuple[str | None, bool]]:
    """The stamp of each translation, and whether it was made from another text than the source has now."""
    source = library.source.code
    return {
        page.where.path: (page.stamp, is_stale(page, library.siblings(page).get(source)))
        for page in library.all_pages()
        if page.language != source and source in library.siblings(page)
    }


# Damage


def newer(text: str) -> str:
    """Tone marks where newer spelling puts them."""
    for old, new in (("òa", "oà"), ("ủy", "uỷ"), ("ỏe", "oẻ")):
        text = text.replace(old, new)
    return text


Damage = Callable[[str, int], str]
DAMAGES: dict[str, Damage] = {
    "decomposed": lambda text, place: (
        text[:place] + unicodedata.normalize("NFD", text[place : place + 40]) + text[place + 40 :]
    ),
    "zero-width space": lambda text, place: f"{text[:place]}\u200b{text[place:]}",
    "soft hyphen": lambda text, place: f"{text[:place]}\u00ad{text[place:]}",
    "byte order mark": lambda text, place: f"{text[:place]}\ufeff{text[place:]}",
    "no-break space": lambda text, place: f"{text[:place]}\u00a0{text[place:]}",
    "no-break for a space": lambda text, place: text[:place] + text[place:].replace(" ", "\u00a0", 1),
    "no-break for spaces": lambda text, place: text[:place] + text[place:].replace("  ", "\u00a0\u00a0"),
    "spaces at an end": lambda text, place: text[:place] + text[place:].replace("\n", "  \n", 1),
    "spaces at ends": lambda text, place: text[:place] + text[place:].replace("\n", " \t\n"),
    "tab for spaces": lambda text, place: text[:place] + text[place:].replace("\n  ", "\n\t"),
    "tab": lambda text, place: f"{text[:place]}\t{text[place:]}",
    "line ends": lambda text, _: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "old line end": lambda text, place: text[:place] + text[place:].replace("\n", "\r", 1),
    "mark at the beginning": lambda text, _: f"\ufeff{text}",
    "no line end": lambda text, _: text.rstrip("\n"),
    "empty lines": lambda text, place: text + "\n" * (place % 4),
    "newer tones": lambda text, _: newer(text),
}
NAMES = [
    f"people/basic/lamp/{name}"
    for name in ("lesson.yml", "quiz.yml", "index.vi.md", "index.en.md", "teacher.vi.md", "teacher.en.md")
]
NAMES += ["people/basic/course.yml", "people/basic/index.vi.md", "help.vi.md", "help.en.md"]
NAMES += ["_data/facts.yml", "_data/glossary.yml", "_data/ui.yml", "_data/frameworks/lamps.yml"]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(DAMAGES)), st.integers(0, 1500)),
        min_size=1,
        max_size=8,
    )
)
def test_nothing_is_lost(damages: list[tuple[str, str, int]]) -> None:
    """Whatever is damaged: what was read before is read after, once is enough, and no stamp turns right or wrong."""
    with tempfile.TemporaryDirectory() as folder:
        root = rich(Path(folder))
        for name, damage, place in damages:
            file = root / "content" / name
            text = file.read_bytes().decode()
            file.write_bytes(DAMAGES[damage](text, place % (len(text) + 1)).encode())
        before, stamped = told(at(root)), stamps(at(root))
        names = sorted(file for file in root.rglob("*") if file.is_file())
        mend(root)
        after = at(root)
        assert lost(before, told(after)) == []
        for page, (old, was_stale) in stamped.items():
            new, is_now = stamps(after)[page]
            assert (new == old) if was_stale else not is_now, page
        assert sorted(file for file in root.rglob("*") if file.is_file()) == names
        assert fix.plan(after, everything).repairs == ()
