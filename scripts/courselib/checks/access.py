"""Can everyone follow the page, with eyes or ears?"""

from __future__ import annotations

from collections.abc import Iterator

from courselib.checks import check
from courselib.finding import Problem
from courselib.message import say
from courselib.model import Library, Page, Where


@check("A101")
def image_without_alt(page: Page) -> Iterator[Problem]:
    """A picture has words for those who do not see it.

    Bad:  ![](images/stall.webp)
    Good: ![Mã QR dán trên tủ kính của quán phở](images/stall.webp)
    """
    for link in page.document.links:
        if link.image and not link.text.strip():
            yield Problem(
                Where(page.where.path, link.line, link.column),
                say("the picture {picture} has no words", picture=link.target),
                say("write ![what it shows]({picture})", picture=link.target),
            )


@check("A102")
def heading_jump(page: Page) -> Iterator[Problem]:
    """Headings go down one level at a time; the title is the first level and stands in the front matter.

    Bad:  # Quên mật khẩu, or #### after ##
    Good: ## Từng bước, then ### 1. Cúp máy
    """
    level = 1
    for heading in page.document.headings:
        if heading.level == 1:
            yield Problem(
                Where(page.where.path, heading.line),
                say("a first-level heading stands in the text"),
                say("remove this line; the title stands in the front matter")
                if heading.text.casefold() in page.title.casefold()
                else say("write ## {heading}; the title stands in the front matter", heading=heading.text),
            )
        elif heading.level > level + 1:
            yield Problem(
                Where(page.where.path, heading.line),
                say("the heading jumps from level {above} to {level}", above=level, level=heading.level),
                say("write {marks} {heading}", marks="#" * (level + 1), heading=heading.text),
            )
        level = heading.level


@check("A103")
def empty_link_text(page: Page, library: Library) -> Iterator[Problem]:
    """A link's words say where it leads, also when read alone.

    Bad:  [bấm vào đây](../pay-by-qr/index.vi.md)
    Good: [Trả tiền bằng mã QR](../pay-by-qr/index.vi.md)
    """
    language = next(one for one in library.languages if one.code == page.language)
    for link in page.document.links:
        words = " ".join(link.text.lower().split()).strip(" .…»>")
        if not link.image and (not words or words in language.empty_link_texts):
            yield Problem(
                Where(page.where.path, link.line, link.column),
                say("the words of the link, “{words}”, do not say where it leads", words=link.text),
                say("write the title of the page it leads to"),
            )
