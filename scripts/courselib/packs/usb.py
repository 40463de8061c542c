"""The whole site in a ZIP file, for a USB stick, a memory card, a message: it opens from the folder, with its search.

Beside the folder lie one page to open and one text to read. The style, and the scripts that stand in pages, are files
that all pages share, which makes the copy smaller; what a page needs from beside it stays in the page. ZIP: https://pkware.cachefly.net/webdocs/APPNOTE/
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from courselib.packs.archive import write_zip
from courselib.packs.carried import built, carried
from courselib.packs.formats import Workshop, format_of
from courselib.packs.volume import LICENCE_URL, Edition, Scope, Volume
from courselib.vietnamese import slug
from courselib.web.assets import WHOLE_STYLE
from courselib.web.urls import relative
from courselib.web.views import filled

START, READ_FIRST = "MO-TRANG-NAY.html", "DOC-TRUOC.txt"
"""Open this page; read first."""

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script((?: data-src=[^ >]+)?)>(.+?)</script>", re.DOTALL)
_BESIDE = re.compile(r"[^{}]*\{[^{}]*url\((?![\"']?data:)[^{}]*\}")
"""A rule that names a file beside the page."""
_GROUP = re.compile(r"@[^{}]*\{")
_POLICY = re.compile(r"(<meta http-equiv=Content-Security-Policy content=\")[^\"]*")
_ALLOWED = "default-src 'self' data:;style-src 'self' 'unsafe-inline'"
"""The policy of every page: no script but those of the copy, no other host. Sums would weigh more than they guard."""
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


@format_of("usb", ".zip", (Scope.LIBRARY,), whole_site=True)
def usb(volume: Volume, workshop: Workshop, target: Path) -> None:
    """The whole library in all languages, to be opened from a folder."""
    folder = slug(volume.title)
    guides = [_guide(one, folder, is_source=one is volume.editions[0]) for one in volume.editions]
    page = _TEMPLATES.get_template("usb.html").render(
        title=volume.title, folder=folder, licence=LICENCE_URL, guides=guides
    )
    style = (built(workshop) / WHOLE_STYLE).read_text("utf-8")
    inside = _with_shared_parts(carried(volume, workshop), style)
    first = [(START, page.encode()), (READ_FIRST, _text(volume.title, guides))]
    write_zip(target, [*first, *((f"{folder}/{path}", data) for path, data in inside)])


@dataclass(frozen=True, slots=True)
class _Guide:
    """What someone who has a copy before them needs to know, in one language."""

    language: str
    name: str
    front: str
    """Path of the front door in the folder."""
    address: str
    open: str
    how: str
    missing: str
    steps: tuple[str, ...]
    day: str
    rights: str


def _guide(edition: Edition, folder: str, *, is_source: bool) -> _Guide:
    def word(name: str) -> str:
        values = {"file": START, "folder": folder, "date": edition.shown_day, "address": ""}
        return filled(edition.words[name], **values).rstrip()

    return _Guide(
        edition.language,
        edition.name,
        "index.html" if is_source else f"{edition.language}/index.html",
        edition.address,
        word("pack_copy_open"),
        word("pack_copy_how"),
        word("pack_copy_missing"),
        tuple(map(word, ("pack_copy_unpack", "pack_copy_start", "pack_copy_share", "pack_copy_phone"))),
        word("pack_copy_day"),
        f"{edition.words['licence']} {edition.words['not_official']}",
    )


def _text(title: str, guides: Iterable[_Guide]) -> bytes:
    """The same as plain text, for the oldest Notepad: it knows UTF-8 by its mark, and a new line by two signs."""
    parts = [title]
    for one in guides:
        steps = "\n".join(f"- {step}" for step in one.steps)
        parts.append(f"{one.how}\n\n{steps}\n\n{one.day} {one.address}\n{one.rights}\n{LICENCE_URL}")
    return ("\n\n\n".join(parts) + "\n").replace("\n", "\r\n").encode("utf-8-sig")


def _with_shared_parts(files: Iterable[tuple[str, bytes]], style: str) -> Iterator[tuple[str, bytes]]:
    """The files, with what pages have in common in files of its own, and one policy for all pages."""
    scripts: dict[str, str] = {}
    for path, data in files:
        yield path, _page(path, data.decode(), scripts).encode() if path.endswith(".html") else data
    yield WHOLE_STYLE, _BESIDE.sub("", style).encode()
    yield from ((path, text.encode()) for text, path in sorted(scripts.items(), key=itemgetter(1)))


def _page(path: str, html: str, scripts: dict[str, str]) -> str:
    style = _STYLE.search(html)
    if style:
        # The style in the page stays first, even when it is empty: the helps add theirs to it.
        link = f'<style>{_own(style[1])}</style><link rel=stylesheet href="{relative(path, WHOLE_STYLE)}">'
        html = html.replace(style[0], link, 1)

    def shared(script: re.Match[str]) -> str:
        file = scripts.setdefault(script[2], f"script/{hashlib.sha256(script[2].encode()).hexdigest()[:8]}.js")
        return f'<script{script[1]} src="{relative(path, file)}"></script>'

    html = _SCRIPT.sub(shared, html)
    return _POLICY.sub(lambda meta: meta[1] + _ALLOWED, html)


def _own(style: str) -> str:
    """The rules that name a file beside their page."""
    own = []
    for rule in _BESIDE.finditer(style):
        before = style[: rule.start()]
        deep = before.count("{") - before.count("}")
        own.append("".join(_GROUP.findall(before)[-deep:]) + rule[0] + "}" * deep if deep else rule[0])
    return "".join(own)
