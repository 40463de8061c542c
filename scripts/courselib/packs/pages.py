"""Pages of packs that are read as HTML: the words and drawings of the site as well-formed XHTML, and how they look.

The site leaves out every end tag that HTML lets it leave out (`web.render`). Readers of books and of learning systems
want XML, where each is needed: https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from courselib.packs.formats import Workshop
from courselib.packs.volume import Chapter, Statement, Volume
from courselib.packs.xml import clean

TEMPLATES = Path(__file__).parent / "templates"

STYLE = (TEMPLATES / "pages.css").read_text("utf-8")
"""How lessons and drawn screens look, light and dark. A page that stands alone is `<html class="page">`."""

PICTURES = {".webp": "image/webp", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
"""Media types of pictures by the ending of their files."""

Change = Callable[[str], str]
"""Turns an address into another, or into nothing: then only its words stay."""

_VOID = frozenset(("br", "hr", "img"))
_ENDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("a", "b", "br", "code", "em", "i", "img", "small", "strong"), ()),
    "li": ("p", "li"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "tbody": ("td", "th", "tr", "thead"),
}
"""What an element ends when it starts, if that is still open; any other ends a paragraph."""


def xml(text: str) -> Markup:
    """Text for an XML file, without the signs that no XML 1.0 file can hold."""
    return Markup(escape(clean(text)))  # noqa: S704  # escaped right here


def template(name: str) -> Template:
    """A file of the folder `templates`; what is put into it is text, made fit for XML."""
    return _ENVIRONMENT.get_template(name)


def _fit(value: Any) -> Any:
    return value if isinstance(value, Markup) else xml(str(value))


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    finalize=_fit,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _same(address: str) -> str:
    return address


def _none(_: str) -> str:
    return ""


def xhtml(fragment: str, link: Change = _same, picture: Change = _none) -> Markup:
    """HTML of the site as well-formed XHTML.

    Args:
        fragment: as `web.render` makes it.
        link: what becomes of the address of a link.
        picture: what becomes of the address of a picture; by default only its words stay.

    """
    writer = _Writer(link, picture)
    writer.feed(fragment)
    writer.close()
    return Markup("".join(writer.finished()))  # noqa: S704  # every piece of it is escaped


class _Writer(HTMLParser):
    def __init__(self, link: Change, picture: Change) -> None:
        super().__init__()
        self.change = {"a": ("href", link), "img": ("src", picture)}
        self.parts: list[str] = []
        self.open: list[tuple[str, str]] = []
        """Name of each open element and what ends it: nothing when only its words are kept."""
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.open and self.open[-1][0] in _ENDS.get(tag, ("p",)):
            self.end()
        given = {name: value or "" for name, value in attrs}
        if tag in self.change:
            name, change = self.change[tag]
            given[name] = change(given.get(name, ""))
            if not given[name]:
                self.parts.append(xml(given.get("alt", "")))
                self.open += [] if tag in _VOID else [(tag, "")]
                return
        if given.get("id") in self.ids:
            del given["id"]
        self.ids.add(given.get("id", ""))
        written = "".join(f' {name}="{xml(value)}"' for name, value in given.items())
        if tag in _VOID:
            self.parts.append(f"<{tag}{written}/>")
        else:
            self.parts.append(f"<{tag}{written}>")
            self.open.append((tag, f"</{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open):
            while self.end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.parts.append(xml(data))

    def end(self) -> str:
        """End the innermost open element; its name."""
        tag, written = self.open.pop()
        self.parts.append(written)
        return tag

    def finished(self) -> list[str]:
        while self.open:
            self.end()
        return self.parts


class Pictures:
    """The pictures that a pack carries, each once; made as they are asked for."""

    def __init__(self, volume: Volume, workshop: Workshop) -> None:
        self.base = workshop.settings.base
        self.content = workshop.content.resolve()
        self.folders = {one.id for one in volume.chapters}
        self.files: dict[str, bytes] = {}
        """What is in them, by path in the pack."""

    def __call__(self, address: str) -> str:
        """Path in the pack of the picture with this address on the site; nothing when it is not a lesson's own."""
        source = unquote(address.removeprefix(self.base))
        folder, _, name = source.partition("/images/")
        file = self.content / source
        if folder not in self.folders or "/" in name or file.suffix not in PICTURES or not file.is_file():
            return ""
        path = f"images/{folder}/{name}"
        self.files[path] = file.read_bytes()
        return path


def lesson(chapter: Chapter, words: Mapping[str, str], link: Change = _same, picture: Change = _none) -> Markup:
    """A lesson as the site shows it, from what it teaches to what to remember: without its title and its questions."""
    shown = template("lesson.html").render(chapter=chapter, words=words)
    return xhtml(shown, link, picture)


def sources(statements: Sequence[Statement], words: Mapping[str, str]) -> Markup:
    """What a lesson rests on: each fact with its month and the hosts of its sources."""
    return Markup(template("sources.html").render(statements=statements, words=words, host=_host))  # noqa: S704


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")
