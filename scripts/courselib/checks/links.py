"""Does every link lead somewhere, in the reader's language?"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from courselib.checks import check
from courselib.finding import Problem
from courselib.markdown import scheme_of
from courselib.message import Message, say
from courselib.model import Library, Link, Page, Where

_BROKEN = re.compile(r"\[[^\]\n]+\]\s+\([^)\s]*(?:\.md|://)[^)\s]*\)|\]\([^()\s]*(?:\.md|://)[^()\s]*(?=\s|$)")


@check("K101")
def missing_target(library: Library) -> Iterator[Problem]:
    """A link inside the library names a file that is there.

    Bad:  [Mật khẩu](../password/index.vi.md)
    Good: [Mật khẩu](../passwords-and-otp-codes/index.vi.md)
    """
    for page in library.all_pages():
        for link, path, _ in _inside(page):
            if path and path not in library.files:
                yield Problem(
                    _place(page, link),
                    say("{target} leads nowhere", target=link.target),
                    _nearest(path, page, library.files),
                )


def _nearest(path: str, page: Page, there: frozenset[str]) -> Message:
    """The page that was probably meant, as a link from this one."""
    pages = [name for name in there if name.endswith(f".{page.language}.md")]
    close = difflib.get_close_matches(path, pages, 1, 0.7)
    if not close:
        return say(
            "write the path from this file to a page, such as ../other-lesson/index.{language}.md",
            language=page.language,
        )
    return say("did you mean {close}?", close=posixpath.relpath(close[0], posixpath.dirname(page.id) or "."))


@check("K102")
def missing_anchor(page: Page, library: Library) -> Iterator[Problem]:
    """What stands after # is the anchor of a heading on that page.

    Bad:  (#ghi-nho-nhe)
    Good: (#ghi-nho)
    """
    for link, path, anchor in _inside(page):
        target = _page_at(path, library) if path else page
        if anchor and target is not None:
            known = [heading.id for heading in target.document.headings if heading.id]
            if anchor not in known:
                yield Problem(
                    _place(page, link),
                    say("there is no heading #{anchor} on that page", anchor=anchor),
                    say("write one of {anchors}", anchors=", ".join(f"#{name}" for name in known)),
                )


@check("K103")
def other_language(page: Page, library: Library) -> Iterator[Problem]:
    """A page links to pages of its own language; where one that is growing lacks a page, to the source text.

    Bad:  (../pay-by-qr/index.vi.md) in an English page
    Good: (../pay-by-qr/index.en.md)
    """
    for link, path, _ in _inside(page):
        target = _page_at(path, library) if path else None
        if target is not None and target.language != page.language:
            right = link.target.replace(f".{target.language}.md", f".{page.language}.md")
            if library.language(page.language).growing and f"{target.id}.{page.language}.md" not in library.files:
                continue
            yield Problem(
                _place(page, link),
                say("the link leads to the page in {language}", language=say(_name(target.language, library))),
                say("write {target}", target=right),
            )


@check("K104")
def insecure_link(page: Page) -> Iterator[Problem]:
    """A link to another site begins with https.

    Bad:  http://dichvucong.gov.vn
    Good: https://dichvucong.gov.vn
    """
    for link in page.document.links:
        if link.target.lower().startswith("http:"):
            yield Problem(
                _place(page, link),
                say("{target} is not encrypted on its way", target=link.target),
                say("write {target}, and try that it opens", target=f"https{link.target[4:]}"),
            )


@check("K105")
def broken_link(page: Page) -> Iterator[Problem]:
    """The two halves of a link stand together, and the second is closed.

    Bad:  [Mật khẩu] (../passwords-and-otp-codes/index.vi.md)
    Good: [Mật khẩu](../passwords-and-otp-codes/index.vi.md)
    """
    for block in page.document.blocks:
        if "]" not in block.text:
            continue
        for match in _BROKEN.finditer(block.text):
            line = block.line + block.text.count("\n", 0, match.start())
            yield Problem(
                Where(page.where.path, line),
                say("{text} is not a whole link", text=match[0][:60].strip()),
                say("write [words](path) without a space between, and close both brackets"),
            )


def _inside(page: Page) -> Iterator[tuple[Link, str, str]]:
    """Links that stay in the library: the link, the file it names, the anchor."""
    folder = posixpath.dirname(page.id)
    for link in page.document.links:
        if scheme_of(link.target) or link.target.startswith("//"):
            continue
        path, _, anchor = unquote(link.target).partition("#")
        yield link, posixpath.normpath(posixpath.join(folder, path)) if path else "", anchor


def _page_at(path: str, library: Library) -> Page | None:
    stem, _, code = path.removesuffix(".md").rpartition(".")
    folder, _, name = stem.rpartition("/")
    lesson = library.lessons.get(folder)
    if lesson is not None:
        return (lesson.teacher if name == "teacher" else lesson.pages).get(code)
    return library.pages.get(stem, {}).get(code)


def _name(code: str, library: Library) -> str:
    return next(language.name for language in library.languages if language.code == code)


def _place(page: Page, link: Link) -> Where:
    return Where(page.where.path, link.line, link.column)
