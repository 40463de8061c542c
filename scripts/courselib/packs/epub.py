"""Books for phones and e-readers: EPUB 3.3, https://www.w3.org/TR/epub-33/.

The few files of a book are written here and not by EbookLib: that writes the hour into the package and numbers of its
own, and its navigation can not be told from its spine.

Nothing needs a script: the answers stand on pages of their own at the end, with links there and back. A lesson that
several courses list is in the book once, where it comes first; the page of each course links to it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from markupsafe import Markup

from courselib.packs.archive import write_zip
from courselib.packs.formats import Workshop, format_of
from courselib.packs.pages import PICTURES, STYLE, TEMPLATES, Pictures, lesson, sources, template
from courselib.packs.volume import LICENCE, LICENCE_URL, Branch, Chapter, Scope, Volume
from courselib.packs.xml import document, node, one_line

_TYPES = {".xhtml": "application/xhtml+xml", ".css": "text/css", ".svg": "image/svg+xml", **PICTURES}
_OTHERS = (("nav.xhtml", "nav"), ("cover.svg", "cover-image"))
"""Files that the package has to tell by a property of their own."""
_CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
 <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_LAMP = (("M8 0q8 8 0 11-8-3 0-11z", "#e8a33d"), ("M3 12h10l-2 4H5z", "#fffdf8"))
"""The site's sign, on dark ground: shape and colour of the flame and of the bowl."""
_LINE, _LINES = 15, 6
"""Letters in a line of the cover, and its lines."""


