"""Can content carry anything but words and pictures?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from courselib.checks import check
from courselib.finding import Problem
from courselib.markdown import SAFE_SCHEMES, scheme_of
from courselib.message import say
from courselib.model import Link, Page, Where

_ACTIVE = re.compile(
    r"<\s*/?\s*(script|iframe|frame|object|embed|applet|base|meta|link|form|style)\b|\son\w+\s*=",
    re.IGNORECASE,
)


@check("X101")
def raw_html(page: Page) -> Iterator[Problem]:
    """Pages are Markdown; HTML in them is shown as text.

    Bad:  <b>Cúp máy</b>
    Good: **Cúp máy**
    """
    said: set[int] = set()
    for line, text in page.document.raw_html:
        # A line pasted from a word processor has many tags: one finding is enough to look at it.
        if line not in said and not _ACTIVE.search(text) and not text.startswith("</"):
            said.add(line)
            yield Problem(
                Where(page.where.path, line),
                say("the page has HTML: {html}", html=_start(text)),
                say("delete all from < to > on this line and leave the words; to show the sign itself, type \\<"),
            )


@check("X102")
def active_content(page: Page) -> Iterator[Problem]:
    """No script, no event handler, no embedded frame, by any path.

    Bad:  <iframe src="…">, <script>, <p onclick="…">
    Good: a link to the page
    """
    for line, text in page.document.raw_html:
        if _ACTIVE.search(text):
            yield Problem(
                Where(page.where.path, line),
                say("the page has active content: {html}", html=_start(text)),
                say("take it out; to point at another site, write a link"),
            )


@check("X103")
def unsafe_link(page: Page) -> Iterator[Problem]:
    """A link begins with https, http, tel or mailto, or stays in the library.

    Bad:  [Xem](javascript:alert(1)), [Ảnh](data:text/html,…)
    Good: [Xem](https://dichvucong.gov.vn)
    """
    for link in page.document.links:
        scheme = scheme_of(link.target)
        if scheme and scheme not in SAFE_SCHEMES and not link.image:
            yield Problem(
                _place(page, link),
                say("the link begins with {scheme}:", scheme=scheme),
                say("write a link that begins with one of {schemes}", schemes=", ".join(SAFE_SCHEMES)),
            )
        elif link.target.startswith("//") and not link.image:
            yield Problem(
                _place(page, link),
                say("the link begins with // and leads to another site"),
                say("write {target}", target=f"https:{link.target}"),
            )


@check("X104")
def outside_image(page: Page) -> Iterator[Problem]:
    """A picture lies in the lesson's images folder: other hosts could see and change what is read.

    Bad:  ![Quán phở](https://example.org/pho.jpg)
    Good: ![Quán phở](images/pho.webp)
    """
    for link in page.document.links:
        if link.image and (scheme_of(link.target) or link.target.startswith("//")):
            yield Problem(
                _place(page, link),
                say("the picture comes from elsewhere: {address}", address=_start(link.target)),
                say("draw it as a screen block; a session plan may show a small picture from images/ beside it"),
            )


def _place(page: Page, link: Link) -> Where:
    return Where(page.where.path, link.line, link.column)


def _start(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= 50 else first[:49] + "…"
