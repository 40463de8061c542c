"""What a site has beside its pages: scripts, the search index, the worker, manifests, icons and codes for print."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

import segno

from courselib.web import offline, search
from courselib.web.site import AT_ONCE, Site
from courselib.web.views import InterfaceWords

WHOLE_STYLE = "style.css"
"""Path of all rules, in a site that is carried."""
START, PAPER, INK = "index", "#fffdf8", "#0b5e58"


def assets(site: Site, overrides: Path, *, carried: bool = False) -> Iterator[tuple[str, bytes]]:
    """Path in the site and content of each file that is no page.

    Args:
        site: the site they belong to.
        overrides: the folder with `icons/`.
        carried: whether the site is for packs: its search in one piece, and its style in a file as well.

    """
    yield from small_files(site, overrides)
    yield from search_files(site, whole=carried)
    if carried:
        yield WHOLE_STYLE, site.stylesheet.whole().encode()
    for path, address in codes(site):
        yield path, code_for_print(address)


def small_files(site: Site, overrides: Path) -> Iterator[tuple[str, bytes]]:
    """Scripts, icons and manifests: the files that hardly grow with the library, see `assets`."""
    yield from _scripts(site)
    for icon in sorted((overrides / "icons").iterdir()):
        yield icon.name, icon.read_bytes()
    for language in site.library.languages:
        yield f"manifest.{language.code}.webmanifest", _manifest(site, language.code)


def complete(folder: Path, site: Site, beside: Iterable[tuple[str, bytes]]) -> None:
    """Add to a folder of pages what `assets` made, and the lists of everything that can be kept offline."""
    write(folder, beside)
    write(folder, offline.lists(folder, site))


def more_pages(site: Site, code: str, render: Callable[..., str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of the pages that have no file of their own, which static-i18n does not let in as files."""
    for path, frame, view in site.more_pages(code):
        yield path, site.finish(render(frame=frame, view=view)).encode()


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a site."""
    for path, data in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _scripts(site: Site) -> Iterator[tuple[str, bytes]]:
    for code, words in site.words.items():
        for name in ("read", *AT_ONCE.values()):
            yield site.scripts.file(name, code, words), site.scripts.filled(name, code, words).encode()
    # One worker answers in all languages, so what it says when all else fails is said in each, as a page of its own.
    said = {key: escape(" · ".join(words[key] for words in site.words.values())) for key in ("sw_title", "sw_text")}
    yield "sw.js", site.scripts.text("sw", said).encode()


def search_files(site: Site, *, whole: bool = False) -> Iterator[tuple[str, bytes]]:
    """The index of a search, whole or in blocks, and the script that searches it in each language."""
    index = search.build(site.library, whole=whole)
    for path, text in index.files.items():
        yield path, text.encode()
    for code in site.words:
        yield f"find.{code}.js", find_script(site, code, index)


def find_script(site: Site, code: str, index: search.Index) -> bytes:
    """The script that searches `index`, in one language."""
    stops = dict.fromkeys(word for language in site.library.languages for word in language.stop_words)
    values = InterfaceWords(site.words[code])
    values |= {
        "starts": ",".join(index.blocks),
        "entries": str(index.entries),
        "titles": str(index.titles),
        "shown": str(search.SHOWN),
        "words": str(search.WORDS),
        "pairs": str(search.PAIRS),
        "digits": search.DIGITS,
        "worth": " ".join(search.WORTH),
        "folder": index.folder,
        "stops": " ".join(stops),
        "twins": " ".join(index.twins),
    }
    return site.scripts.text("find", values).encode()


def _manifest(site: Site, code: str) -> bytes:
    """The manifest of one language: https://www.w3.org/TR/appmanifest/."""
    pages = site.library.pages.get(START, {})
    page = pages.get(code) or pages.get(site.library.source.code)
    start = site.urls.path(START, code)
    value = {
        "id": start,
        "name": site.settings.name,
        "short_name": site.settings.name,
        "description": page.summary if page else "",
        "lang": code,
        "start_url": start,
        "scope": "./",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [
            {"src": "icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "icon-512.png", "sizes": "512x512", "type": "image/png"},
            {"src": "maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def codes(site: Site) -> Iterator[tuple[str, str]]:
    """Path in the site of the code for each lesson in each language, and the address that it holds."""
    for lesson in site.library.lessons.values():
        for language in site.library.languages:
            page = f"{lesson.id}/index"
            path = site.urls.path(page, language.code).replace("index.html", "qr.svg")
            yield path, site.urls.absolute(page, language.code)


def code_for_print(address: str) -> bytes:
    """A QR code (ISO/IEC 18004) with an address, as SVG: level M, four modules of margin."""
    picture = io.BytesIO()
    code = segno.make_qr(address, error="m", boost_error=False)
    code.save(picture, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None, light="#fff", unit="mm")
    return picture.getvalue()
