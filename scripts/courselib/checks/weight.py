"""Does every page arrive in one round trip?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courselib.checks import check
from courselib.finding import Problem
from courselib.model import BuiltPage, Library, Where


@check("W101")
def heavy_lesson(built: Sequence[BuiltPage], library: Library) -> Iterator[Problem]:
    """A lesson page and all it loads keep to lesson_bytes of budgets.yml, after gzip.

    Bad:  a lesson of 12,000 bytes
    Good: a lesson of 7,000 bytes
    """
    limit = library.budgets.lesson_bytes
    for page in built:
        if page.lesson and page.size > limit:
            yield Problem(
                page.where,
                f"{page.path} is {page.size} bytes, the budget is {limit}",
                "shorten the lesson, or make two of it",
            )


@check("W102")
def heavy_page(built: Sequence[BuiltPage], library: Library) -> Iterator[Problem]:
    """Any page keeps to page_bytes of budgets.yml, after gzip.

    Bad:  a course page of 20,000 bytes
    Good: a course page of 6,000 bytes
    """
    limit = library.budgets.page_bytes
    for page in built:
        if not page.lesson and page.size > limit:
            yield Problem(
                page.where,
                f"{page.path} is {page.size} bytes, the budget is {limit}",
                "shorten the page; a course page shrinks when the course is split",
            )


@check("W103")
def extra_request(built: Sequence[BuiltPage], library: Library) -> Iterator[Problem]:
    """A lesson page needs lesson_requests requests: itself, unless the lesson has pictures it must show.

    Bad:  a style sheet, a font or a script of its own
    Good: everything in the page
    """
    allowed = library.budgets.lesson_requests
    for page in built:
        if page.lesson and len(page.requests) + 1 > allowed:
            yield Problem(
                page.where,
                f"{page.path} asks for {len(page.requests) + 1} files, the budget is {allowed}: "
                f"{', '.join(page.requests[:3])}",
                "draw the picture as a screen block, or take it out",
            )


@check("W104")
def outside_request(built: Sequence[BuiltPage]) -> Iterator[Problem]:
    """No page makes the browser ask another host for anything.

    Bad:  a font from a font service
    Good: the reader's own fonts
    """
    for page in built:
        for address in page.requests:
            if "//" in address:
                yield Problem(
                    page.where,
                    f"{page.path} loads {address}",
                    "take it out of the page or the template",
                )


@check("W105")
def heavy_for_its_text(built: Sequence[BuiltPage], library: Library) -> Iterator[Problem]:
    """A lesson page weighs little more than its words: at most page_to_text of budgets.yml times.

    Bad:  6,000 bytes of page for 2,000 bytes of words
    Good: 4,000 bytes of page for 2,000 bytes of words
    """
    limit = library.budgets.page_to_text
    for page in built:
        if page.lesson and page.text_size and page.size > limit * page.text_size:
            yield Problem(
                page.where,
                f"{page.path} is {page.size / page.text_size:.2f} times its words, the budget is {limit}",
                "the lesson is very short, or a frame or style in overrides/ grew",
            )


@check("W106")
def heavy_image(library: Library) -> Iterator[Problem]:
    """A picture in the source keeps to image_bytes of budgets.yml, as it lies there.

    Bad:  a photo of three megabytes, straight from the phone
    Good: the same photo, 800 pixels wide, saved as WebP: forty kilobytes
    """
    limit = library.budgets.image_bytes
    for path, size in library.image_sizes.items():
        if size > limit:
            yield Problem(
                Where(f"{library.root}/{path}"),
                f"{path.rpartition('/')[2]} is {size // 1000} KB, the budget is {limit // 1000} KB",
                "make it at most 800 pixels wide and save it as WebP; better still, draw it as a screen block",
            )
