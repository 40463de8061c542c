"""Does every link lead somewhere, in the reader's language?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from courselib.checks import check
from courselib.finding import Problem
from courselib.layout import lesson_meant, meant
from courselib.markdown import scheme_of
from courselib.message import Message, say
from courselib.model import Library, Link, Page, Where
from courselib.nearest import nearest
from courselib.vietnamese import slug

_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?=/|\Z)(?<!\.md)", re.IGNORECASE)
"""What an address of the web begins with where its scheme was left out."""
_BROKEN = re.compile(r"\[[^\[\]\n]+\]\s+\([^)\s]*(?:\.md|://)[^)\s]*\)|\]\([^()\s]*(?:\.md|://)[^()\s]*(?=\s|$)")


@check("K101")
def missing_target(library: Library) -> Iterator[Problem]:
    """A link inside the library names a file that is there.

    Bad:  [Mật khẩu](../password/index.vi.md)
    Good: [Mật khẩu](../passwords-and-otp-codes/index.vi.md)
    """
    dead = [
        (page, link, path)
        for page in library.all_pages()
        for link, path, _ in _inside(page)
        if path and path not in library.files
    ]
    misnamed = meant(library) if dead else {}
    for page, link, path in dead:
        # The page may lie there under another name, or be owed in this language: that is said where it is mended.
        if path not in misnamed and not _is_owed(path, library):
            yield Problem(
                _place(page, link),
                say("{target} leads nowhere", target=unquote(link.target)),
                _picture_to_add(path, page, library) if link.image else _target_to_write(path, link, page, library),
            )


def _is_owed(path: str, library: Library) -> bool:
    """Whether a page that is not there has to be, since it is there in another language."""
    stem, _, code = path.removesuffix(".md").rpartition(".")
    owed = any(language.code == code for language in library.complete_languages)
    return owed and any(f"{stem}.{language.code}.md" in library.files for language in library.languages)


def _target_to_write(path: str, link: Link, page: Page, library: Library) -> Message:
    """The page that was probably meant, as a link from this one."""
    target = unquote(link.target)
    if "\\" in target:
        return say("write / where \\ stands: {target}", target=target.replace("\\", "/"))
    if _HOST.match(target) and not target.endswith(".md"):
        return say("to lead to another site, write https://{address}", address=target)
    close = _page_meant(path, page, library)
    if close:
        return say("did you mean {close}?", close=posixpath.relpath(close, posixpath.dirname(page.id) or "."))
    return say(
        "write the path from this file to a page, such as ../other-lesson/index.{language}.md",
        language=page.language,
    )


def _page_meant(path: str, page: Page, library: Library) -> str:
    """The page that was probably meant: of a lesson of nearly this name, or of this name elsewhere, or another page."""
    folder, _, name = (path if path.endswith(".md") else f"{path}/index.md").strip("/").rpartition("/")
    lesson = folder if folder in library.catalogue else lesson_meant(folder, library.catalogue)
    stem, ending = "teacher" if name.startswith("teacher") else "index", f".{page.language}.md"
    if folder.count("/") > 1:
        return f"{lesson}/{stem}{ending}" if lesson else ""
    return nearest(path, [one for one in library.files if one.count("/") < 3 and one.endswith(ending)], 0.7)


def _picture_to_add(path: str, page: Page, library: Library) -> Message:
    """What to do about a picture that is not there."""
    folder = posixpath.dirname(page.id)
    close = nearest(path, [one for one in library.files if one.startswith(f"{folder}/images/")])
    if close:
        return say("did you mean {close}?", close=posixpath.relpath(close, folder))
    return say("put the picture at {path}", path=f"{library.root}/{folder}/images/{path.rpartition('/')[2]}")


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
                    _anchor_to_write(anchor, known),
                )


def _anchor_to_write(anchor: str, known: Sequence[str]) -> Message:
    close = nearest(slug(anchor), known)
    if close:
        return say("did you mean #{close}?", close=close)
    if known:
        return say("write one of {anchors}", anchors=", ".join(f"#{name}" for name in known))
    return say("take #{anchor} out: that page has no headings to lead to", anchor=anchor)


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
            whole = _GAP.sub("](", match[0])
            yield Problem(
                Where(page.where.path, line),
                say("{text} is not a whole link", text=match[0][:60].strip()),
                say("write [words](path) without a space between, and close both brackets")
                if whole == match[0]
                else say("write {link} without a space between", link=whole),
            )


_GAP = re.compile(r"\]\s+\(")


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
