"""The built site as it is carried away: without what only works on the web, and with every link staying inside.

Pages keep their words, their look and their search. Out of it go the worker, lists, manifests and icons that keep
lessons on a device: whoever has a copy has them. The style stays in the pages, and `WHOLE_STYLE` is for those that
share it. Links to sources and to the form for corrections stay on the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from courselib.packs.formats import Workshop
from courselib.packs.lrmi import described
from courselib.packs.volume import Edition, Volume
from courselib.web.assets import WHOLE_STYLE
from courselib.web.site import OFFLINE
from courselib.web.urls import relative
from courselib.web.views import filled

DESCRIPTION = "metadata.jsonld"
"""Path of what the copy says of itself to programs."""

_ONLY_ON_THE_WEB = re.compile(
    r"404\.html|sw\.js|sitemap\.xml(\.gz)?|[^/]+\.webmanifest|(icon|maskable)-[0-9]+\.png|offline(\.[^/]+\.js|/.*)"
)
_HELPS = re.compile(r"read\.[^/]+\.js")
_WORKER = "const worker=navigator.serviceWorker;"
_EDIT = re.compile(r'<li><a href="[^"]*/edit/main/content/[^"]*">[^<]*</a>')
"""The way into the source of a page: nobody changes a copy, and whoever has a network is better served on the site."""
_LINKED = re.compile(r"<link rel=(?:manifest|alternate)\b[^>]*>")
_HREF = re.compile(r"""(<a\b(?:[^>"']|"[^"]*"|'[^']*')*?\shref=)(?:"([^"]*)"|([^\s>"']+))""")
_MAIN = re.compile(r"(<main id=main>).*?(<h1>.*?</h1>).*(</main>)", re.DOTALL)
_SCRIPT = re.compile(r"<script defer src=[^>]*></script>")


def carried(volume: Volume, workshop: Workshop) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file of a copy, in an order that is always the same.

    Args:
        volume: the whole library.
        workshop: with the built site.

    Raises:
        ValueError: there is no site, or a script is not the one that is known here.

    """
    codes = [one.language for one in volume.editions]
    found = {path: file for path, file in _files(built(workshop)) if not _left_out(path, codes)}
    copy = _Copy(volume, workshop.settings.base, found)
    # One by one, because a large library does not fit into memory.
    for path in sorted(found):
        yield path, copy.file(path, found[path].read_bytes())
    yield DESCRIPTION, described(volume)


def built(workshop: Workshop) -> Path:
    """The built site.

    Raises:
        ValueError: there is none.

    """
    if workshop.site is None:
        raise ValueError("there is no built site to carry")
    return workshop.site


def _files(site: Path) -> Iterator[tuple[str, Path]]:
    return ((file.relative_to(site).as_posix(), file) for file in site.rglob("*") if file.is_file())


def _left_out(path: str, codes: list[str]) -> bool:
    folder, _, rest = path.partition("/")
    return path == WHOLE_STYLE or _ONLY_ON_THE_WEB.fullmatch(rest if folder in codes else path) is not None


class _Copy:
    def __init__(self, volume: Volume, base: str, found: Mapping[str, Path]) -> None:
        self.base = base
        self.found = found
        source, *others = volume.editions
        pages = [(f"{OFFLINE}.html", source), *((f"{one.language}/{OFFLINE}.html", one) for one in others)]
        self.offline = dict(pages)

    def file(self, path: str, data: bytes) -> bytes:
        if _HELPS.fullmatch(path):
            return _without_worker(path, data.decode()).encode()
        return self.page(path, data.decode()).encode() if path.endswith(".html") else data

    def page(self, path: str, html: str) -> str:
        html = _EDIT.sub("", _LINKED.sub("", html))
        if path in self.offline:
            html = _SCRIPT.sub("", _MAIN.sub(lambda main: _kept_already(main, self.offline[path]), html))
        return _HREF.sub(lambda link: self.link(path, link), html)

    def link(self, path: str, link: re.Match[str]) -> str:
        """An address of this site becomes a link inside the copy, if the copy has it."""
        address = unescape(link[2] if link[3] is None else link[3])
        page, mark, anchor = address.partition("#")
        if not f"{page}/".startswith(self.base):
            return link[0]
        target = unquote(page.partition("?")[0][len(self.base) :])
        target += "index.html" if not target or target.endswith("/") else ""
        return f'{link[1]}"{escape(relative(path, target) + mark + anchor)}"' if target in self.found else link[0]


def _without_worker(path: str, script: str) -> str:
    """The helps of a page, which then offer no keeping: over HTTP they would, and there is no worker in a copy."""
    if script.count(_WORKER) != 1:
        raise ValueError(f"{path} does not ask for the worker where it did")
    return script.replace(_WORKER, "const worker=0;")


def _kept_already(main: re.Match[str], edition: Edition) -> str:
    """The page that keeps lessons on a device says that they are there."""
    words = edition.words
    address = f'<a href="{escape(edition.address)}">{escape(edition.address)}</a>'
    day = filled(escape(words["pack_copy_day"]), date=escape(edition.shown_day), address=address)
    return f"{main[1]}<div class=plain>{main[2]}<p class=lead>{escape(words['pack_copy_here'])}<p>{day}</div>{main[3]}"