@format_of("epub", ".epub", (Scope.COURSE, Scope.GROUP, Scope.LIBRARY))
def epub(volume: Volume, workshop: Workshop, target: Path) -> None:
    """Write lessons as a book for phones and e-readers."""
    write_zip(target, _Book(volume, workshop).members(), frozenset(("mimetype",)))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the table of contents."""

    href: str
    title: str
    inside: tuple[_Entry, ...] = ()


class _Book:
    def __init__(self, volume: Volume, workshop: Workshop) -> None:
        self.volume = volume
        self.words = volume.words
        self.pictures = Pictures(volume, workshop)
        numbered = list(enumerate(volume.chapters, 1))
        self.hrefs = {one.id: f"lesson{at}.xhtml" for at, one in numbered}
        self.keys = {one.id: f"key{at}.xhtml" for at, one in numbered if one.questions}
        self.addresses = {one.address: one for one in volume.chapters}
        self.title = volume.title if volume.scope is Scope.LIBRARY else f"{volume.site}: {volume.title}"

    def members(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the book."""
        pages = dict(self.pages())
        files = {name: self.page(title, body) for name, (title, body) in pages.items()}
        files["style.css"] = (STYLE + (TEMPLATES / "book.css").read_text("utf-8")).encode()
        files["cover.svg"] = document(_cover(self.volume))
        files |= self.pictures.files
        yield "mimetype", b"application/epub+zip"
        yield "META-INF/container.xml", _CONTAINER
        yield "EPUB/package.opf", document(self.package(list(files), list(pages)))
        yield from ((f"EPUB/{name}", data) for name, data in files.items())

    def page(self, title: str, body: Markup) -> bytes:
        shown = template("book-page.html").render(language=self.volume.language, title=title, body=body)
        return f"{shown}\n".encode()

    def pages(self) -> Iterator[tuple[str, tuple[str, Markup]]]:
        """Name of each page with its title and body, in reading order."""
        words, volume = self.words, self.volume
        yield "cover.xhtml", (self.title, _filled("cover", title=self.title))
        yield "nav.xhtml", (words["pack_contents"], self.nav())
        for entry, branch in self.courses():
            if branch:
                yield entry.href, (entry.title, self.course(entry.title, branch))
            for one in entry.inside:
                chapter = next(found for found in volume.chapters if self.hrefs[found.id] == one.href)
                yield one.href, (one.title, self.chapter(chapter))
        for chapter in volume.chapters:
            if chapter.questions:
                body = _filled("key", chapter=chapter, words=words, href=self.hrefs[chapter.id])
                yield self.keys[chapter.id], (f"{words['key']}: {chapter.title}", body)
        body = _filled("about", volume=volume, words=words, licence=LICENCE_URL)
        yield "about.xhtml", (words["pack_book_about"], body)

    def courses(self) -> Iterator[tuple[_Entry, Branch | None]]:
        """The lessons by course, each lesson where it comes first; a single course needs no page of its own."""
        if self.volume.scope is Scope.COURSE:
            yield _Entry("", "", tuple(self.entry(one) for one in self.volume.chapters)), None
            return
        there: set[str] = set()
        for at, branch in enumerate(self.volume.branches, 1):
            if branch.chapters:
                new = [one for one in self.volume.chapters if one.id in branch.chapters and one.id not in there]
                there.update(branch.chapters)
                title = branch.level if self.volume.scope is Scope.GROUP else f"{branch.group} · {branch.level}"
                yield _Entry(f"course{at}.xhtml", title, tuple(self.entry(one) for one in new)), branch

    def entry(self, chapter: Chapter) -> _Entry:
        return _Entry(self.hrefs[chapter.id], chapter.title)

    def nav(self) -> Markup:
        words = self.words
        lessons = [one for entry, branch in self.courses() for one in ([entry] if branch else entry.inside)]
        keys = [_Entry(self.keys[one.id], one.title) for one in self.volume.chapters if one.questions]
        about = _Entry("about.xhtml", words["pack_book_about"])
        answers = [_Entry(keys[0].href, words["pack_book_all_keys"], tuple(keys))] if keys else []
        landmarks = [
            ("cover", _Entry("cover.xhtml", words["pack_book_cover"])),
            ("toc", _Entry("nav.xhtml", words["pack_contents"])),
            ("bodymatter", lessons[0]),
            *(("answers", one) for one in answers),
            ("colophon", about),
        ]
        return _filled("nav", toc=[*lessons, *answers, about], landmarks=landmarks, words=words)

    def course(self, title: str, branch: Branch) -> Markup:
        listed = [found for one in branch.chapters if (found := self.volume.chapter(one))]
        lessons = [{"href": self.hrefs[one.id], "title": one.title, "minutes": one.minutes} for one in listed]
        return _filled("course", title=title, lessons=lessons, words=self.words)

    def chapter(self, chapter: Chapter) -> Markup:
        before = [found for one in chapter.requires if (found := self.volume.chapter(one))]
        return _filled(
            "lesson",
            chapter=chapter,
            words=self.words,
            requires=[self.entry(one) for one in before],
            lesson=lesson(chapter, self.words, self.link, self.pictures),
            sources=sources(chapter.statements, self.words),
            key=self.keys.get(chapter.id, ""),
        )

    def link(self, address: str) -> str:
        """Links to lessons of the book stay in the book."""
        there, _, anchor = address.partition("#")
        chapter = self.addresses.get(there)
        if chapter is None:
            return address
        return self.hrefs[chapter.id] + (f"#{anchor}" if any(anchor == one.id for one in chapter.text.html) else "")

    def package(self, files: list[str], pages: list[str]) -> Element:
        """The package document: https://www.w3.org/TR/epub-33/#sec-package-doc."""
        language = self.volume.language
        names = {file: f"f{at}" for at, file in enumerate(files)}
        properties = dict(_OTHERS)
        items = [
            node(
                "item",
                id=names[file],
                href=file,
                **{"media-type": _TYPES[Path(file).suffix]},
                **({"properties": properties[file]} if file in properties else {}),
            )
            for file in files
        ]
        return node(
            "package",
            node("metadata", *self.metadata(), **{"xmlns:dc": "http://purl.org/dc/elements/1.1/"}),
            node("manifest", *items),
            node("spine", *(node("itemref", idref=names[page]) for page in pages)),
            **{"xmlns": "http://www.idpf.org/2007/opf", "version": "3.0", "unique-identifier": "id"},
            **{"xml:lang": language, "dir": "ltr"},
        )

    def metadata(self) -> Iterator[Element]:
        volume, words = self.volume, self.words
        yield node("dc:identifier", uuid5(NAMESPACE_URL, volume.address).urn, id="id")
        yield node("dc:title", one_line(self.title))
        yield node("dc:language", volume.language)
        yield node("dc:creator", volume.site)
        yield node("dc:publisher", volume.site)
        yield node("dc:date", volume.day.isoformat())
        yield node("dc:source", volume.address)
        yield node("dc:rights", f"{LICENCE}, {LICENCE_URL}")
        if volume.summary:
            yield node("dc:description", one_line(volume.summary))
        for at, one in enumerate(volume.competences(), 1):
            yield node("dc:subject", one_line(f"{one.code} {one.name}"), id=f"subject{at}")
            yield _meta("authority", one.framework, refines=f"#subject{at}")
            yield _meta("term", one.code, refines=f"#subject{at}")
        yield _meta("dcterms:modified", volume.moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
        yield _meta("dcterms:license", LICENCE_URL)
        yield _meta("schema:timeRequired", f"PT{sum(one.minutes for one in volume.chapters)}M")
        yield _meta("schema:accessMode", "textual")
        if self.pictures.files:
            yield _meta("schema:accessMode", "visual")
        yield _meta("schema:accessModeSufficient", "textual")
        for feature in ("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability"):
            yield _meta("schema:accessibilityFeature", feature)
        yield _meta("schema:accessibilityHazard", "none")
        yield _meta("schema:accessibilitySummary", words["pack_book_access"])


def _filled(name: str, **values: object) -> Markup:
    return Markup(template(f"book-{name}.html").render(values))  # noqa: S704  # the template escapes what is put in


def _meta(name: str, value: str, **others: str) -> Element:
    return node("meta", one_line(value), property=name, **others)


def _cover(volume: Volume) -> Element:
    """The cover as a drawing: the site's lamp, the title, how much is inside."""
    lines = [line for part in volume.title.split(" · ") for line in textwrap.wrap(one_line(part), _LINE)][:_LINES]
    inside = f"{len(volume.chapters)} {volume.words['lessons']}"
    white = {"fill": "#fffdf8", "font-family": "'Segoe UI', Roboto, 'Noto Sans', sans-serif"}
    return node(
        "svg",
        node("title", one_line(volume.title)),
        node("rect", width="1200", height="1800", fill="#0b5e58"),
        node("rect", y="1560", width="1200", height="240", fill="#084641"),
        *(node("path", d=shape, fill=fill, transform="translate(95 130) scale(17)") for shape, fill in _LAMP),
        *(
            node("text", line, x="120", y=str(750 + 130 * at), **white, **{"font-size": "112", "font-weight": "700"})
            for at, line in enumerate(lines)
        ),
        node("text", one_line(volume.site), x="120", y="540", **white, **{"font-size": "72"}),
        node("text", inside, x="120", y="1665", **white, **{"font-size": "64", "font-weight": "700"}),
        node("text", f"{volume.shown_day} · {LICENCE}", x="120", y="1745", **white, **{"font-size": "48"}),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 1200 1800",
        width="1200",
        height="1800",
    )
